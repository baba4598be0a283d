"""After a person has ended the matter: what the flow still asks, and that it does not nag."""

from __future__ import annotations

import pytest

from flowbuilder import nodes
from flowbuilder.core.catalogue import discover
from flowbuilder.core.effects import RequestHandoff, SendMessage
from flowbuilder.core.session import Session, Status
from flowbuilder.core.testing import Conversation, flow

NODES = discover(nodes)
SHOP = flow(
    ("menu", "question", {"question": "Menu", "kind": "text", "save_as": "q"}),
    ("person", "handoff"),
    ("rate", "survey", {"question": "How was it?", "ask_comment": True}),
    ("sorry", "question", {"question": "What went wrong?", "kind": "text", "save_as": "bad"}),
    ("nudge", "question", {"question": "Still there?", "kind": "text", "save_as": "there"}),
    ("end", "end"),
    wires="menu>person; person.done>rate; person.nobody>end; person.timed_out>end;"
    "person.gave_up>end; rate.next>end; rate.low>sorry; sorry>end; nudge>menu",
    triggers=[
        {"id": "t", "kind": "silent", "after_s": 120, "target": "nudge"},
        {"id": "k", "kind": "keyword", "words": ["menu"], "target": "menu"},
    ],
    locale="en",
)


def ended() -> Conversation:
    """Somebody answered and has ended the matter; the flow asks for a rating."""
    talk = Conversation(SHOP, NODES).says("My pot is broken").effect_succeeds({"outcome": "queued"})
    return talk.agent_joins().agent_leaves("closed")


def test_while_the_rating_is_asked_the_session_says_so() -> None:
    talk = ended()

    assert (talk.node, talk.session.farewell) == ("rate", "rating")
    assert Session.from_json(talk.session.to_json()) == talk.session
    assert talk.says("5").session.farewell == "rating"


def test_nobody_is_nagged_after_a_person_ended_the_matter() -> None:
    assert ended().time_passes(10_000).heard == []
    assert ended().says("5").time_passes(10_000).heard == []


def test_the_rating_given_the_session_ends() -> None:
    talk = ended().says("5").says("All well")

    assert (talk.status, talk.session.farewell) == (Status.ENDED, "")


def test_what_the_flow_asks_after_a_low_rating_is_no_rating() -> None:
    talk = ended().says("1").says("Slow")

    assert (talk.node, talk.session.farewell) == ("sorry", "talk")


@pytest.mark.parametrize("word", ["menu", "I want to talk to a person"])
def test_a_visitor_who_wants_something_else_opens_the_matter_again(word: str) -> None:
    talk = ended().says(word)

    assert talk.session.farewell == ""
    assert talk.node in {"menu", "person"} or talk.status is Status.QUEUED


def test_who_asks_a_question_instead_of_rating_reaches_a_person_again() -> None:
    talk = ended().says("And will you send the lid as well?")

    assert talk.node == "__person__"
    (asked,) = talk.effects_of(RequestHandoff)
    assert (asked.asked, asked.last_wrote) == (True, "And will you send the lid as well?")


@pytest.mark.parametrize("said", ["5?", "how?", "really good"])
def test_what_is_no_question_is_asked_again(said: str) -> None:
    assert ended().says(said).node == "rate"


def test_a_question_in_the_comment_is_a_comment() -> None:
    assert ended().says("1").says("Why did it take you so long?").node == "sorry"


@pytest.mark.parametrize("said", ["Thank you, bye", "Dziękuję bardzo, miłego dnia!"])
def test_who_takes_leave_is_not_asked_twice(said: str) -> None:
    assert ended().says(said).status is Status.ENDED


def test_the_silence_counts_again_once_the_visitor_goes_on() -> None:
    assert ended().says("menu").time_passes(120).heard == ["Still there?"]


def test_what_is_handed_back_is_not_ended() -> None:
    talk = Conversation(SHOP, NODES).says("My pot is broken").agent_joins()

    assert talk.agent_leaves("handed_back").session.farewell == ""


def test_handing_back_has_a_port_of_its_own() -> None:
    wired = SHOP.model_copy(
        update={
            "edges": (
                *SHOP.edges,
                SHOP.edges[0].model_copy(
                    update={"source": "person", "port": "returned", "target": "menu"}
                ),
            )
        }
    )
    talk = Conversation(wired, NODES).says("My pot is broken").agent_joins()

    assert talk.agent_leaves("handed_back").heard == ["Menu"]


def test_a_flow_that_does_not_wire_it_goes_on_after_the_person() -> None:
    talk = Conversation(SHOP, NODES).says("My pot is broken").agent_joins()

    assert talk.agent_leaves("handed_back").node == "rate"


def parts(talk: Conversation) -> list[bool]:
    return [effect.parting for effect in talk.effects if isinstance(effect, SendMessage)]


def test_what_only_asks_for_a_rating_or_says_goodbye_is_marked_as_that() -> None:
    talk = ended()

    assert (talk.heard, parts(talk)) == (["How was it?"], [True])
    assert parts(talk.says("5")) == [True]
    assert (parts(talk.says("All well")), talk.status) == ([True], Status.ENDED)


def test_a_goodbye_after_a_person_is_marked_too() -> None:
    bye = flow(
        ("person", "handoff"),
        ("end", "end", {"text": "Bye."}),
        wires="person.done>end; person.nobody>end; person.timed_out>end; person.gave_up>end",
        locale="en",
    )
    talk = Conversation(bye, NODES).starts().effect_succeeds({"outcome": "queued"})

    assert True not in parts(talk)
    assert parts(talk.agent_joins().agent_leaves("closed")) == [True]


@pytest.mark.parametrize("said", ["menu", "Where is the other pot?"])
def test_what_answers_anything_else_is_not(said: str) -> None:
    assert True not in parts(ended().says(said))


def test_what_is_asked_after_a_low_rating_is_not() -> None:
    assert parts(ended().says("1").says("Slow")) == [False, False]
