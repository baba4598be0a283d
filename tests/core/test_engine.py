"""The engine: turns, waiting, going on, calling, and what it never does."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from flowbuilder.core.effects import CancelTimer, EndSession, SendMessage, StartTimer
from flowbuilder.core.engine import advance, new_session, replay
from flowbuilder.core.errors import InvalidFlow, UnexpectedEvent
from flowbuilder.core.events import SessionStarted, TimerFired, VisitorSaid
from flowbuilder.core.plan import compile_flow
from flowbuilder.core.session import TAKES, Frame, Session, Status
from flowbuilder.core.testing import Conversation, flow
from tests.core.probes import PROBES

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

GREET = flow(
    ("ask", "ask", {"text": "Name?", "save_as": "name"}),
    ("greet", "say", {"text": "Hello {{ name }}."}),
    ("end", "finish"),
    wires="ask>greet; greet>end",
)


def test_an_answer_is_kept_and_used() -> None:
    visitor = Conversation(GREET, PROBES)

    visitor.says("Ada")

    assert visitor.heard == ["Hello Ada."]
    assert visitor.variables == {"name": "Ada"}
    assert visitor.status is Status.ENDED


def test_the_effects_of_a_turn_are_numbered_through_the_session() -> None:
    visitor = Conversation(GREET, PROBES, session_id="s1").starts()
    first = [effect.id for effect in visitor.effects]
    visitor.says("Ada")

    assert first == ["s1:1"]
    assert [effect.id for effect in visitor.effects] == ["s1:2", "s1:3"]
    assert isinstance(visitor.effects[-1], EndSession)


def test_asking_again_keeps_the_visit() -> None:
    visitor = Conversation(GREET, PROBES).says("again").says("again")

    assert visitor.heard == ["Again."]
    assert visitor.session.keep == {"times": 2}
    assert visitor.session.awaiting == ("s:1", "s:2", "s:3")


def test_a_timer_is_waited_for_whatever_is_said_meanwhile() -> None:
    """Seen to fail while only the last things that a node did were waited for, timers too."""
    document = flow(("pause", "pause"), ("greet", "say", {"text": "Hello."}), wires="pause>greet")
    visitor = Conversation(document, PROBES).starts()
    for _ in range(80):
        visitor.says("hurry")

    assert visitor.heard == ["Soon."]
    assert len(visitor.session.awaiting) < 60
    assert visitor.time_passes(60).heard == ["Hello."]


def test_what_was_said_is_remembered_but_not_for_ever() -> None:
    visitor = Conversation(GREET, PROBES)
    for _ in range(30):
        visitor.says("again")

    assert len(visitor.session.history) == 20
    assert visitor.session.history[-2:] == (("visitor", "again"), ("assistant", "Again."))


def test_initial_values_and_the_shells_are_there_from_the_start() -> None:
    greeting = flow(
        ("say", "say", {"text": "{{ shop }}, {{ contact.name }}, {{ page.title }}"}),
        wires="",
        variables=({"name": "shop", "initial": "Buty"},),
    )
    visitor = Conversation(greeting, PROBES, variables={"contact": {"name": "Ada"}})

    visitor.starts(title="Home")

    assert visitor.heard == ["Buty, Ada, Home"]


def test_an_unwired_way_out_ends_the_conversation() -> None:
    visitor = Conversation(flow(("say", "say", {"text": "Bye."})), PROBES).starts()

    assert visitor.heard == ["Bye."]
    assert visitor.status is Status.ENDED


def test_a_jump_goes_without_a_wire() -> None:
    visitor = Conversation(
        flow(("jump", "jump", {"node": "b"}), ("a", "say", {"text": "a"}), ("b", "say")), PROBES
    )

    assert visitor.starts().heard == ["…"]


def test_a_flow_that_is_called_returns_to_its_caller() -> None:
    main = flow(
        ("call", "call", {"flow": "part"}),
        ("after", "say", {"text": "Back with {{ answer }}."}),
        wires="call>after",
    )
    part = flow(("ask", "ask"), ("end", "finish"), wires="ask>end")
    visitor = Conversation(main, PROBES, components={"part": part}).starts()
    inside = visitor.session.frames

    visitor.says("7")

    assert [(frame.flow, frame.node, frame.port) for frame in inside] == [
        ("", "call", "next"),
        ("part", "ask", ""),
    ]
    assert visitor.heard == ["Back with 7."]
    assert visitor.session.path == ("call", "part/ask", "part/end", "after")


def test_flows_that_call_one_another_without_end_lead_to_a_person() -> None:
    main = flow(("call", "call", {"flow": "a"}))
    a = flow(("call", "call", {"flow": "b"}))
    b = flow(("call", "call", {"flow": "a"}))
    visitor = Conversation(main, PROBES, components={"a": a, "b": b}).starts()

    assert visitor.status is Status.QUEUED
    assert visitor.problems[0].text == "Too many flows called one another."


def test_a_deferred_effect_comes_back_as_an_event() -> None:
    fetch = flow(("fetch", "fetch"), ("say", "say", {"text": "{{ status }}"}), wires="fetch>say")
    visitor = Conversation(fetch, PROBES).starts()

    visitor.effect_succeeds({"status": 200})

    assert visitor.heard == ["200"]


def test_an_answer_to_something_no_longer_asked_is_ignored() -> None:
    fetch = flow(("ask", "ask"), ("fetch", "fetch"), wires="ask>fetch")
    visitor = Conversation(fetch, PROBES).says("x")
    before = visitor.session

    visitor.effect_succeeds({"status": 200}, effect_id="s:1")

    assert visitor.effects == ()
    assert visitor.session == before.but(turns=before.turns + 1)
    assert visitor.trace[0].kind == "ignored"


def test_a_button_pressed_late_is_ignored() -> None:
    two = flow(("one", "ask"), ("two", "ask", {"save_as": "second"}), wires="one>two")
    visitor = Conversation(two, PROBES).starts()
    visitor.chooses("a")

    visitor.chooses("a", effect_id="s:1")

    assert visitor.node == "two"
    assert visitor.heard == []
    assert visitor.session.history[-1] == ("visitor", "Aa")


def test_a_timer_wakes_the_node_that_started_it() -> None:
    visitor = Conversation(flow(("pause", "pause"), ("say", "say"), wires="pause>say"), PROBES)

    visitor.starts().time_passes(59)
    too_early = visitor.heard
    visitor.time_passes(1)

    assert too_early == []
    assert visitor.heard == ["…"]


def test_chance_is_the_same_on_replay_and_differs_between_sessions() -> None:
    drawing = flow(("chance", "chance"), ("ask", "ask"), wires="chance>ask")
    drawn = [
        Conversation(drawing, PROBES, session_id=key).starts().variables["drawn"]
        for key in ("a", "a", "b")
    ]

    assert drawn[0] == drawn[1] != drawn[2]


def test_the_status_table_is_kept() -> None:
    plan = compile_flow(GREET, PROBES)
    session = new_session("s", "web", "en", plan)

    with pytest.raises(UnexpectedEvent, match="A session that is new does not take VisitorSaid"):
        advance(plan, session, VisitorSaid(at=AT, text="x"))
    with pytest.raises(UnexpectedEvent):
        advance(plan, session.but(status=Status.WITH_AGENT), VisitorSaid(at=AT, text="x"))
    with pytest.raises(UnexpectedEvent):
        advance(plan, session.but(status=Status.ENDED), SessionStarted(at=AT))
    assert set(TAKES) == set(Status)


def test_a_session_survives_being_stored() -> None:
    visitor = Conversation(GREET, PROBES, variables={"contact": {"name": "Ą"}}).says("again")

    stored = json.loads(json.dumps(visitor.session.to_json()))

    assert Session.from_json(stored) == visitor.session


@pytest.mark.parametrize(
    "change",
    [
        {"status": "asleep"},
        {"frames": [{"flow": ""}]},
        {"frames": 7},
        {"effects_issued": "1"},
        {"turns": None},
        {"variables": []},
        {"keep": "x"},
        {"last_said": {}},
        {"history": [["visitor"]]},
        {"colour": "red"},
    ],
)
def test_what_is_no_stored_session_is_refused(change: dict[str, object]) -> None:
    stored = Conversation(GREET, PROBES).starts().session.to_json()

    with pytest.raises((KeyError, TypeError, ValueError)):
        Session.from_json({**stored, **change})


def test_a_session_at_a_step_that_is_gone_leads_to_a_person() -> None:
    visitor = Conversation(GREET, PROBES).starts()
    visitor.session = visitor.session.but(frames=(Frame(flow="gone", node="gone"),))

    assert visitor.says("x").status is Status.QUEUED


def test_a_session_taken_up_from_storage_goes_on_the_same() -> None:
    plan = compile_flow(GREET, PROBES)
    session, _ = advance(plan, new_session("s", "web", "en", plan), SessionStarted(at=AT))
    stored = Session.from_json(json.loads(json.dumps(session.to_json())))
    event = VisitorSaid(at=AT, text="Ada")

    assert advance(plan, stored, event) == advance(plan, session, event)


def test_replay_gives_the_same_session_and_effects() -> None:
    visitor = Conversation(GREET, PROBES).says("again").says("Ada")
    start = new_session("s", "web", "pl", visitor.plan)

    session, effects = replay(visitor.plan, start, visitor.events)

    assert session == visitor.session
    assert effects[-1] == visitor.effects


def test_the_given_session_is_left_as_it_was() -> None:
    plan = compile_flow(GREET, PROBES)
    session, _ = advance(plan, new_session("s", "web", "en", plan), SessionStarted(at=AT))
    before = json.dumps(session.to_json())

    advance(plan, session, VisitorSaid(at=AT, text="Ada"))

    assert json.dumps(session.to_json()) == before


def test_closing_ends_the_session_without_a_word() -> None:
    visitor = Conversation(GREET, PROBES).starts().closes()

    assert visitor.effects == ()
    assert visitor.status is Status.ENDED


def test_watching_tells_each_step() -> None:
    visitor = Conversation(GREET, PROBES).says("Ada")

    assert [(step.kind, step.node, step.port) for step in visitor.trace] == [
        ("left", "ask", "next"),
        ("entered", "greet", ""),
        ("left", "greet", "next"),
        ("entered", "end", ""),
        ("stopped", "end", ""),
    ]


def test_a_flow_with_errors_is_not_compiled() -> None:
    with pytest.raises(InvalidFlow) as caught:
        compile_flow(flow(("a", "nope"), ("b", "nope2"), start="z"), PROBES)

    assert [problem.code for problem in caught.value.problems] == [
        "flow.E003",
        "flow.E004",
        "flow.E004",
    ]


def test_a_draft_with_loose_ends_can_be_tried() -> None:
    assert Conversation(flow(("ask", "ask")), PROBES).starts().heard == ["?"]


SILENT = flow(
    ("ask", "ask"),
    ("nudge", "ask", {"text": "Still there?"}),
    triggers=[{"id": "t", "kind": "silent", "after_s": 120, "target": "nudge"}],
)


def test_silence_wakes_the_flow_once() -> None:
    visitor = Conversation(SILENT, PROBES).starts()
    started = visitor.effects_of(StartTimer)
    visitor.time_passes(120)

    assert len(started) == 1
    assert visitor.heard == ["Still there?"]
    assert visitor.time_passes(10_000).heard == []


def test_speaking_sets_the_silence_back() -> None:
    visitor = Conversation(SILENT, PROBES).starts().time_passes(100).says("again")
    restarted = [type(effect) for effect in visitor.effects]

    assert restarted == [SendMessage, CancelTimer, StartTimer]
    assert visitor.time_passes(100).heard == []
    assert visitor.time_passes(20).heard == ["Still there?"]


def test_a_stale_silence_timer_does_nothing() -> None:
    visitor = Conversation(SILENT, PROBES).starts()
    stale = visitor.session.silence_timer
    visitor.says("again")
    event = TimerFired(at=visitor.now, effect_id=stale)

    session, effects = advance(visitor.plan, visitor.session, event)

    assert effects == ()
    assert session.silence_timer == visitor.session.silence_timer


def test_silence_does_not_count_while_an_answer_is_being_fetched() -> None:
    fetching = flow(
        ("fetch", "fetch"),
        ("ask", "ask"),
        ("nudge", "say"),
        wires="fetch>ask",
        triggers=[{"id": "t", "kind": "silent", "after_s": 10, "target": "nudge"}],
    )
    visitor = Conversation(fetching, PROBES).starts()

    assert visitor.effects_of(StartTimer) == []
    assert len(visitor.effect_succeeds({"status": 200}).effects_of(StartTimer)) == 1


def test_silence_does_not_cut_a_pause_short() -> None:
    pausing = flow(
        ("say", "say"),
        ("pause", "pause"),
        ("nudge", "say"),
        wires="say>pause",
        triggers=[{"id": "t", "kind": "silent", "after_s": 10, "target": "nudge"}],
    )
    visitor = Conversation(pausing, PROBES).starts().says("meanwhile")

    assert visitor.session.silence_timer == ""
    assert visitor.time_passes(30).heard == []


KEYWORDS = flow(
    ("ask", "ask"),
    ("menu", "ask", {"text": "Menu"}),
    triggers=[{"id": "t", "kind": "keyword", "words": ["Menu główne", "/menu"], "target": "menu"}],
)


@pytest.mark.parametrize("text", ["menu glowne", "MENU GŁÓWNE!", " /menu "])
def test_a_keyword_leads_where_its_trigger_says(text: str) -> None:
    assert Conversation(KEYWORDS, PROBES).says(text).heard == ["Menu"]


def test_a_keyword_inside_a_sentence_is_just_a_word() -> None:
    assert Conversation(KEYWORDS, PROBES).says("nie chcę menu główne").variables == {
        "answer": "nie chcę menu główne"
    }
