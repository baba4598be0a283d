"""What Celery's workers run: one job, or a look at what is due."""

from __future__ import annotations

from collections.abc import Sequence

from flowbuilder.common.clock import now
from flowbuilder.runtime import jobs, performing, retention
from flowbuilder.runtime.celery import app

SWEEP_LIMIT = 200


@app.task(name="flowbuilder.runtime.tasks.perform")
def perform(job_id: int) -> None:
    """Do one job, if nobody else has it."""
    job = jobs.claim(job_id)
    if job is not None:
        performing.perform(job)


@app.task(name="flowbuilder.runtime.tasks.sweep")
def sweep() -> int:
    """Hand out what is due: timers, retries, and what a dead worker left behind."""
    due = list(jobs.due(now()).values_list("pk", flat=True)[:SWEEP_LIMIT])
    for job_id in due:
        perform.delay(job_id)
    return len(due)


@app.task(name="flowbuilder.runtime.tasks.tidy")
def tidy() -> None:
    """Delete what is older than the workspaces keep; every night."""
    retention.tidy()


def wake(job_ids: Sequence[int]) -> None:
    """Tell the workers of new jobs. The broker may be gone: then the sweep finds them."""
    for job_id in job_ids:
        perform.apply_async((job_id,), retry=False)
