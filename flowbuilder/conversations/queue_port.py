"""What conversations need to know of a queue, told by the app above that keeps it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flowbuilder.conversations.models import Conversation


@dataclass(frozen=True, slots=True)
class QueuePlace:
    """Where in the queue a conversation stands, from 1, and the expected wait if known."""

    position: int
    eta_s: int | None = None


QueueProvider = Callable[[Conversation], QueuePlace | None]
LeftQueue = Callable[[Conversation, str], object]
LastTeam = Callable[[Conversation], int | None]

WroteToAgent = Callable[[Conversation, str], object]

RatingOver = Callable[[Conversation], object]

_wrote_to_agent: WroteToAgent | None = None
_rating_over: RatingOver | None = None
_queue_provider: QueueProvider | None = None
_left_queue: LeftQueue | None = None
_last_team: LastTeam | None = None


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


def register_last_team(selector: LastTeam) -> None:
    """Called by handoff when it starts: which team had a conversation last."""
    global _last_team
    _last_team = selector


def last_team(conversation: Conversation) -> int | None:
    """The number of the team that the conversation was passed to last, if it ever was."""
    return _last_team(conversation) if _last_team is not None else None


def register_wrote_to_agent(handler: WroteToAgent) -> None:
    """Called by handoff when it starts: what to do when a visitor writes to whoever has them."""
    global _wrote_to_agent
    _wrote_to_agent = handler


def wrote_to_agent(conversation: Conversation, text: str) -> None:
    """A visitor wrote to an agent. Part of the transaction that stores it."""
    if _wrote_to_agent is not None:
        _wrote_to_agent(conversation, text)


def register_rating_over(handler: RatingOver) -> None:
    """Called by handoff when it starts: what to do when a rating is asked for no more."""
    global _rating_over
    _rating_over = handler


def rating_over(conversation: Conversation) -> None:
    """The rating that followed an agent's end was given, skipped or left for something else."""
    if _rating_over is not None:
        _rating_over(conversation)
