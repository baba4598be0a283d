"""Imports of questions and answers: how far each is, and what it left out."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from flowbuilder.accounts.models import Language


class EntryImport(models.Model):
    """A file of questions and answers that is imported in the background. Changed by services only.

    `done` of its `total` usable rows are dealt with. `run` counts how often it was begun or
    continued. `held` names the file while rows are left. `problems` are the first of the rows that
    were `left_out`, as (line, column, question, code of `row_reasons`, values); older rows
    have words instead of the last two.
    """

    class State(models.TextChoices):
        """How it stands."""

        RUNNING = "running", _("Being imported")
        DONE = "done", _("Imported")
        STOPPED = "stopped", _("Stopped")

    workspace = models.ForeignKey(
        "accounts.Workspace", on_delete=models.CASCADE, related_name="entry_imports"
    )
    name = models.CharField(_("name"), max_length=200)
    language = models.CharField(_("language"), max_length=5, choices=Language.choices)
    state = models.CharField(
        _("status"), max_length=8, choices=State.choices, default=State.RUNNING
    )
    run = models.PositiveIntegerField(default=1)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list)
    held = models.CharField(max_length=200, blank=True)
    created_by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    begun_at = models.DateTimeField(_("begun"))
    progress_at = models.DateTimeField()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace"], condition=models.Q(state="running"), name="one_import_at_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def percent(self) -> int:
        """How much of it is done."""
        return 100 * self.done // self.total if self.total else 100
