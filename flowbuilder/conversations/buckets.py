"""How much of something may come in a second."""

from __future__ import annotations

import time


class Bucket:
    """Allows `rate` a second and `burst` at once."""

    def __init__(self, rate: float, burst: float) -> None:
        self.rate, self.burst = rate, burst
        self.level, self.at = burst, time.monotonic()

    def takes(self, amount: float = 1.0) -> bool:
        """Take `amount` out and say whether that much was there."""
        moment = time.monotonic()
        self.level = min(self.burst, self.level + (moment - self.at) * self.rate)
        self.at = moment
        if self.level < amount:
            return False
        self.level -= amount
        return True
