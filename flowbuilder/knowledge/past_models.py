"""What entries and passages said before they were changed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class PastText(models.Model):
    """The words of an entry or a passage as a search named it, `public_id` and `version`, until
    somebody changed it at `until`. It goes with its entry or source: what is deleted is gone."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    entry = models.ForeignKey(
        "knowledge.Entry", on_delete=models.CASCADE, null=True, related_name="past"
    )
    source = models.ForeignKey(
        "knowledge.Source", on_delete=models.CASCADE, null=True, related_name="past"
    )
    public_id = models.CharField(max_length=120)
    version = models.CharField(max_length=32)
    text = models.TextField()
    until = models.DateTimeField()

    class Meta:
        verbose_name = _("earlier wording")
        verbose_name_plural = _("earlier wordings")
        indexes = [
            models.Index(fields=["workspace", "public_id"], name="past_text_by_name"),
            models.Index(fields=["workspace", "until"], name="past_text_by_end"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "version"],
                condition=models.Q(entry__isnull=False),
                name="past_text_once_per_entry",
            ),
            models.UniqueConstraint(
                fields=["workspace", "public_id", "version"],
                condition=models.Q(source__isnull=False),
                name="past_text_once_per_passage",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} · {self.version}"
