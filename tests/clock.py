"""Time that moves only when told: for tests of what happens in an hour, at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flowbuilder.runtime import jobs


class VirtualClock:
    """What `flowbuilder.common.clock.now` says. Moving it wakes whoever looks at the jobs table."""

    def __init__(self, at: datetime = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def moves(self, **how_far: float) -> None:
        """Move by days, hours, minutes, seconds; back too."""
        self.jumps_to(self.at + timedelta(**how_far))

    def jumps_to(self, at: datetime) -> None:
        """Say this moment from now on, as after a correction."""
        self.at = at
        jobs.wake([])
