"""Colleagues called by name in a note: who is told, and who cannot be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flowbuilder.accounts.models import User
from flowbuilder.conversations import live
from flowbuilder.conversations.models import Message
from flowbuilder.handoff import people
from flowbuilder.handoff.models import Mention
from flowbuilder.handoff.services import pushing

Json = dict[str, Any]
MAX_MENTIONS = 20


def named_in(workspace_id: int, text: str, user_ids: Sequence[int]) -> list[Json]:
    """Those of `user_ids` who belong here and are called `@name` in `text`, for the note itself.

    `told` is false for those whose role does not open the inbox: a mention gives nobody access.
    """
    found = []
    for one in people.colleagues(workspace_id):
        if one["id"] in user_ids and f"@{one['name']}" in text:
            found.append({"id": one["id"], "name": one["name"], "told": one["may_see"]})
    return found[:MAX_MENTIONS]


def mention(message: Message, workspace_id: int, by: User, named: Sequence[Json]) -> None:
    """Keep who was mentioned in a note that was just stored, and tell them on commit."""
    told = [one["id"] for one in named if one["told"] and one["id"] != by.pk]
    Mention.objects.bulk_create(
        [
            Mention(
                workspace_id=workspace_id,
                conversation_id=message.conversation_id,
                message=message,
                user_id=key,
            )
            for key in told
        ],
        ignore_conflicts=True,
    )
    for key in told:
        pushing.tell_of_mention(message.conversation, key)
        live.announce(
            live.inbox_group(workspace_id),
            "mention.made",
            conversation=str(message.conversation_id),
            user=key,
            visitor=str(message.conversation.contact),
            by=by.shown_name,
        )


def mark_seen(conversation_id: UUID, user: User, seq: int) -> bool:
    """Note that `user` has read the mentions up to `seq`; whether that changed anything."""
    return bool(
        Mention.objects.filter(
            conversation=conversation_id, user=user, seen=False, message__seq__lte=seq
        ).update(seen=True)
    )
