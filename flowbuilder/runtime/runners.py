"""Jobs in this process: a thread that looks for what is due, and a few that do it.

Jobs that a turn of this process wrote begin at once; timers when they are due; what a dead
worker left behind when its lease runs out.

There are two lanes. In the first is what a visitor waits for; in the second what is merely due.
When more is due than one look takes in, as after a downtime, the second lane is a storm: one job
at a time, and after each a rest as long as the job took, so that those who talk feel nothing.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence

from django.conf import settings
from django.db import connections

from flowbuilder.common.clock import now
from flowbuilder.common.executor import tidy_connections
from flowbuilder.conversations.errors import NotSaved
from flowbuilder.handoff.services import rounds
from flowbuilder.knowledge.checks import model_plans
from flowbuilder.runtime import jobs, leases, performing, retention

#: Old things are looked for some minutes after the start, then daily: a small shop's computer may
#: be off at night.
FIRST_TIDY_S, TIDY_S = 600.0, 24 * 3600.0
ROUNDS_S = 60.0
#: A look takes milliseconds; one that took so long hangs.
STUCK_S = 60.0
LONGEST_SLEEP_S = jobs.LONGEST_SLEEP.total_seconds()
#: How many due jobs one look takes in; more than these are a storm.
BATCH = 50
#: How long the next look waits while the second lane has work.
LOOK_AGAIN_S = 0.25
LONGEST_REST_S = 0.5
STOP_S = 10.0

logger = logging.getLogger(__name__)
_runner: Runner | None = None


class Lanes:
    """What is to be done here, in what order. Threads take from it; nothing stands in it twice."""

    def __init__(self, threads: int) -> None:
        self._others = max(1, threads - 1)
        self._urgent: deque[int] = deque()
        self._due: deque[int] = deque()
        self._known: set[int] = set()
        self._changed = threading.Condition()
        self._due_running = 0
        self._rest_until = 0.0
        self._closed = False
        self.storm = False

    def add(self, job_id: int, *, urgent: bool) -> None:
        """Put a job in line, unless it is there or being done."""
        with self._changed:
            if job_id not in self._known:
                self._known.add(job_id)
                (self._urgent if urgent else self._due).append(job_id)
                self._changed.notify()

    def take(self) -> tuple[int, bool] | None:
        """Wait for the next job and whether it is urgent; None when the lanes are closed."""
        with self._changed:
            while not self._closed:
                if self._urgent:
                    return self._urgent.popleft(), True
                rest = self._rest_until - time.monotonic()
                free = self._due_running < (1 if self.storm else self._others)
                if self._due and free and rest <= 0:
                    self._due_running += 1
                    return self._due.popleft(), False
                self._changed.wait(rest if self._due and free else None)
            return None

    def done(self, job_id: int, *, urgent: bool, seconds: float) -> None:
        """The job is over, or was not to be had; it took `seconds`."""
        with self._changed:
            self._known.discard(job_id)
            if not urgent:
                self._due_running -= 1
                if self.storm:
                    self._rest_until = time.monotonic() + min(seconds, LONGEST_REST_S)
            self._changed.notify_all()

    def has_due(self) -> bool:
        """Whether the second lane has work."""
        return bool(self._due)

    def close(self) -> None:
        """Hand out nothing more."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()


class Runner:
    """Performs jobs until it is stopped."""

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._lanes = Lanes(threads)
        self._bell = threading.Event()
        self._stopping = threading.Event()
        self._workers: list[threading.Thread] = []
        self._looked_at = time.monotonic()

    def start(self) -> None:
        """Begin. Jobs whose worker died are found by the first look."""
        loops = [self._look, self._tidy, self._make_rounds, *[self._do] * self._threads]
        self._workers = [
            threading.Thread(target=_alone, args=(loop,), name=f"jobs-{number}", daemon=True)
            for number, loop in enumerate(loops)
        ]
        for worker in self._workers:
            worker.start()

    def stop(self) -> None:
        """Begin nothing new, wait for what is being done, give back what does not end in time."""
        self._stopping.set()
        self._bell.set()
        self._lanes.close()
        ends = time.monotonic() + STOP_S
        for worker in self._workers:
            worker.join(max(0.0, ends - time.monotonic()))
        try:
            given_back = leases.release_held()
        except Exception:
            logger.exception("What is being done could not be given back; its lease will run out.")
        else:
            if given_back:
                logger.warning("%s jobs did not end in time and were given back.", given_back)

    @property
    def is_alive(self) -> bool:
        """Whether every thread lives and somebody still looks for what is due."""
        looks = time.monotonic() - self._looked_at < STUCK_S
        return looks and all(worker.is_alive() for worker in self._workers)

    def wake(self, job_ids: Sequence[int], after_s: float = 0.0) -> None:
        """Begin these now, if they are due, and look again when the next one is."""
        if not after_s:
            for job_id in job_ids:
                self._lanes.add(job_id, urgent=True)
        self._bell.set()

    def _do(self) -> None:
        while (taken := self._lanes.take()) is not None:
            job_id, urgent = taken
            begun = time.monotonic()
            tidy_connections()
            try:
                job = jobs.claim(job_id)
                if job is not None:
                    performing.perform(job)
            except NotSaved as problem:
                logger.warning("Job %s waits: %s The next look finds it.", job_id, problem)
            except Exception:
                logger.exception("Job %s could not be taken; the next look finds it.", job_id)
            finally:
                tidy_connections()
                self._lanes.done(job_id, urgent=urgent, seconds=time.monotonic() - begun)
                if not urgent and not self._lanes.has_due():
                    self._bell.set()

    def _look(self) -> None:
        """Ask for what is due, then sleep until the next is, or until somebody rings."""
        while not self._stopping.is_set():
            self._bell.clear()
            self._looked_at = time.monotonic()
            pause = LONGEST_SLEEP_S
            tidy_connections()
            try:
                pause = self._look_once()
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

    def _make_rounds(self) -> None:
        """Every minute, look after those who wait for a person in vain; the first time, see whether
        the models were changed before the start."""
        has_looked = False
        while not self._stopping.wait(ROUNDS_S):
            tidy_connections()
            try:
                rounds.make_rounds(self._stopping.is_set)
                if not has_looked:
                    model_plans.look_everywhere(self._stopping.is_set)
                    has_looked = True
            except Exception as problem:
                logger.warning("The rounds could not be made; in a minute they are: %s", problem)
            finally:
                tidy_connections()

    def _look_once(self) -> float:
        """Put in line what is due; return how long to sleep."""
        found = jobs.due_first(BATCH)
        self._lanes.storm = len(found) >= BATCH
        for job_id, urgent in found:
            self._lanes.add(job_id, urgent=urgent)
        if self._lanes.has_due():
            return LOOK_AGAIN_S
        following = jobs.next_due()
        if following is None:
            return LONGEST_SLEEP_S
        return max(0.05, min(LONGEST_SLEEP_S, (following - now()).total_seconds()))


def _alone(loop: Callable[[], None]) -> None:
    """Run a thread's loop and leave no connection behind."""
    try:
        loop()
    finally:
        connections.close_all()


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
    """Stop performing jobs here; what is being done is finished, or given back."""
    global _runner
    if _runner is None:
        return
    jobs.on_wake(None)
    _runner.stop()
    _runner = None
