"""The public holidays of Poland in a year, worked out. Pure.

By the act of 18 January 1951 as it stands since 2025, when Christmas Eve became a holiday.
Sundays are no holidays here: a team's weekly hours say whether it works on them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType

from flowbuilder.core.words import gettext_noop as _

#: Month, day, name, and the first year.
FIXED = (
    (1, 1, _("New Year's Day"), 1),
    (1, 6, _("Epiphany"), 2011),
    (5, 1, _("Labour Day"), 1),
    (5, 3, _("Constitution Day"), 1990),
    (8, 15, _("Assumption of Mary"), 1989),
    (11, 1, _("All Saints' Day"), 1),
    (11, 11, _("Independence Day"), 1989),
    (12, 24, _("Christmas Eve"), 2025),
    (12, 25, _("Christmas Day"), 1),
    (12, 26, _("Second Day of Christmas"), 1),
)
#: Days after Easter Sunday, name.
MOVABLE = (
    (0, _("Easter Sunday")),
    (1, _("Easter Monday")),
    (49, _("Pentecost")),
    (60, _("Corpus Christi")),
)


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar, by the anonymous computus of 1876."""
    golden = year % 19
    century, of_century = divmod(year, 100)
    leaps, century_rest = divmod(century, 4)
    moon_shift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leaps - moon_shift + 15) % 30
    year_leaps, year_rest = divmod(of_century, 4)
    to_sunday = (32 + 2 * century_rest + 2 * year_leaps - epact - year_rest) % 7
    correction = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * correction + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=64)
def polish_holidays(year: int) -> Mapping[date, str]:
    """The holidays of `year` with their English names, which are msgids."""
    fixed = {date(year, month, day): name for month, day, name, first in FIXED if year >= first}
    sunday = easter(year)
    movable = {sunday + timedelta(days=after): name for after, name in MOVABLE}
    return MappingProxyType({**fixed, **movable})
