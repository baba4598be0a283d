"""Where an agent's browser is reached while the inbox is closed."""

from __future__ import annotations

from django.db import models

from flowbuilder.common.clock import now


class PushSubscription(models.Model):
    """One browser of one person, as its push service knows it."""

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="+")
    endpoint = models.CharField(max_length=1000)
    #: The endpoint's digest: some databases have no unique index of long texts.
    digest = models.CharField(max_length=64)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=40)
    created_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "digest"], name="one_push_per_browser"),
        ]
        indexes = [models.Index(fields=["user", "workspace"], name="push_by_user")]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.digest[:8]}"
