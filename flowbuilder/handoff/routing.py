"""Who should answer next, and how long it may take. Pure: figures in, a choice out."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MIN_SAMPLES = 5
LONGEST_PROMISE_S = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An agent as routing sees one.

    Attributes:
        load: How many conversations the agent answers now.
        last_assigned: When the agent was last given one, as a timestamp; 0 for never.
    """

    id: int
    online: bool
    load: int
    capacity: int
    last_assigned: float = 0.0

    @property
    def is_free(self) -> bool:
        """The agent is there and can take one more."""
        return self.online and self.load < self.capacity


def choose(candidates: Iterable[Candidate]) -> Candidate | None:
    """The least busy agent who is there and has room, or None.

    Busy is relative to capacity. Between equals the one who has waited longest for work goes
    first, then the lower id, so the same figures always give the same choice.
    """
    free = [one for one in candidates if one.is_free]
    if not free:
        return None
    return min(free, key=lambda one: (one.load / one.capacity, one.last_assigned, one.id))


def estimate_wait(
    position: int, service_seconds: Sequence[float], slots: int, free: int
) -> int | None:
    """Seconds until the one at `position` (1 is next) is answered, or None when unknown.

    Whoever fits the `free` places is next at once, as far as anyone can say: no figure is made
    up for a person's reaction. For the rest, `slots` places free up at the pace of the recent
    service times; fewer than five of those, or nobody there, and the honest answer is None.
    """
    if slots <= 0 or position < 1 or len(service_seconds) < MIN_SAMPLES:
        return None
    ahead = position - max(free, 0)
    if ahead <= 0:
        return None
    ordered = sorted(service_seconds)
    middle = len(ordered) // 2
    typical = ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
    seconds = math.ceil(ahead * typical / slots)
    return seconds if seconds <= LONGEST_PROMISE_S else None
