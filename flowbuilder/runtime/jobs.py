"""The jobs table: writing jobs, claiming them, ending them, and what a person may do to them."""

from __future__ import annotations

import logging
import os
import socket
import uuid
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Min, Q, QuerySet

from flowbuilder.common.clock import now
from flowbuilder.common.crashpoints import pass_point
from flowbuilder.core.effects import Effect, effect_to_json
from flowbuilder.runtime.commits import commit
from flowbuilder.runtime.errors import LeaseLost
from flowbuilder.runtime.models import Job

LEASE = timedelta(seconds=settings.FLOWBUILDER_JOB_LEASE_S)
#: A runner looks at the table at least this often, so what is due later need not wake it.
LONGEST_SLEEP = timedelta(seconds=5)

OWNER = f"{socket.gethostname()[:24]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
Status = Job.Status

logger = logging.getLogger(__name__)
_wake: Callable[[Sequence[int]], None] | None = None


def on_wake(wake: Callable[[Sequence[int]], None] | None) -> None:
    """Say who is told of new jobs after the commit: a runner in this process, or Celery."""
    global _wake
    _wake = wake


def wake(job_ids: Sequence[int]) -> None:
    """Have these jobs looked at now. Without anybody to tell, the next sweep finds them."""
    if _wake is None:
        return
    try:
        _wake(job_ids)
    except Exception:
        logger.exception("The jobs %s could not be announced; the next sweep takes them.", job_ids)


def perform_later(
    effect: Effect, *, workspace_id: int, key: str, conversation_id: UUID | None = None
) -> None:
    """Have `effect` done after commit; nobody waits for its answer. See `engine_port`."""
    job, created = Job.objects.get_or_create(
        key=key,
        defaults={
            "workspace_id": workspace_id,
            "conversation_id": conversation_id,
            "kind": Job.Kind.EFFECT,
            "effect": effect_to_json(effect),
            "awaited": False,
        },
    )
    if created:
        transaction.on_commit(lambda: wake([job.pk]), robust=True)


# ---- Claiming --------------------------------------------------------------------


def due(moment: datetime) -> QuerySet[Job]:
    """Jobs that somebody should take: due, or left behind by a worker that died."""
    return Job.objects.filter(
        Q(status=Status.WAITING, run_at__lte=moment)
        | Q(status=Status.RUNNING, lease_until__lt=moment)
    ).order_by("run_at", "id")


def claim(job_id: int, owner: str = OWNER) -> Job | None:
    """Take one job by compare-and-set, or return None when it is not to be had."""
    moment = now()
    with commit():
        job = due(moment).filter(pk=job_id).select_for_update(skip_locked=True).first()
        return _lease(job, moment, owner) if job is not None else None


def claim_due(limit: int, owner: str = OWNER) -> list[Job]:
    """Take up to `limit` due jobs. Two workers never get the same one."""
    moment = now()
    if not due(moment).exists():
        return []
    with commit():
        found = due(moment).select_for_update(skip_locked=connection.vendor == "postgresql")
        return [job for row in found[:limit] if (job := _lease(row, moment, owner))]


def _lease(job: Job, moment: datetime, owner: str) -> Job | None:
    taken = Job.objects.filter(
        pk=job.pk, status=job.status, lease_until=job.lease_until, attempts=job.attempts
    ).update(
        status=Status.RUNNING,
        lease_owner=owner,
        lease_until=moment + LEASE,
        attempts=job.attempts + 1,
    )
    if not taken:
        return None
    job.status, job.lease_owner = Status.RUNNING, owner
    job.lease_until, job.attempts = moment + LEASE, job.attempts + 1
    return job


def next_due() -> datetime | None:
    """When the next waiting job is due, or a lease runs out."""
    waiting = Job.objects.filter(status=Status.WAITING).aggregate(at=Min("run_at"))["at"]
    leased = Job.objects.filter(status=Status.RUNNING).aggregate(at=Min("lease_until"))["at"]
    moments = [moment for moment in (waiting, leased) if moment is not None]
    return min(moments, default=None)


def release_all() -> int:
    """Free every lease. Only where this is the single process, when it starts."""
    pass_point("before_release")
    return Job.objects.filter(status=Status.RUNNING).update(
        status=Status.WAITING, lease_until=None, lease_owner=""
    )


def finish(job: Job, status: str = Status.DONE) -> None:
    """Mark our job finished, in the transaction that stores what came of it.

    Raises:
        LeaseLost: It is not ours any more; the transaction must not commit.
    """
    mine = Job.objects.filter(
        pk=job.pk, status=Status.RUNNING, lease_owner=job.lease_owner, attempts=job.attempts
    ).update(status=status, lease_until=None, finished_at=now())
    if not mine:
        raise LeaseLost(job.key)


# ---- What a person may do on the jobs page -----------------------------------------


def retry(jobs: QuerySet[Job]) -> int:
    """Let given-up jobs run again, with all their attempts. The session no longer waits."""
    count = jobs.filter(status=Status.QUARANTINED).update(
        status=Status.WAITING, run_at=now(), attempts=0, finished_at=None
    )
    transaction.on_commit(lambda: wake([]), robust=True)
    return count


def discard(jobs: QuerySet[Job]) -> int:
    """Drop jobs that were given up or have not begun."""
    return jobs.filter(status__in=[Status.QUARANTINED, Status.WAITING]).update(
        status=Status.CANCELLED, finished_at=now()
    )
