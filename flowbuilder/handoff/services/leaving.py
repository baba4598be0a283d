"""Messages that visitors left: what becomes of them is told to every open inbox."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.common.errors import NotFound
from flowbuilder.conversations import live
from flowbuilder.conversations.models import Conversation, Message
from flowbuilder.conversations.services import append_message
from flowbuilder.handoff import lines, selectors
from flowbuilder.handoff.inbox_rows import WITH_PEOPLE
from flowbuilder.handoff.models import Snooze, Ticket

OPEN = Ticket.Status.OPEN
State = Conversation.State


def lies_open(conversation: Conversation) -> bool:
    """Whether a message was left there that has no answer, and nobody has the conversation."""
    if conversation.state in WITH_PEOPLE:
        return False
    return Ticket.objects.filter(conversation=conversation, status=OPEN).exists()


def settle(tickets: QuerySet[Ticket], status: str = Ticket.Status.ANSWERED) -> int:
    """Give these messages that status, and return how many were changed.

    What was put aside is so no longer once it has all its answers.
    """
    talks = list(
        Conversation.objects.filter(pk__in=tickets.values("conversation")).defer("session")
    )
    changed = tickets.update(status=status)
    aside = Snooze.objects.filter(conversation__in=talks).exclude(conversation__state=State.AGENT)
    aside.exclude(conversation__tickets__status=OPEN).delete()
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
            _tell_agents(conversation, "answered", by)


def unanswered(workspace: Workspace, conversation_id: UUID, ticket_id: int, by: User) -> None:
    """A message left waits for its answer again: that it had one was a mistake.

    Safe to repeat. A line that only agents see says who did it.

    Raises:
        NotFound: There is no such conversation in the workspace, or no such message in it.
    """
    with transaction.atomic():
        conversation = selectors.conversation_of(workspace.pk, conversation_id)
        ticket = Ticket.objects.filter(conversation=conversation, pk=ticket_id)
        if not ticket.exists():
            raise NotFound(_("This message does not exist."))
        if settle(ticket.exclude(status=OPEN), OPEN):
            _tell_agents(conversation, "unanswered", by)


def _tell_agents(conversation: Conversation, code: str, by: User) -> None:
    append_message(
        conversation,
        author=Message.Author.SYSTEM,
        content=lines.line(code, {"name": by.shown_name}),
        private=True,
    )
