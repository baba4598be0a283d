"""Conversations, messages and the event log; who people are is in `contact_models`."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from flowbuilder.accounts.models import Language
from flowbuilder.common.clock import now
from flowbuilder.common.ids import uuid7
from flowbuilder.conversations.contact_models import (
    AttributeDefinition,
    Consent,
    Contact,
    ContactChange,
    IdentityKey,
    PendingMerge,
    Segment,
    VisitorToken,
)
from flowbuilder.core.effects import OUTCOME_LABELS
from flowbuilder.flows.models import FLOW_LANGUAGES

__all__ = [
    "AttributeDefinition", "Consent", "Contact", "ContactChange", "IdentityKey",
    "PendingMerge", "Segment", "VisitorToken",
]  # fmt: skip


class Conversation(models.Model):
    """Everything between a visitor and us on one channel, automated and human.

    One owner at a time: `state` says who, and every change of owner raises `owner_epoch`, so
    that whatever was begun under the old owner can be told from the new one's.

    `next_version` is the version that an author chose for it to go on by, at the next safe point;
    `next_how` says whether it keeps its place there or begins anew.

    `session` is the engine's state. `pending` holds the numbers of visitor events that wait for
    an effect's answer; `deferred` the ids of the effects whose answers are awaited.
    """

    class State(models.TextChoices):
        BOT = "bot", _("With the assistant")
        QUEUED = "queued", _("Waiting for a person")
        AGENT = "agent", _("With a person")
        CLOSED = "closed", _("Closed")

    class GoesOn(models.TextChoices):
        MOVE = "move", _("from the same step")
        RESTART = "restart", _("from the start")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(
        "accounts.Workspace", on_delete=models.CASCADE, related_name="conversations"
    )
    contact = models.ForeignKey(
        Contact, on_delete=models.CASCADE, related_name="conversations", verbose_name=_("contact")
    )
    channel = models.CharField(_("channel"), max_length=20, default="web")
    widget_key = models.CharField(_("widget"), max_length=64, blank=True)
    flow_version = models.ForeignKey(
        "flows.FlowVersion",
        on_delete=models.PROTECT,
        related_name="conversations",
        verbose_name=_("flow version"),
    )
    next_version = models.ForeignKey(
        "flows.FlowVersion",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("next version"),
    )
    next_how = models.CharField(_("continues"), max_length=8, choices=GoesOn.choices, blank=True)
    language = models.CharField(
        _("language"), max_length=5, choices=FLOW_LANGUAGES, default=Language.POLISH
    )
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.BOT)
    owner_epoch = models.PositiveIntegerField(default=0)
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("agent"),
    )
    head_seq = models.PositiveIntegerField(default=0)
    seen_seq = models.PositiveIntegerField(default=0)
    log_size = models.PositiveIntegerField(default=0)
    session = models.JSONField(null=True, blank=True)
    pending = models.JSONField(default=list, blank=True)
    deferred = models.JSONField(default=list, blank=True)
    started_at = models.DateTimeField(_("started"), default=now)
    last_activity_at = models.DateTimeField(_("last activity"), default=now)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    page = models.JSONField(_("page"), default=dict, blank=True)
    #: What the turn being taken has said so far, and other rows that it is to store with it, all
    #: at once; None while no turn is taken. `stored_epoch` is the epoch of the stored row.
    unsaved: list[models.Model] | None = None
    stored_epoch: int = 0
    outcome = models.CharField(_("outcome"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        ordering = ["-started_at"]
        indexes = [
            models.Index(fields=["workspace", "state", "-last_activity_at"], name="conv_by_state"),
            models.Index(fields=["workspace", "-started_at"], name="conv_by_start"),
            models.Index(fields=["contact", "-started_at"], name="conv_by_contact"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_closed(self) -> bool:
        return self.state == self.State.CLOSED

    @property
    def shown_outcome(self) -> str:
        """The outcome as the end's settings call it; a goal by its own name."""
        label = OUTCOME_LABELS.get(self.outcome)
        return gettext(label) if label else self.outcome


class Message(models.Model):
    """One utterance as stored and shown. `seq` orders them within the conversation.

    A private message is a note between agents: no visitor ever sees it.
    """

    class Author(models.TextChoices):
        BOT = "bot", _("Assistant")
        AI = "ai", _("AI")
        AGENT = "agent", _("Agent")
        VISITOR = "visitor", _("Visitor")
        SYSTEM = "system", pgettext_lazy("message author", "System")

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="messages"
    )
    seq = models.PositiveIntegerField()
    author = models.CharField(_("from"), max_length=8, choices=Author.choices)
    private = models.BooleanField(_("note between agents"), default=False)
    content = models.JSONField()
    generated = models.BooleanField(_("written by a model"), default=False)
    client_id = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001  null is absent
    effect_id = models.CharField(max_length=120, null=True, blank=True)  # noqa: DJ001  null is absent
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(_("at"), default=now)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["conversation", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "seq"], name="message_seq"),
            models.UniqueConstraint(
                fields=["conversation", "client_id"],
                condition=models.Q(client_id__isnull=False),
                name="message_client_id",
            ),
            models.UniqueConstraint(
                fields=["conversation", "effect_id"],
                condition=models.Q(effect_id__isnull=False),
                name="message_effect_id",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id}/{self.seq}"


class Attachment(models.Model):
    """A file that somebody put into a conversation. Its id cannot be guessed.

    It lies there unsent until a message takes it, which happens once; what nobody sends is deleted
    after a day. `path` and `preview_path` name the bytes in the storage.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    conversation = models.ForeignKey(
        Conversation,
        on_delete=models.CASCADE,
        related_name="attachments",
        verbose_name=_("conversation"),
    )
    author = models.CharField(_("from"), max_length=8, choices=Message.Author.choices)
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    name = models.CharField(_("file name"), max_length=120)
    format = models.CharField(_("file format"), max_length=8)
    kind = models.CharField(max_length=10)
    size = models.PositiveIntegerField(_("size in bytes"))
    digest = models.CharField(max_length=64)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    path = models.CharField(max_length=200)
    preview_path = models.CharField(max_length=200, blank=True)
    client_id = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(_("uploaded"), default=now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ["created_at", "id"]
        indexes = [
            models.Index(fields=["conversation", "created_at"], name="attachment_by_conversation"),
            models.Index(
                fields=["created_at"],
                condition=models.Q(sent_at__isnull=True),
                name="attachment_unsent",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CardPicture(models.Model):
    """A picture for cards, drawn anew: of another host, or uploaded by an author.

    Of its address only a digest is kept. One of another host goes after a month, and is fetched
    anew when needed; without `data` there is none. One that was uploaded stays while a flow of the
    workspace names it.
    """

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    data = models.BinaryField(null=True)
    uploaded = models.BooleanField(default=False)
    fetched_at = models.DateTimeField(default=now, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "digest"], name="one_card_picture"),
        ]

    def __str__(self) -> str:
        return self.digest


class EventRecord(models.Model):
    """One thing that happened, in order: the log from which a conversation can be replayed.

    `fate` says what became of it. The engine was given those that were `taken` or `late`, in the
    order of their numbers; replaying those, and only those, gives the same session again.
    """

    class Fate(models.TextChoices):
        TAKEN = "taken", _("answered by the flow")
        STORED = "stored", _("kept for the agent")
        QUEUED = "queued", _("waits for an answer that is on its way")
        JOINED = "joined", _("taken together with others")
        LATE = "late", _("came too late")
        DISCARDED = "discarded", _("dropped")
        FAILED = "failed", _("the flow could not take it")

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="events")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    payload = models.JSONField()
    fate = models.CharField(max_length=10, choices=Fate.choices, default=Fate.TAKEN)
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    client_id = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001  null is absent
    epoch = models.PositiveIntegerField(default=0)
    seq = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["conversation", "number"]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "number"], name="event_number"),
            models.UniqueConstraint(
                fields=["conversation", "client_id"],
                condition=models.Q(client_id__isnull=False),
                name="event_client_id",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id}#{self.number} {self.kind}"
