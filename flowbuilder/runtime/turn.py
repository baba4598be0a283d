"""One turn of a conversation: what an event leads to, collected and then stored at once."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from flowbuilder.common.clock import now
from flowbuilder.common.errors import AppError
from flowbuilder.common.rows import new_row
from flowbuilder.conversations import live, queue_port, services
from flowbuilder.conversations.engine_port import Receipt
from flowbuilder.conversations.errors import ConversationClosed, OwnerChanged
from flowbuilder.conversations.models import Conversation, EventRecord, Message
from flowbuilder.conversations.ownership import Move
from flowbuilder.core.effects import CancelTimer, Effect, StartTimer, effect_to_json
from flowbuilder.core.engine import advance, new_session
from flowbuilder.core.errors import UnexpectedEvent
from flowbuilder.core.events import (
    EffectSucceeded,
    Event,
    TimerFired,
    VisitorAskedForPerson,
    VisitorChose,
    VisitorSaid,
    VisitorUploaded,
    event_from_json,
    event_to_json,
)
from flowbuilder.core.plan import Plan
from flowbuilder.core.session import Session, Status
from flowbuilder.flows.models import FlowVersion
from flowbuilder.flows.selectors import plan_for
from flowbuilder.runtime import dispatch, histories, jobs, moving, records, withholding
from flowbuilder.runtime.commits import sheet_here
from flowbuilder.runtime.hot import HEARD_KEPT, OFFERS_KEPT, Hot
from flowbuilder.runtime.models import Job
from flowbuilder.runtime.records import TurnRows

MAX_EVENTS = 20
OFFERS = frozenset({"choices", "rating", "file_request"})
FROM_VISITOR = (VisitorSaid, VisitorChose, VisitorAskedForPerson)

State = Conversation.State
Fate = EventRecord.Fate

logger = logging.getLogger(__name__)


class TurnBroke(RuntimeError):
    """A handler refused what the flow asked, or inline effects answered without an end."""


class Turn:
    """One turn of a locked conversation. Collects what is to be stored, then stores it at once.

    Args:
        safely: Why the first attempt broke; this one then does not run the flow.
    """

    def __init__(self, hot: Hot, *, safely: str = "") -> None:
        self.hot = hot
        self.conversation = conversation = hot.conversation
        self.safely = safely
        self.head_before, self.log_before = conversation.head_seq, conversation.log_size
        conversation.unsaved, conversation.stored_epoch = [], conversation.owner_epoch
        self.records: list[EventRecord] = []
        self.jobs: dict[str, Job] = {}
        self.taken_before: list[int] = []

    def take(
        self, event: Event, client_id: str | None, expected_epoch: int | None, job: Job | None
    ) -> Receipt:
        """Take `event`, with all that follows from it."""
        conversation = self.conversation
        if client_id and (earlier := self._earlier(client_id)) is not None:
            return self._receipt(earlier, repeated=True)
        if expected_epoch is not None and expected_epoch != conversation.owner_epoch:
            raise OwnerChanged(
                _("Someone else has this conversation now. Reload to see who."),
                conversation=str(conversation.pk),
            )
        if isinstance(event, FROM_VISITOR):
            record = self._hear(event, client_id)
        elif job is not None:
            record = self._take_answer(event, job)
        else:
            record = self._log(event, Fate.TAKEN, client_id=client_id)
            self._run(record, event)
        self._store()
        return self._receipt(record)

    # ---- What kind of event ------------------------------------------------------

    def _hear(self, event: Event, client_id: str | None) -> EventRecord:
        """Store what the visitor said; give it to the flow, or keep it for whoever has it."""
        conversation = self.conversation
        if conversation.is_closed:
            raise ConversationClosed(_("This conversation is over. You can start a new one."))
        message = services.append_message(
            conversation,
            author=Message.Author.VISITOR,
            content=self._words_of(event),
            client_id=client_id,
            at=event.at,
        )
        if conversation.state == State.AGENT:
            fate = Fate.STORED
        elif self._is_awaiting() and not isinstance(event, VisitorAskedForPerson):
            fate = Fate.QUEUED
        else:
            fate = Fate.TAKEN
            self._go_on_by_next_version(event.at)
        record = self._log(event, fate, client_id=client_id, seq=message.seq)
        if fate == Fate.QUEUED:
            conversation.pending = [*conversation.pending, record.number]
        elif fate == Fate.TAKEN:
            self._run(record, event)
        return record

    def _words_of(self, event: Event) -> dict[str, Any]:
        """What the visitor's bubble says; a choice also says which message it answers."""
        if isinstance(event, VisitorUploaded):
            return {"kind": "files", "text": event.text, "files": [*event.files]}
        if isinstance(event, VisitorSaid):
            return {"kind": "text", "text": event.text, "sources": []}
        if not isinstance(event, VisitorChose):
            text = _("I would like to talk to a person.")
            return {"kind": "text", "text": text, "sources": []}
        content: dict[str, Any] = {"kind": "text", "text": event.label or event.value}
        content["sources"] = []
        if event.effect_id:
            asked = self._asked(event.effect_id)
            content["choice"] = {"message": asked, "value": event.value}
        return content

    def _asked(self, effect_id: str) -> int:
        """The seq of the message that this effect sent; 0 when it sent none."""
        for message in self.hot.offers:
            if message.effect_id == effect_id:
                return message.seq
        sent = Message.objects.filter(conversation=self.conversation, effect_id=effect_id)
        return sent.values_list("seq", flat=True).first() or 0

    def _take_answer(self, event: Event, job: Job) -> EventRecord:
        """An effect's outcome or a timer. Late ones, and those of a former owner, are dropped."""
        conversation = self.conversation
        if isinstance(event, TimerFired):
            record = self._log(event, Fate.TAKEN, note=jobs.lateness(job, event.at))
            self._run(record, event)
            return record
        effect_id = str(job.effect["id"])
        if effect_id not in conversation.deferred:
            return self._log(event, Fate.DISCARDED, note=_("Nobody waited for this answer."))
        self._forget([effect_id])
        if job.epoch != conversation.owner_epoch:
            note = _("The answer came after somebody else had taken the conversation over.")
            self._keep_unsent(event)
            return self._log(event, Fate.DISCARDED, note=note)
        record = self._log(event, Fate.TAKEN)
        self._run(record, event)
        return record

    def _keep_unsent(self, event: Event) -> None:
        """Show an answer that came too late to the person who has the conversation, as a note."""
        text = event.result.get("text") if isinstance(event, EffectSucceeded) else None
        if not text or self.conversation.state != State.AGENT:
            return
        words = _("The assistant had prepared this answer; it was not sent:") + f"\n{text}"
        services.append_message(
            self.conversation,
            author=Message.Author.AI,
            content={"kind": "text", "text": words, "sources": []},
            private=True,
            generated=True,
            at=event.at,
        )

    # ---- The engine --------------------------------------------------------------

    def _run(self, record: EventRecord, event: Event) -> None:
        """Advance the session by `event`, by what inline effects answer, then by what waited."""
        if self.safely or histories.is_at_its_end(self.conversation, event):
            from flowbuilder.runtime import safety

            record.fate = Fate.FAILED
            record.note = safety.hand_over(self) if self.safely else safety.end_history(self)
            return
        try:
            self._run_all(record, event)
        except AppError as problem:  # ours to answer for, not the visitor's
            raise TurnBroke(str(problem)) from problem

    def _run_all(self, record: EventRecord, event: Event) -> None:
        waiting = deque([(record, event)])
        count = 0
        while waiting or (waiting := self._what_waited()):
            count += 1
            if count > MAX_EVENTS:
                raise TurnBroke(f"More than {MAX_EVENTS} events in one turn.")
            record, event = waiting.popleft()
            for answer in self._advance(record, event):
                waiting.append((self._log(answer, Fate.TAKEN), answer))
        self._settle_owner(event)

    def _advance(self, record: EventRecord, event: Event) -> list[Event]:
        conversation = self.conversation
        plan = plan_for(FlowVersion(pk=conversation.flow_version_id))  # cached by the key alone
        session = self._session(plan)
        if isinstance(event, VisitorChose) and event.effect_id:
            record.fate = Fate.TAKEN if event.effect_id in session.awaiting else Fate.LATE
        try:
            session, effects = advance(plan, session, event)
        except UnexpectedEvent as problem:
            record.fate, record.note = Fate.DISCARDED, str(problem)[:300]
            return []
        conversation.session = session.to_json()
        self.hot.session = session
        if any(effect.withholds for effect in effects):
            joined = () if record.seq else self.taken_before
            withholding.withhold(conversation, record, event, joined)
        return [answer for effect in effects if (answer := self._do(effect)) is not None]

    def _go_on_by_next_version(self, at: datetime) -> None:
        """Take the session over to the version that an author chose, if this is a safe point."""
        if self.conversation.next_version_id is None or self.safely or self._is_awaiting():
            return
        try:
            taken_over = moving.take_over(self.conversation, self.hot.session, at)
        except AppError as problem:  # as in `_run`
            raise TurnBroke(str(problem)) from problem
        if taken_over is not None:
            event, self.hot.session = taken_over
            self._log(event, Fate.TAKEN)

    def _session(self, plan: Plan) -> Session:
        conversation = self.conversation
        if self.hot.session is not None:
            return self.hot.session
        if conversation.session is not None:
            return Session.from_json(conversation.session)
        return new_session(str(conversation.pk), conversation.channel, conversation.language, plan)

    def _do(self, effect: Effect) -> Event | None:
        """Perform an inline effect now; write a job for any other."""
        if isinstance(effect, StartTimer):
            due = now() + timedelta(seconds=effect.seconds)
            self._add_job(effect, Job.Kind.TIMER, due)
            return None
        if isinstance(effect, CancelTimer):
            self._cancel_timer(effect.timer_id)
            return None
        if handler := dispatch.INLINE.get(type(effect)):
            return handler(effect, self.conversation)
        self._add_job(effect, Job.Kind.EFFECT, now())
        self.conversation.deferred = [*self.conversation.deferred, effect.id]
        return None

    def _add_job(self, effect: Effect, kind: str, due: datetime) -> None:
        self.jobs[effect.id] = Job(
            workspace_id=self.conversation.workspace_id,
            conversation=self.conversation,
            kind=kind,
            key=effect.id,
            effect=effect_to_json(effect),
            run_at=due,
        )

    def _cancel_timer(self, effect_id: str) -> None:
        if self.jobs.pop(effect_id, None) is None:
            Job.objects.filter(key=effect_id, status=Job.Status.WAITING).update(
                status=Job.Status.CANCELLED, finished_at=now()
            )

    def _what_waited(self) -> deque[tuple[EventRecord, Event]]:
        """The visitor's events that waited for an answer: words said in a row become one."""
        conversation = self.conversation
        if not conversation.pending or self._is_awaiting():
            return deque()
        rows = EventRecord.objects.filter(
            conversation=conversation, number__in=conversation.pending
        ).order_by("number")
        bursts: list[list[Event]] = []
        for event in (event_from_json(row.payload) for row in rows):
            speech = isinstance(event, VisitorSaid)
            if speech and bursts and isinstance(bursts[-1][-1], VisitorSaid):
                bursts[-1].append(event)
            else:
                bursts.append([event])
        first, rest = bursts[0], bursts[1:]
        done = [row.number for row in rows][: len(first)]
        self.taken_before += done
        conversation.pending = [number for number in conversation.pending if number not in done]
        if conversation.state == State.AGENT or conversation.is_closed:
            return self._what_waited() if rest else deque()
        joined = _joined(first)
        self._go_on_by_next_version(joined.at)
        return deque([(self._log(joined, Fate.TAKEN), joined)])

    def _is_awaiting(self) -> bool:
        """Whether the session waits for the answer of a deferred effect."""
        awaiting = (self.conversation.session or {}).get("awaiting", ())
        return any(effect_id in self.conversation.deferred for effect_id in awaiting)

    def _forget(self, effect_ids: Sequence[str]) -> None:
        self.conversation.deferred = [
            known for known in self.conversation.deferred if known not in effect_ids
        ]

    def _settle_owner(self, event: Event) -> None:
        """Let the conversation's state follow the session's: a wait that ended, an end."""
        conversation = self.conversation
        status = (conversation.session or {}).get("status")
        if conversation.state == State.QUEUED and status in {Status.WAITING, Status.ENDED}:
            why = "timed_out" if isinstance(event, TimerFired) else "gave_up"
            services.change_owner(
                conversation, Move.GIVE_BACK, expected_epoch=conversation.owner_epoch
            )
            queue_port.left_queue(conversation, why)
        if conversation.state == State.BOT and status == Status.ENDED:
            services.change_owner(conversation, Move.END, expected_epoch=conversation.owner_epoch)

    def report(self, what: str) -> None:
        """Log the exception being handled, with the conversation it concerns."""
        logger.exception("%s Conversation %s.", what, self.conversation.pk)

    # ---- Storing -----------------------------------------------------------------

    def _log(
        self, event: Event, fate: str, *, client_id: str | None = None, seq: int = 0, note: str = ""
    ) -> EventRecord:
        conversation = self.conversation
        conversation.log_size += 1
        record = new_row(
            EventRecord,
            conversation_id=conversation.pk,
            number=conversation.log_size,
            kind=type(event).__name__,
            payload=event_to_json(event),
            at=event.at,
            fate=fate,
            client_id=client_id,
            epoch=conversation.owner_epoch,
            seq=seq,
            note=note,
        )
        self.records.append(record)
        return record

    def _store(self) -> None:
        conversation = self.conversation
        conversation.last_activity_at = now()
        histories.keep_up(conversation, self.log_before)
        unsaved, conversation.unsaved = conversation.unsaved or [], None
        self.messages = [row for row in unsaved if isinstance(row, Message)]
        rows = TurnRows(
            change=records.change_of(
                conversation, (self.head_before, self.log_before, conversation.stored_epoch)
            ),
            events=self.records,
            messages=self.messages,
            others=[row for row in unsaved if not isinstance(row, Message)],
            jobs=list(self.jobs.values()),
            jobs_stored=self._wake_jobs if self.jobs else None,
        )
        for job in rows.jobs:
            job.epoch = conversation.owner_epoch
        sheet = sheet_here()
        if sheet is not None:
            sheet.add(rows)
        else:
            records.store([rows])
            if rows.jobs_stored is not None:
                rows.jobs_stored()
        if self.taken_before:
            EventRecord.objects.filter(
                conversation=conversation, number__in=self.taken_before
            ).update(fate=Fate.JOINED)
        if conversation.head_seq != self.head_before:
            live.ring(conversation)
        offered = [m for m in self.messages if m.content.get("kind") in OFFERS]
        if offered:
            self.hot.offers = (*self.hot.offers, *offered)[-OFFERS_KEPT:]

    def _wake_jobs(self) -> None:
        rows = self.jobs.values()
        ids = [job.pk for job in rows if job.kind == Job.Kind.EFFECT]
        if ids or min(job.run_at for job in rows) <= now() + jobs.LONGEST_SLEEP:
            transaction.on_commit(lambda: jobs.wake(ids), robust=True)

    def _earlier(self, client_id: str) -> EventRecord | None:
        """What came with the same `client_id` before, if anything did."""
        heard = self.hot.heard
        if heard is not None and client_id not in heard:
            heard.add(client_id)
            if len(heard) > HEARD_KEPT:
                self.hot.heard = None  # from now on the database is asked
            return None
        return EventRecord.objects.filter(
            conversation=self.conversation, client_id=client_id
        ).first()

    def _receipt(self, record: EventRecord, *, repeated: bool = False) -> Receipt:
        conversation = self.conversation
        return Receipt(
            seq=record.seq,
            head=conversation.head_seq,
            state=conversation.state,
            epoch=conversation.owner_epoch,
            fate=record.fate,
            repeated=repeated,
            messages=() if repeated else self.messages,
        )


def _joined(burst: list[Event]) -> Event:
    last = burst[-1]
    if len(burst) == 1 or not isinstance(last, VisitorSaid):
        return last
    said = [event for event in burst if isinstance(event, VisitorSaid)]
    text = "\n".join(event.text for event in said if event.text)
    files = [file for event in said if isinstance(event, VisitorUploaded) for file in event.files]
    if files:
        return VisitorUploaded(at=last.at, text=text, files=files)
    return VisitorSaid(at=last.at, text=text)
