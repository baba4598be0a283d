"""Holding jobs while they are being done: a heartbeat that renews their leases.

A lease is short, so that a dead worker's job is soon taken over; a slow model's job is not,
because as long as the process lives, this thread renews what it holds.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections

from flowbuilder.runtime import jobs
from flowbuilder.runtime.models import Job

logger = logging.getLogger(__name__)
_held: dict[int, str] = {}
_lock = threading.Lock()
_never = threading.Event()
_thread: threading.Thread | None = None


@contextmanager
def held(job: Job) -> Iterator[None]:
    """Renew the lease of `job` for as long as the block lasts."""
    with _lock:
        _held[job.pk] = job.lease_owner
        _beat()
    try:
        yield
    finally:
        with _lock:
            _held.pop(job.pk, None)


def release_held() -> int:
    """Give back what this process still does: it is about to end and will not finish it."""
    with _lock:
        mine = dict(_held)
    return sum(jobs.release([pk], owner) for pk, owner in mine.items())


def _beat() -> None:
    """Start the thread where there is none: first use, or a process that was forked."""
    global _thread
    if _thread is None or not _thread.is_alive():
        _thread = threading.Thread(target=_renew_for_ever, name="job-leases", daemon=True)
        _thread.start()


def _renew_for_ever() -> None:
    while not _never.wait(jobs.LEASE.total_seconds() / 3):
        with _lock:
            mine = dict(_held)
        if not mine:
            continue
        try:
            for owner in set(mine.values()):
                jobs.renew([pk for pk, whose in mine.items() if whose == owner], owner)
        except Exception as problem:
            logger.warning("The leases of %s jobs could not be renewed: %s", len(mine), problem)
        finally:
            connections.close_all()
