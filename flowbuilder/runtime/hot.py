"""Conversations that this process has at hand: the row and the session as of its last commit.

A visitor writes again within a minute; until then the conversation need not be read, nor its
session parsed. What is at hand may be old: another worker, an agent, a command may have written
since. So a turn first asks whether the stored version (`head_seq`, `log_size`, `owner_epoch`) is
still this one, and reads the conversation anew when it is not.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from uuid import UUID

from flowbuilder.conversations.models import Conversation, EventRecord, Message
from flowbuilder.core.session import Session

KEPT = 2_000
OFFERS_KEPT = 8
HEARD_KEPT = 1_000

_kept: OrderedDict[UUID, Hot] = OrderedDict()
_lock = threading.Lock()


@dataclass(slots=True)
class Hot:
    """A conversation at hand.

    `offers` are the messages of its newest buttons; `heard` every `client_id` that was used in
    it, or None when there are too many to have at hand.
    """

    conversation: Conversation
    session: Session | None
    offers: tuple[Message, ...] = ()
    heard: set[str] | None = None


def read(conversation: Conversation) -> Hot:
    """A conversation that was just read and locked."""
    used = EventRecord.objects.filter(conversation=conversation, client_id__isnull=False)
    heard = {key for key in used.values_list("client_id", flat=True)[: HEARD_KEPT + 1] if key}
    return Hot(conversation, None, heard=heard if len(heard) <= HEARD_KEPT else None)


def peek(conversation_id: UUID) -> Hot | None:
    """The conversation, left where it is."""
    return _kept.get(conversation_id)


def take(conversation_id: UUID) -> Hot | None:
    """Take a conversation out, so that no other thread changes the same objects."""
    with _lock:
        return _kept.pop(conversation_id, None)


def keep(hot: Hot) -> None:
    """Put it back after its commit; the one that was used longest ago makes room."""
    with _lock:
        _kept[hot.conversation.pk] = hot
        if len(_kept) > KEPT:
            _kept.popitem(last=False)


def forget_all() -> None:
    """Have nothing at hand, as when the process begins."""
    with _lock:
        _kept.clear()


def offer(conversation_id: UUID, seq: int) -> Message | None:
    """The message `seq` if it is at hand and offered something. Messages never change."""
    hot = _kept.get(conversation_id)
    for message in hot.offers if hot is not None else ():
        if message.seq == seq:
            return message
    return None
