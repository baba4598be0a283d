"""Which conversations are put aside, and which are at risk: the conditions that lists filter by."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from flowbuilder.conversations.models import Message
from flowbuilder.handoff.models import Handoff, SlaNotice, Snooze

Status = Handoff.Status


def asleep(at: datetime) -> QuerySet[Snooze]:
    """The snoozes that hold: nothing has happened since, and their moment is ahead."""
    heard = Message.objects.filter(
        conversation=OuterRef("conversation"),
        author=Message.Author.VISITOR,
        seq__gt=OuterRef("seq"),
    )
    return Snooze.objects.filter(~Exists(heard), until__gt=at, conversation__owner_epoch=F("epoch"))


def over(at: datetime) -> QuerySet[Snooze]:
    """The snoozes that have ended, by themselves or by what happened."""
    return Snooze.objects.exclude(pk__in=asleep(at).values("pk"))


def is_asleep(at: datetime, key: str = "pk") -> Exists:
    """For a filter: whether the conversation that `key` leads to is put aside at `at`."""
    return Exists(asleep(at).filter(conversation=OuterRef(key)))


def at_risk(workspace_id: int | None = None) -> QuerySet[Handoff]:
    """The open handoffs of which a promise still to be kept is about to be broken, or was.

    They are known from the notices, which the rounds make once a minute.
    """
    noticed = notices().filter(handoff=OuterRef("pk"))
    rows = Handoff.objects.filter(Exists(noticed), status__in=[Status.WAITING, Status.ASSIGNED])
    return rows if workspace_id is None else rows.filter(workspace_id=workspace_id)


def notices() -> QuerySet[SlaNotice]:
    """The notices of promises that are still to be kept, while the handoff is open."""
    due = Q(promise=SlaNotice.Promise.RESOLUTION) | Q(
        promise=SlaNotice.Promise.FIRST_REPLY, handoff__first_reply_at=None
    )
    return SlaNotice.objects.filter(due)


def is_at_risk() -> Exists:
    """For a filter of conversations: whether a promise to their visitor is at risk."""
    return Exists(at_risk().filter(conversation=OuterRef("pk")))


def of_rows(keys: Collection[UUID], at: datetime) -> dict[UUID, Snooze]:
    """The snoozes that hold, of these conversations."""
    return {one.conversation_id: one for one in asleep(at).filter(conversation__in=keys)}
