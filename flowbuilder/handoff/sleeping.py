"""Which conversations are put aside, and which are being rated: what lists filter by."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from flowbuilder.conversations.models import Message
from flowbuilder.handoff.models import Handoff, SlaNotice, Snooze


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


def notices() -> QuerySet[SlaNotice]:
    """The notices of promises that are still to be kept, while the handoff is open."""
    due = Q(promise=SlaNotice.Promise.RESOLUTION) | Q(
        promise=SlaNotice.Promise.FIRST_REPLY, handoff__first_reply_at=None
    )
    return SlaNotice.objects.filter(due)


def is_rated() -> Exists:
    """For a filter of conversations: an agent ended them, and the visitor is asked to rate."""
    return Exists(Handoff.objects.filter(conversation=OuterRef("pk"), rating=True))


def of_rows(keys: Collection[UUID], at: datetime) -> dict[UUID, Snooze]:
    """The snoozes that hold, of these conversations."""
    return {one.conversation_id: one for one in asleep(at).filter(conversation__in=keys)}
