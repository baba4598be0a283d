"""Whatever the graph and whatever happens, a turn ends, soon, and without an exception."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from flowbuilder.core.document import Edge, Flow, Node, Trigger
from flowbuilder.core.engine import advance, new_session, replay
from flowbuilder.core.events import (
    AgentJoined,
    AgentLeft,
    EffectFailed,
    EffectSucceeded,
    Event,
    SessionStarted,
    TimerFired,
    VisitorAskedForPerson,
    VisitorChose,
    VisitorSaid,
    event_from_json,
    event_to_json,
)
from flowbuilder.core.plan import Plan, compile_flow
from flowbuilder.core.session import TAKES, Session, Status
from flowbuilder.core.trace import TraceStep
from flowbuilder.core.turn import MAX_STEPS, MAX_STEPS_TO_SETTLE
from tests.core.probes import PROBES

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
IDS = [f"n{number}" for number in range(8)]
BUDGET = MAX_STEPS + 2 * MAX_STEPS_TO_SETTLE + 10


@st.composite
def flows(draw: st.DrawFn) -> Flow:
    count = draw(st.integers(1, len(IDS)))
    ids = IDS[:count]
    some_id = st.sampled_from(ids)
    nodes = []
    for key in ids:
        kind = draw(st.sampled_from(sorted(PROBES)))
        config: dict[str, Any] = {}
        if kind == "jump":
            config = {"node": draw(some_id)}
        elif kind == "call":
            config = {"flow": draw(st.sampled_from(["part", "other", "gone"]))}
        nodes.append(Node(id=key, type=kind, config=config))
    edges = [
        Edge(source=node.id, port=port.name, target=draw(some_id))
        for node in nodes
        for port in PROBES[node.type].ports
        if draw(st.booleans())
    ]
    kind_of = st.sampled_from(["human", "problem", "silent", "keyword", "upset"])
    kinds = draw(st.lists(kind_of, max_size=3))
    triggers = [
        Trigger(id=f"t{number}", kind=kind, target=draw(some_id), words=("menu",), after_s=60)
        for number, kind in enumerate(kinds)
    ]
    return Flow(
        start=draw(some_id), nodes=tuple(nodes), edges=tuple(edges), triggers=tuple(triggers)
    )


HAPPENINGS = st.lists(
    st.tuples(
        st.sampled_from([
            "say", "menu", "person words", "choose", "leave", "late", "person", "succeed", "fail",
            "timer", "silence", "join", "left", "back",
        ]),
        st.integers(0, 5),
    ),
    max_size=12,
)  # fmt: skip


def event_for(session: Session, what: str, number: int, at: datetime) -> Event:
    awaited = session.awaiting[number % len(session.awaiting)] if session.awaiting else "none"
    events: dict[str, Event] = {
        "say": VisitorSaid(at=at, text="x"),
        "menu": VisitorSaid(at=at, text="Menu!"),
        "person words": VisitorSaid(at=at, text="chcę człowieka"),
        "choose": VisitorChose(at=at, value="a", effect_id=awaited),
        "leave": VisitorChose(at=at, value="__leave__"),
        "late": VisitorChose(at=at, value="a", effect_id="s:0"),
        "person": VisitorAskedForPerson(at=at),
        "succeed": EffectSucceeded(at=at, effect_id=awaited, result={"status": 200}),
        "fail": EffectFailed(at=at, effect_id=awaited, code="broken"),
        "timer": TimerFired(at=at, effect_id=awaited),
        "silence": TimerFired(at=at, effect_id=session.silence_timer or "none"),
        "join": AgentJoined(at=at, agent="Ola"),
        "left": AgentLeft(at=at, outcome="closed"),
        "back": AgentLeft(at=at, outcome="handed_back", target=f"n{number}"),
    }
    return events[what]


def plan_of(main: Flow, part: Flow, other: Flow) -> Plan:
    return compile_flow(main, PROBES, {"part": part, "other": other})


@settings(max_examples=150, deadline=None)
@given(flows(), flows(), flows(), HAPPENINGS)
def test_every_turn_ends_within_its_budget(
    main: Flow, part: Flow, other: Flow, happenings: list[tuple[str, int]]
) -> None:
    """Case 26. Seen to fail with a budget of 5,000 steps in `TurnRun` instead of MAX_STEPS."""
    plan = plan_of(main, part, other)
    start = new_session("s", "web", "pl", plan)
    session, events, issued = start, [], []
    first: list[tuple[str, int]] = [("start", 0)]
    for minute, (what, number) in enumerate(first + happenings):
        at = AT + timedelta(minutes=minute)
        event = SessionStarted(at=at) if what == "start" else event_for(session, what, number, at)
        if not isinstance(event, TAKES[session.status]):
            continue
        steps: list[TraceStep] = []
        session, effects = advance(plan, session, event, watch=steps.append)
        events.append(event)
        issued.append(effects)

        assert sum(step.kind == "entered" for step in steps) <= BUDGET
        assert session.frames or session.status in (Status.ENDED, Status.WITH_AGENT)
        assert not session.frames or session.status is not Status.ENDED
        assert Session.from_json(json.loads(json.dumps(session.to_json()))) == session

    stored = [event_from_json(json.loads(json.dumps(event_to_json(event)))) for event in events]
    ids = [effect.id for effects in issued for effect in effects]

    assert len(set(ids)) == len(ids)
    assert replay(plan, start, stored) == (session, issued)
