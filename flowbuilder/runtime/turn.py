"""One turn of a conversation: what an event leads to, collected and then stored at once."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _

from flowbuilder.common.clock import now
from flowbuilder.common.errors import AppError
from flowbuilder.conversations import blocking, live, mail_port, queue_port, services
from flowbuilder.conversations.engine_port import Receipt
from flowbuilder.conversations.errors import ConversationClosed, OwnerChanged
from flowbuilder.conversations.models import Conversation, EventRecord, Message
from flowbuilder.core.effects import CancelTimer, Effect, StartTimer
from flowbuilder.core.engine import advance, new_session
from flowbuilder.core.errors import UnexpectedEvent
from flowbuilder.core.events import (
    ContactChanged,
    Event,
    SessionClosed,
    TimerFired,
    VisitorAskedForPerson,
    VisitorChose,
    VisitorSaid,
    VisitorWentBack,
)
from flowbuilder.core.passing import is_passed
from flowbuilder.core.plan import Plan
from flowbuilder.core.session import Session, Status
from flowbuilder.flows.models import FlowVersion
from flowbuilder.flows.selectors import plan_for
from flowbuilder.runtime import (
    dispatch,
    going_back,
    hearing,
    histories,
    jobs,
    moving,
    owners,
    ratings,
    unheard,
    withholding,
)
from flowbuilder.runtime.hot import Hot
from flowbuilder.runtime.ledger import Ledger
from flowbuilder.runtime.models import Job
from flowbuilder.runtime.open_questions import Changeable, changeable
from flowbuilder.runtime.planned import Planned
from flowbuilder.runtime.unheard import Unheard

MAX_EVENTS = 20
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
        self.ledger = Ledger(hot)
        self.was_rating = ratings.is_asked(conversation)
        self.jobs = Planned(conversation)
        self.unheard = Unheard(conversation, self.ledger.records, self.jobs)
        self._may_change: Changeable | None = None
        self._may_hold = False

    def take(
        self, event: Event, client_id: str | None, expected_epoch: int | None, job: Job | None
    ) -> Receipt:
        """Take `event`, with all that follows from it."""
        conversation = self.conversation
        if client_id and (earlier := self.ledger.earlier(client_id)) is not None:
            return self._receipt(earlier, repeated=True)
        if expected_epoch is not None and expected_epoch != conversation.owner_epoch:
            raise OwnerChanged(
                _("Someone else has this conversation now. Reload to see who."),
                conversation=str(conversation.pk),
            )
        if isinstance(event, FROM_VISITOR):
            record = self._hear(event, client_id)
        elif isinstance(event, VisitorWentBack):
            record = self._go_back(event, client_id)
        elif job is not None:
            record = self._take_answer(event, job)
        else:
            if isinstance(event, SessionClosed):
                self._abandon(_("The conversation ended before this could be answered."))
            self.unheard.is_holding = isinstance(event, ContactChanged)  # it is nothing they said
            record = self.ledger.log(event, Fate.TAKEN, client_id=client_id)
            self._run(record, event)
        self._store(quiet=isinstance(event, ContactChanged))
        return self._receipt(record)

    # ---- What kind of event ------------------------------------------------------

    def _hear(self, event: Event, client_id: str | None) -> EventRecord:
        """Store what the visitor said; give it to the flow, or keep it for whoever has it."""
        conversation = self.conversation
        self._refuse_if_closed()
        content = hearing.content_of(event, self.hot)
        left = going_back.answer_replaced(conversation, self._session_here, event)
        if left:
            content["back"] = {"to": left}
            self._abandon(going_back.why())
        message = services.append_message(
            conversation,
            author=Message.Author.VISITOR,
            content=content,
            client_id=client_id,
            at=event.at,
        )
        if isinstance(event, VisitorChose):
            passed = self._session_here().passed
            event = replace(event, returns=is_passed(passed, event.effect_id))
        if isinstance(event, VisitorSaid | VisitorChose):
            event = replace(event, seq=message.seq)
        if conversation.state == State.AGENT or self._is_silent():
            fate = Fate.STORED
        elif left or isinstance(event, VisitorAskedForPerson):
            fate = Fate.TAKEN
        elif self._is_awaiting() or conversation.pending:
            fate = Fate.QUEUED
        else:
            fate = Fate.TAKEN
            self._may_hold = unheard.may_go_on(event)
        if fate == Fate.TAKEN and not left:
            self._go_on_by_next_version(event.at)
        record = self.ledger.log(event, fate, client_id=client_id, seq=message.seq)
        if fate == Fate.QUEUED:
            self._keep(record, event)
        elif fate == Fate.TAKEN:
            self._run(record, event)
        return record

    def _keep(self, record: EventRecord, event: Event) -> None:
        """Let it wait: for the answer on its way, or for the rest of a question."""
        self.unheard.keep(record)
        if self._is_awaiting():
            return
        if unheard.may_go_on(event):
            self.unheard.hold()
        else:
            self.unheard.hold_no_longer()
            self._hear_out()

    def _hear_out(self) -> EventRecord | None:
        """Give the flow what waits for no answer: the visitor paused, or said all there is."""
        waiting = self._what_waited()
        if not waiting:
            return None
        record, event = waiting.popleft()
        self._run(record, event)
        return record

    def _is_silent(self) -> bool:
        """Whether it waits for another person while the machine is silent already."""
        conversation = self.conversation
        status = (conversation.session or {}).get("status")
        return conversation.state == State.QUEUED and status == Status.WITH_AGENT

    def _refuse_if_closed(self) -> None:
        if self.conversation.is_closed:
            blocking.stay_unblocked(self.conversation.contact)
            raise ConversationClosed(_("This conversation is over. You can start a new one."))

    def _go_back(self, event: VisitorWentBack, client_id: str | None) -> EventRecord:
        """Take the visitor back to an answer of theirs; what was said since stays to be read."""
        conversation = self.conversation
        self._refuse_if_closed()
        going_back.check(conversation, self._session_here(), event)
        self._abandon(going_back.why())
        message = services.append_message(
            conversation,
            author=Message.Author.VISITOR,
            content=going_back.content_of(conversation, event),
            client_id=client_id,
            at=event.at,
        )
        record = self.ledger.log(event, Fate.TAKEN, client_id=client_id, seq=message.seq)
        self._run(record, event)
        return record

    def _abandon(self, why: str) -> None:
        """Let go of what the path that is left still waits for."""
        awaiting = self._session_here().awaiting
        self._forget(awaiting)
        going_back.abandon(self.conversation, awaiting, why)

    def _take_answer(self, event: Event, job: Job) -> EventRecord:
        """An effect's outcome or a timer. Late ones, and those of a former owner, are dropped."""
        conversation = self.conversation
        if job.kind == Job.Kind.HEARING:
            return self._hear_out() or self.ledger.log(event, Fate.DISCARDED)
        if isinstance(event, TimerFired):
            record = self.ledger.log(event, Fate.TAKEN, note=jobs.lateness(job, event.at))
            self._run(record, event)
            return record
        effect_id = str(job.effect["id"])
        if effect_id not in conversation.deferred:
            return self.ledger.log(event, Fate.DISCARDED, note=_("Nobody waited for this answer."))
        self._forget([effect_id])
        if job.epoch != conversation.owner_epoch:
            note = _("The answer came after somebody else had taken the conversation over.")
            owners.keep_unsent(conversation, event)
            return self.ledger.log(event, Fate.DISCARDED, note=note)
        record = self.ledger.log(event, Fate.TAKEN)
        self._run(record, event)
        return record

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
                waiting.append((self.ledger.log(answer, Fate.TAKEN), answer))
        owners.settle(self.conversation, event)

    def _advance(self, record: EventRecord, event: Event) -> list[Event]:
        conversation = self.conversation
        plan = plan_for(FlowVersion(pk=conversation.flow_version_id))  # cached by the key alone
        session = self._session(plan)
        if isinstance(event, VisitorChose) and event.effect_id:
            record.fate = Fate.TAKEN if going_back.has_place(session, event) else Fate.LATE
        try:
            session, effects = advance(plan, session, event)
        except UnexpectedEvent as problem:
            record.fate, record.note = Fate.DISCARDED, str(problem)[:300]
            return []
        if self._may_hold and unheard.asks(effects):
            self.unheard.keep(record)
            self.unheard.hold()
            return []
        self._may_hold = False
        conversation.session = session.to_json()
        self.hot.session = session
        ratings.mark(self.hot, event, effects)
        if any(effect.withholds for effect in effects):
            joined = () if record.seq else self.unheard.joined
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
            self.ledger.log(event, Fate.TAKEN)

    def _session_here(self) -> Session:
        return self._session(plan_for(FlowVersion(pk=self.conversation.flow_version_id)))

    def _session(self, plan: Plan) -> Session:
        conversation = self.conversation
        if self.hot.session is not None:
            return self.hot.session
        if conversation.session is not None:
            return Session.from_json(conversation.session)
        return new_session(
            str(conversation.pk),
            conversation.channel,
            conversation.language,
            plan,
            zone=conversation.workspace.timezone,
        )

    def _do(self, effect: Effect) -> Event | None:
        """Perform an inline effect now; write a job for any other."""
        if isinstance(effect, StartTimer):
            self.jobs.add_timer(effect)
            return None
        if isinstance(effect, CancelTimer):
            self.jobs.cancel_timer(effect.timer_id)
            return None
        if handler := dispatch.INLINE.get(type(effect)):
            return handler(effect, self.conversation)
        self.jobs.add(effect)
        self.conversation.deferred = [*self.conversation.deferred, effect.id]
        return None

    def _what_waited(self) -> deque[tuple[EventRecord, Event]]:
        """The visitor's events that waited for an answer: words said in a row become one."""
        conversation = self.conversation
        if not conversation.pending or self._is_awaiting() or self.unheard.is_holding:
            return deque()
        event = self.unheard.next()
        if conversation.state == State.AGENT or conversation.is_closed:
            return self._what_waited()
        self._go_on_by_next_version(event.at)
        return deque([(self.ledger.log(event, Fate.TAKEN), event)])

    def _is_awaiting(self) -> bool:
        """Whether the session waits for the answer of a deferred effect."""
        awaiting = (self.conversation.session or {}).get("awaiting", ())
        return any(effect_id in self.conversation.deferred for effect_id in awaiting)

    def _forget(self, effect_ids: Sequence[str]) -> None:
        self.conversation.deferred = [
            known for known in self.conversation.deferred if known not in effect_ids
        ]

    def report(self, what: str) -> None:
        """Log the exception being handled, with the conversation it concerns."""
        logger.exception("%s Conversation %s.", what, self.conversation.pk)

    # ---- What came of it ---------------------------------------------------------

    def _store(self, *, quiet: bool = False) -> None:
        conversation = self.conversation
        if not quiet:
            conversation.last_activity_at = now()
        if self.was_rating and not ratings.is_asked(conversation):
            queue_port.rating_over(conversation)
        self.ledger.store(self.jobs, joined=self.unheard.joined)
        if self.ledger.has_said:
            live.ring(conversation, changeable=self._changeable())
            if conversation.channel != "web":
                mail_port.said(conversation)

    def _receipt(self, record: EventRecord, *, repeated: bool = False) -> Receipt:
        conversation = self.conversation
        return Receipt(
            seq=record.seq,
            head=conversation.head_seq,
            state=conversation.state,
            epoch=conversation.owner_epoch,
            fate=record.fate,
            repeated=repeated,
            messages=() if repeated else self.ledger.messages,
            changeable=self._changeable(),
        )

    def _changeable(self) -> Changeable:
        if self._may_change is None:
            self._may_change = changeable(self.conversation, self.hot.offers)
        return self._may_change
