"""What an agent writes: answers to the visitor and notes that only colleagues see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.common.errors import InvalidInput
from flowbuilder.conversations import attachments, mail_port
from flowbuilder.conversations.models import Conversation, Message
from flowbuilder.conversations.services import append_message
from flowbuilder.handoff.models import Handoff
from flowbuilder.handoff.services import holding, leaving, mentioning

MAX_TEXT = 4000


def reply(
    workspace: Workspace,
    conversation_id: UUID,
    user: User,
    *,
    text: str,
    client_id: str,
    epoch: int,
    files: Sequence[UUID] = (),
) -> Message:
    """Answer the visitor, perhaps with files. The same `client_id` again returns the first message.

    Raises:
        NotYourTurn: Someone else has the conversation; nothing was sent.
        NoSuchFile: A file is not there or was sent already; nothing was sent.
    """
    with transaction.atomic():
        conversation = holding.locked(workspace, conversation_id)
        earlier = _earlier(conversation, user, client_id)
        if earlier is not None:
            return earlier
        holding.still_open(conversation)
        holding.expect(conversation, epoch)
        holding.expect_mine(conversation, user)
        message = append_message(
            conversation,
            author=Message.Author.AGENT,
            content=_content(conversation, user, text, client_id, files),
            client_id=client_id,
            agent=user,
        )
        Handoff.objects.filter(
            conversation=conversation, status=Handoff.Status.ASSIGNED, first_reply_at=None
        ).update(first_reply_at=message.at)
        leaving.answered(conversation)
    return message


@transaction.atomic
def send_again(workspace: Workspace, conversation_id: UUID, *, seq: int) -> None:
    """Have the e-mail with message `seq`, which failed, sent once more. Raises NotFound."""
    mail_port.send_again(holding.locked(workspace, conversation_id), seq)


@transaction.atomic
def note(
    workspace: Workspace,
    conversation_id: UUID,
    user: User,
    *,
    text: str,
    client_id: str,
    files: Sequence[UUID] = (),
    mentions: Sequence[int] = (),
) -> Message:
    """Write something that only colleagues see. Any agent may, at any time.

    `mentions` are the user ids of those whom the text calls `@name`; they are told.
    """
    conversation = holding.locked(workspace, conversation_id)
    earlier = _earlier(conversation, user, client_id)
    if earlier is not None:
        return earlier
    content = _content(conversation, user, text, client_id, files)
    named = mentioning.named_in(workspace.pk, content["text"], mentions) if mentions else []
    message = append_message(
        conversation,
        author=Message.Author.AGENT,
        content={**content, "mentions": named} if named else content,
        private=True,
        client_id=client_id,
        agent=user,
    )
    mentioning.mention(message, workspace.pk, user, named)
    return message


def leave_note(conversation: Conversation, user: User, text: str) -> None:
    """Put what whoever passes a locked conversation on wrote, if anything, among its notes."""
    if text.strip():
        append_message(
            conversation,
            author=Message.Author.AGENT,
            content={"kind": "text", "text": _clean(text), "sources": []},
            private=True,
            agent=user,
        )


def in_short(note: str) -> str:
    """A note as it stands in the list: one line."""
    return " ".join(note.split())[:500]


def _earlier(conversation: Conversation, user: User, client_id: str) -> Message | None:
    return Message.objects.filter(
        conversation=conversation, client_id=client_id, agent=user
    ).first()


def _content(
    conversation: Conversation, user: User, text: str, client_id: str, files: Sequence[UUID]
) -> dict[str, Any]:
    """The content of a reply or a note; its files are marked as sent with it."""
    if not files:
        return {"kind": "text", "text": _clean(text), "sources": []}
    words = _clean(text) if text.strip() else ""
    found = attachments.ready_to_send(
        conversation.pk, files, client_id, author=Message.Author.AGENT, agent=user
    )
    attachments.mark_sent(found, client_id)
    return attachments.content_of(words, found)


def _clean(text: str) -> str:
    text = text.strip()
    if not text:
        raise InvalidInput(_("Write something first."), code="empty")
    if len(text) > MAX_TEXT:
        raise InvalidInput(
            _("This is too long: at most {limit} characters.").format(limit=MAX_TEXT),
            code="too_long",
        )
    return text
