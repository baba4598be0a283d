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

from flowbuilder.conversations.models import Conversation, Message
from flowbuilder.core.session import Session

KEPT = 2_000
OFFERS_KEPT = 8

_kept: OrderedDict[UUID, Hot] = OrderedDict()
_lock = threading.Lock()


@dataclass(slots=True)
class Hot:
    """A conversation at hand, and what its newest buttons offered."""

    conversation: Conversation
    session: Session | None
    offers: tuple[Message, ...] = ()


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
    with _lock:
        hot = _kept.get(conversation_id)
    for message in hot.offers if hot is not None else ():
        if message.seq == seq:
            return message
    return None
