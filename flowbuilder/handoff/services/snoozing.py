"""Putting a conversation aside until a moment, and taking it up again.

One's own; and one in which a message was left that nobody has taken up, for everybody.

A snooze pauses no promise: the visitor does not know of it. A first reply stays due, and the
resolution's clock stands only while we wait for the visitor, snoozed or not.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.common.clock import now
from flowbuilder.conversations import live
from flowbuilder.conversations.models import Conversation
from flowbuilder.handoff import selectors, sleeping, snoozes
from flowbuilder.handoff.errors import NotSnoozed
from flowbuilder.handoff.models import Snooze
from flowbuilder.handoff.services import holding, leaving


def snooze(
    workspace: Workspace,
    conversation_id: UUID,
    user: User,
    *,
    epoch: int,
    until: datetime | None,
) -> Conversation:
    """Put the agent's own conversation, or a message left, aside until that moment.

    Snoozing it again moves the moment. Whatever the visitor writes, and whoever takes it, ends it.

    Raises:
        NotYourTurn: It is not the agent's conversation.
        InvalidInput: The moment makes no sense.
    """
    with transaction.atomic():
        conversation = _to_put_aside(workspace, conversation_id, user, epoch=epoch)
        until = snoozes.checked(until, now())
        Snooze.objects.update_or_create(
            conversation=conversation,
            defaults={
                "workspace": workspace,
                "user": user,
                "until": until,
                "seq": conversation.head_seq,
                "epoch": conversation.owner_epoch,
            },
        )
        live.row_changed(conversation)
    return selectors.conversation_of(workspace.pk, conversation_id)


def wake(workspace: Workspace, conversation_id: UUID, user: User, *, epoch: int) -> Conversation:
    """Take a snoozed conversation up again before its time.

    Raises:
        NotSnoozed: It is not put aside any more.
    """
    with transaction.atomic():
        conversation = _to_put_aside(workspace, conversation_id, user, epoch=epoch)
        held = sleeping.asleep(now()).filter(conversation=conversation).exists()
        if not held:
            raise NotSnoozed(_("This conversation is not snoozed any more."))
        Snooze.objects.filter(conversation=conversation).delete()
        live.row_changed(conversation)
    return selectors.conversation_of(workspace.pk, conversation_id)


def _to_put_aside(
    workspace: Workspace, conversation_id: UUID, user: User, *, epoch: int
) -> Conversation:
    conversation = holding.as_seen(workspace, conversation_id, epoch=epoch)
    if not leaving.lies_open(conversation):
        holding.expect_mine(conversation, user)
    return conversation


def wake_due() -> int:
    """Tidy away the snoozes that have ended, and say so; return how many.

    Safe to repeat and to do twice at once: whoever deletes the row announces it.
    """
    woken = 0
    for ended in sleeping.over(now()).select_related("conversation__contact")[:500]:
        with transaction.atomic():
            gone, _each = Snooze.objects.filter(
                pk=ended.pk, until=ended.until, epoch=ended.epoch, seq=ended.seq
            ).delete()
            if not gone:
                continue
            woken += 1
            live.row_changed(ended.conversation)
            if ended.until <= now() and ended.conversation.owner_epoch == ended.epoch:
                live.announce(
                    live.inbox_group(ended.workspace_id),
                    "snooze.ended",
                    conversation=str(ended.conversation_id),
                    user=ended.user_id,
                    visitor=str(ended.conversation.contact),
                )
    return woken
