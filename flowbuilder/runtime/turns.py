"""Taking a turn: one event in, all that the flow does in answer, one transaction.

In that transaction: the event log, the messages, the session, the jobs. The caller acknowledges
after it; the doorbell rings after it; jobs begin after it (`commits.py` says how many turns share
one). A conversation at hand (`hot.py`) need not be read again if nobody wrote to it since. Whatever
happens to the flow, what a visitor said is stored: when the engine or a handler breaks, the turn is
taken back and taken again in a way that cannot break (`safety.py`).
"""

from __future__ import annotations

import logging
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction
from django.utils import translation

from flowbuilder.accounts.models import Language
from flowbuilder.common import logs, metrics
from flowbuilder.common.errors import AppError
from flowbuilder.conversations import services
from flowbuilder.conversations.engine_port import Receipt
from flowbuilder.conversations.models import Conversation
from flowbuilder.core.events import EffectFailed, EffectSucceeded, Event, TimerFired
from flowbuilder.runtime import hot as hot_conversations
from flowbuilder.runtime import jobs
from flowbuilder.runtime.commits import durably, part, sheet_here
from flowbuilder.runtime.errors import LeaseLost
from flowbuilder.runtime.models import Job
from flowbuilder.runtime.records import ConversationMoved
from flowbuilder.runtime.turn import Turn

logger = logging.getLogger(__name__)


def take_turn(
    conversation_id: UUID | str,
    event: Event,
    *,
    client_id: str | None = None,
    expected_epoch: int | None = None,
) -> Receipt:
    """Give `event` to the conversation and return what came of it. See `engine_port`."""
    return _take(conversation_id, event, client_id=client_id, expected_epoch=expected_epoch)


def take_first_turn(conversation: Conversation, event: Event) -> Receipt:
    """Store a conversation that was just made, with what its flow does at the beginning."""
    sheet = sheet_here()
    if sheet is not None:
        sheet.begin(conversation)
    else:
        conversation.save(force_insert=True)
    return _take(conversation.pk, event)


def take_answer(
    job: Job, event: EffectSucceeded | EffectFailed | TimerFired, status: str = Job.Status.DONE
) -> Receipt:
    """Give the outcome of our claimed job to its session and finish the job with it.

    Raises:
        LeaseLost: The job is not ours any more. Nothing was stored.
    """
    if job.conversation_id is None:
        raise ValueError(f"Job {job.key} belongs to no conversation.")
    return _take(job.conversation_id, event, job=job, job_status=status)


def _take(
    conversation_id: UUID | str,
    event: Event,
    *,
    client_id: str | None = None,
    expected_epoch: int | None = None,
    job: Job | None = None,
    job_status: str = "",
) -> Receipt:
    key = conversation_id if isinstance(conversation_id, UUID) else UUID(conversation_id)

    def attempt(safely: str = "") -> Receipt:
        with part():
            sheet = sheet_here()
            at_hand = sheet.take(key) if sheet is not None else None
            hot = at_hand or hot_conversations.read(services.lock(key))
            if job is not None:
                jobs.finish(job, job_status)
            with translation.override(Language.nearest(hot.conversation.language)):
                receipt = Turn(hot, safely=safely).take(event, client_id, expected_epoch, job)
            logger.debug("%s %s", type(event).__name__, receipt.fate)
            outcome = "repeated" if receipt.repeated else receipt.fate
            transaction.on_commit(metrics.TURNS.labels(outcome).inc, robust=True)
            if sheet is not None:
                sheet.put_back(hot)
            return receipt

    def attempts() -> Receipt:
        try:
            return attempt()
        except (AppError, LeaseLost):
            metrics.TURNS.labels("refused").inc()
            raise
        except (ConversationMoved, OperationalError, InterfaceError):
            raise
        except Exception as problem:
            logger.exception("A turn of conversation %s broke.", key)
            return attempt(safely=f"{type(problem).__name__}: {problem}"[:280])

    with logs.bound(conversation=str(key)):
        return durably(attempts)
