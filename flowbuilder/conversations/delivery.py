"""How messages reach a visitor, by channel; and what apps above tell about a queue.

A channel app registers itself when it starts. The web widget fetches its messages when the
doorbell rings, so its `deliver` does nothing; one that must push (e-mail, Telegram) sends.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from flowbuilder.conversations.models import Conversation, Message


@runtime_checkable
class Channel(Protocol):
    """One way to reach visitors."""

    name: str

    def deliver(self, conversation: Conversation, message: Message) -> None:
        """Bring a message to the visitor. Called after commit; must be safe to repeat."""


@dataclass(frozen=True, slots=True)
class QueuePlace:
    """Where in the queue a conversation stands, from 1, and the expected wait if known."""

    position: int
    eta_s: int | None = None


QueueProvider = Callable[[Conversation], QueuePlace | None]
LeftQueue = Callable[[Conversation, str], object]

_channels: dict[str, Channel] = {}
_queue_provider: QueueProvider | None = None
_left_queue: LeftQueue | None = None


class BadChannel(TypeError):
    """A channel does not keep the protocol."""


def register(channel: Channel) -> None:
    """Add a channel; it is checked here, at the door."""
    if not isinstance(channel, Channel) or not channel.name:
        raise BadChannel(f"{channel!r} needs a name and deliver().")
    _channels[channel.name] = channel


def channel_of(conversation: Conversation) -> Channel | None:
    """The channel that the conversation runs on, if it is installed."""
    return _channels.get(conversation.channel)


def register_queue(provider: QueueProvider) -> None:
    """Called by handoff when it starts: who waits where."""
    global _queue_provider
    _queue_provider = provider


def queue_place(conversation: Conversation) -> QueuePlace | None:
    """Where the conversation waits, or None when it does not wait or nobody knows."""
    if _queue_provider is None or conversation.state != Conversation.State.QUEUED:
        return None
    return _queue_provider(conversation)


def register_left_queue(handler: LeftQueue) -> None:
    """Called by handoff when it starts: what to do when a visitor waits no more.

    `handler` gets the locked conversation and `gave_up` or `timed_out`.
    """
    global _left_queue
    _left_queue = handler


def left_queue(conversation: Conversation, why: str) -> None:
    """The flow took a waiting visitor back: they gave up, or it took too long."""
    if _left_queue is not None:
        _left_queue(conversation, why)
