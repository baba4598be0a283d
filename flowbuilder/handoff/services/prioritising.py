"""How urgent a conversation is: the flow says it first, and then whoever knows better."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.conversations import live
from flowbuilder.conversations.models import Conversation, Message
from flowbuilder.conversations.services import append_message
from flowbuilder.handoff import lines, selectors
from flowbuilder.handoff.errors import NothingToClaim
from flowbuilder.handoff.models import Handoff
from flowbuilder.handoff.services import holding, queue

Priority = Handoff.Priority


def set_priority(
    workspace: Workspace, conversation_id: UUID, by: User, *, epoch: int, priority: str
) -> Conversation:
    """Make a conversation that waits or is with an agent urgent, or usual again. Safe to repeat.

    Its place in the queue and its promised times follow; a line that only agents see says who did
    it.

    Raises:
        OwnerChanged: It changed hands since `by` looked. Nothing was changed.
        NothingToClaim: It is with the assistant, or has ended.
    """
    with transaction.atomic():
        conversation = holding.as_seen(workspace, conversation_id, epoch=epoch)
        handoff = selectors.open_handoff(conversation)
        if handoff is None:
            raise NothingToClaim(holding.who_has(conversation))
        if handoff.priority != priority:
            handoff.priority = priority
            handoff.save(update_fields=["priority"])
            code = "urgent" if priority == Priority.HIGH else "not_urgent"
            append_message(
                conversation,
                author=Message.Author.SYSTEM,
                content=lines.line(code, {"name": by.shown_name}),
                private=True,
            )
            live.row_changed(conversation)
            if handoff.status == Handoff.Status.WAITING:
                queue.tell_of_order(handoff)
    return selectors.conversation_of(workspace.pk, conversation_id)
