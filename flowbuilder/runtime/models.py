"""The durable table of things to do later."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from flowbuilder.common.clock import now

WORDS = {
    "SearchKnowledge": _("Search the knowledge"),
    "FindTopic": _("Find the topic"),
    "PickOut": _("Have data picked out"),
    "AskModel": _("Ask the model"),
    "CallHttp": _("Call another service"),
    "SendEmail": _("Send an e-mail"),
    "HearOut": _("Hear the visitor out"),
    "StartTimer": pgettext_lazy("job", "Wait"),
    "PublishFlow": _("Publish a flow"),
    "SendPush": _("Tell an agent's browser"),
    "SendReviewMail": _("Send an e-mail about a review"),
    "JudgeKnowledge": _("Check the quality of answers"),
    "ReadSource": _("Read a source of knowledge"),
    "ImportEntries": _("Import questions and answers"),
    "AskExpected": _("Ask the model the expected questions"),
    "AskAfterChange": _("Begin to ask a changed model the expected questions"),
    "BeginWeeklyList": _("Begin the weekly list of unanswered questions"),
    "SendWeeklyList": _("Send the weekly list of unanswered questions"),
    "CheckMailbox": _("Fetch e-mail"),
    "SendMail": _("Send a reply by e-mail"),
    "TakeUpTicket": _("Bring a message that was left to the team"),
}


class Job(models.Model):
    """One thing to do later: a deferred effect, a timer, words to be heard (`unheard.py`), or a
    task that no conversation asked for.

    `key` makes it happen once. Whoever works on it holds it by a lease; when the lease runs
    out, another may take it, so handlers get the key to be idempotent by. `sent_at` says that
    something may have left that must not leave twice: whoever takes the job after that knows that
    its outcome is uncertain. `tries` are the attempts that came to nothing. `epoch` is the owner
    epoch under which it was asked for: an answer that comes under a later one is dropped.
    `awaited` says that the session waits for the answer.
    """

    class Kind(models.TextChoices):
        EFFECT = "effect", _("effect")
        TIMER = "timer", _("timer")
        TASK = "task", _("task")
        HEARING = "hearing", _("hearing out")

    class Status(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        CANCELLED = "cancelled", _("cancelled")
        QUARANTINED = "quarantined", _("given up, needs a look")
        UNCERTAIN = "uncertain", _("uncertain, needs a look")

    #: What waits for a person's decision.
    NEEDS_LOOK = (Status.QUARANTINED, Status.UNCERTAIN)

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    conversation = models.ForeignKey(
        "conversations.Conversation",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="jobs",
        verbose_name=_("conversation"),
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    key = models.CharField(max_length=200, unique=True)
    effect = models.JSONField(_("what to do"))
    awaited = models.BooleanField(default=True)
    epoch = models.PositiveIntegerField(default=0)
    status = models.CharField(
        _("status"), max_length=12, choices=Status.choices, default=Status.WAITING
    )
    run_at = models.DateTimeField(_("due"), default=now)
    lease_owner = models.CharField(max_length=64, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    claimed_at = models.DateTimeField(_("last begun"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    tries = models.JSONField(default=list, blank=True)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    last_error = models.TextField(_("last problem"), blank=True)
    created_at = models.DateTimeField(_("asked for"), default=now)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("background job")
        verbose_name_plural = _("background jobs")
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["run_at"],
                condition=models.Q(status="waiting"),
                name="job_due",
            ),
            models.Index(
                fields=["lease_until"],
                condition=models.Q(status="running"),
                name="job_leased",
            ),
            models.Index(fields=["workspace", "status", "-id"], name="job_by_status"),
        ]

    def __str__(self) -> str:
        """What it does, in words."""
        kind = str(self.effect.get("kind", ""))
        return str(WORDS.get(kind, kind))


class Snapshot(models.Model):
    """A long conversation's session as it was after the event `number`.

    A replay begins at the newest one that will do, so that it is no longer than the time between
    two of them. The session itself is always in the conversation.
    """

    conversation = models.ForeignKey(
        "conversations.Conversation", on_delete=models.CASCADE, related_name="snapshots"
    )
    number = models.PositiveIntegerField()
    flow_version = models.ForeignKey(
        "flows.FlowVersion", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    session = models.JSONField()

    class Meta:
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")
        ordering = ["conversation", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "number"], name="snapshot_number"),
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id}#{self.number}"
