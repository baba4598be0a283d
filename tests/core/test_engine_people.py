"""People: asking for one, being with one, coming back; and what happens when something fails."""

from __future__ import annotations

import pytest

from flowbuilder.core.catalogue import Catalogue
from flowbuilder.core.effects import EndSession, RequestHandoff
from flowbuilder.core.errors import UnexpectedEvent
from flowbuilder.core.plan import PERSON
from flowbuilder.core.session import Status
from flowbuilder.core.testing import Conversation, flow
from tests.core.probes import PROBES

ASK = flow(("ask", "ask"), ("end", "finish"), wires="ask>end")
WITH_HANDOFF = flow(
    ("ask", "ask"),
    ("person", "handoff"),
    ("survey", "ask", {"text": "How was it?"}),
    wires="ask>person; person.done>survey",
)


@pytest.mark.parametrize("how", ["press", "say"])
def test_a_visitor_who_asks_gets_a_person_without_any_trigger(how: str) -> None:
    visitor = Conversation(ASK, PROBES).starts()

    visitor.asks_for_person() if how == "press" else visitor.says("chcę człowieka")

    assert visitor.status is Status.QUEUED
    assert [type(effect) for effect in visitor.effects][-1] is RequestHandoff


def test_the_human_trigger_says_where_to() -> None:
    own = flow(
        ("ask", "ask"),
        ("first", "ask", {"text": "Which team?"}),
        triggers=[{"id": "h", "kind": "human", "target": "first", "words": ["szef"]}],
    )

    assert Conversation(own, PROBES).says("szef").heard == ["Which team?"]
    assert Conversation(own, PROBES).starts().asks_for_person().heard == ["Which team?"]


def test_typing_what_a_button_says_is_for_the_node_that_offers_it() -> None:
    offered = flow(
        ("ask", "ask", {"label": "Rozmowa z człowiekiem"}),
        triggers=[{"id": "k", "kind": "keyword", "words": ["inne"], "target": "ask"}],
    )

    assert Conversation(offered, PROBES).says("rozmowa z CZŁOWIEKIEM.").variables == {
        "answer": "rozmowa z CZŁOWIEKIEM."
    }
    assert Conversation(offered, PROBES).says("chcę człowieka").status is Status.QUEUED


def test_nobody_there_leads_to_a_message() -> None:
    visitor = Conversation(ASK, PROBES).starts().asks_for_person()

    visitor.effect_succeeds({"outcome": "nobody"})
    asked = visitor.heard
    visitor.says("Call me.")

    assert asked == ["Leave a message."]
    assert visitor.heard == ["Thank you."]
    assert visitor.status is Status.ENDED


def test_the_flows_own_message_step_is_preferred() -> None:
    own = flow(
        ("ask", "ask"),
        ("message", "leave_message"),
        ("after", "ask", {"text": "Anything else?"}),
        wires="message>after",
    )
    visitor = Conversation(own, PROBES).starts().asks_for_person()

    visitor.effect_succeeds({"outcome": "nobody"})

    assert visitor.node == "message"


def test_a_visitor_in_the_queue_is_not_queued_twice() -> None:
    visitor = Conversation(ASK, PROBES).starts().asks_for_person().asks_for_person()

    assert visitor.effects == ()
    assert visitor.says("chcę człowieka").effects == ()
    assert visitor.status is Status.QUEUED


def test_a_visitor_may_give_up_waiting() -> None:
    visitor = Conversation(ASK, PROBES).starts().asks_for_person().chooses("__leave__")

    assert visitor.heard == ["Leave a message."]


def test_a_message_that_speaks_of_people_is_still_the_message() -> None:
    visitor = Conversation(ASK, PROBES).starts().asks_for_person()
    visitor.effect_succeeds({"outcome": "nobody"})

    visitor.says("chcę rozmawiać z człowiekiem")

    assert visitor.heard == ["Thank you."]


def test_the_machine_is_silent_while_a_person_talks() -> None:
    fetch = flow(("fetch", "fetch"), ("say", "say"), wires="fetch>say")
    visitor = Conversation(fetch, PROBES).starts().agent_joins()

    visitor.effect_succeeds({"status": 200})

    assert visitor.effects == ()
    assert visitor.status is Status.WITH_AGENT


def test_after_the_person_the_flow_goes_on() -> None:
    visitor = Conversation(WITH_HANDOFF, PROBES).says("x").agent_joins()
    during = visitor.status

    visitor.agent_leaves("closed")

    assert during is Status.WITH_AGENT
    assert visitor.heard == ["How was it?"]


def test_a_person_who_took_over_anywhere_still_ends_with_the_survey() -> None:
    visitor = Conversation(WITH_HANDOFF, PROBES).starts().agent_joins()

    assert visitor.agent_leaves("closed").heard == ["How was it?"]


def test_a_person_by_the_safety_net_ends_with_the_survey_too() -> None:
    visitor = Conversation(WITH_HANDOFF, PROBES).starts().asks_for_person().agent_joins()

    assert visitor.agent_leaves("closed").heard == ["How was it?"]


def test_a_conversation_handed_back_is_asked_again() -> None:
    visitor = Conversation(WITH_HANDOFF, PROBES).starts().agent_joins()

    visitor.agent_leaves("handed_back")

    assert visitor.heard == ["?"]
    assert visitor.says("yes").variables == {"answer": "yes"}


def test_a_person_may_say_where_to_go_on() -> None:
    visitor = Conversation(WITH_HANDOFF, PROBES).says("x").agent_joins()

    assert visitor.agent_leaves("handed_back", target="ask").heard == ["?"]


def test_a_place_that_is_not_there_does_no_harm() -> None:
    visitor = Conversation(WITH_HANDOFF, PROBES).says("x").agent_joins()

    assert visitor.agent_leaves("handed_back", target="gone").heard == ["How was it?"]


def test_without_a_survey_the_conversation_ends_with_the_person() -> None:
    visitor = Conversation(ASK, PROBES).starts().agent_joins().agent_leaves("closed")

    assert visitor.effects == (EndSession(id="s:2", reason="closed"),)
    assert visitor.status is Status.ENDED


def test_a_person_may_join_after_the_end_and_be_asked_for() -> None:
    ended = Conversation(flow(("say", "say")), PROBES).starts()

    assert ended.asks_for_person().status is Status.QUEUED
    assert ended.agent_joins().status is Status.WITH_AGENT


def test_where_no_step_had_asked_for_a_person_the_safety_net_asks_whether_they_wait_on() -> None:
    """Seen to fail while whoever had been passed on from the middle of a flow was sent away."""
    visitor = Conversation(ASK, PROBES).starts().agent_joins()

    visitor.agent_leaves("waits")

    assert visitor.heard == ["Wait on?"]
    assert (visitor.node, visitor.status) == (PERSON, Status.QUEUED)
    assert visitor.chooses("__leave__").heard == ["Leave a message."]


def test_a_step_that_takes_a_message_does_not_ask_either() -> None:
    visitor = Conversation(ASK, PROBES).starts().asks_for_person()
    visitor.effect_succeeds({"outcome": "nobody"}).agent_joins()

    assert visitor.agent_leaves("waits").heard == ["Wait on?"]


@pytest.mark.parametrize("numbered", [True, False])
def test_the_question_that_was_left_for_it_is_asked_again_when_it_is_handed_back(
    numbered: bool,
) -> None:
    visitor = Conversation(WITH_HANDOFF, PROBES, numbered=numbered).starts().agent_joins()
    visitor.agent_leaves("waits").agent_joins()

    visitor.agent_leaves("handed_back")

    assert visitor.heard == ["?"]
    assert visitor.says("yes").variables == {"answer": "yes"}


def test_a_person_by_the_safety_net_who_hands_back_leads_to_the_question_too() -> None:
    """Seen to fail: the visitor was asked to leave a message."""
    visitor = Conversation(ASK, PROBES, numbered=True).starts().asks_for_person().agent_joins()

    assert visitor.agent_leaves("handed_back").heard == ["?"]


def test_without_such_a_step_nobody_is_asked_to_wait_on() -> None:
    visitor = Conversation(ASK, Catalogue([PROBES["ask"], PROBES["finish"]])).starts().agent_joins()

    with pytest.raises(UnexpectedEvent):
        visitor.agent_leaves("waits")


def test_an_ended_conversation_that_is_handed_back_begins_anew() -> None:
    ended = Conversation(ASK, PROBES).says("x").agent_joins()

    assert ended.agent_leaves("handed_back").heard == ["?"]


# ---- What fails -------------------------------------------------------------


@pytest.mark.parametrize(
    ("node", "why"),
    [
        ("fail", "The step failed."),
        ("stray", "The step left by a port it does not have."),
    ],
)
def test_a_step_that_fails_leads_to_a_person(node: str, why: str) -> None:
    visitor = Conversation(flow(("bad", node)), PROBES).starts()

    assert visitor.problems[0].text == why
    assert visitor.status is Status.QUEUED


def test_a_problem_port_is_taken_first_then_the_trigger() -> None:
    wired = flow(
        ("bad", "fail"),
        ("near", "ask", {"text": "By port."}),
        ("far", "ask", {"text": "By trigger."}),
        wires="bad.problem>near",
        triggers=[{"id": "p", "kind": "problem", "target": "far"}],
    )
    unwired = wired.model_copy(update={"edges": ()})

    assert Conversation(wired, PROBES).starts().heard == ["By port."]
    assert Conversation(unwired, PROBES).starts().heard == ["By trigger."]


def test_a_problem_inside_a_called_flow_is_the_callers() -> None:
    main = flow(
        ("call", "call", {"flow": "part"}), ("sorry", "ask", {"text": "Sorry."}),
        wires="call.problem>sorry",
    )  # fmt: skip
    visitor = Conversation(main, PROBES, components={"part": flow(("bad", "fail"))}).starts()

    assert visitor.heard == ["Sorry."]


def test_an_effect_that_fails_takes_the_problem_port() -> None:
    fetch = flow(
        ("fetch", "fetch"), ("sorry", "ask", {"text": "Sorry."}), wires="fetch.problem>sorry"
    )

    visitor = Conversation(fetch, PROBES).starts().effect_fails("http_timeout")

    assert visitor.heard == ["Sorry."]
    assert visitor.problems[0].detail == "http_timeout"


def test_a_text_that_cannot_be_filled_in_leads_to_a_person() -> None:
    bomb = flow(
        ("say", "say", {"text": "{% for a in many %}{% for b in many %}x{% endfor %}{% endfor %}"})
    )
    visitor = Conversation(bomb, PROBES, variables={"many": list(range(500))}).starts()

    assert visitor.problems[0].text == "A text in the step could not be filled in."
    assert visitor.status is Status.QUEUED


def test_a_loop_that_never_waits_ends_with_a_person_and_little_said() -> None:
    loop = flow(("a", "say", {"text": "a"}), ("b", "say", {"text": "b"}), wires="a>b; b>a")
    visitor = Conversation(loop, PROBES).starts()

    assert visitor.heard == ["a", "b", "One moment."]
    assert visitor.status is Status.QUEUED
    assert visitor.problems[0].detail in ("a → b → a", "b → a → b")


def test_a_human_trigger_that_loops_still_ends_with_a_person() -> None:
    loop = flow(
        ("a", "say", {"text": "a"}),
        wires="a>a",
        triggers=[{"id": "h", "kind": "human", "target": "a"}],
    )

    assert Conversation(loop, PROBES).starts().status is Status.QUEUED


def test_a_problem_trigger_that_fails_itself_ends_with_a_person() -> None:
    bad = flow(
        ("a", "fail"),
        ("b", "fail"),
        wires="a.problem>b; b.problem>a",
        triggers=[{"id": "p", "kind": "problem", "target": "a"}],
    )

    assert Conversation(bad, PROBES).starts().status is Status.QUEUED


def test_without_any_way_to_a_person_the_conversation_ends() -> None:
    bare = Catalogue(PROBES[name] for name in ("say", "fail"))
    visitor = Conversation(flow(("bad", "fail")), bare).starts()

    assert visitor.effects == (EndSession(id="s:1", reason="problem"),)


def handoff_of(visitor: Conversation) -> RequestHandoff:
    """The person the last turn asked for."""
    (effect,) = visitor.effects_of(RequestHandoff)
    assert isinstance(effect, RequestHandoff)
    return effect


def test_each_handoff_tells_what_was_written_since_the_one_before() -> None:
    talk = flow(("ask", "ask"), ("person", "handoff"), wires="ask>person; person.done>ask")
    visitor = Conversation(talk, PROBES).says("Do parrots talk?")
    first = handoff_of(visitor)
    visitor.agent_joins().agent_leaves("handed_back").asks_for_person()
    second = handoff_of(visitor)
    visitor.agent_joins().agent_leaves("handed_back")
    third = handoff_of(visitor.says("A human, about cats, please"))
    visitor.agent_joins().agent_leaves("handed_back").says("human, please")
    fourth = handoff_of(visitor)

    assert (first.asked, first.last_wrote) == (False, "Do parrots talk?")
    assert (second.asked, second.last_wrote) == (True, "")
    assert (third.asked, third.last_wrote) == (True, "A human, about cats, please")
    assert (fourth.asked, fourth.last_wrote) == (True, "")


def test_buttons_and_words_said_while_waiting_are_not_what_the_visitor_last_wrote() -> None:
    offered = flow(("ask", "ask", {"label": "Aa"}), ("more", "ask", {"text": "?"}), wires="ask>ask")
    visitor = Conversation(offered, PROBES).says("A question").chooses("a").says("aa")
    asked = visitor.asks_for_person()

    assert handoff_of(asked).last_wrote == "A question"
    assert asked.says("Hello?").session.last_wrote == ""


def test_what_a_person_was_told_is_not_told_again_after_they_took_over_unasked() -> None:
    visitor = Conversation(ASK, PROBES).starts()
    visitor.session = visitor.session.but(last_wrote="Do parrots talk?")

    visitor.agent_joins().agent_leaves("handed_back").asks_for_person()

    assert handoff_of(visitor).last_wrote == ""


def test_who_asked_is_remembered_while_the_way_to_a_person_asks_elsewhere() -> None:
    roundabout = flow(
        ("ask", "ask"),
        ("fetch", "fetch"),
        ("person", "handoff"),
        wires="fetch>person",
        triggers=[{"id": "h", "kind": "human", "target": "fetch"}],
    )
    visitor = Conversation(roundabout, PROBES).starts().asks_for_person()

    assert handoff_of(visitor.effect_succeeds({"status": 200})).asked
