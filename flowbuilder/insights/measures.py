"""The figures. Pure: each function is one figure, and its docstring is its definition.

A talk is a conversation in which the visitor said or chose something at least once; the others
(somebody opened the chat and left) count nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """What the figures need to know of one conversation.

    Attributes:
        said_at: When the visitor first said or chose something.
        answered_at: When the assistant or a person first answered that.
        asked_for_person_at: When it was first put in a queue, or taken over.
        person_answered_at: When an agent first wrote.
        resolved: The flow reached an end that counts as resolved, or the agent said so.
    """

    said_at: datetime
    answered_at: datetime | None = None
    asked_for_person_at: datetime | None = None
    person_answered_at: datetime | None = None
    resolved: bool = False


def handed_over(talks: Iterable[Talk]) -> int:
    """Number of conversations that were passed to a person, whether or not one answered."""
    return sum(talk.asked_for_person_at is not None for talk in talks)


def containment(talks: Sequence[Talk]) -> float | None:
    """Percent of conversations that were never passed to a person; None without conversations."""
    if not talks:
        return None
    return 100 * (len(talks) - handed_over(talks)) / len(talks)


def resolution(talks: Sequence[Talk]) -> float | None:
    """Percent of conversations that reached an end marked as resolved; None without any.

    An abandoned conversation may be contained and is not resolved.
    """
    if not talks:
        return None
    return 100 * sum(talk.resolved for talk in talks) / len(talks)


def first_answer_s(talks: Iterable[Talk]) -> float | None:
    """Median seconds from the visitor's first words to the first answer of anyone."""
    return _median_s((t.said_at, t.answered_at) for t in talks)


def first_person_answer_s(talks: Iterable[Talk]) -> float | None:
    """Median seconds from asking for a person to that person's first message.

    Conversations in which nobody has answered yet do not count; see `handed_over`.
    """
    return _median_s((t.asked_for_person_at, t.person_answered_at) for t in talks)


def _median_s(pairs: Iterable[tuple[datetime | None, datetime | None]]) -> float | None:
    lengths = [
        (end - start).total_seconds() for start, end in pairs if start and end and end >= start
    ]
    return median(lengths) if lengths else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day's conversations: those the assistant kept and those that went to a person."""

    day: date
    contained: int
    handed_over: int


def by_day(talks: Iterable[Talk], first: date, last: date, zone: ZoneInfo) -> list[Day]:
    """Conversations of every day from `first` to `last`, in the workspace's time zone."""
    counts: dict[date, list[int]] = {
        first + timedelta(days=n): [0, 0] for n in range((last - first).days + 1)
    }
    for talk in talks:
        day = talk.said_at.astimezone(zone).date()
        if day in counts:
            counts[day][talk.asked_for_person_at is not None] += 1
    return [Day(day=d, contained=kept, handed_over=passed) for d, (kept, passed) in counts.items()]
