"""Poland's public holidays, against an independent table and days that everybody knows."""

from __future__ import annotations

from datetime import date

import holidays
import pytest

from flowbuilder.handoff.holidays import easter, polish_holidays


@pytest.mark.parametrize(
    "sunday",
    ["1818-03-22", "1943-04-25", "2008-03-23", "2025-04-20", "2026-04-05", "2038-04-25"],
)
def test_easter_is_when_the_church_keeps_it(sunday: str) -> None:
    day = date.fromisoformat(sunday)

    assert easter(day.year) == day


@pytest.mark.parametrize("year", range(2019, 2100))
def test_the_holidays_are_those_of_an_independent_table(year: int) -> None:
    assert set(polish_holidays(year)) == set(holidays.country_holidays("PL", years=year))


def test_christmas_eve_is_a_holiday_since_2025() -> None:
    assert polish_holidays(2025)[date(2025, 12, 24)] == "Christmas Eve"
    assert date(2024, 12, 24) not in polish_holidays(2024)
