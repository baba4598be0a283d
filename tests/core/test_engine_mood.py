"""The trigger that leads an upset visitor elsewhere, once, and only where an author put it."""

from __future__ import annotations

from typing import Any

import pytest

from flowbuilder import nodes
from flowbuilder.core.catalogue import discover
from flowbuilder.core.document import Flow
from flowbuilder.core.effects import RequestHandoff
from flowbuilder.core.session import Session, Status
from flowbuilder.core.testing import Conversation, flow
from tests.core.probes import PROBES

ANGRY = "To skandal, jesteście niepoważni"
UPSET = {"id": "u", "kind": "upset", "target": "calming"}


def talk(*triggers: dict[str, Any], label: str = "Aa") -> Conversation:
    document = flow(
        ("ask", "ask", {"label": label}),
        ("again", "ask", {"text": "And?", "save_as": "second"}),
        ("third", "ask", {"text": "Well?", "save_as": "third"}),
        ("calming", "ask", {"text": "We are sorry.", "save_as": "after"}),
        wires="ask>again; again>third; third>calming; calming>again",
        triggers=triggers,
    )
    return Conversation(document, PROBES)


def test_an_upset_visitor_is_led_to_the_triggers_target_once() -> None:
    visitor = talk(UPSET).says("Dzień dobry")

    assert (visitor.node, visitor.session.mood) == ("again", "calm")

    visitor.says(ANGRY)

    assert (visitor.node, visitor.heard) == ("calming", ["We are sorry."])
    assert visitor.session.mood_reasons == ("words",)
    assert ("trigger", "calming", "words of anger or disappointment") in [
        (step.kind, step.node, step.text) for step in visitor.trace
    ]

    visitor.says(ANGRY + "!!!")

    assert (visitor.node, visitor.variables["after"]) == ("again", ANGRY + "!!!")
    assert visitor.session.mood_reasons == ("words", "marks", "repeats")


HUMAN = "nie wiem; chcę rozmawiać z człowiekiem"


def test_a_flow_that_comes_round_to_its_question_has_not_asked_again() -> None:
    visitor = talk(UPSET)
    for said in ("Dzień dobry", "Ile kosztuje dostawa", "A zwrot", "Rozumiem", "Kiedy dojdzie"):
        visitor.says(said)

    assert visitor.session.retries == 0

    visitor.says("again").says("again")

    assert visitor.session.retries == 2
    assert visitor.says(HUMAN).session.mood_reasons == ("retries", "person")


def test_a_new_question_forgets_how_often_the_one_before_was_asked() -> None:
    visitor = talk(UPSET).says("again").says("again").says("Dzień dobry").says(HUMAN)

    assert visitor.session.mood == "calm"


def test_without_the_trigger_nothing_is_judged_and_the_session_is_stored_as_ever() -> None:
    visitor = talk().says(ANGRY).says(ANGRY)

    assert visitor.node == "third"
    assert not {"mood", "mood_reasons", "upset_heeded"} & visitor.session.to_json().keys()


def test_what_was_judged_outlives_the_session_being_stored() -> None:
    session = talk(UPSET).says(ANGRY).session

    assert Session.from_json(session.to_json()) == session
    assert session.upset_heeded


def test_a_keyword_and_the_wish_for_a_person_come_first() -> None:
    person = talk(UPSET).says("To skandal! Chcę rozmawiać z człowiekiem")
    keyword = talk(
        UPSET, {"id": "k", "kind": "keyword", "words": ["to skandal"], "target": "third"}
    ).says("To skandal!")

    assert person.status is Status.QUEUED
    assert person.session.mood == "upset"
    assert not person.session.upset_heeded
    assert keyword.node == "third"


@pytest.mark.parametrize("how", ["types", "presses"])
def test_words_that_a_button_offers_are_not_the_visitors_own(how: str) -> None:
    visitor = talk(UPSET, label=ANGRY).starts()

    visitor.says(ANGRY) if how == "types" else visitor.chooses("a")

    assert (visitor.node, visitor.session.mood) == ("again", "")


def test_a_files_name_is_not_judged() -> None:
    assert talk(UPSET).sends("SKANDAL.jpg").session.mood == ""


def survey() -> Flow:
    return flow(
        ("survey", "survey", {"kind": "csat", "ask_comment": True}),
        ("calming", "message", {"text": "We are sorry."}),
        ("end", "end", {}),
        wires="survey>end; calming>end",
        triggers=[UPSET],
    )


def test_an_answer_to_a_survey_is_not_judged() -> None:
    visitor = Conversation(survey(), discover(nodes)).chooses("1").says(ANGRY)

    assert "We are sorry." not in visitor.heard
    assert visitor.session.mood == ""


@pytest.mark.parametrize(("said", "hard"), [(ANGRY, True), ("Dzień dobry", False)])
def test_a_handoff_of_an_upset_visitor_is_a_hard_case(said: str, hard: bool) -> None:
    document = flow(
        ("ask", "question", {"question": "?", "save_as": "said"}),
        ("person", "handoff", {}),
        ("after", "message", {"text": "."}),
        ("end", "end"),
        ("calming", "message", {"text": "We are sorry."}),
        wires="ask.next > person; calming.next > person; person.done > after; "
        "person.nobody > after; person.timed_out > after; person.gave_up > after; "
        "after.next > end",
        triggers=(UPSET,),
    )
    visitor = Conversation(document, discover(nodes)).says(said)

    assert [effect.hard for effect in visitor.effects_of(RequestHandoff)] == [hard]
