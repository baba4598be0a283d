"""What waits for teams, their promises, and what helps them answer; see `team_models`, too."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from flowbuilder.handoff.marks import Mention, SavedView, SearchDocument, Snooze, Tag, TagMark
from flowbuilder.handoff.push_models import PushSubscription
from flowbuilder.handoff.summary import matter_in_wish
from flowbuilder.handoff.team_models import (
    Agent,
    Holiday,
    OpeningHours,
    SpecialHours,
    Team,
    Weekday,
    known_timezone,
)

__all__ = [
    "Agent", "Holiday", "Mention", "OpeningHours", "PushSubscription", "SavedView",
    "SearchDocument", "Snooze", "SpecialHours", "Tag", "TagMark", "Team", "Weekday",
    "known_timezone",
]  # fmt: skip


def reason_in_words(reason: str, last_wrote: str, *, asked: bool) -> str:
    """Why a person is to answer, as its reader's language says it; the visitor's words first."""
    if asked and not reason:
        return last_wrote or gettext("The visitor asked for a person.")
    return reason


class Handoff(models.Model):
    """One time a conversation was passed to people, from the asking to the end.

    A conversation has at most one that is waiting or assigned. An effect makes at most one.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("waiting")
        ASSIGNED = "assigned", _("with an agent")
        CLOSED = "closed", _("closed")
        HANDED_BACK = "handed_back", _("handed back")
        TRANSFERRED = "transferred", _("transferred")
        TIMED_OUT = "timed_out", _("nobody answered in time")
        GAVE_UP = "gave_up", _("the visitor waited no longer")
        NOBODY = "nobody", _("nobody was there")

    class Priority(models.TextChoices):
        NORMAL = "normal", _("normal")
        HIGH = "high", _("high")

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    conversation = models.ForeignKey(
        "conversations.Conversation",
        models.CASCADE,
        related_name="handoffs",
        verbose_name=_("conversation"),
    )
    team = models.ForeignKey(
        Team, models.SET_NULL, null=True, related_name="handoffs", verbose_name=_("team")
    )
    effect_id = models.CharField(max_length=120, null=True, editable=False)  # noqa: DJ001  # null: none
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    last_wrote = models.TextField(_("last words before"), max_length=500, blank=True)
    priority = models.CharField(
        _("priority"), max_length=8, choices=Priority.choices, default=Priority.NORMAL
    )
    #: What whoever answers should know (lower case), and whether it is a hard case. See `routing`.
    skills = models.JSONField(_("skills"), default=list, blank=True)
    hard = models.BooleanField(_("hard case"), default=False)
    #: It was passed on from a team whose queue ran over, which happens once.
    overflowed = models.BooleanField(default=False, editable=False)
    #: When it was moved here from another team's queue, if it was: its patience begins anew then.
    moved_at = models.DateTimeField(null=True, editable=False)
    #: The answer goes out by e-mail, so it waits whatever the hour and whoever is there.
    by_mail = models.BooleanField(default=False, editable=False)
    status = models.CharField(_("status"), max_length=12, choices=Status.choices)
    #: Since when it stands in its queue, which orders it; how long the visitor waits is told by
    #: `waiting_from`.
    requested_at = models.DateTimeField(_("asked at"))
    #: An agent ended the matter and the flow asks for a rating: ended, to the agents' eyes.
    rating = models.BooleanField(default=False, editable=False)
    #: The visitor asked for a person, rather than the flow. `reason` is the author's words alone.
    asked = models.BooleanField(default=False, editable=False)
    #: Since when the promised times count, where a handoff before this one began it.
    reply_clock_from = models.DateTimeField(null=True, editable=False)
    resolution_clock_from = models.DateTimeField(null=True, editable=False)
    #: Whether a first reply is promised. Not where a colleague was given somebody who has had one
    #: and waits for no other: the last word was ours.
    reply_owed = models.BooleanField(default=True, editable=False)
    #: It is over, and whatever promise it broke has been written down.
    sla_settled = models.BooleanField(default=False, editable=False)
    assigned_at = models.DateTimeField(_("taken at"), null=True)
    first_reply_at = models.DateTimeField(_("first reply at"), null=True)
    closed_at = models.DateTimeField(_("ended at"), null=True)
    #: Which colleague passed it on to here, and what they wrote for whoever takes it.
    passed_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, related_name="+", editable=False
    )
    passed_note = models.CharField(max_length=500, blank=True, editable=False)
    agent = models.ForeignKey(
        "accounts.User",
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("agent"),
    )

    class Meta:
        verbose_name = _("handoff")
        verbose_name_plural = _("handoffs")
        ordering = ["-requested_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "effect_id"], name="one_handoff_per_effect"
            ),
            models.UniqueConstraint(
                fields=["conversation"],
                condition=models.Q(status__in=["waiting", "assigned"]),
                name="one_open_handoff",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "status", "requested_at"], name="handoff_queue"),
            models.Index(fields=["team", "status", "requested_at"], name="handoff_team_queue"),
            models.Index(
                fields=["conversation"],
                name="handoff_rating",
                condition=models.Q(rating=True),
            ),
            models.Index(
                fields=["id"], name="handoff_unsettled", condition=models.Q(sla_settled=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team or '—'} · {self.get_status_display()}"

    @property
    def waiting_from(self) -> datetime | None:
        """Since when the visitor waits for a person's word, whoever passed them on meanwhile."""
        return (self.reply_clock_from or self.requested_at) if self.reply_owed else None

    @property
    def waits_since(self) -> datetime:
        """Since when it waits for this team."""
        return self.moved_at or self.requested_at

    @property
    def shown_reason(self) -> str:
        """The reason in the reader's language, or what was written when a person was asked for."""
        return matter_in_wish(self.last_wrote, self.conversation.language) or reason_in_words(
            self.reason, self.last_wrote, asked=self.asked
        )


class SlaTarget(models.Model):
    """What a team promises a visitor of one priority, in seconds of its open time."""

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    team = models.ForeignKey(Team, models.CASCADE, related_name="sla_targets")
    priority = models.CharField(
        _("priority"),
        max_length=8,
        choices=Handoff.Priority.choices,
        default=Handoff.Priority.NORMAL,
    )
    first_reply_s = models.PositiveIntegerField(_("first reply within"), null=True, blank=True)
    resolution_s = models.PositiveIntegerField(_("resolved within"), null=True, blank=True)

    class Meta:
        verbose_name = _("promised time")
        verbose_name_plural = _("promised times")
        ordering = ["-priority"]  # "normal", then "high"
        constraints = [
            models.UniqueConstraint(fields=["team", "priority"], name="one_target_per_priority"),
        ]

    def __str__(self) -> str:
        return self.get_priority_display()


class SlaNotice(models.Model):
    """A promise that was about to be broken, or was: said once, whoever noticed it first."""

    class Promise(models.TextChoices):
        FIRST_REPLY = "first_reply", _("first reply")
        RESOLUTION = "resolution", _("resolution")

    class Kind(models.TextChoices):
        WARNING = "warning", _("warning")
        BREACH = "breach", _("breach")

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    handoff = models.ForeignKey(
        Handoff, models.CASCADE, related_name="sla_notices", verbose_name=_("handoff")
    )
    promise = models.CharField(_("promise"), max_length=12, choices=Promise.choices)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    due_at = models.DateTimeField(_("due"))
    noticed_at = models.DateTimeField(_("noticed"))

    class Meta:
        verbose_name = _("SLA breach")
        verbose_name_plural = _("SLA breaches")
        ordering = ["-due_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["handoff", "promise", "kind"], name="each_notice_once"),
        ]
        indexes = [
            models.Index(fields=["workspace", "kind", "-due_at"], name="sla_breaches"),
        ]

    def __str__(self) -> str:
        return f"{self.get_promise_display()} · {self.handoff}"


class ReadMark(models.Model):
    """How far a person has read a conversation: `seq` of the last message they saw."""

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    conversation = models.ForeignKey("conversations.Conversation", models.CASCADE, related_name="+")
    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="+")
    seq = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "user"], name="one_mark_per_reader"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} ≤ {self.seq}"


class CannedReply(models.Model):
    """A prepared answer, brought up in the composer by "/" and its shortcut."""

    class Language(models.TextChoices):
        ANY = "", _("any language")
        POLISH = "pl", _("Polish")
        ENGLISH = "en", _("English")

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    title = models.CharField(_("title"), max_length=120)
    shortcut = models.SlugField(
        _("shortcut"), max_length=40, help_text=_("What to type after “/”, for example thanks.")
    )
    text = models.TextField(
        pgettext_lazy("canned reply", "text"),
        max_length=4000,
        help_text=_(
            "{name} becomes the visitor's name, {agent} the agent's, {email} and {phone} what the"
            " visitor gave; a variable of the flow goes in by its name. Where nothing is known,"
            " the agent is asked to fill it in."
        ),
    )
    language = models.CharField(
        _("language"), max_length=5, choices=Language.choices, default=Language.ANY, blank=True
    )

    class Meta:
        verbose_name = _("canned reply")
        verbose_name_plural = _("canned replies")
        ordering = ["shortcut", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "shortcut", "language"], name="one_reply_per_shortcut"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Ticket(models.Model):
    """A message left because nobody could answer at once."""

    class Status(models.TextChoices):
        OPEN = "open", _("to be answered")
        ANSWERED = "answered", _("answered")
        CLOSED = "closed", _("closed")

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    conversation = models.ForeignKey(
        "conversations.Conversation",
        models.CASCADE,
        related_name="tickets",
        verbose_name=_("conversation"),
    )
    team = models.ForeignKey(
        Team, models.SET_NULL, null=True, blank=True, related_name="tickets", verbose_name=_("team")
    )
    effect_id = models.CharField(max_length=120, editable=False)
    email = models.CharField(_("reply to"), max_length=254, blank=True)
    phone = models.CharField(_("call back"), max_length=32, blank=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    text = models.TextField(_("message"))
    status = models.CharField(
        _("status"), max_length=8, choices=Status.choices, default=Status.OPEN
    )
    created_at = models.DateTimeField(_("left at"))

    class Meta:
        verbose_name = _("message left")
        verbose_name_plural = _("messages left")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "effect_id"], name="one_ticket_per_effect"
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "status", "-created_at"], name="ticket_by_status"),
        ]

    def __str__(self) -> str:
        who: Any = self.name or self.email or self.phone or _("Visitor")
        return f"{who}: {self.text[:60]}"
