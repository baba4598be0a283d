"""A breaker for each service we call: what keeps failing is left alone for a while.

Without it, every conversation that needs a dead service waits for it until the time limit, and
holds a worker that others need. Each process counts for itself.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Hashable
from functools import lru_cache

FAILURES = 5
REST_S = 30.0
KEPT = 1024

logger = logging.getLogger(__name__)


class Breaker:
    """Counts failures in a row; after `failures` of them it admits nobody for `rest_s` seconds.

    Then one caller may try. If that fails too, the rest begins anew.
    """

    def __init__(
        self,
        name: str = "A service",
        *,
        failures: int = FAILURES,
        rest_s: float = REST_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._name, self._limit, self._rest_s, self._clock = name, failures, rest_s, clock
        self._lock = threading.Lock()
        self._failed = 0
        self._closed_until = 0.0

    def admits(self) -> bool:
        """Say whether to call now. After a rest the first caller is let through, alone."""
        with self._lock:
            if self._failed < self._limit:
                return True
            if self._clock() < self._closed_until:
                return False
            self._closed_until = self._clock() + self._rest_s
            return True

    def succeeded(self) -> None:
        """It answered: all is forgiven."""
        with self._lock:
            self._failed = 0

    def failed(self) -> None:
        """It did not answer, or could not."""
        with self._lock:
            self._failed += 1
            if self._failed >= self._limit:
                self._closed_until = self._clock() + self._rest_s
            opened = self._failed == self._limit
        if opened:
            logger.warning(
                "%s failed %s times in a row and is left alone for %s s.",
                self._name, self._limit, self._rest_s,
            )  # fmt: skip


@lru_cache(maxsize=KEPT)
def breaker_for(kind: str, workspace_id: int, address: str, *more: Hashable) -> Breaker:
    """The breaker of a service, for one workspace: one tenant must not stop another's calls."""
    return Breaker(f"{kind} {address} of workspace {workspace_id}")
