"""The jobs table: writing jobs, claiming them, ending them, and what a person may do to them."""

from __future__ import annotations

import logging
import os
import socket
import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Min, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from flowbuilder.accounts.services import audit
from flowbuilder.common.clock import now
from flowbuilder.common.crashpoints import pass_point
from flowbuilder.core.effects import Effect, effect_to_json
from flowbuilder.runtime.commits import commit
from flowbuilder.runtime.errors import LeaseLost
from flowbuilder.runtime.models import Job

if TYPE_CHECKING:
    from flowbuilder.accounts.models import User

#: How long a worker may be silent before another takes its job; `leases.py` renews it.
LEASE = timedelta(seconds=settings.FLOWBUILDER_JOB_LEASE_S)
#: From when on a timer's being late is noted in the conversation's log.
LATE = timedelta(seconds=10)
#: Attempts that are kept of one job; retries by hand start the count of attempts anew.
TRIES_KEPT = 20
#: A runner looks at the table at least this often, so what is due later need not wake it.
LONGEST_SLEEP = timedelta(seconds=5)

OWNER = f"{socket.gethostname()[:24]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
Status = Job.Status

#: Kept in English; the job's page says it in the reader's language.
STOPPED = gettext_noop("The worker stopped before it was done.")

logger = logging.getLogger(__name__)
_wake: Wake | None = None


class Wake(Protocol):
    """Who does jobs is told of these: they are due after so many seconds."""

    def __call__(self, job_ids: Sequence[int], after_s: float = 0.0) -> None: ...


def on_wake(wake: Wake | None) -> None:
    """Say who is told of new jobs after the commit: a runner in this process, or Celery."""
    global _wake
    _wake = wake


def wake_at(job: Job) -> None:
    """Have a job that is due soon looked at to the moment."""
    wake([job.pk], max(0.0, (job.run_at - now()).total_seconds()))


def wake(job_ids: Sequence[int], after_s: float = 0.0) -> None:
    """Have these jobs looked at now, or when they are due after a moment.

    Without anybody to tell, the next sweep finds them.
    """
    if _wake is None:
        return
    try:
        _wake(job_ids, after_s)
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


def how_many_of(beginning: str) -> int:
    """How many jobs there are, done ones too, whose key begins so."""
    return Job.objects.filter(key__startswith=beginning).count()


def do_at(task: str, *, key: str, workspace_id: int, at: datetime, about: str) -> None:
    """Have a task of `dispatch.TASKS` done at `at`: what is due already, right after the commit;
    the rest when a sweep finds it. See `later_port`."""
    job, created = Job.objects.get_or_create(
        key=key,
        defaults={
            "workspace_id": workspace_id,
            "kind": Job.Kind.TASK,
            "effect": {"kind": task, "id": key, "about": about},
            "awaited": False,
            "run_at": at,
        },
    )
    if created and at <= now():
        transaction.on_commit(lambda: wake([job.pk]), robust=True)


def call_off(key: str) -> None:
    """Cancel a task that has not begun. See `later_port`."""
    waiting = Job.objects.filter(key=key, kind=Job.Kind.TASK, status=Status.WAITING)
    waiting.update(status=Status.CANCELLED, finished_at=now())


#: A visitor waits for the answer of an effect, and to be heard; nobody for a timer or a letter.
_URGENT = Q(kind__in=(Job.Kind.EFFECT, Job.Kind.HEARING), awaited=True)

# ---- Claiming --------------------------------------------------------------------


def due(moment: datetime) -> QuerySet[Job]:
    """Jobs that somebody should take: due, or left behind by a worker that died."""
    return Job.objects.filter(
        Q(status=Status.WAITING, run_at__lte=moment)
        | Q(status=Status.RUNNING, lease_until__lt=moment)
    ).order_by("run_at", "id")


def due_first(limit: int) -> list[tuple[int, bool]]:
    """Up to `limit` due jobs and whether somebody waits for each; those come first."""
    moment = now()
    urgent = [(pk, True) for pk in due(moment).filter(_URGENT).values_list("pk", flat=True)[:limit]]
    if len(urgent) == limit:
        return urgent
    others = due(moment).exclude(_URGENT).values_list("pk", flat=True)[: limit - len(urgent)]
    return [*urgent, *((pk, False) for pk in others)]


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
        rows = list(found.filter(_URGENT)[:limit])
        rows += found.exclude(_URGENT)[: limit - len(rows)] if len(rows) < limit else ()
        return [job for row in rows if (job := _lease(row, moment, owner))]


def _lease(job: Job, moment: datetime, owner: str) -> Job | None:
    before = {"status": job.status, "lease_until": job.lease_until, "attempts": job.attempts}
    if job.status == Status.RUNNING:
        note_try(job, STOPPED, moment)
    job.status, job.lease_owner, job.claimed_at = Status.RUNNING, owner, moment
    job.lease_until, job.attempts = moment + LEASE, job.attempts + 1
    taken = Job.objects.filter(pk=job.pk, **before).update(
        status=job.status,
        lease_owner=owner,
        lease_until=job.lease_until,
        attempts=job.attempts,
        claimed_at=moment,
        tries=job.tries,
    )
    return job if taken else None


def note_try(job: Job, problem: str, moment: datetime) -> None:
    """Keep, on the row in hand, that its last attempt came to nothing, and why."""
    begun = job.claimed_at or moment
    tried = {"begun": begun.isoformat(), "ended": moment.isoformat(), "problem": problem[:500]}
    job.tries = [*job.tries, tried][-TRIES_KEPT:]
    job.last_error = problem[:2000]


def mark_sent(job: Job) -> None:
    """Make durable that our job is about to do what must not be done twice.

    Raises:
        LeaseLost: It is not ours any more; nothing may be sent.
    """
    with commit():
        if not _ours(job).update(sent_at=now()):
            raise LeaseLost(job.key)


def renew(job_ids: Iterable[int], owner: str) -> None:
    """Hold on to jobs that are still being done. One that was taken over stays lost."""
    with commit():
        Job.objects.filter(pk__in=job_ids, status=Status.RUNNING, lease_owner=owner).update(
            lease_until=now() + LEASE
        )


def release(job_ids: Iterable[int], owner: str) -> int:
    """Give jobs back that this worker will not finish: another may begin them at once."""
    with commit():
        return Job.objects.filter(pk__in=job_ids, status=Status.RUNNING, lease_owner=owner).update(
            status=Status.WAITING, lease_until=None, lease_owner=""
        )


def _ours(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(
        pk=job.pk, status=Status.RUNNING, lease_owner=job.lease_owner, attempts=job.attempts
    )


def next_due() -> datetime | None:
    """When the next waiting job is due, or a lease runs out."""
    waiting = Job.objects.filter(status=Status.WAITING).aggregate(at=Min("run_at"))["at"]
    leased = Job.objects.filter(status=Status.RUNNING).aggregate(at=Min("lease_until"))["at"]
    moments = [moment for moment in (waiting, leased) if moment is not None]
    return min(moments, default=None)


def lateness(timer: Job, at: datetime) -> str:
    """Say in words that a timer fired later than it was due; nothing when it was in time."""
    planned = timer.created_at + timedelta(seconds=timer.effect.get("seconds", 0))
    late = at - planned
    if late < LATE:
        return ""
    minutes, seconds = divmod(round(late.total_seconds()), 60)
    return _("It was due at %(due)s and came %(late)s late.") % {
        "due": planned.strftime("%Y-%m-%d %H:%M:%S UTC"),
        "late": f"{minutes // 60}:{minutes % 60:02}:{seconds:02}",
    }


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
    if not _ours(job).update(
        status=status,
        lease_until=None,
        finished_at=now(),
        tries=job.tries,
        last_error=job.last_error,
    ):
        raise LeaseLost(job.key)


def put_back(job: Job, run_at: datetime) -> None:
    """Let our job be tried again at `run_at`.

    Raises:
        LeaseLost: It is not ours any more.
    """
    with commit():
        if not _ours(job).update(
            status=Status.WAITING,
            lease_until=None,
            run_at=run_at,
            tries=job.tries,
            last_error=job.last_error,
        ):
            raise LeaseLost(job.key)


# ---- What a person may do on the jobs page -----------------------------------------


def needing_a_look(workspace_id: int) -> QuerySet[Job]:
    """What was given up, or came to an unknown end, and waits for a person's decision."""
    return Job.objects.filter(workspace_id=workspace_id, status__in=Job.NEEDS_LOOK)


def retry(jobs: QuerySet[Job], by: User | None = None) -> int:
    """Let given-up jobs run again, with all their attempts. The session no longer waits.

    What may have been sent before is sent again, with the same key: a person decided so.
    """
    again = {"status": Status.WAITING, "run_at": now(), "attempts": 0, "sent_at": None}
    count = _decide(jobs.filter(status__in=Job.NEEDS_LOOK), "job.retried", by, again)
    transaction.on_commit(lambda: wake([]), robust=True)
    return count


def discard(jobs: QuerySet[Job], by: User | None = None) -> int:
    """Drop jobs that were given up or have not begun."""
    droppable = jobs.filter(status__in=[*Job.NEEDS_LOOK, Status.WAITING])
    return _decide(droppable, "job.discarded", by, {"status": Status.CANCELLED})


def _decide(jobs: QuerySet[Job], action: str, by: User | None, change: dict[str, Any]) -> int:
    """Change each of `jobs`, locked as they are now, with an entry in the audit trail."""
    count = 0
    finished = None if change["status"] == Status.WAITING else now()
    with commit():
        for job in jobs.select_related("workspace").select_for_update(of=("self",)):
            count += Job.objects.filter(pk=job.pk).update(**change, finished_at=finished)
            audit(job.workspace, by, action, str(job), key=job.key, job=job.pk)
    return count
