"""Whose a conversation is: looked up under a lock, and refused to whoever has it no longer.

Every wish names the epoch the agent saw. When it has moved, they are told who was faster.
"""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.accounts.services import audit
from flowbuilder.common.errors import NotFound
from flowbuilder.conversations.errors import OwnerChanged
from flowbuilder.conversations.models import Conversation
from flowbuilder.conversations.services import lock
from flowbuilder.handoff import selectors
from flowbuilder.handoff.errors import AlreadyClosed, NotYourTurn

State = Conversation.State


def mine(workspace: Workspace, conversation_id: UUID, user: User, *, epoch: int) -> Conversation:
    """The agent's own open conversation, locked.

    Raises:
        OwnerChanged: It changed hands since the agent looked.
        NotYourTurn: It is somebody else's.
    """
    conversation = as_seen(workspace, conversation_id, epoch=epoch)
    expect_mine(conversation, user)
    return conversation


def as_seen(workspace: Workspace, conversation_id: UUID, *, epoch: int) -> Conversation:
    """The conversation, locked, if it has not changed hands since it was seen.

    Raises:
        OwnerChanged: It has.
    """
    conversation = locked(workspace, conversation_id)
    expect(conversation, epoch)
    return conversation


def locked(workspace: Workspace, conversation_id: UUID) -> Conversation:
    """The conversation of this workspace, locked. Raises NotFound."""
    conversation = lock(conversation_id)
    if conversation.workspace_id != workspace.pk:
        raise NotFound(_("This conversation does not exist."))
    return conversation


def fresh(workspace: Workspace, conversation_id: UUID) -> Conversation:
    """The conversation as it is stored now, with what is shown of it."""
    return selectors.conversation_of(workspace.pk, conversation_id)


def still_open(conversation: Conversation) -> None:
    """Refuse what is over. Raises AlreadyClosed."""
    if conversation.is_closed:
        raise AlreadyClosed(_("This conversation has ended, so nothing was sent."))


def expect(conversation: Conversation, epoch: int) -> None:
    """Refuse what changed hands since `epoch`. Raises OwnerChanged."""
    if conversation.owner_epoch != epoch:
        raise OwnerChanged(who_has(conversation), epoch=conversation.owner_epoch)


def expect_mine(conversation: Conversation, user: User) -> None:
    """Refuse what somebody else answers. Raises NotYourTurn or AlreadyClosed."""
    still_open(conversation)
    if conversation.state != State.AGENT or conversation.agent_id != user.pk:
        raise NotYourTurn(who_has(conversation), epoch=conversation.owner_epoch)


def who_has(conversation: Conversation) -> str:
    """Say who answers the conversation, to somebody whose wish could not be done."""
    if conversation.state == State.AGENT and conversation.agent is not None:
        name = conversation.agent.shown_name
        return _("{name} is now answering this conversation, so nothing was changed.").format(
            name=name
        )
    if conversation.state == State.QUEUED:
        return _("This conversation is now waiting in a queue, so nothing was changed.")
    if conversation.state == State.CLOSED:
        return _("This conversation has ended, so nothing was changed.")
    return _("The assistant is now answering this conversation, so nothing was changed.")


def write_down(conversation: Conversation, user: User, action: str, **data: str) -> None:
    """Keep in the audit what an agent did with the conversation."""
    about = str(conversation.contact)
    audit(conversation.workspace, user, action, about, conversation=str(conversation.pk), **data)
