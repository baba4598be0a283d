"""Reading conversations: what a visitor may see, what the admin lists."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from flowbuilder.common.errors import NotFound
from flowbuilder.common.prepared import Prepared
from flowbuilder.conversations.models import (
    Attachment,
    Contact,
    Conversation,
    EventRecord,
    Message,
)

CATCH_UP_LIMIT = 200

_newest_shown = Prepared(
    lambda conversation, after: (
        Message.objects.filter(conversation=conversation, seq__gt=after, private=False)
        .select_related("agent")
        .order_by("-seq")[:CATCH_UP_LIMIT]
    )
)
_next_shown = Prepared(
    lambda conversation, after: (
        Message.objects.filter(conversation=conversation, seq__gt=after, private=False)
        .select_related("agent")
        .order_by("seq")[:CATCH_UP_LIMIT]
    )
)
_latest = Prepared(
    lambda contact, widget_key: Conversation.objects.filter(
        contact=contact, widget_key=widget_key
    ).order_by("-started_at", "-id")[:1]
)


def messages_after(conversation_id: UUID | str, seq: int) -> list[Message]:
    """All messages after `seq`, notes between agents included, oldest first."""
    return list(
        Message.objects.filter(conversation_id=conversation_id, seq__gt=seq)
        .select_related("agent")
        .order_by("seq")
    )


def shown_to_visitor(conversation_id: UUID, after: int) -> list[Message]:
    """A page of what the visitor sees, never a private note: the next 200 after `after`.

    From the beginning (0) it is the newest 200: a fresh screen does not need years of talk.
    """
    if after > 0:
        return list(_next_shown.all(conversation_id, after))
    return list(reversed(_newest_shown.all(conversation_id, after)))


def latest_conversation(contact: Contact, widget_key: str) -> Conversation | None:
    """The contact's newest conversation through this widget, open or closed."""
    return _latest.first(contact.pk, widget_key)


def conversation_of(contact: Contact, conversation_id: UUID | str) -> Conversation | None:
    """This conversation, if it is the contact's."""
    return Conversation.objects.filter(contact=contact, pk=conversation_id).first()


def conversation_by_id(conversation_id: UUID | str) -> Conversation:
    """The conversation. Raises NotFound."""
    found = Conversation.objects.filter(pk=conversation_id).first()
    if found is None:
        raise NotFound(_("This conversation does not exist."))
    return found


def was_heard(conversation_id: UUID | str, client_id: str) -> bool:
    """Whether what came with this `client_id` has been stored."""
    return EventRecord.objects.filter(conversation_id=conversation_id, client_id=client_id).exists()


def changeable(conversation: Conversation) -> list[int]:
    """The seqs of the visitor's answers that they may change now, oldest first."""
    if conversation.state != Conversation.State.BOT:
        return []
    return [point["answer"] for point in (conversation.session or {}).get("trail", ())]


def asks_for_files(conversation: Conversation) -> bool:
    """Whether the step that the conversation waits at asked for files."""
    awaiting = (conversation.session or {}).get("awaiting") or []
    return Message.objects.filter(
        conversation=conversation, effect_id__in=awaiting, content__kind="file_request"
    ).exists()


def attachment_in(workspace_id: int, attachment_id: UUID) -> Attachment | None:
    """A file of this workspace that was sent, or that is about to be."""
    return Attachment.objects.filter(workspace_id=workspace_id, pk=attachment_id).first()


def taken_events(conversation_id: UUID | str) -> QuerySet[EventRecord]:
    """The events that the engine was given, in order: what a replay is made of."""
    return EventRecord.objects.filter(
        conversation_id=conversation_id, fate__in=[EventRecord.Fate.TAKEN, EventRecord.Fate.LATE]
    ).order_by("number")


def message_to_frame(message: Message) -> dict[str, Any]:
    """The message as every socket sends it. Callers keep private ones from visitors."""
    frame: dict[str, Any] = {
        "type": "message",
        "seq": message.seq,
        "from": message.author,
        "content": message.content,
        "at": message.at.isoformat(),
        "generated": message.generated,
    }
    if message.client_id and message.author == Message.Author.VISITOR:
        frame["client_id"] = message.client_id
    if message.agent_id is not None and message.agent is not None:
        frame["agent"] = message.agent.shown_name
    return frame
