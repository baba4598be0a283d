"""Messages that visitors left: what becomes of them is told to every open inbox."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.conversations import live
from flowbuilder.conversations.models import Conversation, Message
from flowbuilder.conversations.services import append_message
from flowbuilder.handoff import lines, selectors
from flowbuilder.handoff.models import Ticket

OPEN = Ticket.Status.OPEN


def settle(tickets: QuerySet[Ticket], status: str = Ticket.Status.ANSWERED) -> int:
    """Give these messages that status, and return how many were changed."""
    talks = list(
        Conversation.objects.filter(pk__in=tickets.values("conversation")).defer("session")
    )
    changed = tickets.update(status=status)
    for talk in talks:
        live.row_changed(talk)
    return changed


def answered(conversation: Conversation) -> bool:
    """An agent has written, so nothing that was left there is without an answer.

    Returns whether something was.
    """
    waiting = Ticket.objects.filter(conversation=conversation, status=OPEN)
    return waiting.exists() and settle(waiting) > 0


def answered_elsewhere(workspace: Workspace, conversation_id: UUID, by: User) -> None:
    """An agent says that what was left is answered, by telephone or in a letter of their own.

    Safe to repeat. A line that only agents see says who did it.

    Raises:
        NotFound: There is no such conversation in the workspace.
    """
    with transaction.atomic():
        conversation = selectors.conversation_of(workspace.pk, conversation_id)
        if answered(conversation):
            append_message(
                conversation,
                author=Message.Author.SYSTEM,
                content=lines.line("answered", {"name": by.shown_name}),
                private=True,
            )
