"""The engine: `advance` takes a session through one event, `replay` through many.

No clock, no chance, no I/O: everything it knows comes in, everything it does goes out.

What a visitor's event does, in this order:

1. Typing what a button says is for the node that offers it.
2. A keyword leads where its trigger says.
3. Asking for a person leads to one, unless one is on the way already; then, once, sounding upset
   leads where its trigger says.
4. A session that was put back to its start begins anew; what was said is no answer there.
5. Files without words reach a node that takes files; at any other they stay in the conversation,
   and the visitor is told that words are still needed.
6. The waiting node hears it.

A visitor may change an answer: `VisitorWentBack` asks its question again, with everything as it was
then; a button pressed `instead_of` an earlier answer does so and answers at once. See `trail.py`.
A button of a question that was left unanswered goes back to it and answers it; see `passing.py`.

Whatever goes wrong (a node fails, an effect fails, a loop never waits) leads along the node's
problem port, else the flow's problem trigger, else to a person. A visitor never meets a dead end.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeGuard

from flowbuilder.core.effects import Effect
from flowbuilder.core.errors import UnexpectedEvent
from flowbuilder.core.events import (
    AgentJoined,
    AgentLeft,
    ContactChanged,
    EffectFailed,
    EffectSucceeded,
    Event,
    SessionClosed,
    SessionStarted,
    TimerFired,
    VersionChanged,
    VisitorAskedForPerson,
    VisitorChose,
    VisitorSaid,
    VisitorUploaded,
    VisitorWentBack,
)
from flowbuilder.core.mood import Mood, judge
from flowbuilder.core.moving import moved
from flowbuilder.core.passing import passed_at
from flowbuilder.core.people import asks_for_person, only_asks_for_person
from flowbuilder.core.plan import MAIN, Plan, Step, keyword
from flowbuilder.core.session import TAKES, TALK, Session, Status
from flowbuilder.core.trace import LATE, Watch
from flowbuilder.core.trail import answered_at, replaced_at, without
from flowbuilder.core.turn import TurnRun

MAX_KEYWORD = 200
FROM_VISITOR = (VisitorSaid, VisitorChose, VisitorAskedForPerson)


def new_session(
    id: str,
    channel: str,
    language: str,
    plan: Plan,
    variables: Mapping[str, Any] | None = None,
    *,
    zone: str = "",
) -> Session:
    """A session that has not started. `variables`, such as `contact`, join the flow's own."""
    remembered = {**plan.initial, **(variables or {})}
    return Session(id=id, channel=channel, language=language, variables=remembered, zone=zone)


def advance(
    plan: Plan, session: Session, event: Event, *, watch: Watch | None = None
) -> tuple[Session, tuple[Effect, ...]]:
    """Take one turn: run `session` through `plan` until it waits or ends.

    Pure. The same arguments always give the same result, so a recorded
    conversation can be replayed to debug it or to test a new version.

    Args:
        event: What just happened. Its `at` is the only clock there is.
        watch: Told of every step as it is taken; for the trace of a trial.

    Returns:
        The session after the turn, and the effects in the order to perform
        them. Each effect's id is unique to the session and stable on replay.

    Raises:
        UnexpectedEvent: If the session cannot take this event in its status.
        TurnTooLong: If not even the way to a person settles; no visitor's
            message can cause that in a plan whose node types keep their contract.
    """
    if not isinstance(event, TAKES[session.status]):
        raise UnexpectedEvent(
            f"A session that is {session.status.value} does not take {type(event).__name__}."
        )
    if isinstance(event, VersionChanged):
        return moved(plan, session, event), ()
    if isinstance(event, ContactChanged):
        return _knowing(session, event.contact), ()
    turn = TurnRun(plan, session, event, watch)
    _take(turn, event)
    return turn.settled()


def _knowing(session: Session, contact: Mapping[str, Any]) -> Session:
    """The session with what is known of the visitor now, also where they go back to an answer."""
    known = {**session.variables, "contact": dict(contact)}
    return session.but(variables=known, trail=without(session.trail, "contact"))


def replay(
    plan: Plan, session: Session, events: Iterable[Event]
) -> tuple[Session, list[tuple[Effect, ...]]]:
    """Fold `events` over `session`: the session at the end, and each event's effects."""
    issued = []
    for event in events:
        session, effects = advance(plan, session, event)
        issued.append(effects)
    return session, issued


def _take(turn: TurnRun, event: Event) -> None:
    if isinstance(event, FROM_VISITOR):
        _visitor(turn, event)
    elif isinstance(event, SessionStarted):
        if event.page:
            turn.variables["page"] = dict(event.page)
        if event.contact:
            turn.variables["contact"] = dict(event.contact)
        turn.buttons_last = event.buttons_last
        invited = turn.plan.invited.get(keyword(event.entry)) if event.entry else None
        turn.jump(invited or turn.plan.starts[MAIN])
    elif isinstance(event, VisitorWentBack):
        _back(turn, event)
    elif isinstance(event, EffectSucceeded | EffectFailed | TimerFired):
        _world(turn, event)
    elif isinstance(event, AgentJoined):
        _joined(turn, event)
    elif isinstance(event, AgentLeft):
        _left(turn, event)
    elif isinstance(event, SessionClosed):
        turn.close()


def _visitor(turn: TurnRun, event: Event) -> None:
    if isinstance(event, VisitorChose) and _is_over(turn, event):
        turn.heard(event.label or event.value)
        turn.tell("ignored", text=LATE)
        return
    waiting = turn.waiting_step()
    if waiting is None or not waiting.type.rates:
        turn.farewell = ""
    if _may_be_changed(event, turn, waiting):
        turn.mark(event)
    if isinstance(event, VisitorChose):
        turn.heard(event.label or event.value)
    elif isinstance(event, VisitorUploaded):
        turn.received(event.text, event.files)
    elif isinstance(event, VisitorSaid):
        turn.heard(event.text)
    if turn.status is Status.QUEUED:
        if isinstance(event, VisitorAskedForPerson):
            turn.tell("ignored")
        else:
            turn.resume(event)
        return
    if isinstance(event, VisitorSaid) and _are_own_words(turn, event.text, waiting):
        turn.last_wrote = event.text
    turn.asked_for_person = False
    target, why = _triggered(turn, event, waiting), ""
    turn.mood = _mood(turn, event, waiting)
    if target is None and turn.mood is not None and turn.mood.is_upset and not turn.upset_heeded:
        target, why, turn.upset_heeded = turn.plan.upset_target, turn.mood.why, True
    if target is not None:
        turn.farewell = ""
        turn.tell("trigger", node=target, text=why)
        turn.jump(target)
    elif not turn.frames:
        turn.jump(turn.plan.starts[MAIN])
    elif waiting is None:
        turn.to_person()
    elif _are_only_files(event) and not waiting.type.takes_files:
        turn.ask_for_words()
    else:
        turn.resume(event)


def _may_be_changed(
    event: Event, turn: TurnRun, waiting: Step | None
) -> TypeGuard[VisitorSaid | VisitorChose]:
    """Whether the visitor may come back to what they answer with this."""
    if not isinstance(event, VisitorSaid | VisitorChose) or not event.seq:
        return False
    return turn.status is Status.WAITING and waiting is not None and waiting.type.asks


def _is_late(turn: TurnRun, event: VisitorChose) -> bool:
    """Whether the button belongs to a question that the session has passed."""
    return bool(turn.frames and event.effect_id) and event.effect_id not in turn.awaiting


def _is_over(turn: TurnRun, event: VisitorChose) -> bool:
    """Stand at the question that the button belongs to. True when that is over for good."""
    if not _is_late(turn, event):
        return False
    index = replaced_at(turn.trail, event)
    if index is not None:
        turn.go_back(index)
        return False
    index = passed_at(turn.passed, event)
    if index is None or turn.status is not Status.WAITING or not turn.has_place(index):
        return True
    turn.return_to(index)
    return False


def _back(turn: TurnRun, event: VisitorWentBack) -> None:
    """Ask an earlier question again, with everything as it was when it was asked."""
    index = answered_at(turn.trail, event.to)
    if index is None:
        turn.tell("ignored", text=LATE)
        return
    turn.go_back(index)
    turn.asked_for_person, turn.farewell = False, ""
    turn.enter_again()


def _are_only_files(event: Event) -> bool:
    return isinstance(event, VisitorUploaded) and not event.text.strip()


def _are_own_words(turn: TurnRun, text: str, waiting: Step | None) -> bool:
    """Whether a person who takes over should read it: no button's label, no survey's answer."""
    if not text.strip() or keyword(text[:MAX_KEYWORD]) in turn.offered:
        return False
    if waiting is not None and waiting.type.person:
        return True
    words = turn.plan.human_words
    if _is_asked_after_all(turn, text, waiting):
        return True
    if asks_for_person(text, turn.language, words):
        return not only_asks_for_person(text, turn.language, words)
    return waiting is None or not waiting.type.rates


def _triggered(turn: TurnRun, event: Event, waiting: Step | None) -> str | None:
    """Where a trigger takes this event, or None when the waiting node should hear it."""
    plan = turn.plan
    if isinstance(event, VisitorAskedForPerson):
        turn.asked_for_person = True
        return plan.human_target
    if not isinstance(event, VisitorSaid):
        return None
    said = keyword(event.text) if len(event.text) <= MAX_KEYWORD else ""
    if said in turn.offered:
        return None
    if said in plan.keywords:
        return plan.keywords[said]
    if waiting is not None and waiting.type.person:
        return None
    if _is_asked_after_all(turn, event.text, waiting) or asks_for_person(
        event.text, turn.language, plan.human_words
    ):
        turn.asked_for_person = True
        return plan.human_target
    return None


def _is_asked_after_all(turn: TurnRun, text: str, waiting: Step | None) -> bool:
    """Whether who is asked for a rating asks the person who has just left one thing more."""
    if not turn.farewell or waiting is None or not waiting.type.rates:
        return False
    return waiting.type.is_for_person(waiting.config, turn.keep, text)


def _mood(turn: TurnRun, event: Event, waiting: Step | None) -> Mood | None:
    """How the visitor's own words sound; None where nobody is to judge them.

    That is without a trigger for it, at a survey, and where a message is left for a person.
    """
    if turn.plan.upset_target is None or not isinstance(event, VisitorSaid):
        return None
    if not event.text.strip() or keyword(event.text[:MAX_KEYWORD]) in turn.offered:
        return None
    if waiting is not None and (waiting.type.rates or waiting.type.person):
        return None
    return judge(turn.history, turn.language, turn.retries)


def _world(turn: TurnRun, event: EffectSucceeded | EffectFailed | TimerFired) -> None:
    if turn.status is Status.WITH_AGENT:
        turn.tell("ignored", text=LATE)
    elif isinstance(event, TimerFired) and event.effect_id == turn.silence_timer:
        turn.silence_timer = ""
        if turn.plan.silent_target and turn.status is Status.WAITING and not turn.farewell:
            turn.tell("trigger", node=turn.plan.silent_target)
            turn.jump(turn.plan.silent_target)
    elif event.effect_id in turn.awaiting:
        turn.clock = "" if event.effect_id == turn.clock else turn.clock
        turn.resume(event)
    else:
        turn.tell("ignored", text=LATE)


def _joined(turn: TurnRun, event: AgentJoined) -> None:
    """From now on the machine is silent; the waiting node stays for when the person leaves."""
    waiting = turn.waiting_step()
    if waiting is not None and waiting.type.person:
        turn.inform(waiting, event)
    turn.last_wrote, turn.asked_for_person = "", False
    turn.trail, turn.farewell = (), ""
    turn.status = Status.WITH_AGENT


def _left(turn: TurnRun, event: AgentLeft) -> None:
    plan, waiting = turn.plan, turn.waiting_step()
    if event.outcome == "waits":
        turn.status = Status.QUEUED
        if waiting is not None and waiting.type.person and turn.resume(event, must_act=True):
            return
        if not turn.stand_aside() or not turn.resume(event, must_act=True):
            raise UnexpectedEvent("No step of this flow can ask whether the visitor waits on.")
        return
    turn.status = Status.WAITING
    turn.farewell = TALK if event.outcome == "closed" else ""
    if event.target is not None and plan.step(MAIN, event.target) is not None:
        turn.jump(event.target)
        return
    if event.target is not None and turn.jump_inside(event.target):
        return
    event = AgentLeft(at=event.at, outcome=event.outcome)
    if event.outcome == "handed_back" and turn.stands_aside:
        turn.go_on()
        return
    if waiting is not None and waiting.type.person and turn.resume(event, must_act=True):
        return
    if event.outcome == "nobody":
        turn.jump(plan.message_target)
    elif event.outcome == "handed_back":
        if waiting is not None:
            turn.enter_again()
        else:
            turn.jump(plan.starts[MAIN])
    elif plan.after_person is not None:
        turn.jump(plan.after_person)
    else:
        turn.end("closed")
