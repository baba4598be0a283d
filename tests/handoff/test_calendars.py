"""When a team is open."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from flowbuilder.handoff.calendars import ALL_DAY, Calendar, DayPlan, Hours, Why

WARSAW = ZoneInfo("Europe/Warsaw")


def hours(opens: str, closes: str) -> Hours:
    return Hours(time.fromisoformat(opens), time.fromisoformat(closes))


def at(text: str, fold: int = 0) -> datetime:
    """A moment on the wall of Warsaw, as the UTC that the shell hands over."""
    return datetime.fromisoformat(text).replace(tzinfo=WARSAW, fold=fold).astimezone(UTC)


OFFICE = Calendar(
    zone=WARSAW, weekly={0: (hours("08:00", "12:00"), hours("13:00", "16:00"))}
)  # Mondays
NIGHT = Calendar(zone=WARSAW, weekly={4: (hours("22:00", "06:00"),)})  # Friday night


def closed_on(calendar: Calendar, *days: date) -> Calendar:
    return Calendar(zone=calendar.zone, weekly=calendar.weekly, closed=dict.fromkeys(days, ""))


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
    assert OFFICE.is_open(at(moment)) is is_open


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
    assert NIGHT.is_open(at(moment)) is is_open


def test_midnight_to_midnight_is_the_whole_day() -> None:
    always = Calendar(zone=WARSAW, weekly=dict.fromkeys(range(7), (ALL_DAY,)))

    assert all(always.is_open(at(f"2026-11-23T{hour:02}:30:00")) for hour in range(24))


def test_a_closed_day_takes_its_own_intervals_and_leaves_the_tail_of_the_night_before() -> None:
    without_saturday = closed_on(NIGHT, date(2026, 11, 28))
    without_friday = closed_on(NIGHT, date(2026, 11, 27))

    assert without_saturday.is_open(at("2026-11-28T03:00:00")) is True
    assert without_friday.is_open(at("2026-11-28T03:00:00")) is False
    assert without_friday.is_open(at("2026-11-27T23:00:00")) is False


def test_without_hours_a_team_is_open_save_on_closed_days() -> None:
    always = Calendar(zone=WARSAW)

    assert always.is_open(at("2026-11-23T03:00:00")) is True
    assert closed_on(always, date(2026, 11, 23)).is_open(at("2026-11-23T03:00:00")) is False


def test_hours_follow_the_wall_clock_when_summer_time_ends() -> None:
    sunday = Calendar(zone=WARSAW, weekly={6: (hours("08:00", "10:00"),)})

    assert sunday.is_open(datetime(2026, 10, 25, 7, 0, tzinfo=UTC))
    assert not sunday.is_open(datetime(2026, 10, 25, 6, 0, tzinfo=UTC))


def test_the_next_opening_skips_closed_days() -> None:
    calendar = closed_on(OFFICE, date(2026, 11, 23))

    assert calendar.next_opening(at("2026-11-22T10:00:00")) == at("2026-11-30T08:00:00")


def test_the_next_opening_may_be_later_today() -> None:
    assert OFFICE.next_opening(at("2026-11-23T12:30:00")) == at("2026-11-23T13:00:00")


def test_there_is_no_next_opening_while_open_and_no_next_closing_while_closed() -> None:
    assert OFFICE.next_opening(at("2026-11-23T09:00:00")) is None
    assert OFFICE.next_closing(at("2026-11-23T12:30:00")) is None


def test_intervals_that_touch_are_one_until_the_closing() -> None:
    seamless = Calendar(
        zone=WARSAW,
        weekly={
            0: (hours("22:00", "00:00"),),
            1: (hours("00:00", "03:00"), hours("03:00", "05:00")),
        },
    )

    assert seamless.next_closing(at("2026-11-23T23:00:00")) == at("2026-11-24T05:00:00")


def test_who_is_always_open_never_closes_and_who_is_always_closed_never_opens() -> None:
    never = Calendar(
        zone=WARSAW,
        closed={date(2026, 1, 1) + timedelta(days=n): "" for n in range(1000)},
    )
    noon = at("2026-11-23T12:00:00")

    assert Calendar(zone=WARSAW).next_closing(noon) is None
    assert never.next_opening(noon) is None
    assert never.after_open_seconds(noon, 1) is None


def test_the_last_closing_is_known_though_nothing_opens_after_it() -> None:
    once = Calendar(
        zone=WARSAW,
        weekly={0: ()},
        exceptions={date(2026, 11, 23): ((hours("08:00", "09:00"),), "")},
    )

    assert once.next_closing(at("2026-11-23T08:30:00")) == at("2026-11-23T09:00:00")


NEW_YEARS_EVE = date(2026, 12, 31)


def test_an_exception_beats_weekly_hours_holidays_and_closed_days() -> None:
    calendar = Calendar(
        zone=WARSAW,
        weekly={day: (hours("08:00", "16:00"),) for day in range(5)},
        exceptions={
            NEW_YEARS_EVE: ((hours("09:00", "13:00"),), "New Year's Eve"),
            date(2026, 12, 24): ((hours("07:00", "09:00"), hours("10:00", "11:00")), ""),
        },
        closed={NEW_YEARS_EVE: "stocktaking"},
        polish_holidays=True,
    )

    assert not calendar.is_open(at("2026-12-31T08:30:00"))
    assert calendar.is_open(at("2026-12-31T12:59:00"))
    assert not calendar.is_open(at("2026-12-31T13:00:00"))
    assert calendar.is_open(at("2026-12-24T10:30:00"))
    assert not calendar.is_open(at("2026-12-24T12:00:00"))
    assert not calendar.is_open(at("2026-12-25T12:00:00"))


def test_the_plan_of_a_day_says_why_it_is_so() -> None:
    usual = hours("08:00", "16:00")
    calendar = Calendar(
        zone=WARSAW,
        weekly=dict.fromkeys(range(5), (usual,)),
        exceptions={NEW_YEARS_EVE: ((hours("09:00", "13:00"),), "New Year's Eve")},
        closed={date(2026, 12, 28): "Stocktaking"},
        polish_holidays=True,
    )
    day = date(2026, 12, 23)

    assert [calendar.plan(day + timedelta(days=n)) for n in (0, 1, 4, 5, 8)] == [
        DayPlan(day=day, hours=(usual,), why=Why.WEEKLY),
        DayPlan(day=date(2026, 12, 24), hours=(), why=Why.HOLIDAY, name="Christmas Eve"),
        DayPlan(day=date(2026, 12, 27), hours=(), why=Why.WEEKLY),
        DayPlan(day=date(2026, 12, 28), hours=(), why=Why.CLOSED_DAY, name="Stocktaking"),
        DayPlan(
            day=NEW_YEARS_EVE,
            hours=(hours("09:00", "13:00"),),
            why=Why.EXCEPTION,
            name="New Year's Eve",
        ),
    ]


SHIFT = Calendar(zone=WARSAW, weekly={5: (hours("22:00", "06:00"),)})  # Saturday night


@pytest.mark.parametrize(
    ("saturday", "length"), [("2026-03-28", 7), ("2026-10-24", 9), ("2026-11-28", 8)]
)
def test_a_night_shift_lasts_as_long_as_the_night_does(saturday: str, length: int) -> None:
    evening = at(f"{saturday}T12:00:00")

    assert SHIFT.open_seconds(evening, evening + timedelta(days=1)) == length * 3600


def test_a_time_in_the_missing_hour_is_the_moment_of_the_jump() -> None:
    early = Calendar(zone=WARSAW, weekly={6: (hours("02:30", "06:00"),)})
    late = Calendar(zone=WARSAW, weekly={6: (hours("01:00", "02:30"),)})
    within = Calendar(zone=WARSAW, weekly={6: (hours("02:15", "02:45"),)})
    jump = datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    saturday = at("2026-03-28T12:00:00")

    assert early.next_opening(saturday) == jump
    assert late.next_closing(at("2026-03-29T01:30:00")) == jump
    assert within.open_seconds(saturday, saturday + timedelta(days=1)) == 0


def test_in_the_doubled_hour_the_first_opening_and_the_last_closing_count() -> None:
    calendar = Calendar(zone=WARSAW, weekly={6: (hours("02:15", "02:45"),)})
    opens, closes = at("2026-10-25T02:15:00"), at("2026-10-25T02:45:00", fold=1)

    assert calendar.next_opening(at("2026-10-24T12:00:00")) == opens
    assert calendar.next_closing(opens) == closes
    assert closes - opens == timedelta(minutes=90)


def test_who_closes_when_the_doubled_hour_begins_does_so_the_first_time() -> None:
    calendar = Calendar(zone=WARSAW, weekly={5: (hours("22:00", "02:00"),)})
    azores = Calendar(zone=ZoneInfo("Atlantic/Azores"), closed={date(2026, 10, 25): ""})

    assert calendar.next_closing(at("2026-10-24T23:00:00")) == at("2026-10-25T02:00:00")
    assert azores.next_closing(at("2026-10-24T23:00:00")) == datetime(2026, 10, 25, tzinfo=UTC)


def test_open_time_goes_on_after_the_weekend() -> None:
    calendar = Calendar(zone=WARSAW, weekly={day: (hours("08:00", "16:00"),) for day in range(5)})
    friday, monday = at("2026-11-27T15:30:00"), at("2026-11-30T09:30:00")

    assert calendar.open_seconds(friday, monday) == 2 * 3600
    assert calendar.after_open_seconds(friday, 2 * 3600) == monday
    assert calendar.after_open_seconds(friday, 1800) == at("2026-11-27T16:00:00")
    assert calendar.after_open_seconds(at("2026-11-28T11:00:00"), 0) == at("2026-11-28T11:00:00")
