"""Talks: a conversation written down, and what a difference looks like."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from flowbuilder.core.held_talks import Row, TalkCannotGoOn, accepted, hold_talk, run_talk
from flowbuilder.core.talks import assigned, assignment, begin_talk, parse_talk
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
    ("was", "becomes", "row"),
    [
        ("bot: Which order?", "bot: Which one?",
         (4, "differs", "bot: Which one?", "bot: Which order?", "ask")),
        ("offers: Aa", "offers: Aa | Bb", (5, "differs", "offers: Aa | Bb", "offers: Aa", "ask")),
        ("variable: order=1042", "variable: order=7",
         (7, "differs", "variable: order=7", "variable: order=1042", "fetch")),
        ("method=GET", "method=PUT", (8, "differs", "effect: call_http method=PUT",
                                      "effect: call_http method=GET", "fetch")),
        ("effect: call_http method=GET", "effect: send_email",
         (8, "missing", "effect: send_email", "", "fetch")),
        ("status: queued", "status: ended",
         (14, "differs", "status: ended", "status: queued", "person")),
        ("bot: How was it?\n", "", (18, "extra", "", "bot: How was it?", "survey")),
        ("chooses: Aa", "bot: More.", (19, "missing", "bot: More.", "", "survey")),
    ],
)  # fmt: skip
def test_a_difference_says_where(was: str, becomes: str, row: tuple[object, ...]) -> None:
    found = run_talk(SHOP, PROBES, TALK.replace(was, becomes))[0]

    assert (found.number, found.state, found.written, found.got, found.node) == row


def test_what_cannot_happen_is_refused_and_the_rest_not_reached() -> None:
    found = run_talk(SHOP, PROBES, 'bot: Which order?\nresult: {"status": 1}\nvisitor: 1')

    assert [(row.number, row.state, row.got) for row in found] == [
        (2, "refused", "No effect waits for an outcome."),
        (3, "not_reached", ""),
    ]


def test_a_message_more_or_less_leaves_the_others_as_written() -> None:
    two = flow(
        ("one", "say", {"text": "One."}), ("two", "say", {"text": "Two."}),
        ("three", "say", {"text": "Three."}), wires="one>two; two>three",
    )  # fmt: skip

    more = run_talk(two, PROBES, "bot: One.\nbot: Three.\nstatus: ended")
    less = run_talk(two, PROBES, "bot: One.\nbot: Other.\nbot: Two.\nbot: Three.")

    assert [(row.state, row.got, row.node) for row in more] == [("extra", "bot: Two.", "two")]
    assert [(row.state, row.written) for row in less] == [("missing", "bot: Other.")]


def held(talk: str) -> list[Row]:
    lines = parse_talk(talk)
    return hold_talk(begin_talk(SHOP, lines, PROBES), lines)


def test_accepting_writes_down_what_came_and_keeps_the_rest() -> None:
    old = TALK.replace("Which order?", "Which one?").replace("bot: How was it?\n", "")

    new = accepted(old, held(old))

    assert new == TALK.replace("bot: How was it?", "bot: How was it?\noffers: Aa")
    assert run_talk(SHOP, PROBES, new) == []


def test_a_talk_of_happenings_only_is_filled_in() -> None:
    run = '# Mine\nvisitor: 1042\n\nresult: {"status": 200}\ntime: +1m\nstatus: x'

    assert accepted(run, held(run)) == (
        "# Mine\nbot: Which order?\noffers: Aa\nvisitor: 1042\n\n"
        'result: {"status": 200}\nbot: Order 1042: 200.\ntime: +1m\nbot: One moment.\n'
        "status: queued\n"
    )


def test_what_cannot_happen_any_more_cannot_be_accepted() -> None:
    old = "bot: Which order?\nfails: http_timeout\n"

    with pytest.raises(TalkCannotGoOn, match="Line 2"):
        accepted(old, held(old))


def test_a_talk_may_begin_elsewhere_and_the_world_may_change() -> None:
    talk = (
        'language: pl\nstart: say\ngiven: order=7\ngiven: status="7"\nchance: 4\n'
        "clock: 2026-12-24T18:00\nbot: Order 7: 7.\nset: order=9\nvariable: order=9\n"
        "clock: 2026-12-24T19:00\ntime: +1m\nbot: One moment.\nagent: nobody\nbot: …\n"
    )
    lines = parse_talk(talk)
    conversation = begin_talk(SHOP, lines, PROBES)

    rows = hold_talk(conversation, lines)

    assert [str(row) for row in rows if row.state != "as_written"] == []
    assert conversation.events[-1].at == datetime(2026, 12, 24, 19, 1, tzinfo=UTC)
    assert conversation.session.variables["status"] == "7"


def test_a_beginning_comes_first() -> None:
    with pytest.raises(ValueError, match="Line 2"):
        parse_talk("visitor: a\nstart: say")


def test_a_start_that_is_gone_is_refused() -> None:
    found = run_talk(SHOP, PROBES, "start: gone\nbot: …")

    assert [(row.number, row.state) for row in found] == [(1, "refused"), (2, "not_reached")]


@pytest.mark.parametrize("value", ["Kraków", "1042", 1042, True, None, {"a": [1]}, "a\nb", '"', ""])
def test_a_value_is_read_as_it_was_written(value: object) -> None:
    assert assigned(assignment("x", value)) == ("x", value)


def test_a_talk_can_be_stopped_from_outside() -> None:
    left = [1, 1]

    with pytest.raises(IndexError):
        hold_talk(begin_talk(SHOP, [], PROBES), parse_talk("visitor: 1\nvisitor: 2"),
                  before_each=lambda: left.clear() if left.pop() else None)  # fmt: skip


def test_a_line_that_is_not_understood_is_named() -> None:
    with pytest.raises(ValueError, match="Line 2 of the talk"):
        parse_talk("visitor: hi\nrobot: hello")


def test_asking_for_a_person_and_failing_can_be_written() -> None:
    talk = (
        "bot: Which order?\nvisitor: 1\nfails: http_timeout\nbot: One moment.\n"
        "agent: joins Ewa\nagent: hands back to ask\nbot: Which order?\nperson:\nbot: One moment.\n"
    )

    assert run_talk(SHOP, PROBES, talk) == []
