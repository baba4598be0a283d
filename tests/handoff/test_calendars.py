"""When a team is open."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from flowbuilder.handoff.calendars import Interval, is_open_at, next_opening

WARSAW = ZoneInfo("Europe/Warsaw")
NEVER_CLOSED: frozenset[date] = frozenset()


def interval(weekday: int, opens: str, closes: str) -> Interval:
    return Interval(
        weekday=weekday, opens=time.fromisoformat(opens), closes=time.fromisoformat(closes)
    )


def at(text: str) -> datetime:
    """A moment on the wall of Warsaw, as the UTC that the shell hands over."""
    return datetime.fromisoformat(text).replace(tzinfo=WARSAW).astimezone(UTC)


OFFICE = [interval(0, "08:00", "12:00"), interval(0, "13:00", "16:00")]  # Mondays
NIGHT = [interval(4, "22:00", "06:00")]  # Friday night


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-23T07:59:59", False),
        ("2026-11-23T08:00:00", True),
        ("2026-11-23T11:59:59", True),
        ("2026-11-23T12:00:00", False),
        ("2026-11-23T13:00:00", True),
        ("2026-11-23T16:00:00", False),
        ("2026-11-24T09:00:00", False),
    ],
)
def test_a_day_may_have_several_intervals(moment: str, is_open: bool) -> None:
    assert is_open_at(at(moment), WARSAW, OFFICE, NEVER_CLOSED) is is_open


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-27T21:59:00", False),
        ("2026-11-27T22:00:00", True),
        ("2026-11-28T00:00:00", True),
        ("2026-11-28T05:59:00", True),
        ("2026-11-28T06:00:00", False),
        ("2026-11-28T22:30:00", False),
    ],
)
def test_an_interval_may_run_past_midnight(moment: str, is_open: bool) -> None:
    assert is_open_at(at(moment), WARSAW, NIGHT, NEVER_CLOSED) is is_open


def test_midnight_to_midnight_is_the_whole_day() -> None:
    always = [interval(day, "00:00", "00:00") for day in range(7)]

    assert all(
        is_open_at(at(f"2026-11-23T{hour:02}:30:00"), WARSAW, always, NEVER_CLOSED)
        for hour in range(24)
    )


def test_a_closed_day_takes_its_own_intervals_and_leaves_the_tail_of_the_night_before() -> None:
    saturday = frozenset({date(2026, 11, 28)})
    friday = frozenset({date(2026, 11, 27)})

    assert is_open_at(at("2026-11-28T03:00:00"), WARSAW, NIGHT, saturday) is True
    assert is_open_at(at("2026-11-28T03:00:00"), WARSAW, NIGHT, friday) is False
    assert is_open_at(at("2026-11-27T23:00:00"), WARSAW, NIGHT, friday) is False


def test_without_hours_a_team_is_open_save_on_closed_days() -> None:
    assert is_open_at(at("2026-11-23T03:00:00"), WARSAW, [], NEVER_CLOSED) is True
    assert is_open_at(at("2026-11-23T03:00:00"), WARSAW, [], {date(2026, 11, 23)}) is False


def test_hours_follow_the_wall_clock_when_summer_time_ends() -> None:
    sunday = [interval(6, "08:00", "10:00")]

    assert is_open_at(datetime(2026, 10, 25, 7, 0, tzinfo=UTC), WARSAW, sunday, NEVER_CLOSED)
    assert not is_open_at(datetime(2026, 10, 25, 6, 0, tzinfo=UTC), WARSAW, sunday, NEVER_CLOSED)


def test_the_next_opening_skips_closed_days() -> None:
    closed = {date(2026, 11, 23)}

    assert next_opening(at("2026-11-22T10:00:00"), WARSAW, OFFICE, closed) == at(
        "2026-11-30T08:00:00"
    )


def test_the_next_opening_may_be_later_today() -> None:
    assert next_opening(at("2026-11-23T12:30:00"), WARSAW, OFFICE, NEVER_CLOSED) == at(
        "2026-11-23T13:00:00"
    )


def test_there_is_no_next_opening_while_open() -> None:
    assert next_opening(at("2026-11-23T09:00:00"), WARSAW, OFFICE, NEVER_CLOSED) is None
