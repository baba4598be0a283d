"""Jobs in this process: a thread that looks for what is due, and a few that do it.

Jobs that a turn of this process wrote begin at once; timers when they are due; what a dead
worker left behind when its lease runs out.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Sequence

from django.conf import settings

from flowbuilder.common.clock import now
from flowbuilder.common.executor import tidy_connections
from flowbuilder.runtime import jobs, performing, retention

#: Old things are looked for some minutes after the start, then daily: a small shop's computer may
#: be off at night.
FIRST_TIDY_S, TIDY_S = 600.0, 24 * 3600.0
#: A look takes milliseconds; one that took so long hangs.
STUCK_S = 60.0
LONGEST_SLEEP_S = jobs.LONGEST_SLEEP.total_seconds()

logger = logging.getLogger(__name__)
_runner: Runner | None = None


class Runner:
    """Performs jobs until it is stopped."""

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._asked: queue.SimpleQueue[int | None] = queue.SimpleQueue()
        self._bell = threading.Event()
        self._stopping = threading.Event()
        self._room = threading.Semaphore(threads * 2)
        self._workers: list[threading.Thread] = []
        self._looked_at = time.monotonic()

    def start(self) -> None:
        """Begin. Jobs whose worker died are found by the first look."""
        loops = [self._look, self._tidy, *[self._do] * self._threads]
        self._workers = [
            threading.Thread(target=loop, name=f"jobs-{number}", daemon=True)
            for number, loop in enumerate(loops)
        ]
        for worker in self._workers:
            worker.start()

    def stop(self, timeout: float = 10.0) -> None:
        """Begin nothing new and wait for what is being done."""
        self._stopping.set()
        self._bell.set()
        for _worker in self._workers:
            self._asked.put(None)
        for worker in self._workers:
            worker.join(timeout)

    @property
    def is_alive(self) -> bool:
        """Whether every thread lives and somebody still looks for what is due."""
        looks = time.monotonic() - self._looked_at < STUCK_S
        return looks and all(worker.is_alive() for worker in self._workers)

    def wake(self, job_ids: Sequence[int]) -> None:
        """Begin these now, and look again when the next one is due."""
        for job_id in job_ids:
            self._asked.put(job_id)
        self._bell.set()

    def _do(self) -> None:
        while not self._stopping.is_set():
            job_id = self._asked.get()
            if job_id is None:
                return
            tidy_connections()
            try:
                job = jobs.claim(job_id)
                if job is not None:
                    performing.perform(job)
            except Exception:
                logger.exception("Job %s could not be taken; the next look finds it.", job_id)
            finally:
                tidy_connections()

    def _look(self) -> None:
        """Ask for what is due, then sleep until the next is, or until somebody rings."""
        while not self._stopping.is_set():
            self._bell.clear()
            self._looked_at = time.monotonic()
            pause = LONGEST_SLEEP_S
            tidy_connections()
            try:
                for job_id in jobs.due(now()).values_list("pk", flat=True)[: self._threads * 4]:
                    self._asked.put(job_id)
                pause = self._pause()
            except Exception as problem:
                logger.warning("The jobs table cannot be read: %s", problem)
            finally:
                tidy_connections()
            self._bell.wait(pause)

    def _tidy(self) -> None:
        """Delete what is older than the workspaces keep, every day."""
        pause = FIRST_TIDY_S
        while not self._stopping.wait(pause):
            pause = TIDY_S
            tidy_connections()
            try:
                retention.tidy(self._stopping.is_set)
            except Exception:
                logger.exception("What is old could not be deleted; tomorrow it is tried again.")
            finally:
                tidy_connections()

    def _pause(self) -> float:
        following = jobs.next_due()
        if following is None:
            return LONGEST_SLEEP_S
        return max(0.05, min(LONGEST_SLEEP_S, (following - now()).total_seconds()))


def start_runner(threads: int | None = None) -> None:
    """Perform jobs in this process from now on.

    Without Redis this is the only process (`serve` made sure), so leases of an earlier life
    are void and what it left behind begins at once.
    """
    global _runner
    if _runner is not None:
        return
    if not settings.FLOWBUILDER_REDIS_URL:
        jobs.release_all()
    _runner = Runner(threads or settings.FLOWBUILDER_RUNNER_THREADS)
    jobs.on_wake(_runner.wake)
    _runner.start()


def is_alive() -> bool | None:
    """Say whether this process's runner works; None when it has none."""
    runner = _runner
    return None if runner is None else runner.is_alive


def stop_runner() -> None:
    """Stop performing jobs here; what is being done is finished."""
    global _runner
    if _runner is None:
        return
    jobs.on_wake(None)
    _runner.stop()
    _runner = None
