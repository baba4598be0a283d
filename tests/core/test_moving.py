"""A live session goes on by a newer version: it keeps its variables and is never lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowbuilder.core.document import Flow
from flowbuilder.core.engine import advance
from flowbuilder.core.events import (
    VersionChanged,
    VisitorChose,
    VisitorSaid,
    event_from_json,
    event_to_json,
)
from flowbuilder.core.moving import lost_frame, standing
from flowbuilder.core.plan import MAIN, Plan, compile_flow
from flowbuilder.core.session import Status
from flowbuilder.core.testing import START, Conversation, flow
from tests.core.probes import PROBES

OLD = flow(
    ("hello", "say", {"text": "Hello."}),
    ("name", "ask", {"text": "Name?", "save_as": "name"}),
    ("order", "ask", {"text": "Order?", "save_as": "order"}),
    ("thanks", "ask", {"text": "Thanks, {{ name }}."}),
    wires="hello>name; name>order; order>thanks",
)


def plan(document: Flow, **components: Flow) -> Plan:
    return compile_flow(document, PROBES, components)


def changed(**replaced: tuple[str, dict[str, Any]]) -> Flow:
    """OLD with some nodes of another type or config."""
    return flow(
        *((node.id, *replaced.get(node.id, (node.type, dict(node.config)))) for node in OLD.nodes),
        wires="hello>name; name>order; order>thanks",
    )


@pytest.fixture
def talk() -> Conversation:
    """At "Order?", after the name was given."""
    return Conversation(OLD, PROBES).says("Ada")


def test_a_node_that_is_still_there_goes_on_with_its_new_words(talk: Conversation) -> None:
    newer = changed(thanks=("ask", {"text": "Thank you, {{ name }}: {{ order }}."}))

    talk.moves_to(plan(newer))

    assert (talk.effects, talk.node) == ((), "order")
    assert talk.says("1042").heard == ["Thank you, Ada: 1042."]


def test_a_node_that_vanished_begins_anew_with_the_visitors_next_words(talk: Conversation) -> None:
    """Seen to fail without `lost_frame` in `moved`: the visitor is sent to a person instead."""
    newer = flow(
        ("hi", "say", {"text": "Welcome back, {{ name }}."}),
        ("what", "ask", {"text": "What is it?"}),
        wires="hi>what",
    )

    talk.moves_to(plan(newer))

    assert talk.effects == ()
    assert talk.says("1042").heard == ["Welcome back, Ada.", "What is it?"]
    assert talk.variables == {"name": "Ada"}, "what was said answered no question of the new one"


@pytest.mark.parametrize("kind", [("pause", {}), ("say", {"text": "No question."}), ("chance", {})])
def test_a_node_of_another_type_is_another_node(
    talk: Conversation, kind: tuple[str, dict[str, Any]]
) -> None:
    talk.moves_to(plan(changed(order=kind)))

    assert talk.session.frames == ()
    assert talk.says("x").heard[0] == "Hello."


def test_restarting_begins_anew_although_the_node_is_there(talk: Conversation) -> None:
    talk.moves_to(plan(OLD), "restart")

    assert talk.says("1042").heard == ["Hello.", "Name?"]
    assert talk.variables == {"name": "Ada"}


def test_an_old_button_begins_anew_too(talk: Conversation) -> None:
    """Seen to fail without the look at `turn.frames` in `_visitor`: the press went unanswered."""
    offer = talk.session.awaiting[0]
    talk.moves_to(plan(OLD), "restart")

    assert talk.chooses("a", effect_id=offer).heard == ["Hello.", "Name?"]


def test_asking_for_a_person_instead_of_beginning_anew_leads_to_one(talk: Conversation) -> None:
    talk.moves_to(plan(OLD), "restart")

    assert talk.asks_for_person().status is Status.QUEUED


def test_a_keyword_of_the_new_version_is_heard_instead_of_beginning_anew(
    talk: Conversation,
) -> None:
    trigger = {"id": "k", "kind": "keyword", "words": ["menu"], "target": "thanks"}
    talk.moves_to(plan(OLD.model_copy(update={"triggers": flow(triggers=[trigger]).triggers})))
    talk.moves_to(talk.plan, "restart", version=3)

    assert talk.says("Menu").heard == ["Thanks, Ada."]


def test_a_timer_of_the_place_that_was_left_is_ignored() -> None:
    waiting = Conversation(flow(("p", "pause"), ("a", "ask"), wires="p>a"), PROBES).starts()

    waiting.moves_to(plan(OLD)).time_passes(60)

    assert (waiting.effects, waiting.session.frames) == ((), ())


def test_what_the_new_version_begins_with_is_there_and_what_was_known_stays(
    talk: Conversation,
) -> None:
    variables = (
        {"name": "name", "initial": "nobody"}, {"name": "shop", "initial": "Ada's"},
    )  # fmt: skip
    newer = Flow.model_validate({**OLD.model_dump(), "variables": variables})

    talk.moves_to(plan(newer))

    assert talk.variables == {"name": "Ada", "shop": "Ada's"}


INNER = flow(("in", "ask", {"text": "In?", "save_as": "in"}), ("e", "finish"), wires="in>e")
OUTER = flow(("c", "call", {"flow": "part"}), ("after", "ask"), wires="c>after")


@pytest.mark.parametrize(
    ("newer", "inner", "lasts"),
    [
        (OUTER, INNER, True),
        (OUTER, flow(("other", "ask"), ("e", "finish"), wires="other>e"), False),
        (flow(("c", "ask"), ("after", "ask"), wires="c>after"), INNER, False),
        (flow(("c", "call", {"flow": "two"}), ("after", "ask"), wires="c>after"), INNER, False),
    ],
)
def test_a_place_inside_a_called_flow_lasts_as_long_as_the_call_and_the_node(
    newer: Flow, inner: Flow, lasts: bool
) -> None:
    called = Conversation(OUTER, PROBES, components={"part": INNER}).starts()

    called.moves_to(plan(newer, part=inner, two=INNER))

    assert bool(called.session.frames) is lasts
    if lasts:
        assert called.says("x").node == "after"


def test_a_session_that_is_not_waiting_is_not_moved(talk: Conversation) -> None:
    talk.agent_joins()

    with pytest.raises(Exception, match="does not take VersionChanged"):
        talk.moves_to(plan(OLD))


# ---- Whatever the two versions are ----------------------------------------------------

KINDS = ("say", "ask", "fetch", "pause", "handoff", "call", "chance", "finish", "fail")


@st.composite
def documents(draw: st.DrawFn) -> Flow:
    """Flows over the same few node ids, so that some last, some vanish and some change."""
    ids = draw(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=6, unique=True))
    nodes = [
        (key, kind, {"flow": "part"} if kind == "call" else {})
        for key in ids
        for kind in [draw(st.sampled_from(KINDS))]
    ]
    ends = st.sampled_from(ids)
    going_on = [key for key, kind, _config in nodes if kind not in ("finish", "handoff")]
    wires = "; ".join(f"{key}>{draw(ends)}" for key in going_on)
    names = draw(st.lists(st.sampled_from(["answer", "x", "y"]), unique=True))
    variables = tuple({"name": name, "initial": draw(st.integers(0, 9))} for name in names)
    return flow(*nodes, wires=wires, variables=variables)


def events(draw: st.DrawFn, talk: Conversation) -> Iterator[None]:
    for what in draw(st.lists(st.integers(0, 4), max_size=6)):
        if talk.status is Status.ENDED:
            return
        match what:
            case 0:
                talk.says("hello")
            case 1:
                talk.time_passes(100)
            case 2 if talk.session.awaiting and talk.awaited:
                talk.effect_succeeds({"status": 200}, effect_id=talk.awaited[0].id)
            case 3:
                talk.chooses("a")
            case _:
                talk.says("again")
        yield


@given(st.data(), st.sampled_from(["move", "restart"]))
def test_whatever_the_versions_a_moved_session_keeps_all_it_knew_and_stands_in_the_new_plan(
    data: st.DataObject, how: Any
) -> None:
    """Never raises; each frame is a node of the new plan, or it begins anew; it can go on."""
    old, new = data.draw(documents()), data.draw(documents())
    before, after = plan(old, part=INNER), plan(new, part=INNER)
    talk = Conversation(before).starts()
    for _happened in events(data.draw, talk):  # type: ignore[arg-type]  # draw is what it asks for
        pass
    if talk.status is not Status.WAITING:
        return
    known = dict(talk.variables)
    event = VersionChanged(
        at=START, version=2, before=1, how=how, stood=standing(before, talk.session.frames)
    )

    session, effects = advance(after, talk.session, event_from_json(event_to_json(event)))

    assert effects == ()
    assert session.variables == {**after.initial, **known}
    assert all(after.step(frame.flow, frame.node) is not None for frame in session.frames)
    if session.frames:
        innermost = after.step(session.frames[-1].flow, session.frames[-1].node)
        assert innermost is not None
        assert innermost.type.waits
        assert lost_frame(after, session.frames, standing(after, session.frames)) is None
    said = VisitorSaid(at=START + timedelta(seconds=1), text="hello")
    gone_on, _effects = advance(after, session, said)
    assert gone_on.frames or gone_on.status is Status.ENDED
    pressed = VisitorChose(at=START + timedelta(seconds=1), value="a", effect_id="s:1")
    advance(after, session, pressed)
    assert after.starts[MAIN]
