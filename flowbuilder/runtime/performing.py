"""Doing a job: perform the effect, bring its outcome to the session, retry or give up."""

from __future__ import annotations

import logging
import random
from datetime import timedelta

from flowbuilder.common.clock import now
from flowbuilder.common.crashpoints import pass_point
from flowbuilder.common.errors import AppError
from flowbuilder.conversations import live
from flowbuilder.conversations.errors import EffectProblem
from flowbuilder.core.effects import Effect, effect_from_json
from flowbuilder.core.events import EffectFailed, EffectSucceeded, TimerFired
from flowbuilder.runtime import dispatch, jobs, turns
from flowbuilder.runtime.commits import commit
from flowbuilder.runtime.context import DeferredContext
from flowbuilder.runtime.errors import LeaseLost
from flowbuilder.runtime.models import Job

MAX_ATTEMPTS = 5
#: Seconds before the second, third, ... attempt: a visitor waits for the one, nobody for the other.
AWAITED_PAUSES = (0.3, 1.0, 3.0, 6.0)
LATER_PAUSES = (5.0, 30.0, 120.0, 600.0)

Status = Job.Status

logger = logging.getLogger(__name__)


def perform(job: Job) -> None:
    """Do a claimed job. Never raises: what goes wrong is retried, then given up visibly."""
    try:
        _perform(job)
        pass_point("job_finished")
    except LeaseLost:
        logger.warning("Another worker took job %s over; this one's answer is dropped.", job.key)
    except Exception as problem:
        logger.exception("Job %s failed on attempt %s.", job.key, job.attempts)
        try:
            _try_again(job, problem)
        except LeaseLost:
            logger.warning("Another worker took job %s over.", job.key)
        except Exception:
            logger.exception("Job %s could not be put back; its lease will run out.", job.key)


def _perform(job: Job) -> None:
    pass_point("job_claimed")
    if job.kind == Job.Kind.TIMER:
        _answer(job, TimerFired(at=now(), effect_id=str(job.effect["id"])))
        return
    effect = effect_from_json(job.effect)
    if job.conversation_id is not None and job.awaited:
        live.typing(job.conversation_id, "bot")
    handler = dispatch.DEFERRED[type(effect)]
    try:
        result = handler(effect, _context(job, effect))
        pass_point("effect_done")
    except (EffectProblem, AppError) as problem:
        code = problem.code if isinstance(problem, EffectProblem) else problem.error_code
        _answer(
            job, EffectFailed(at=now(), effect_id=effect.id, code=code, message=str(problem)[:300])
        )
        return
    _answer(job, EffectSucceeded(at=now(), effect_id=effect.id, result=result))


def _context(job: Job, effect: Effect) -> DeferredContext:
    conversation = job.conversation
    language = conversation.language if conversation else job.workspace.language

    def stream(text: str) -> None:
        if conversation is not None and job.awaited:
            live.stream(conversation.pk, effect.id, text)

    return DeferredContext(
        workspace_id=job.workspace_id,
        conversation_id=job.conversation_id,
        language=language,
        now=now(),
        stream=stream,
        idempotency_key=job.key,
    )


def _answer(job: Job, event: TimerFired | EffectSucceeded | EffectFailed) -> None:
    """Bring the outcome to the session and finish the job, in one transaction."""
    if job.conversation_id is not None and job.awaited:
        turns.take_answer(job, event)
        return
    with commit():
        if isinstance(event, EffectFailed):
            Job.objects.filter(pk=job.pk).update(last_error=event.message or event.code)
            jobs.finish(job, Status.QUARANTINED)
        else:
            jobs.finish(job)


def _try_again(job: Job, problem: Exception) -> None:
    said = f"{type(problem).__name__}: {problem}"[:2000]
    if job.attempts < MAX_ATTEMPTS:
        pauses = AWAITED_PAUSES if job.awaited else LATER_PAUSES
        pause = pauses[job.attempts - 1] * random.uniform(0.7, 1.3)  # noqa: S311  only jitter
        with commit():
            jobs.finish(job, Status.WAITING)
            Job.objects.filter(pk=job.pk).update(
                run_at=now() + timedelta(seconds=pause), last_error=said, finished_at=None
            )
        pass_point("job_put_back")
        jobs.wake([])
        return
    logger.error("Job %s is given up after %s attempts.", job.key, job.attempts)
    Job.objects.filter(pk=job.pk).update(last_error=said)
    if job.kind == Job.Kind.EFFECT and job.awaited and job.conversation_id is not None:
        effect_id = str(job.effect["id"])
        failure = EffectFailed(at=now(), effect_id=effect_id, code="gave_up", message=said[:300])
        turns.take_answer(job, failure, Status.QUARANTINED)
        return
    with commit():
        jobs.finish(job, Status.QUARANTINED)
