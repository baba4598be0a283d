"""What is known of a visitor is corrected while they talk: the flow goes by it from then on."""

from __future__ import annotations

import pytest

from flowbuilder import nodes
from flowbuilder.core.catalogue import discover
from flowbuilder.core.errors import UnexpectedEvent
from flowbuilder.core.events import event_from_json, event_to_json
from flowbuilder.core.session import Session
from flowbuilder.core.testing import Conversation, flow

CATALOGUE = discover(nodes)
GREETED = flow(
    ("ask", "question", {"question": "What is it?", "save_as": "what"}),
    ("hello", "message", {"text": "Yes, {{ contact.name }}."}),
    ("more", "question", {"question": "More?", "save_as": "more"}),
    ("keep", "update_contact", {"values": [{"name": "city", "value": "Łódź"}]}),
    ("last", "question", {"question": "And?", "save_as": "last"}),
    ("bye", "message", {"text": "Bye, {{ contact.name }}."}),
    wires="ask>hello; hello>more; more>keep; keep>last; last>bye",
    variables=({"name": "what"}, {"name": "more"}, {"name": "last"}),
    locale="en",
)


def talk() -> Conversation:
    return Conversation(GREETED, CATALOGUE, numbered=True).starts()


def test_a_correction_counts_from_the_next_step_on_and_says_nothing() -> None:
    visitor = talk().corrects(name="Ada", segments=["regular"])

    assert visitor.heard == []
    assert visitor.says("A lamp").heard == ["Yes, Ada.", "More?"]
    assert visitor.variables["contact"] == {"name": "Ada", "segments": ["regular"]}


def test_what_was_cleared_is_known_no_more() -> None:
    visitor = talk().corrects(name="Ada").corrects()

    assert visitor.variables["contact"] == {}


def test_going_back_to_an_answer_does_not_bring_back_what_was_known_then() -> None:
    visitor = talk().corrects(name="Ada").says("A lamp").says("No")
    visitor.effect_succeeds({"contact": {"name": "Ada", "city": "Łódź"}})
    visitor.corrects(name="Ewa")

    visitor.changes("A lamp")

    assert visitor.says("A bulb").heard == ["Yes, Ewa.", "More?"]


def test_a_flow_that_keeps_its_variables_and_the_one_that_called_it_both_know() -> None:
    part = flow(
        ("number", "question", {"question": "Number?", "save_as": "number"}),
        ("found", "message", {"text": "Found, {{ contact.name }}."}),
        wires="number>found",
        locale="en",
        variables=({"name": "number"}, {"name": "order", "input": True}),
    )
    main = flow(
        ("call", "call_flow", {"flow": "7"}),
        ("bye", "message", {"text": "Bye, {{ contact.name }}."}),
        wires="call>bye",
        locale="en",
    )
    visitor = Conversation(main, CATALOGUE, components={"7": part}).starts().corrects(name="Ada")

    assert visitor.says("1").heard == ["Found, Ada.", "Bye, Ada."]


def test_a_correction_while_a_person_speaks_counts_when_the_flow_goes_on() -> None:
    visitor = talk().agent_joins("Anna").corrects(name="Ada").agent_leaves("handed_back")

    assert visitor.says("A lamp").heard == ["Yes, Ada.", "More?"]


def test_a_talk_that_is_over_is_told_nothing() -> None:
    visitor = talk().closes()

    with pytest.raises(UnexpectedEvent):
        visitor.corrects(name="Ada")


def test_a_correction_survives_being_stored() -> None:
    visitor = talk().corrects(name="Ada", tags=["vip"])
    event = visitor.events[-1]

    assert event_from_json(event_to_json(event)) == event
    assert Session.from_json(visitor.session.to_json()) == visitor.session
