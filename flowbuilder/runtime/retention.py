"""What is old goes: the words, the files and the log of conversations, and jobs long done.

Each workspace says after how many days (`keep_days`; 0 keeps all). A conversation counts from its
last sign of life: one that was closed, or one that a visitor left lying with the assistant and that
nothing is due for. It stays as a row with its outcome, so that counts of conversations stay true,
but what anybody said in it is gone. Whoever waits for a person or has one is left alone.

Files that were uploaded and never sent go after a day, and so do bytes that no row names.

Work is done in small batches that stand in the writer's line like any turn, so live conversations
wait for one batch at most. All of it may be repeated, or be broken off, at any point.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from flowbuilder.accounts.models import Workspace
from flowbuilder.accounts.services import audit
from flowbuilder.common.clock import now
from flowbuilder.conversations import attachments, card_pictures, mail_port
from flowbuilder.conversations.models import Attachment, Conversation, EventRecord, Message
from flowbuilder.handoff.services import wording
from flowbuilder.knowledge import past
from flowbuilder.knowledge.checks import groundedness
from flowbuilder.runtime.commits import durably
from flowbuilder.runtime.models import Job, Snapshot

CONVERSATIONS_AT_ONCE, JOBS_AT_ONCE, FILES_AT_ONCE = 20, 500, 200
KEEP_JOBS = timedelta(days=30)
FINISHED = (Job.Status.DONE, Job.Status.CANCELLED)
OPEN_JOBS = (Job.Status.WAITING, Job.Status.RUNNING)
State = Conversation.State

logger = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Tidied:
    """How much of one workspace went, or would go."""

    workspace: Workspace
    conversations: int = 0
    messages: int = 0
    events: int = 0
    files: int = 0
    jobs: int = 0

    def __bool__(self) -> bool:
        return bool(self.conversations or self.jobs)


def count() -> list[Tidied]:
    """What would go now, by workspace. Changes nothing."""
    moment = now()
    found = []
    for workspace in Workspace.objects.order_by("pk"):
        old = _old(workspace, moment)
        found.append(
            Tidied(
                workspace=workspace,
                conversations=old.count(),
                messages=Message.objects.filter(conversation__in=old).count(),
                events=EventRecord.objects.filter(conversation__in=old).count(),
                files=Attachment.objects.filter(conversation__in=old).count(),
                jobs=_done(workspace, moment).count(),
            )
        )
    return found


def tidy(stopping: Callable[[], bool] = lambda: False) -> list[Tidied]:
    """Delete what is old, and write into the audit trail how much that was.

    Args:
        stopping: Asked between batches; the rest is left for the next time when it says True.
    """
    moment = now()
    found = []
    for workspace in Workspace.objects.order_by("pk"):
        done = Tidied(workspace=workspace)
        found.append(done)
        for ids in _batches(_old(workspace, moment), CONVERSATIONS_AT_ONCE, stopping):
            messages, events, files, conversations = durably(_empty, workspace, moment, ids)
            done.messages += messages
            done.events += events
            done.files += files
            done.conversations += conversations
        for ids in _batches(_done(workspace, moment), JOBS_AT_ONCE, stopping):
            done.jobs += durably(_delete_jobs, ids)
        durably(groundedness.forget_old, workspace.pk)
        durably(_forget_past_texts, workspace, moment)
        if done:
            durably(
                audit, workspace, None, "retention.ran", conversations=done.conversations,
                messages=done.messages, events=done.events, files=done.files, jobs=done.jobs,
            )  # fmt: skip
            logger.info(
                "Workspace %s: %s old conversations emptied, %s old jobs deleted.",
                workspace.pk, done.conversations, done.jobs,
            )  # fmt: skip
    for ids in _batches(attachments.unsent(moment), FILES_AT_ONCE, stopping):
        durably(_delete_unsent, moment, ids)
    attachments.sweep(moment, stopping)
    durably(card_pictures.forget_old, moment)
    return found


def _old(workspace: Workspace, moment: datetime) -> QuerySet[Conversation]:
    """Conversations of which something is left that should be gone."""
    if not workspace.keep_days:
        return Conversation.objects.none()
    limit = moment - timedelta(days=workspace.keep_days)
    here = OuterRef("pk")
    said = Exists(Message.objects.filter(conversation=here))
    logged = Exists(EventRecord.objects.filter(conversation=here))
    filed = Exists(Attachment.objects.filter(conversation=here))
    due = Exists(Job.objects.filter(conversation=here, status__in=OPEN_JOBS))
    return Conversation.objects.filter(
        Q(state=State.CLOSED, closed_at__lt=limit)
        | Q(state=State.BOT, last_activity_at__lt=limit) & ~due,
        said | logged | filed,
        workspace=workspace,
    )


def _done(workspace: Workspace, moment: datetime) -> QuerySet[Job]:
    return Job.objects.filter(
        workspace=workspace, status__in=FINISHED, finished_at__lt=moment - KEEP_JOBS
    )


def _forget_past_texts(workspace: Workspace, moment: datetime) -> None:
    """What knowledge said before, older than anything that is left of conversations."""
    if not workspace.keep_days:
        return
    logged = Exists(EventRecord.objects.filter(conversation=OuterRef("pk")))
    left = Conversation.objects.filter(logged, workspace=workspace)
    oldest = left.order_by("started_at").values_list("started_at", flat=True).first()
    limit = moment - timedelta(days=workspace.keep_days)
    past.forget_old(workspace.pk, min(limit, oldest or limit))


def _batches(rows: QuerySet[Any], size: int, stopping: Callable[[], bool]) -> Iterator[list[Any]]:
    """The keys of `rows`, a batch at a time, each read only when its turn comes."""
    last: Any = None
    while not stopping():
        ahead = rows if last is None else rows.filter(pk__gt=last)
        ids = list(ahead.order_by("pk").values_list("pk", flat=True)[:size])
        if not ids:
            return
        yield ids
        last = ids[-1]


def _empty(workspace: Workspace, moment: datetime, ids: list[Any]) -> tuple[int, int, int, int]:
    """Empty those of `ids` that are still old: one of them may have come to life meanwhile."""
    locked = _old(workspace, moment).filter(pk__in=ids)
    if connection.vendor == "postgresql":
        locked = locked.select_for_update(skip_locked=True)
    still = [row.pk for row in locked]
    messages, events, files = empty(still)
    return messages, events, files, len(still)


def empty(conversations: list[Any]) -> tuple[int, int, int]:
    """Delete what was said in these locked conversations, and end them; the rows stay.

    Returns:
        How many messages, events and files went.
    """
    messages, _by_model = Message.objects.filter(conversation__in=conversations).delete()
    events, _by_model = EventRecord.objects.filter(conversation__in=conversations).delete()
    Snapshot.objects.filter(conversation__in=conversations).delete()
    wording.forget(conversations)
    mail_port.forget(conversations)
    files = attachments.delete(attachments.of_conversations(conversations))
    Job.objects.filter(conversation__in=conversations).delete()  # they quote the talk
    emptied = Conversation.objects.filter(pk__in=conversations)
    emptied.filter(closed_at=None).update(closed_at=F("last_activity_at"))
    emptied.update(
        state=State.CLOSED, session=None, pending=[], deferred=[], page={},
        owner_epoch=F("owner_epoch") + 1,  # whoever has it at hand reads it anew
    )  # fmt: skip
    return messages, events, files


def _delete_unsent(moment: datetime, ids: list[Any]) -> int:
    """Delete those of `ids` that are still unsent."""
    return attachments.delete(attachments.unsent(moment).filter(pk__in=ids))


def _delete_jobs(ids: list[Any]) -> int:
    deleted, _by_model = Job.objects.filter(pk__in=ids, status__in=FINISHED).delete()
    return deleted
