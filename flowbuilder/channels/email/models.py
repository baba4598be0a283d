"""Mailboxes, the threads that are held through them, and every letter that came or went.

A thread belongs to a conversation: one that began with a letter, or one in the chat in which the
visitor left a message. `token` stands in the Message-ID of each letter of ours; whoever answers
from the thread's address, quoting it, answers in that conversation.
"""

from __future__ import annotations

import secrets

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from flowbuilder.accounts.models import Language
from flowbuilder.common.clock import now
from flowbuilder.integrations.mail_servers import Server
from flowbuilder.integrations.secrets import unseal

PORT = [MinValueValidator(1), MaxValueValidator(65535)]


class Security(models.TextChoices):
    """How the connection is encrypted."""

    TLS = "tls", _("TLS from the start")
    STARTTLS = "starttls", _("STARTTLS")
    NONE = "none", _("none (only inside your network)")


class Mailbox(models.Model):
    """An address of ours: letters to it become conversations.

    `uid_validity` and `last_uid` say how far it was read. Nothing that was there before the first
    look is taken.
    """

    workspace = models.ForeignKey(
        "accounts.Workspace", on_delete=models.CASCADE, related_name="mailboxes"
    )
    name = models.CharField(
        _("name"), max_length=80, help_text=_("Customers see it beside the address.")
    )
    address = models.EmailField(_("e-mail address"))
    enabled = models.BooleanField(pgettext_lazy("mailbox", "switched on"), default=True)
    team = models.ForeignKey(
        "handoff.Team",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("team"),
        help_text=_("Whose queue letters wait in. Empty: the first team."),
    )
    flow = models.ForeignKey(
        "flows.Flow",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("flow that answers first"),
        help_text=_("Leave empty to have letters go straight to the team."),
    )
    language = models.CharField(
        _("language"), max_length=5, choices=Language.choices, default=Language.POLISH
    )
    plus_addressing = models.BooleanField(
        _("address with a plus"),
        default=False,
        help_text=_(
            "Letters to help+anything@… arrive here too. Then answers find their conversation even "
            "when a program drops the hidden reference."
        ),
    )
    imap_host = models.CharField(_("server"), max_length=253)
    imap_port = models.PositiveIntegerField(_("port"), default=993, validators=PORT)
    imap_security = models.CharField(
        _("encryption"), max_length=8, choices=Security.choices, default=Security.TLS
    )
    imap_user = models.CharField(_("user name"), max_length=254)
    imap_sealed = models.TextField(editable=False)
    folder = models.CharField(_("folder"), max_length=120, default="INBOX")
    verifier = models.CharField(
        _("server that checks senders"),
        max_length=253,
        blank=True,
        help_text=_(
            "The first word of the Authentication-Results header in letters that arrive here, such "
            "as mx.google.com. Whoever that server vouches for counts as verified. Empty: every "
            "first letter is shown as not verified."
        ),
    )
    smtp_host = models.CharField(
        _("server"),
        max_length=253,
        blank=True,
        help_text=_("Leave empty to send by this installation's own outgoing mail."),
    )
    smtp_port = models.PositiveIntegerField(_("port"), default=587, validators=PORT)
    smtp_security = models.CharField(
        _("encryption"), max_length=8, choices=Security.choices, default=Security.STARTTLS
    )
    smtp_user = models.CharField(_("user name"), max_length=254, blank=True)
    smtp_sealed = models.TextField(editable=False, blank=True)
    uid_validity = models.BigIntegerField(default=0, editable=False)
    last_uid = models.BigIntegerField(default=0, editable=False)
    #: After a refused password nobody knocks again at once: providers lock accounts for that.
    not_before = models.DateTimeField(null=True, editable=False)
    checked_at = models.DateTimeField(_("last looked"), null=True, editable=False)
    problem = models.CharField(_("problem"), max_length=400, blank=True, editable=False)
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        verbose_name = _("mailbox")
        verbose_name_plural = _("mailboxes")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "address"], name="mailbox_address_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def imap(self) -> Server:
        """Where letters are fetched."""
        return Server(
            host=self.imap_host,
            port=self.imap_port,
            security=self.imap_security,  # type: ignore[arg-type]  # one of the choices
            user=self.imap_user,
            password=unseal(self.imap_sealed),
        )

    @property
    def smtp(self) -> Server | None:
        """Where letters are sent; None for the installation's own."""
        if not self.smtp_host:
            return None
        return Server(
            host=self.smtp_host,
            port=self.smtp_port,
            security=self.smtp_security,  # type: ignore[arg-type]  # one of the choices
            user=self.smtp_user,
            password=unseal(self.smtp_sealed),
        )

    @property
    def domain(self) -> str:
        """What stands behind the @."""
        return self.address.rpartition("@")[2].lower()


def new_token() -> str:
    """128 bits that survive mail programs which change the case of addresses."""
    return secrets.token_hex(16)


class MailThread(models.Model):
    """The letters of one conversation. `mailed_seq` is the last message that letters cover."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    conversation = models.OneToOneField(
        "conversations.Conversation", on_delete=models.CASCADE, related_name="+"
    )
    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="threads")
    address = models.EmailField(_("customer's address"), db_index=True)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    #: The flow answers letters here; otherwise they wait for people.
    flow_answers = models.BooleanField(default=False)
    mailed_seq = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"{self.address}: {self.subject}"


class Arrival(models.Model):
    """A letter found in a mailbox, once by its Message-ID and date, and what became of it."""

    class Fate(models.TextChoices):
        NEW = "new", _("being taken")
        TAKEN = "taken", _("taken into a conversation")
        NOTED = "noted", _("noted, not answered")
        IGNORED = "ignored", _("left alone")
        HELD = "held", _("too many from one sender")
        UNREADABLE = "unreadable", _("could not be read")

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    mailbox = models.ForeignKey(
        Mailbox, on_delete=models.CASCADE, related_name="arrivals", verbose_name=_("mailbox")
    )
    #: SHA-256 of Message-ID and date, or of the whole letter where there is none.
    key = models.CharField(max_length=64)
    uid = models.BigIntegerField()
    message_id = models.CharField(max_length=500, blank=True)
    sender = models.CharField(_("from"), max_length=254, blank=True)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    fate = models.CharField(
        _("what became of it"), max_length=10, choices=Fate.choices, default=Fate.NEW
    )
    why = models.CharField(_("why"), max_length=300, blank=True)
    conversation = models.ForeignKey(
        "conversations.Conversation",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("conversation"),
    )
    seq = models.PositiveIntegerField(default=0)
    #: How often it was begun to be taken. One that breaks something is left alone in the end.
    tries = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    #: It answers a letter that only its sender got, or the receiving server vouches for them.
    verified = models.BooleanField(default=False)
    quoted = models.TextField(blank=True)
    arrived_at = models.DateTimeField(_("arrived"), default=now)

    class Meta:
        verbose_name = _("e-mail received")
        verbose_name_plural = _("e-mails received")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["mailbox", "key"], name="each_letter_once"),
        ]
        indexes = [
            models.Index(fields=["workspace", "sender", "arrived_at"], name="arrivals_of_sender"),
            models.Index(fields=["conversation", "seq"], name="arrival_of_message"),
        ]

    def __str__(self) -> str:
        return f"{self.sender}: {self.subject}"


class Departure(models.Model):
    """A letter of ours with one or more messages. Its Message-ID is the same at every attempt."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting to be sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("could not be delivered")

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    thread = models.ForeignKey(MailThread, on_delete=models.CASCADE, related_name="departures")
    conversation = models.ForeignKey(
        "conversations.Conversation", on_delete=models.CASCADE, related_name="+"
    )
    message_id = models.CharField(max_length=200, unique=True)
    #: The messages that it carries; `first` and `last` of them.
    seqs = models.JSONField(default=list)
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(_("problem"), max_length=400, blank=True)
    #: Before this moment nobody tries: it was tried just now, or somebody is at it.
    next_at = models.DateTimeField(default=now)
    created_at = models.DateTimeField(default=now)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["thread", "last"], name="each_reply_once"),
        ]
        indexes = [
            models.Index(
                fields=["next_at"],
                condition=models.Q(state="waiting"),
                name="departures_waiting",
            ),
        ]

    def __str__(self) -> str:
        return self.message_id
