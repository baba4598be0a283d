"""An agent's upload: whose conversation it is for, and what becomes of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.conversations import attachments
from flowbuilder.conversations.models import Conversation, Message
from flowbuilder.handoff import selectors

AGENT = Message.Author.AGENT


def conversation_for(workspace: Workspace, conversation_id: UUID) -> Conversation:
    """The conversation, if one more file may come into it.

    Raises:
        NotFound, TooManyFiles, DiskFull: None may.
    """
    conversation = selectors.conversation_of(workspace.pk, conversation_id)
    attachments.check_room(conversation, AGENT)
    return conversation


def take(
    conversation: Conversation, user: User, file: UploadedFile, stated: int | None
) -> dict[str, Any]:
    """Keep the file for a reply or a note to come, and say what it is. Raises FileRefused."""
    taken = attachments.receive(conversation, file, author=AGENT, agent=user, stated_size=stated)
    return attachments.described(taken)
