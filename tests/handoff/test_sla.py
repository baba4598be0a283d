"""Whether promises are kept: pure."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flowbuilder.handoff import durations
from flowbuilder.handoff.calendars import Calendar, Hours
from flowbuilder.handoff.sla import (
    Clock,
    Course,
    Promise,
    Span,
    State,
    Targets,
    pauses_of,
    standing,
    without,
)

WARSAW = ZoneInfo("Europe/Warsaw")
ALWAYS = Calendar(zone=WARSAW)
OFFICE = Calendar(zone=WARSAW, weekly=dict.fromkeys(range(5), (Hours(time(8), time(16)),)))
NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)  # a Monday, 12:00 in Warsaw
MINUTE = timedelta(minutes=1)
FIVE_MINUTES = Targets(first_reply_s=300)
TWO_HOURS = Targets(resolution_s=7200)


def asked(at: datetime, **more: Any) -> Course:
    return Course(reply_from=at, resolution_from=at, **more)


def only(targets: Targets, course: Course, at: datetime, calendar: Calendar = ALWAYS) -> Clock:
    (clock,) = standing(targets, course, calendar, at).clocks
    return clock


@pytest.mark.parametrize(
    ("seconds", "state"),
    [
        (0, State.IN_TIME),
        (239, State.IN_TIME),
        (240, State.WARNING),
        (300, State.WARNING),
        (301, State.BREACHED),
    ],
)
def test_the_last_fifth_of_a_promise_warns_and_what_is_beyond_it_breaks_it(
    seconds: int, state: State
) -> None:
    clock = only(FIVE_MINUTES, asked(NOON), NOON + timedelta(seconds=seconds))

    assert (clock.state, clock.due_at) == (state, NOON + 5 * MINUTE)


def test_the_first_reply_stops_its_clock() -> None:
    in_time = asked(NOON, first_reply_at=NOON + 5 * MINUTE)
    late = asked(NOON, first_reply_at=NOON + 6 * MINUTE)
    evening = NOON + timedelta(hours=5)

    assert only(FIVE_MINUTES, in_time, evening) == Clock(
        promise=Promise.FIRST_REPLY, state=State.IN_TIME, due_at=None, running=False
    )
    assert only(FIVE_MINUTES, late, evening) == Clock(
        promise=Promise.FIRST_REPLY,
        state=State.BREACHED,
        due_at=NOON + 5 * MINUTE,
        running=False,
    )


def test_who_gave_up_waiting_too_late_was_promised_too_much() -> None:
    gave_up = asked(NOON, ended_at=NOON + 9 * MINUTE)

    assert only(FIVE_MINUTES, gave_up, NOON + 10 * MINUTE).state is State.BREACHED


def test_no_clock_runs_outside_the_teams_hours() -> None:
    before_closing = datetime(2026, 11, 27, 14, 58, tzinfo=UTC)  # Friday 15:58
    saturday = before_closing + timedelta(days=1)
    monday = datetime(2026, 11, 30, 7, 3, tzinfo=UTC)  # 8:03

    assert only(FIVE_MINUTES, asked(before_closing), saturday, OFFICE) == Clock(
        promise=Promise.FIRST_REPLY, state=State.IN_TIME, due_at=monday, running=True
    )
    assert only(FIVE_MINUTES, asked(before_closing), monday, OFFICE).state is State.WARNING


def test_the_resolution_pauses_while_we_wait_for_the_visitor() -> None:
    answered, back = NOON + 30 * MINUTE, NOON + 300 * MINUTE
    waiting = asked(NOON, first_reply_at=answered, pauses=[Span(answered)])
    went_on = asked(NOON, first_reply_at=answered, pauses=[Span(answered, back)])

    assert only(TWO_HOURS, waiting, NOON + timedelta(days=3)) == Clock(
        promise=Promise.RESOLUTION, state=State.IN_TIME, due_at=None, running=True, paused=True
    )
    assert only(TWO_HOURS, went_on, back) == Clock(
        promise=Promise.RESOLUTION,
        state=State.IN_TIME,
        due_at=back + 90 * MINUTE,
        running=True,
    )


def test_what_was_broken_before_a_pause_stays_broken() -> None:
    course = asked(NOON, pauses=[Span(NOON + 150 * MINUTE)])
    clock = only(TWO_HOURS, course, NOON + timedelta(days=1))

    assert (clock.state, clock.due_at) == (State.BREACHED, NOON + 120 * MINUTE)


def test_of_two_promises_the_worse_presses_then_the_one_due_sooner() -> None:
    both = Targets(first_reply_s=300, resolution_s=600)
    quick = Targets(first_reply_s=300, resolution_s=200)
    course = asked(NOON)

    def pressing(targets: Targets, course: Course, minutes: float) -> Promise | None:
        clock = standing(targets, course, ALWAYS, NOON + minutes * MINUTE).pressing
        return clock and clock.promise

    assert pressing(both, course, 1) is Promise.FIRST_REPLY
    assert pressing(quick, course, 4) is Promise.RESOLUTION
    assert pressing(both, asked(NOON, first_reply_at=NOON + MINUTE), 2) is Promise.RESOLUTION
    assert pressing(both, asked(NOON, ended_at=NOON + MINUTE), 2) is None
    assert pressing(Targets(), course, 2) is None


def test_we_wait_from_an_agents_message_to_the_visitors_next() -> None:
    words = [(False, 0), (True, 1), (True, 2), (False, 5), (False, 6), (True, 9)]

    assert pauses_of((by_agent, NOON + n * MINUTE) for by_agent, n in words) == [
        Span(NOON + MINUTE, NOON + 5 * MINUTE),
        Span(NOON + 9 * MINUTE),
    ]


moments = st.lists(st.integers(0, 600), max_size=12, unique=True).map(sorted)


@settings(max_examples=200, deadline=None)
@given(
    moments,
    st.one_of(st.none(), st.integers(0, 600)),
    st.integers(0, 700),
    st.integers(1, 500),
    st.integers(0, 2000),
)
def test_a_resolution_stands_as_somebody_who_counts_the_minutes_says(
    spoken: list[int], ended: int | None, later: int, target: int, shift: int
) -> None:
    """Minutes in which the team is open and it is our turn, until the end or until now."""
    start = NOON + shift * MINUTE
    words = [(n % 2 == 0, start + when * MINUTE) for n, when in enumerate(spoken)]
    at = max(later, ended or 0, *spoken)
    course = asked(
        start,
        pauses=pauses_of(words),
        ended_at=None if ended is None else start + ended * MINUTE,
    )
    ours = True
    used = 0
    reached: dict[int, int] = {}
    for minute in range(at if ended is None else ended):
        if minute in spoken:
            ours = spoken.index(minute) % 2 == 1
        if ours and OFFICE.is_open(start + minute * MINUTE):
            used += 1
            reached.setdefault(used, minute + 1)

    clock = only(Targets(resolution_s=target * 60), course, start + at * MINUTE, OFFICE)

    assert (clock.state is State.BREACHED) is (used > target)
    if ended is None and used <= target:
        assert (clock.state is State.WARNING) is (used >= target * 0.8)
    if used > target:
        assert clock.due_at == start + reached[target] * MINUTE


def test_a_promise_kept_to_the_last_open_minute_is_kept_while_the_team_is_closed() -> None:
    """Found by Hypothesis: the agent spoke after hours, when no more open time had passed."""
    closing = NOON + 240 * MINUTE
    course = asked(closing - MINUTE, pauses=[Span(closing + MINUTE)])

    clock = only(Targets(resolution_s=60), course, closing + 2 * MINUTE, OFFICE)

    assert clock.state is State.WARNING


def test_a_pause_takes_out_what_it_shares_with_a_time_and_no_more() -> None:
    before = Span(NOON - 2 * MINUTE, NOON - MINUTE)

    assert list(without(Span(NOON, NOON + MINUTE), [Span(NOON)])) == []
    assert list(without(Span(NOON), [before])) == [Span(NOON)]
    assert list(without(Span(NOON, NOON + MINUTE), [Span(NOON + 2 * MINUTE)])) == [
        Span(NOON, NOON + MINUTE)
    ]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90 s", 90),
        ("2 min", 120),
        ("2", 120),
        ("1 h 30 min", 5400),
        ("1h30", 5400),
        ("4 godz.", 14_400),
        (" 45 SEK ", 45),
    ],
)
def test_durations_are_read_as_people_write_them(text: str, seconds: int) -> None:
    assert durations.parse(text) == seconds
    assert durations.parse(durations.words(seconds)) == seconds


@pytest.mark.parametrize("text", ["", "soon", "2 weeks", "-3", "1:30", "2 min !", "٣x"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        durations.parse(text)
