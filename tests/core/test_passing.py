"""Buttons of questions left unanswered go on working, and never do a thing twice."""

from __future__ import annotations

import json

import pytest

from flowbuilder import nodes
from flowbuilder.core.catalogue import discover
from flowbuilder.core.document import Variable
from flowbuilder.core.engine import new_session, replay
from flowbuilder.core.events import event_from_json, event_to_json
from flowbuilder.core.passing import MAX_PASSED
from flowbuilder.core.plan import compile_flow
from flowbuilder.core.session import Session
from flowbuilder.core.testing import Conversation, flow
from tests.core.probes import PROBES

CATALOGUE = discover(nodes)
OPTIONS = [{"value": "parcel", "label": "A parcel"}, {"value": "return", "label": "A return"}]
SHOP = flow(
    (
        "menu",
        "choices",
        {"text": "What is it about?", "options": OPTIONS, "save_as": "topic", "retries": 0},
    ),
    ("parcel", "message", {"text": "It is on its way."}),
    ("order", "question", {"question": "Which order?", "save_as": "order"}),
    ("sure", "choices", {"text": "Sure?", "options": [{"value": "yes", "label": "Yes"}]}),
    ("file", "http_request", {"url": "https://shop.example/returns", "method": "POST"}),
    ("more", "question", {"question": "Anything else?", "save_as": "more"}),
    ("hours", "question", {"question": "Open until six. Right?", "save_as": "more"}),
    ("end", "end", {}),
    wires="menu.parcel>parcel; menu.return>order; menu.fallback>more; parcel>more; order>sure; "
    "sure.yes>file; sure.fallback>more; file>more; file.refused>more; hours>menu; more>end",
    variables=({"name": "topic"}, {"name": "order"}, {"name": "more"}),
    locale="en",
    triggers=[
        {"id": "k", "kind": "keyword", "words": ["hours"], "target": "hours"},
        {"id": "m", "kind": "keyword", "words": ["menu"], "target": "menu"},
        {"id": "s", "kind": "silent", "after_s": 240, "target": "more"},
    ],
)


def talk(given=SHOP, **more) -> Conversation:
    return Conversation(given, CATALOGUE, numbered=True, **more).starts()


def asked(visitor: Conversation) -> str:
    """The effect of the question that is waited at."""
    return visitor.session.awaiting[0]


@pytest.mark.parametrize("by", ["a keyword", "other words", "silence"])
def test_an_old_button_takes_the_talk_back_to_its_question(by: str) -> None:
    visitor = talk()
    menu = asked(visitor)
    if by == "silence":
        visitor.time_passes(240)
    else:
        visitor.says({"a keyword": "hours", "other words": "My parcel is green"}[by])

    visitor.chooses("return", effect_id=menu)

    assert visitor.heard == ["Which order?"]
    assert visitor.variables["topic"] == "return"


def test_nothing_that_came_since_is_undone():
    visitor = talk()
    menu = asked(visitor)
    visitor.says("My parcel is green").says("hours").says("Yes")

    visitor.chooses("return", effect_id=menu)

    assert (visitor.variables["more"], visitor.heard) == ("Yes", ["Which order?"])


def test_the_answer_may_then_be_changed():
    visitor = talk()
    menu = asked(visitor)
    visitor.says("hours").chooses("return", effect_id=menu)

    visitor.changes("A return")

    assert visitor.heard == ["What is it about?"]
    assert visitor.chooses("parcel").heard == ["It is on its way.", "Anything else?"]


def test_what_is_left_for_it_works_in_its_turn():
    """From one old question to another and back."""
    visitor = talk()
    menu = asked(visitor)
    visitor.chooses("return").says("1042")
    sure = asked(visitor)
    visitor.says("menu")
    again = asked(visitor)
    visitor.says("hours").chooses("parcel", effect_id=again)

    visitor.chooses("yes", effect_id=sure)

    assert visitor.node == "file"
    assert menu not in [key for point in visitor.session.passed for key in point.awaiting]


def test_a_question_that_had_its_answer_is_no_old_one():
    visitor = talk()
    menu = asked(visitor)
    visitor.chooses("return").says("hours")

    visitor.chooses("parcel", effect_id=menu)

    assert (visitor.heard, visitor.node) == ([], "hours")


def test_nobody_orders_twice_by_pressing_what_stands_further_up():
    visitor = talk().chooses("return").says("1042")
    first = asked(visitor)
    visitor.says("menu").chooses("return").says("1042").chooses("yes")
    visitor.effect_succeeds({"status": 200})

    visitor.chooses("yes", effect_id=first)

    assert (visitor.heard, visitor.node) == ([], "more")


def test_what_nobody_answered_outlives_what_left_the_house():
    visitor = talk().chooses("return").says("1042")
    sure = asked(visitor)
    visitor.says("menu")
    menu = asked(visitor)
    visitor.says("hours").chooses("yes", effect_id=sure).effect_succeeds({"status": 200})

    visitor.chooses("parcel", effect_id=menu)

    assert visitor.heard == ["It is on its way.", "Anything else?"]


@pytest.mark.parametrize("forged", ["s:999", "other:1", "x"])
def test_a_forged_press_does_nothing(forged: str) -> None:
    visitor = talk().says("hours")

    visitor.chooses("parcel", effect_id=forged)

    assert (visitor.heard, visitor.node) == ([], "hours")


def test_with_a_person_it_does_not_count_and_afterwards_it_does():
    visitor = talk()
    menu = asked(visitor)
    visitor.asks_for_person()
    visitor.chooses("parcel", effect_id=menu)
    assert (visitor.heard, visitor.status) == ([], "queued")

    visitor.agent_joins().agent_leaves("handed_back", "more").chooses("parcel", effect_id=menu)

    assert visitor.heard == ["It is on its way.", "Anything else?"]


def test_another_version_ends_it():
    visitor = talk()
    menu = asked(visitor)
    visitor.says("hours").moves_to(compile_flow(SHOP, CATALOGUE))

    visitor.chooses("parcel", effect_id=menu)

    assert (visitor.heard, visitor.node) == ([], "hours")


def test_going_back_ends_what_was_asked_behind_it():
    visitor = talk().chooses("return").says("1042")
    sure = asked(visitor)
    visitor.says("hours").changes("A return")

    visitor.chooses("yes", effect_id=sure)

    assert (visitor.heard, visitor.node) == ([], "menu")


def test_the_buttons_of_a_question_that_is_asked_again_work_too():
    visitor = talk()
    menu = asked(visitor)
    visitor.chooses("return").changes("A return")

    visitor.chooses("parcel", effect_id=menu)

    assert visitor.heard == ["It is on its way.", "Anything else?"]


CALLED = flow(
    ("size", "choices", {"text": "Which size?", "options": [{"value": "l", "label": "Large"}],
                         "save_as": "size", "retries": 0}),
    ("end", "end", {}),
    wires="size.l>end; size.fallback>end",
    variables=({"name": "size"},),
    id="sizes",
    locale="en",
)  # fmt: skip


@pytest.mark.parametrize("closed", [False, True])
def test_a_called_flow_that_has_ended_is_run_from_there(closed: bool) -> None:
    size = Variable(name="size", output=closed)
    part = CALLED.model_copy(update={"variables": (size,)})
    main = flow(
        ("call", "call_flow", {"flow": "sizes", "outputs": [{"name": "size", "variable": "size"}]}),
        ("said", "question", {"question": "Size: {{ size }}.", "save_as": "more"}),
        ("end", "end", {}),
        wires="call>said; said>end",
        variables=({"name": "size"}, {"name": "more"}),
        locale="en",
    )
    visitor = talk(main, components={"sizes": part})
    which = asked(visitor)
    visitor.says("How big is that?")
    assert visitor.heard == ["Size: ."]

    visitor.chooses("l", effect_id=which)

    assert visitor.heard == ["Size: l."]
    assert len(visitor.session.frames) == 1


def test_a_form_that_was_left_can_still_be_filled_in():
    fields = [{"label": "Name", "variable": "name"}, {"label": "City", "variable": "city"}]
    document = flow(
        ("form", "form", {"text": "Who are you?", "fields": fields}),
        ("hours", "question", {"question": "Open until six.", "save_as": "more"}),
        ("end", "message", {"text": "Hello {{ name }} of {{ city }}."}),
        wires="form>end; hours>end",
        variables=({"name": "name"}, {"name": "city"}, {"name": "more"}),
        locale="en",
        triggers=[{"id": "k", "kind": "keyword", "words": ["hours"], "target": "hours"}],
    )
    visitor = talk(document).says("hours")

    visitor.fills({"name": "Ada", "city": "London"})

    assert visitor.heard == ["Hello Ada of London."]


def test_it_is_replayed_and_survives_being_stored():
    visitor = talk()
    menu = asked(visitor)
    visitor.says("hours")
    visitor.session = Session.from_json(json.loads(json.dumps(visitor.session.to_json())))
    visitor.chooses("return", effect_id=menu).says("7")
    events = [event_from_json(json.loads(json.dumps(event_to_json(e)))) for e in visitor.events]

    again, _issued = replay(visitor.plan, new_session("s", "web", "en", visitor.plan), events)

    assert again == visitor.session


def test_so_many_are_kept():
    visitor = talk()
    for _ in range(MAX_PASSED + 3):
        visitor.says("menu")

    assert len(visitor.session.passed) == MAX_PASSED


def test_conversations_from_before_go_on_as_they_did():
    visitor = Conversation(
        flow(
            ("a", "ask"), ("b", "ask"), wires="a>b",
            triggers=[{"id": "k", "kind": "keyword", "words": ["b"], "target": "b"}],
        ),
        PROBES,
    ).starts().says("b")  # fmt: skip

    assert visitor.session.passed == ()
