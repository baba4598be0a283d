"""A visitor's upload: whether it may come, and what becomes of it."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from flowbuilder.channels.web import selectors, services
from flowbuilder.channels.web.models import Widget
from flowbuilder.conversations import attachments
from flowbuilder.conversations.errors import ConversationClosed, FilesNotWanted
from flowbuilder.conversations.models import Conversation, Message
from flowbuilder.conversations.selectors import conversation_by_id

MAX_SEQ = 2_147_483_647
VISITOR = Message.Author.VISITOR


def conversation_for(widget: Widget, token: str) -> Conversation:
    """The visitor's conversation, if one more file may come into it now.

    Raises:
        NotYourToken, ConversationClosed, FilesNotWanted, TooManyFiles, DiskFull: None may.
    """
    opened = services.look_up(widget.key, token, MAX_SEQ)
    conversation = conversation_by_id(opened.conversation_id)
    if conversation.is_closed:
        raise ConversationClosed(_("This conversation is over. You can start a new one."))
    if not selectors.takes_files(widget, conversation):
        raise FilesNotWanted(
            _("Files cannot be sent here now. Write a message, or ask for a person.")
        )
    attachments.check_room(conversation, VISITOR)
    return conversation


def take(conversation: Conversation, file: UploadedFile, stated: int | None) -> dict[str, Any]:
    """Keep the file for a message to come, and say what it is. Raises FileRefused."""
    taken = attachments.receive(conversation, file, author=VISITOR, stated_size=stated)
    return attachments.described(taken)
