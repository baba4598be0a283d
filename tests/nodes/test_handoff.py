from __future__ import annotations

import pytest

from flowbuilder.core.effects import CancelTimer, OpenTicket, RequestHandoff, StartTimer
from flowbuilder.core.session import Status


def test_asks_for_a_person_of_its_team_and_the_visitor_hears_that(try_node):
    config = {"team": "sales", "reason": "Paczka {{ n }}", "priority": "high", "max_wait": 300}
    visitor = try_node("handoff", config, variables={"n": 7})

    assert visitor.status is Status.QUEUED
    assert [(e.team, e.reason, e.priority) for e in visitor.effects_of(RequestHandoff)] == [
        ("sales", "Paczka 7", "high")
    ]
    assert [e.seconds for e in visitor.effects_of(StartTimer)] == [300]


def test_the_visitor_hears_of_the_queue_once_there_is_one(try_node):
    visitor = try_node("handoff", {})
    assert visitor.heard == []

    visitor.effect_succeeds({"outcome": "queued"})
    offer = visitor.effects[0].content

    assert visitor.status is Status.QUEUED
    assert visitor.heard == [
        "Sprawdzam, kto z zespołu może pomóc. Proszę chwilę zaczekać, odpisze człowiek."
    ]
    assert [(o.value, o.label) for o in offer.options] == [("__leave__", "Wolę zostawić wiadomość")]


def test_without_a_team_the_flows_own_team_is_asked(try_node):
    visitor = try_node("handoff", {}, default_team="help")

    assert visitor.effects_of(RequestHandoff)[0].team == "help"


def test_the_machine_is_silent_while_a_person_speaks_and_goes_on_after(try_node):
    visitor = try_node("handoff", {"max_wait": 60}).agent_joins()

    assert visitor.status is Status.WITH_AGENT
    assert len(visitor.effects_of(CancelTimer)) == 1
    assert visitor.time_passes(3600).heard == []
    assert visitor.agent_leaves().heard == ["[done]"]


def test_a_conversation_handed_back_leaves_by_a_port_of_its_own(try_node):
    handed_back = try_node("handoff", {}).agent_joins().agent_leaves("handed_back")

    assert handed_back.heard == ["[returned]"]


def test_what_the_visitor_writes_while_waiting_changes_nothing(try_node):
    visitor = try_node("handoff", {}).says("halo?")

    assert visitor.heard == []
    assert visitor.status is Status.QUEUED


def test_nobody_there_is_said_and_stops_the_clock(try_node):
    visitor = try_node("handoff", {}).effect_succeeds({"outcome": "nobody"})

    assert visitor.heard == ["W tej chwili nikt z zespołu nie może odpowiedzieć.", "[nobody]"]
    assert len(visitor.effects_of(CancelTimer)) == 1


def test_waiting_too_long_leaves_by_its_port(try_node):
    visitor = try_node("handoff", {"max_wait": 60, "ask_first": False, "nobody": "Zajęte."})
    visitor.time_passes(60)

    assert visitor.heard == ["Zajęte.", "[timed_out]"]


ASKED = "Nadal nikt z zespołu nie może odpisać. Czy chcą Państwo czekać dalej?"
STAYS = "Dobrze, miejsce w kolejce zostaje. Odpisze człowiek."


@pytest.fixture
def asked(try_node):
    """A visitor who waited for a minute and is asked whether to wait on."""
    visitor = try_node("handoff", {"max_wait": 60})
    visitor.effect_succeeds({"outcome": "queued"})
    return visitor.time_passes(60)


def test_before_the_wait_ends_the_visitor_is_asked(asked):
    assert asked.heard == [ASKED]
    assert [o.value for o in asked.effects[0].content.options] == ["__stay__", "__leave__"]
    assert asked.status is Status.QUEUED


def test_without_an_answer_the_wait_was_too_long(asked):
    assert asked.time_passes(119).heard == []
    assert asked.time_passes(1).heard[-1] == "[timed_out]"


@pytest.mark.parametrize("words", [None, "czekam dalej", "Halo, jestem tu nadal"])
def test_whoever_answers_keeps_waiting_and_is_asked_again(asked, words):
    asked.says(words) if words else asked.chooses("__stay__")

    assert asked.heard == [STAYS]
    assert len(asked.effects_of(CancelTimer)) == 1
    assert asked.time_passes(59).heard == []
    assert asked.time_passes(1).heard == [ASKED]


def test_whoever_would_rather_go_goes(asked):
    assert asked.chooses("__leave__").heard == ["[gave_up]"]
    assert len(asked.effects_of(CancelTimer)) == 1


@pytest.mark.parametrize("stays", [False, True])
def test_a_person_who_comes_stops_the_clock_that_runs_by_then(asked, stays):
    if stays:
        asked.chooses("__stay__")
    clock = next(e.id for e in reversed(asked.effects) if isinstance(e, StartTimer))

    asked.agent_joins()

    assert [e.timer_id for e in asked.effects_of(CancelTimer)][-1:] == [clock]
    assert asked.time_passes(3600).heard == []


def test_nobody_is_asked_for_ever(asked):
    for _ in range(4):
        asked.chooses("__stay__").time_passes(60)
        assert asked.heard == [ASKED]
    asked.chooses("__stay__").time_passes(60)

    assert asked.heard[-1] == "[timed_out]"


@pytest.mark.parametrize("max_wait", [0, 60])
def test_whoever_a_person_passed_on_is_asked_too_and_waits_as_before(try_node, max_wait):
    """Seen to fail without a limit of the wait: the clock of the question ran on."""
    visitor = try_node("handoff", {"max_wait": max_wait})
    visitor.effect_succeeds({"outcome": "queued"})
    visitor.agent_joins()

    assert visitor.agent_leaves("waits").heard == [ASKED]
    assert visitor.status is Status.QUEUED
    assert visitor.chooses("__stay__").heard == [STAYS]
    assert visitor.time_passes(3600).heard[:1] == ([ASKED] if max_wait else [])


def test_whoever_was_passed_on_and_says_nothing_leaves_by_waited_too_long(try_node):
    visitor = try_node("handoff", {"max_wait": 0})
    visitor.agent_joins()
    visitor.agent_leaves("waits").time_passes(120)

    assert visitor.heard[-1] == "[timed_out]"


def test_an_old_button_to_wait_on_changes_nothing(asked):
    asked.chooses("__stay__").chooses("__stay__")

    assert asked.heard == []


def test_a_wait_without_limit_starts_no_clock(try_node):
    visitor = try_node("handoff", {"max_wait": 0})

    assert visitor.effects_of(StartTimer) == []
    assert visitor.chooses("__leave__").heard == ["[gave_up]"]
    assert visitor.effects_of(CancelTimer) == []


@pytest.mark.parametrize("typed", [None, "Wolę zostawić wiadomość"])
def test_the_visitor_may_leave_a_message_instead(try_node, typed):
    visitor = try_node("handoff", {})
    visitor.says(typed) if typed else visitor.chooses("__leave__")

    assert visitor.heard == ["[gave_up]"]
    assert len(visitor.effects_of(CancelTimer)) == 1


@pytest.mark.parametrize("port", ["nobody", "timed_out", "gave_up"])
def test_a_port_that_leads_nowhere_falls_to_leaving_a_message(try_node, port):
    visitor = try_node("handoff", {}, unwired=("nobody", "timed_out", "gave_up"))
    match port:
        case "nobody":
            visitor.effect_succeeds({"outcome": "nobody"})
        case "timed_out":
            visitor.time_passes(600).time_passes(120)
        case _:
            visitor.chooses("__leave__")

    assert visitor.heard[-1] == "Na jaki adres e-mail możemy odpisać?"
    visitor.says("jan@example.pl").says("Proszę o telefon.")

    assert [(e.email, e.text) for e in visitor.effects_of(OpenTicket)] == [
        ("jan@example.pl", "Proszę o telefon.")
    ]


def test_a_call_is_offered_to_who_waits_where_the_team_calls_back(try_node):
    visitor = try_node("handoff", {"call_back": True})
    visitor.effect_succeeds({"outcome": "queued"})
    labels = [o.label for o in visitor.effects[0].content.options]

    assert labels == ["Wolę zostawić wiadomość lub poprosić o telefon"]
    assert visitor.says("wolę zostawić wiadomość").heard == ["[gave_up]"]
