"""A calendar's answers are those of somebody who looks at the wall clock every minute."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import accumulate
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from flowbuilder.handoff.calendars import Calendar, Hours

MINUTE = timedelta(minutes=1)
#: Days around which the clock is changed: an hour at 2 or 3, half an hour, across midnight.
CHANGES = (
    ("Europe/Warsaw", date(2026, 3, 29)),
    ("Europe/Warsaw", date(2026, 10, 25)),
    ("America/New_York", date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("Atlantic/Azores", date(2026, 3, 29)),
    ("Atlantic/Azores", date(2026, 10, 25)),
    ("Africa/Cairo", date(2026, 4, 24)),
    ("Africa/Cairo", date(2026, 10, 29)),
    ("Europe/Warsaw", date(2026, 12, 24)),
)

#: Times around which clocks are changed, and any other.
CRITICAL = [time(h, m) for h in (0, 1, 2, 3, 23) for m in (0, 10, 30, 50)]
times = st.one_of(
    st.sampled_from(CRITICAL), st.builds(time, st.integers(0, 23), st.integers(0, 59))
)
intervals = st.lists(st.builds(Hours, times, times), max_size=2).map(tuple)


@st.composite
def calendars(draw: Any) -> tuple[Calendar, datetime, int]:
    """A calendar, the first minute of a day and a half around a change of the clock, how many."""
    name, change = draw(st.sampled_from(CHANGES))
    near = [change + timedelta(days=n) for n in range(-1, 3)]
    calendar = Calendar(
        zone=ZoneInfo(name),
        weekly={day.weekday(): draw(intervals) for day in near} if draw(st.booleans()) else {},
        exceptions=draw(
            st.dictionaries(st.sampled_from(near), st.tuples(intervals, st.just("")), max_size=2)
        ),
        closed=draw(st.dictionaries(st.sampled_from(near), st.just(""), max_size=2)),
        polish_holidays=draw(st.booleans()),
    )
    start = datetime.combine(change, time(0), tzinfo=ZoneInfo(name)).astimezone(UTC)
    return calendar, start - timedelta(hours=draw(st.integers(0, 12))), 36 * 60


def by_the_minute(calendar: Calendar, start: datetime, minutes: int) -> list[bool]:
    """For each minute from `start` on: has the clock shown an opening, and will it yet show
    a time before the closing?"""
    margin = 50 * 60
    walls = [
        (start + (n - margin) * MINUTE).astimezone(calendar.zone).replace(tzinfo=None)
        for n in range(minutes + 2 * margin)
    ]
    most_so_far = list(accumulate(walls, max))
    least_to_come = list(accumulate(reversed(walls), min))[::-1]
    is_open = [False] * len(walls)
    day = walls[0].date() - timedelta(days=1)
    while day <= walls[-1].date():
        for hours in calendar.plan(day).hours:
            opens = datetime.combine(day, hours.opens)
            closes = datetime.combine(day, hours.closes)
            if closes <= opens:
                closes += timedelta(days=1)
            # Both only grow: the minutes that fulfil both conditions lie between these two.
            for n in range(bisect_left(most_so_far, opens), bisect_left(least_to_come, closes)):
                is_open[n] = True
        day += timedelta(days=1)
    return is_open[margin:-margin]


#: A failure is not made small at length: each step counts thousands of minutes.
fewer = partial(settings, deadline=None, phases=set(Phase) - {Phase.shrink, Phase.explain})


@fewer(max_examples=150)
@given(calendars())
def test_each_minute_is_open_or_closed_as_the_clock_says(
    drawn: tuple[Calendar, datetime, int],
) -> None:
    calendar, start, minutes = drawn

    assert [calendar.is_open(start + n * MINUTE) for n in range(minutes)] == by_the_minute(*drawn)


@fewer(max_examples=250)
@given(calendars(), st.integers(0, 35 * 60), st.integers(0, 24 * 60), st.integers(0, 59))
def test_openings_closings_and_sums_are_those_counted_by_the_minute(
    drawn: tuple[Calendar, datetime, int], at: int, length: int, needed: int
) -> None:
    calendar, start, minutes = drawn
    open_at = by_the_minute(*drawn)
    moment, end = start + at * MINUTE, min(at + length, minutes)
    opening = next((n for n in range(at, minutes) if open_at[n]), None)
    closing = next((n for n in range(at, minutes) if not open_at[n]), None)
    counted = sum(open_at[at:end]) * 60

    assert calendar.open_seconds(moment, start + end * MINUTE) == counted
    if open_at[at]:
        assert calendar.next_opening(moment) is None
        if closing is not None:
            assert calendar.next_closing(moment) == start + closing * MINUTE
    else:
        assert calendar.next_closing(moment) is None
        if opening is not None:
            assert calendar.next_opening(moment) == start + opening * MINUTE
    passed = [n for n in range(at, minutes) if open_at[n]]
    if needed and len(passed) >= needed:
        after = calendar.after_open_seconds(moment, needed * 60)
        assert after == start + (passed[needed - 1] + 1) * MINUTE


@fewer(max_examples=150)
@given(calendars(), st.integers(0, 30 * 60), st.floats(1, 90_000))
def test_the_moment_at_which_seconds_have_passed_is_undone_by_counting_them(
    drawn: tuple[Calendar, datetime, int], at: int, seconds: float
) -> None:
    calendar, start, _ = drawn
    moment = start + at * MINUTE + timedelta(seconds=7)
    after = calendar.after_open_seconds(moment, seconds)
    assume(after is not None)

    assert after is not None
    assert abs(calendar.open_seconds(moment, after) - seconds) < 0.001
    assert calendar.open_seconds(moment, after - timedelta(seconds=1)) < seconds


def test_the_clock_by_the_minute_does_change() -> None:
    """The brute force sees a day of 23 and one of 25 hours, else it would prove little."""
    lengths: Mapping[date, int] = {date(2026, 3, 29): 23, date(2026, 10, 25): 25}
    for day, hours in lengths.items():
        calendar = Calendar(zone=ZoneInfo("Europe/Warsaw"), weekly={6: (Hours(time(0), time(0)),)})
        start = datetime.combine(day, time(0), tzinfo=calendar.zone).astimezone(UTC)

        assert sum(by_the_minute(calendar, start - timedelta(hours=5), 36 * 60)) == hours * 60
