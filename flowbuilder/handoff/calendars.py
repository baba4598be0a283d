"""When a team is open. Pure: the moment, the hours and the closed days come in as arguments.

An interval belongs to the day it starts on. One that closes at or before it opens runs past
midnight into the next day, so `22:00–06:00` on a Friday ends on Saturday morning and
`00:00–00:00` is the whole day. A closed day takes away the intervals that start on it; the tail
of an interval that started the evening before still counts. A team with no hours at all is
always open, save on its closed days.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SEARCH_DAYS = 21


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Open on `weekday` (Monday is 0) from `opens` until `closes`."""

    weekday: int
    opens: time
    closes: time

    @property
    def past_midnight(self) -> bool:
        """The interval ends on the day after the one it starts on."""
        return self.closes <= self.opens


def is_open_at(
    at: datetime, zone: ZoneInfo, hours: Sequence[Interval], closed: Collection[date]
) -> bool:
    """Is the team open at `at`, by the clock on its own wall?"""
    wall = at.astimezone(zone)
    today, clock = wall.date(), wall.time()
    if not hours:
        return today not in closed
    yesterday = today - timedelta(days=1)
    for interval in hours:
        if interval.weekday == today.weekday() and today not in closed:
            if interval.past_midnight:
                if clock >= interval.opens:
                    return True
            elif interval.opens <= clock < interval.closes:
                return True
        if (
            interval.past_midnight
            and interval.weekday == yesterday.weekday()
            and yesterday not in closed
            and clock < interval.closes
        ):
            return True
    return False


def next_opening(
    at: datetime, zone: ZoneInfo, hours: Sequence[Interval], closed: Collection[date]
) -> datetime | None:
    """When does the team open next, if it is closed at `at`? None when it is open, or never."""
    if is_open_at(at, zone, hours, closed):
        return None
    wall = at.astimezone(zone)
    for ahead in range(SEARCH_DAYS + 1):
        day = wall.date() + timedelta(days=ahead)
        if day in closed:
            continue
        starts = (
            [interval.opens for interval in hours if interval.weekday == day.weekday()]
            if hours
            else [time(0)]
        )
        for opens in sorted(starts):
            opening = datetime.combine(day, opens, tzinfo=zone)
            if opening > at:
                return opening
    return None
