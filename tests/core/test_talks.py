"""Talks: a conversation written down, and what a difference looks like."""

from __future__ import annotations

import pytest

from flowbuilder.core.talks import Difference, parse_talk, run_talk
from flowbuilder.core.testing import flow
from tests.core.probes import PROBES

SHOP = flow(
    ("ask", "ask", {"text": "Which order?", "save_as": "order"}),
    ("fetch", "fetch"),
    ("say", "say", {"text": "Order {{ order }}: {{ status }}."}),
    ("pause", "pause"),
    ("person", "handoff"),
    ("survey", "ask", {"text": "How was it?", "save_as": "score"}),
    wires="ask>fetch; fetch>say; say>pause; pause>person; person.done>survey",
    settings={"default_team": "billing"},
)

TALK = """
# A whole life
language: pl
bot: Which order?
offers: Aa
visitor: 1042
variable: order=1042
effect: call_http method=GET
result: {"status": 200}
bot: Order … 200.
time: +1m
bot: One moment.
effect: request_handoff team=billing
status: queued
agent: joins
status: with_agent
agent: closes
bot: How was it?
chooses: Aa
variable: score=a
"""


def test_a_talk_that_is_held_as_written_has_no_difference() -> None:
    assert run_talk(SHOP, PROBES, TALK) == []


@pytest.mark.parametrize(
    ("was", "becomes", "difference"),
    [
        ("bot: Which order?", "bot: Which one?",
         Difference(4, "bot: Which one?", "bot: Which order?")),
        ("offers: Aa", "offers: Aa | Bb", Difference(5, "Aa | Bb", "Aa")),
        ("variable: order=1042", "variable: order=7", Difference(7, "order=7", "order=1042")),
        ("method=GET", "method=PUT", Difference(8, "effect: call_http method=PUT", "call_http")),
        ("status: queued", "status: ended", Difference(14, "ended", "queued")),
        ("bot: How was it?\n", "", Difference(18, "nothing more to be said", "bot: How was it?")),
        ("chooses: Aa", "bot: More.", Difference(19, "bot: More.", "nothing said")),
    ],
)  # fmt: skip
def test_a_difference_says_where(was: str, becomes: str, difference: Difference) -> None:
    assert run_talk(SHOP, PROBES, TALK.replace(was, becomes))[0] == difference


def test_what_cannot_happen_is_a_difference() -> None:
    found = run_talk(SHOP, PROBES, 'bot: Which order?\nresult: {"status": 1}')

    assert found == [Difference(2, 'result: {"status": 1}', "No effect waits for an outcome.")]


def test_a_line_that_is_not_understood_is_named() -> None:
    with pytest.raises(ValueError, match="Line 2 of the talk"):
        parse_talk("visitor: hi\nrobot: hello")


def test_asking_for_a_person_and_failing_can_be_written() -> None:
    talk = (
        "bot: Which order?\nvisitor: 1\nfails: http_timeout\nbot: One moment.\n"
        "agent: joins Ewa\nagent: hands back to ask\nbot: Which order?\nperson:\nbot: One moment.\n"
    )

    assert run_talk(SHOP, PROBES, talk) == []
