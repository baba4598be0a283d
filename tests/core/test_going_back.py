"""A visitor changes an answer: the session stands where it stood, and nothing is called back."""

from __future__ import annotations

import json

import pytest

from flowbuilder import nodes
from flowbuilder.core.catalogue import discover
from flowbuilder.core.engine import new_session, replay
from flowbuilder.core.events import event_from_json, event_to_json
from flowbuilder.core.held_talks import run_talk
from flowbuilder.core.session import Session
from flowbuilder.core.testing import Conversation, flow
from flowbuilder.core.trail import MAX_TRAIL

CATALOGUE = discover(nodes)
OPTIONS = [{"value": "parcel", "label": "A parcel"}, {"value": "return", "label": "A return"}]
RETURNS = flow(
    ("menu", "choices", {"text": "What is it about?", "options": OPTIONS, "save_as": "topic"}),
    ("parcel", "message", {"text": "It is on its way."}),
    ("order", "question", {"question": "Which order?", "save_as": "order"}),
    ("why", "question", {"question": "Why?", "save_as": "why"}),
    ("file", "http_request", {"url": "https://shop.example/returns", "method": "POST"}),
    ("more", "question", {"question": "Anything else?", "save_as": "more"}),
    ("end", "end", {}),
    wires="menu.parcel>parcel; menu.return>order; parcel>more; order>why; why>file; file>more; "
    "file.refused>more; more>end",
    variables=({"name": "topic"}, {"name": "order"}, {"name": "why"}, {"name": "more"}),
    locale="en",
    triggers=[{"id": "s", "kind": "silent", "after_s": 240, "target": "more"}],
)


def talk() -> Conversation:
    return Conversation(RETURNS, CATALOGUE, numbered=True).starts()


def test_the_question_is_asked_again_with_the_variables_of_then():
    visitor = talk().chooses("return").says("1042")

    visitor.changes("A return")

    assert visitor.heard == ["What is it about?"]
    assert (visitor.variables.get("topic"), visitor.variables.get("order")) == (None, None)
    assert visitor.chooses("parcel").heard == ["It is on its way.", "Anything else?"]


def test_one_answer_back_keeps_those_before_it():
    visitor = talk().chooses("return").says("1042").changes("1042")

    visitor.says("2001")

    assert visitor.variables["topic"] == "return"
    assert visitor.variables["order"] == "2001"
    assert visitor.heard == ["Why?"]


def test_a_button_instead_of_an_earlier_answer_answers_at_once():
    visitor = talk().chooses("return").says("1042")
    first = visitor.session.trail[0]

    visitor.chooses("parcel", effect_id=first.awaiting[0], instead_of=first.answer)

    assert visitor.heard == ["It is on its way.", "Anything else?"]
    assert (visitor.variables["topic"], visitor.variables.get("order")) == ("parcel", None)


def test_a_late_button_alone_changes_nothing():
    visitor = talk().chooses("return")
    asked = visitor.session.trail[0].awaiting[0]

    visitor.chooses("parcel", effect_id=asked)

    assert (visitor.heard, visitor.node) == ([], "order")


def test_what_the_model_is_told_leaves_the_abandoned_path_out():
    visitor = talk().chooses("return").says("1042").changes("1042")

    assert visitor.session.history == (
        ("assistant", "What is it about?"),
        ("visitor", "A return"),
        ("assistant", "Which order?"),
        ("assistant", "Which order?"),
    )


def test_what_has_left_the_house_is_not_called_back():
    """The request that files the return goes out with the last answer."""
    visitor = talk().chooses("return").says("1042").says("Too small")

    assert visitor.session.trail == ()
    with pytest.raises(LookupError):
        visitor.changes("1042")


def test_after_it_new_answers_may_be_changed_again():
    visitor = talk().chooses("parcel").says("No")

    assert visitor.session.trail == ()  # the flow is over
    other = talk().chooses("return").says("1042").says("Small").effect_succeeds({"status": 200})
    assert other.session.trail == ()
    assert other.node == "more"


def test_a_person_who_had_the_conversation_closes_the_way_back():
    visitor = talk().chooses("return").agent_joins().agent_leaves("handed_back")

    assert visitor.session.trail == ()


def test_the_late_answer_of_an_abandoned_path_is_ignored():
    document = flow(
        ("q", "question", {"question": "Which?", "save_as": "which"}),
        ("get", "http_request", {"url": "https://shop.example/{{ which }}"}),
        ("said", "question", {"question": "Found. Next?", "save_as": "next"}),
        ("end", "end", {}),
        wires="q>get; get>said; get.refused>said; said>end",
        variables=({"name": "which"}, {"name": "next"}),
        locale="en",
    )
    visitor = Conversation(document, CATALOGUE, numbered=True).starts().says("1")
    asked = visitor.awaited[0].id

    visitor.changes("1").effect_succeeds({"status": 200}, effect_id=asked)

    assert (visitor.heard, visitor.node) == ([], "q")


def test_a_change_is_replayed_and_survives_being_stored():
    visitor = talk().chooses("return").says("1042")
    stored = Session.from_json(json.loads(json.dumps(visitor.session.to_json())))
    visitor.session = stored
    visitor.changes("A return").chooses("return").says("7")
    events = [event_from_json(json.loads(json.dumps(event_to_json(e)))) for e in visitor.events]

    again, _issued = replay(visitor.plan, new_session("s", "web", "en", visitor.plan), events)

    assert again == visitor.session


def test_the_silence_is_counted_anew():
    visitor = talk().chooses("return")
    before = visitor.session.silence_timer

    visitor.changes("A return")

    assert visitor.session.silence_timer not in ("", before)


def test_only_the_newest_answers_are_kept():
    document = flow(
        ("q", "question", {"question": "More?", "save_as": "more"}),
        ("again", "go_to", {"node": "q"}),
        wires="q>again",
        variables=({"name": "more"},),
        locale="en",
    )
    visitor = Conversation(document, CATALOGUE, numbered=True).starts()

    for number in range(MAX_TRAIL + 5):
        visitor.says(str(number))

    assert len(visitor.session.trail) == MAX_TRAIL
    visitor.changes("10")
    assert visitor.variables["more"] == "9"


def test_a_long_value_is_kept_once():
    visitor = talk().chooses("return").remembers("order", "x" * 10_000)
    visitor.says("1042")

    assert len(json.dumps(visitor.session.trail[0].to_json())) < 1_000


def test_a_talk_says_it_in_a_line():
    written = """
    bot: What is it about?
    chooses: A return
    bot: Which order?
    changes: A return
    bot: What is it about?
    chooses: A parcel
    bot: It is on its way.
    bot: Anything else?
    variable: topic=parcel
    """

    assert run_talk(RETURNS, CATALOGUE, written) == []
    assert (
        run_talk(RETURNS, CATALOGUE, "bot: What is it about?\nchanges: Hello")[0].state == "refused"
    )
