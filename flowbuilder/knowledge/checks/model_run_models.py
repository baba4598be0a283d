"""How the language model answered the expected questions."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ModelOutcome(models.TextChoices):
    """What the model made of one expected question; `model_runs.judged` says what each means."""

    RIGHT = "right", _("Answered from the expected source")
    OTHER = "other", _("Answered from another source")
    HELD = "held", _("Held back or not found")
    REFUSED = "refused", _("Rightly without an answer")
    FALSE = "false", _("Answered, but should not be")
    FAILED = "failed", _("The model failed")


class ModelRun(models.Model):
    """One time the expected questions were put to a language model. Changed by services only.

    `wanted` are the numbers of the expectations, in the order in which they are asked; `outcomes`
    maps those that were asked to their outcome and, where the model failed, its code. `name` and
    `address` say which model it is, `changed_at` when it was changed, if that is why it was asked.
    `chosen` says which models counted, as `model_runs.chosen` does; empty before that was kept.
    `cost` is empty where a call had no price.
    """

    class State(models.TextChoices):
        """How it stands, or why it ended."""

        RUNNING = "running", _("The model is being asked")
        DONE = "done", _("All were asked")
        STOPPED = "stopped", _("Stopped")
        SPENT = "spent", _("Ended: the budget for the language model is used up")
        RESTING = "resting", _("Ended: the model failed several times in a row")
        CHANGED = "changed", _("Ended: the language model was changed or switched off")

    workspace = models.ForeignKey(
        "accounts.Workspace", on_delete=models.CASCADE, related_name="model_runs"
    )
    name = models.CharField(_("model"), max_length=120)
    address = models.CharField(max_length=300)
    chosen = models.TextField(blank=True)
    state = models.CharField(
        _("status"), max_length=8, choices=State.choices, default=State.RUNNING
    )
    wanted = models.JSONField(default=list)
    outcomes = models.JSONField(default=dict)
    tokens = models.PositiveBigIntegerField(default=0)
    cost = models.DecimalField(max_digits=12, decimal_places=6, null=True)
    by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(_("begun"))
    progress_at = models.DateTimeField()

    class Meta:
        verbose_name = _("check of the language model")
        verbose_name_plural = _("checks of the language model")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace"], condition=models.Q(state="running"), name="one_model_run"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def total(self) -> int:
        """How many questions there are to ask."""
        return len(self.wanted)

    @property
    def done(self) -> int:
        """How many were asked."""
        return len(self.outcomes)

    @property
    def percent(self) -> int:
        """How much of it is done."""
        return 100 * self.done // self.total if self.total else 100


class ModelPlan(models.Model):
    """That the model is to be asked the expected questions soon, because it was changed.

    `was` is what was chosen before the first change, `changed_at` the last one. Gone once it began.
    """

    workspace = models.OneToOneField(
        "accounts.Workspace", on_delete=models.CASCADE, related_name="+"
    )
    was = models.TextField()
    changed_at = models.DateTimeField()
    due_at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return self.due_at.isoformat()
