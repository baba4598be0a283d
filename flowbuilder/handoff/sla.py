"""Whether the promises to a visitor are kept: the first reply and the resolution. Pure.

Both clocks count a team's open time only. The first reply's runs from the request to the first
public word of an agent, and never pauses: a visitor who waits for it waits for us. The
resolution's runs until the agent's part ends, and pauses while we wait for the visitor: from an
agent's message to the visitor's next one. That is the usual convention, so that a visitor who
goes for lunch breaks nobody's promise. A snooze pauses neither: the visitor does not know of it,
and putting a conversation aside must not make a promise to them any longer. A promise is broken
when more than the promised time has passed, and about to be when `WARN_SHARE` of it has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from flowbuilder.handoff.calendars import Calendar

#: Four fifths of the promised time are over: somebody should look.
WARN_SHARE = 0.8


class Promise(StrEnum):
    """What is promised."""

    FIRST_REPLY = "first_reply"
    RESOLUTION = "resolution"


class State(StrEnum):
    """How a promise stands."""

    IN_TIME = "in_time"
    WARNING = "warning"
    BREACHED = "breached"


SEVERITY = (State.IN_TIME, State.WARNING, State.BREACHED)


@dataclass(frozen=True, slots=True)
class Span:
    """A time from `start` to `end`; None for one that goes on."""

    start: datetime
    end: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """The promised seconds of open time; None where nothing is promised."""

    first_reply_s: int | None = None
    resolution_s: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What has happened in a handoff so far.

    Attributes:
        reply_from: Since when the visitor waits for a first reply; None where none is owed.
        resolution_from: Since when the visitor waits for it to be settled.
        first_reply_at: When an agent first answered.
        ended_at: When the agents' part was over.
        pauses: When we waited for the visitor, in order.
    """

    reply_from: datetime | None
    resolution_from: datetime
    first_reply_at: datetime | None = None
    ended_at: datetime | None = None
    pauses: Sequence[Span] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """One promise.

    Attributes:
        due_at: The last moment at which it can be kept, or could have been; None while the clock
            pauses, and when it was stopped in time.
        running: Whether it is still to be kept.
        paused: Whether it waits for the visitor.
    """

    promise: Promise
    state: State
    due_at: datetime | None
    running: bool
    paused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a handoff's promises stand."""

    clocks: tuple[Clock, ...]

    @property
    def pressing(self) -> Clock | None:
        """The promise to look at first, of those still to be kept: the worse, then the earlier."""
        running = [one for one in self.clocks if one.running]
        return max(running, key=_pressure, default=None)


def is_at_risk(standing: Standing) -> bool:
    """Whether a promise still to be kept was broken or is about to be: the one rule of it."""
    return any(one.running and one.state is not State.IN_TIME for one in standing.clocks)


def standing(targets: Targets, course: Course, calendar: Calendar, at: datetime) -> Standing:
    """How the promises of `targets` stand at `at`, by the team's calendar."""
    clocks = []
    if targets.first_reply_s is not None and course.reply_from is not None:
        end = course.first_reply_at or course.ended_at
        runs = [Span(course.reply_from, end)]
        clocks.append(
            _clock(Promise.FIRST_REPLY, targets.first_reply_s, runs, calendar, at, ended=bool(end))
        )
    if targets.resolution_s is not None:
        runs = list(without(Span(course.resolution_from, course.ended_at), course.pauses))
        ended = course.ended_at is not None
        clocks.append(
            _clock(Promise.RESOLUTION, targets.resolution_s, runs, calendar, at, ended=ended)
        )
    return Standing(clocks=tuple(clocks))


def pauses_of(words: Iterable[tuple[bool, datetime]]) -> list[Span]:
    """When we waited for the visitor; `words` are in order: whether an agent spoke, and when."""
    pauses: list[Span] = []
    since: datetime | None = None
    for by_agent, when in words:
        if by_agent and since is None:
            since = when
        elif not by_agent and since is not None:
            pauses.append(Span(since, when))
            since = None
    return pauses if since is None else [*pauses, Span(since)]


def without(whole: Span, pauses: Sequence[Span]) -> Iterator[Span]:
    """What is left of `whole` when `pauses`, which are in order, are taken out."""
    start = whole.start
    for pause in pauses:
        if whole.end is not None and pause.start >= whole.end:
            break
        if pause.start > start:
            yield Span(start, pause.start)
        if pause.end is None:
            return
        start = max(start, pause.end)
    if whole.end is None or start < whole.end:
        yield Span(start, whole.end)


def _clock(
    promise: Promise,
    target_s: int,
    runs: Sequence[Span],
    calendar: Calendar,
    at: datetime,
    *,
    ended: bool,
) -> Clock:
    due_at = _passes(target_s, runs, calendar)
    latest = runs[-1].end if runs else None
    paused = not ended and (not runs or latest is not None)
    used = sum(calendar.open_seconds(run.start, run.end or max(at, run.start)) for run in runs)
    state = State.IN_TIME
    if used > target_s:
        state = State.BREACHED
    elif not ended and used >= target_s * WARN_SHARE:
        state = State.WARNING
    if ended and state is State.IN_TIME:
        due_at = None
    return Clock(promise=promise, state=state, due_at=due_at, running=not ended, paused=paused)


def _passes(seconds: float, runs: Sequence[Span], calendar: Calendar) -> datetime | None:
    """When `seconds` of open time have passed within `runs`; None when they never do."""
    left = seconds
    for run in runs:
        moment = calendar.after_open_seconds(run.start, left)
        if moment is not None and (run.end is None or moment <= run.end):
            return moment
        if run.end is not None:
            left -= calendar.open_seconds(run.start, run.end)
    return None


def _pressure(clock: Clock) -> tuple[int, float]:
    soon = -clock.due_at.timestamp() if clock.due_at is not None else float("-inf")
    return SEVERITY.index(clock.state), soon
