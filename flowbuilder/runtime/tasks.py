"""What Celery's workers run: one job, or a handful of what is due.

What a visitor waits for goes through one queue, what is merely due through another, and a worker
takes from both in turn. Nudges of the second expire with the sweep that sent them: after a
downtime the broker holds a few dozen at most, whatever waits in the table.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Sequence
from contextlib import suppress
from functools import cache

from flowbuilder.handoff.services import rounds
from flowbuilder.knowledge.checks import model_plans
from flowbuilder.runtime import jobs, performing, retention
from flowbuilder.runtime.celery import SWEEP_S, app

#: How many due jobs one sweep has done at most, and how many one nudge does.
SWEEP_LIMIT = 200
HANDFUL = 5

logger = logging.getLogger(__name__)


@app.task(name="flowbuilder.runtime.tasks.perform")
def perform(job_id: int) -> None:
    """Do one job, if nobody else has it."""
    job = jobs.claim(job_id)
    if job is not None:
        performing.perform(job)


@app.task(name="flowbuilder.runtime.tasks.perform_due")
def perform_due() -> None:
    """Do a handful of what is due, one after the other, so that a held job is one being done."""
    for _ in range(HANDFUL):
        claimed = jobs.claim_due(1)
        if not claimed:
            return
        performing.perform(claimed[0])


@app.task(name="flowbuilder.runtime.tasks.sweep")
def sweep() -> int:
    """Hand out what is due: retries, what a dead worker left behind, timers."""
    found = jobs.due_first(SWEEP_LIMIT)
    rest = 0
    for job_id, urgent in found:
        if urgent:
            perform.apply_async((job_id,), expires=SWEEP_S)
        else:
            rest += 1
    for _ in range(-(-rest // HANDFUL)):
        perform_due.apply_async(expires=SWEEP_S)
    return len(found)


@app.task(name="flowbuilder.runtime.tasks.tidy")
def tidy() -> None:
    """Delete what is older than the workspaces keep; every night."""
    retention.tidy()


@app.task(name="flowbuilder.runtime.tasks.make_rounds")
def make_rounds() -> None:
    """Look after those who wait for a person in vain; every minute."""
    rounds.make_rounds()
    _look_at_models()


@cache
def _look_at_models() -> None:
    """Once in each process: see whether the models were changed before its start."""
    model_plans.look_everywhere()


def wake(job_ids: Sequence[int], after_s: float = 0.0) -> None:
    """Tell the workers of jobs that are due now or in a moment, without waiting for the broker.

    It may be gone or hang, and whoever asks has visitors to answer: a thread sends, and what does
    not fit into its line the sweep finds.
    """
    _start_sending()
    for job_id in job_ids:
        with suppress(queue.Full):
            _line.put_nowait((job_id, after_s))


def _start_sending() -> None:
    global _sender
    with _starting:
        if _sender is None or not _sender.is_alive():
            _sender = threading.Thread(target=_send_for_ever, name="jobs-sender", daemon=True)
            _sender.start()


def _send_for_ever() -> None:
    while True:
        job_id, after_s = _line.get()
        try:
            perform.apply_async((job_id,), countdown=after_s, retry=False)
        except Exception as problem:
            logger.warning(
                "The broker cannot be reached; the sweep takes job %s: %r", job_id, problem
            )


_line: queue.Queue[tuple[int, float]] = queue.Queue(1_000)
_sender: threading.Thread | None = None
_starting = threading.Lock()
