"""When a team is open. Pure: the calendar and the moment come in as arguments.

An interval belongs to the day it starts on. One that closes at or before it opens runs past
midnight into the next day, so `22:00–06:00` on a Friday ends on Saturday morning and
`00:00–00:00` is the whole day. What a day's intervals are is said by the first of these that
knows the day: its own hours (an exception), a closed day, a Polish public holiday, the weekly
hours. A team with no weekly hours is open all day. A closed day takes away the intervals that
start on it; the tail of an interval that started the evening before still counts.

Hours are those of the wall clock. When the clock is put back, an interval opens the first time
it shows the opening time, and closes when no time before the closing is to come any more, so a
shift is never cut in two; when an hour is missing, a time within it is the moment of the jump.
Times last in real seconds: a night shift is an hour longer in October and an hour shorter in
March.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from flowbuilder.handoff.holidays import polish_holidays

#: How far a question looks ahead. What takes longer is never, for a team's purposes.
SEARCH_DAYS = 400
DAY = timedelta(days=1)
MIDNIGHT = time(0)


@dataclass(frozen=True, slots=True)
class Hours:
    """Open from `opens` until `closes`, by the wall clock."""

    opens: time
    closes: time

    @property
    def past_midnight(self) -> bool:
        """The interval ends on the day after the one it starts on."""
        return self.closes <= self.opens

    @property
    def all_day(self) -> bool:
        """From midnight to midnight."""
        return self.opens == self.closes == MIDNIGHT


ALL_DAY = Hours(MIDNIGHT, MIDNIGHT)


class Why(StrEnum):
    """What says the hours of a day."""

    EXCEPTION = "exception"
    CLOSED_DAY = "closed_day"
    HOLIDAY = "holiday"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPlan:
    """The hours of one day, why they are these, and the name of the day if it has one."""

    day: date
    hours: tuple[Hours, ...]
    why: Why
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """A team's hours.

    Attributes:
        zone: Where the wall clock hangs.
        weekly: The intervals by weekday (Monday is 0). No interval at all: open all day.
        exceptions: Days with hours of their own, which beat everything else, and their names.
        closed: The team's own days off, and their names.
        polish_holidays: Whether the team is closed on the public holidays of Poland.
    """

    zone: ZoneInfo
    weekly: Mapping[int, tuple[Hours, ...]] = field(default_factory=dict)
    exceptions: Mapping[date, tuple[tuple[Hours, ...], str]] = field(default_factory=dict)
    closed: Mapping[date, str] = field(default_factory=dict)
    polish_holidays: bool = False

    def plan(self, day: date) -> DayPlan:
        """What the calendar says of `day`."""
        if day in self.exceptions:
            hours, name = self.exceptions[day]
            return DayPlan(day=day, hours=hours, why=Why.EXCEPTION, name=name)
        if day in self.closed:
            return DayPlan(day=day, hours=(), why=Why.CLOSED_DAY, name=self.closed[day])
        holidays = polish_holidays(day.year) if self.polish_holidays else {}
        if day in holidays:
            return DayPlan(day=day, hours=(), why=Why.HOLIDAY, name=holidays[day])
        usual = self.weekly.get(day.weekday(), ()) if self.weekly else (ALL_DAY,)
        return DayPlan(day=day, hours=usual, why=Why.WEEKLY)

    def today(self, at: datetime) -> date:
        """The date on the team's wall at `at`."""
        return at.astimezone(self.zone).date()

    def is_open(self, at: datetime) -> bool:
        """Is the team open at `at`?"""
        opens = self._first_opening(at)
        return opens is not None and opens <= at

    def next_opening(self, at: datetime) -> datetime | None:
        """When does the team open next, if it is closed at `at`? None when it is open, or never."""
        opens = self._first_opening(at)
        return None if opens is None or opens <= at else opens

    def next_closing(self, at: datetime) -> datetime | None:
        """When does the team close, if it is open at `at`? None when it is closed, or never."""
        closes = None
        for piece_opens, piece_closes in self._pieces(at):
            if piece_opens > (closes or at):
                return closes
            closes = piece_closes
        endless = closes is not None and closes - at > (SEARCH_DAYS - 1) * DAY
        return None if endless else closes

    def open_seconds(self, start: datetime, end: datetime) -> float:
        """How many of the seconds from `start` to `end` the team is open in."""
        total = 0.0
        for opens, closes in self._pieces(start, until=end):
            if opens >= end:
                break
            total += (min(closes, end) - max(opens, start)).total_seconds()
        return total

    def after_open_seconds(self, start: datetime, seconds: float) -> datetime | None:
        """The moment at which `seconds` of open time have passed since `start`, the first of them.

        None when that takes more than `SEARCH_DAYS` days. No seconds are over at once.
        """
        left = seconds
        if left <= 0:
            return start.astimezone(UTC)
        for opens, closes in self._pieces(start):
            begin = max(opens, start)
            length = (closes - begin).total_seconds()
            if length >= left:
                return begin.astimezone(UTC) + timedelta(seconds=left)
            left -= length
        return None

    def _first_opening(self, at: datetime) -> datetime | None:
        return next((opens for opens, _ in self._pieces(at)), None)

    def _pieces(
        self, start: datetime, until: datetime | None = None
    ) -> Iterator[tuple[datetime, datetime]]:
        """Open times in UTC that end after `start`, in order, without overlaps; they may touch."""
        first = self.today(start)
        last = first + SEARCH_DAYS * DAY if until is None else self.today(until) + DAY
        reached = start.astimezone(UTC) - 3 * DAY
        day = first - DAY
        while day <= last:
            for hours in sorted(self.plan(day).hours, key=lambda one: one.opens):
                opens, closes = _instants(self.zone, day, hours)
                opens = max(opens, reached)
                if closes > opens:
                    reached = closes
                    if closes > start:
                        yield opens, closes
            day += DAY


@lru_cache(maxsize=4096)
def _instants(zone: ZoneInfo, day: date, hours: Hours) -> tuple[datetime, datetime]:
    ends_on = day + DAY if hours.past_midnight else day
    opens = datetime.combine(day, hours.opens)
    closes = datetime.combine(ends_on, hours.closes)
    return _moment(opens, zone, fold=0), _end(closes, zone)


def _end(wall: datetime, zone: ZoneInfo) -> datetime:
    """The moment from which on the wall clock shows nothing before `wall`, in UTC.

    That is the last time it shows `wall`, save where the clock is put back to just that.
    """
    last = _moment(wall, zone, fold=1)
    before = (last - timedelta(microseconds=1)).astimezone(zone).replace(tzinfo=None)
    return _moment(wall, zone, fold=0) if before > wall else last


def _moment(wall: datetime, zone: ZoneInfo, *, fold: int) -> datetime:
    """When the wall clock shows `wall` (the first time, or with `fold` the last), in UTC.

    A time that the clock skips is the moment at which it jumps.
    """
    moment = wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == wall:
        return moment
    return _jump_near(wall, zone)


def _jump_near(wall: datetime, zone: ZoneInfo) -> datetime:
    """The moment of the jump that skips `wall`: the first at which the clock shows more."""
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    after = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    low, high = int(before.timestamp()), int(after.timestamp())
    while high - low > 1:
        middle = (low + high) // 2
        shown = datetime.fromtimestamp(middle, zone).replace(tzinfo=None)
        low, high = (low, middle) if shown > wall else (middle, high)
    return datetime.fromtimestamp(high, UTC)
