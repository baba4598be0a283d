"""The one place that reads the wall clock for the shell.

Everything durable is kept in UTC and compared with this clock. Who only waits, waits by the
monotonic one, which no correction moves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.utils import timezone

_read: Callable[[], datetime] = timezone.now


def now() -> datetime:
    """Return the current moment, aware and in UTC."""
    return _read()


@contextmanager
def told_by(read: Callable[[], datetime]) -> Iterator[None]:
    """Let `now` return what `read` returns, in every thread: how tests move time."""
    global _read
    before, _read = _read, read
    try:
        yield
    finally:
        _read = before
