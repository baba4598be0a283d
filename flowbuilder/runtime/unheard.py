"""What the visitor said that the flow has not heard yet.

Words are kept back for one of two reasons. While an answer is on its way, what is said meanwhile
waits for it. And words that have something looked up wait for a moment: people write a question
in several messages, and its first part alone finds a wrong answer. Who still types is waited for;
a question mark ends the wait. In both cases words said in a row are then heard as one event.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from flowbuilder.common.clock import now
from flowbuilder.conversations import live
from flowbuilder.conversations.models import Conversation, EventRecord
from flowbuilder.core.effects import AskModel, Effect, FindTopic, PickOut, SearchKnowledge
from flowbuilder.core.events import Event, VisitorSaid, event_from_json
from flowbuilder.runtime import hearing, jobs
from flowbuilder.runtime.commits import commit
from flowbuilder.runtime.models import Job
from flowbuilder.runtime.planned import Planned

#: However much is written, the first part waits no longer.
LONGEST = timedelta(seconds=10)
#: How long a sign of typing counts; widgets give one every second.
TYPING = timedelta(seconds=2)
#: What is asked in the visitor's own words.
ASKS = (SearchKnowledge, FindTopic, PickOut, AskModel)


def pause() -> timedelta:
    """How long the rest of a question is waited for; nothing where the operator wants no wait."""
    return timedelta(milliseconds=settings.FLOWBUILDER_BURST_MS)


def may_go_on(event: Event) -> bool:
    """Whether more may follow these words: a question mark says that this is all."""
    if not isinstance(event, VisitorSaid) or not pause():
        return False
    return not event.text.rstrip(" \n)”\"'*").endswith("?")


def asks(effects: Sequence[Effect]) -> bool:
    """Whether something is looked up in the words that led to `effects`."""
    return any(isinstance(effect, ASKS) for effect in effects)


def still_types(conversation_id: UUID | str) -> None:
    """The visitor goes on writing: wait for the rest of what is held back, if anything is."""
    with commit():
        _postpone(conversation_id, now() + TYPING)


def _postpone(conversation_id: UUID | str, due: datetime) -> bool:
    """Move the moment at which held words are heard to `due`; say whether there was one."""
    held = _held(conversation_id)
    job = held.first()
    if job is None:
        return False
    job.run_at = min(max(due, job.run_at), job.created_at + LONGEST)
    held.filter(pk=job.pk).update(run_at=job.run_at)
    transaction.on_commit(lambda: jobs.wake_at(job), robust=True)
    return True


def _held(conversation_id: UUID | str) -> QuerySet[Job]:
    return Job.objects.filter(
        conversation_id=conversation_id, kind=Job.Kind.HEARING, status=Job.Status.WAITING
    )


class Unheard:
    """The words of one conversation that wait, as one turn sees them.

    Args:
        records: The events that this turn logs; they are not stored before its end.
    """

    def __init__(
        self, conversation: Conversation, records: Sequence[EventRecord], planned: Planned
    ) -> None:
        self.conversation = conversation
        #: What waits goes on waiting in this turn.
        self.is_holding = False
        self._records = records
        self._planned = planned
        #: The numbers of the events that this turn joined to one.
        self.joined: list[int] = []

    def keep(self, record: EventRecord) -> None:
        """Let this event wait."""
        record.fate = EventRecord.Fate.QUEUED
        self.conversation.pending = [*self.conversation.pending, record.number]

    def hold(self) -> None:
        """Hear what waits in a moment; until then the visitor may go on."""
        self.is_holding = True
        due = now() + pause()
        if not _postpone(self.conversation.pk, due):
            self._planned.add_hearing(
                f"hearing:{self.conversation.pk}:{self.conversation.log_size}", due
            )
        transaction.on_commit(lambda: live.typing(self.conversation.pk, "bot"), robust=True)

    def hold_no_longer(self) -> None:
        """What waits is heard now: nobody need come back for it."""
        _held(self.conversation.pk).update(status=Job.Status.CANCELLED, finished_at=now())

    def next(self) -> Event:
        """Take out what was said first, words said in a row as one event."""
        numbers = set(self.conversation.pending)
        stored = EventRecord.objects.filter(conversation=self.conversation, number__in=numbers)
        own = [row for row in self._records if row.number in numbers]
        rows = [*stored.order_by("number"), *own]
        first = hearing.bursts_of([event_from_json(row.payload) for row in rows])[0]
        done = rows[: len(first)]
        for row in done:
            row.fate = EventRecord.Fate.JOINED  # of those not stored yet
        self.joined += [row.number for row in done]
        self.conversation.pending = [row.number for row in rows[len(first) :]]
        return hearing.joined(first)
