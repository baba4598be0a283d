"""Doing a job: perform the effect, bring its outcome to the session, retry or give up."""

from __future__ import annotations

import logging
import random
import smtplib
from datetime import timedelta
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from flowbuilder.common import logs, metrics
from flowbuilder.common.clock import now
from flowbuilder.common.crashpoints import pass_point
from flowbuilder.common.errors import AppError
from flowbuilder.conversations import live
from flowbuilder.conversations.errors import EffectProblem
from flowbuilder.conversations.models import Conversation
from flowbuilder.core.effects import UNCERTAIN, Effect, effect_from_json
from flowbuilder.core.events import EffectFailed, EffectSucceeded, TimerFired
from flowbuilder.runtime import dispatch, jobs, leases, turns
from flowbuilder.runtime.commits import commit
from flowbuilder.runtime.context import DeferredContext
from flowbuilder.runtime.errors import LeaseLost
from flowbuilder.runtime.models import Job

MAX_ATTEMPTS = 5
#: Seconds before the second, third, ... attempt: a visitor waits for the one, nobody for the other.
AWAITED_PAUSES = (0.3, 1.0, 3.0, 6.0)
LATER_PAUSES = (5.0, 30.0, 120.0, 600.0)

#: Kept in English and said in the reader's language, like `jobs.STOPPED`.
DOUBT = gettext_noop(
    "The worker stopped after the request was sent. Nobody knows whether it was carried out."
)

Status = Job.Status

logger = logging.getLogger(__name__)


def perform(job: Job) -> None:
    """Do a claimed job. Never raises: what goes wrong is retried, then given up visibly."""
    with logs.bound(conversation=str(job.conversation_id or ""), job=job.pk):
        _perform_and_count(job)


def _perform_and_count(job: Job) -> None:
    kind = str(job.effect.get("kind", ""))
    metrics.JOB_DELAY_SECONDS.observe(max(0.0, (now() - job.run_at).total_seconds()))
    try:
        with leases.held(job), metrics.JOB_SECONDS.labels(kind).time():
            _perform(job)
        pass_point("job_finished")
        metrics.JOBS_DONE.labels(kind).inc()
        logger.info("%s is done, on attempt %s.", kind, job.attempts)
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
    if job.kind in {Job.Kind.TIMER, Job.Kind.HEARING}:
        _answer(job, TimerFired(at=now(), effect_id=str(job.effect["id"])))
        return
    if job.kind == Job.Kind.TASK:
        dispatch.TASKS[str(job.effect["kind"])](job.key)
        with commit():
            jobs.finish(job)
        return
    effect = effect_from_json(job.effect)
    if job.conversation_id is not None and job.awaited:
        live.typing(job.conversation_id, "bot")
    if job.sent_at is not None and not effect.repeatable:
        _fail(job, UNCERTAIN, DOUBT)
        return
    handler = dispatch.DEFERRED[type(effect)]
    try:
        with translation.override(job.workspace.language):  # who reads of problems is in there
            result = handler(effect, _context(job, effect))
        pass_point("effect_done")
    except (EffectProblem, AppError) as problem:
        code = problem.code if isinstance(problem, EffectProblem) else problem.error_code
        _fail(job, code, str(problem))
        return
    _answer(job, EffectSucceeded(at=now(), effect_id=effect.id, result=result))


def _context(job: Job, effect: Effect) -> DeferredContext:
    conversation = job.conversation
    language = conversation.language if conversation else job.workspace.language

    def stream(text: str) -> None:
        if conversation is not None and job.awaited and _waits_still(conversation.pk, job):
            live.stream(conversation.pk, effect.id, text)

    def about_to_send() -> None:
        if not effect.repeatable:
            jobs.mark_sent(job)

    return DeferredContext(
        workspace_id=job.workspace_id,
        conversation_id=job.conversation_id,
        flow_id=conversation.flow_version.flow_id if conversation else None,
        language=language,
        now=now(),
        stream=stream,
        idempotency_key=job.key,
        about_to_send=about_to_send,
    )


def _waits_still(conversation_id: UUID, job: Job) -> bool:
    """Whether the conversation still waits for it, with the owner under whom it was asked for.

    Else its outcome is dropped, and a piece of it that is shown would stay.
    """
    there = Conversation.objects.filter(pk=conversation_id, owner_epoch=job.epoch)
    return str(job.effect["id"]) in (there.values_list("deferred", flat=True).first() or ())


def _fail(job: Job, code: str, said: str) -> None:
    """Tell the session that it failed. What nobody waits for, or nobody knows, needs a look."""
    waits = job.awaited and job.conversation_id is not None
    status = Status.DONE if waits else Status.QUARANTINED
    if code == UNCERTAIN:
        status = Status.UNCERTAIN
    jobs.note_try(job, said or code, now())
    effect_id = str(job.effect["id"])
    _answer(job, EffectFailed(at=now(), effect_id=effect_id, code=code, message=said[:300]), status)


def _answer(
    job: Job,
    event: TimerFired | EffectSucceeded | EffectFailed,
    status: str = Status.DONE,
) -> None:
    """Bring the outcome to the session and finish the job, in one transaction."""
    if job.conversation_id is not None and job.awaited:
        turns.take_answer(job, event, status)
        return
    with commit():
        jobs.finish(job, status)


def _try_again(job: Job, problem: Exception) -> None:
    with translation.override(job.workspace.language):
        said = _in_words(problem)
    jobs.note_try(job, said, now())
    if job.attempts < MAX_ATTEMPTS:
        pauses = AWAITED_PAUSES if job.awaited else LATER_PAUSES
        pause = pauses[min(job.attempts, len(pauses)) - 1] * random.uniform(0.7, 1.3)  # noqa: S311  only jitter
        jobs.put_back(job, now() + timedelta(seconds=pause))
        pass_point("job_put_back")
        jobs.wake([])
        return
    logger.error("Job %s is given up after %s attempts.", job.key, job.attempts)
    if job.kind != Job.Kind.EFFECT:
        with commit():
            jobs.finish(job, Status.QUARANTINED)
        return
    failure = EffectFailed(
        at=now(), effect_id=str(job.effect["id"]), code="gave_up", message=said[:300]
    )
    _answer(job, failure, Status.QUARANTINED)


def _in_words(problem: Exception) -> str:
    """What a person reads of an exception that nobody expected here."""
    detail = f"{type(problem).__name__}: {problem}"
    match problem:
        case AppError():
            return str(problem.message)
        case smtplib.SMTPException():
            return _("The mail server did not accept it ({detail}).").format(detail=detail)
        case OSError():
            return _("The service it needs could not be reached ({detail}).").format(detail=detail)
    return _("A fault in the program ({detail}).").format(detail=detail)
