"""Who answers a visitor: every way in which a conversation changes hands, and no other.

    bot ──ask──▶ queued ──take──▶ agent ──requeue──▶ queued
     ▲              │               │
     └──────────give_back───────────┘        bot ──end──▶ closed ──reopen──▶ queued

A person may also take a conversation from the assistant or from a colleague. What an agent ends
goes back to the flow first, which may still ask for a rating; only the flow's end closes it.
"""

from __future__ import annotations

from enum import StrEnum

from flowbuilder.conversations.models import Conversation

State = Conversation.State


class Move(StrEnum):
    """What makes a conversation change hands."""

    ASK = "ask"
    """Somebody is asked for; the visitor waits, or waits for somebody else than before."""
    TAKE = "take"
    """A person answers from now on."""
    REQUEUE = "requeue"
    """A person leaves; the visitor waits for another one."""
    GIVE_BACK = "give_back"
    """The flow answers again: a person gave it back, or the visitor waits no more."""
    END = "end"
    """It is over. Only a letter leads on from there."""
    REOPEN = "reopen"
    """The visitor wrote a letter about what was over; a person answers it."""


MOVES: dict[Move, tuple[frozenset[State], State]] = {
    Move.ASK: (frozenset({State.BOT, State.QUEUED}), State.QUEUED),
    Move.TAKE: (frozenset({State.BOT, State.QUEUED, State.AGENT}), State.AGENT),
    Move.REQUEUE: (frozenset({State.AGENT}), State.QUEUED),
    Move.GIVE_BACK: (frozenset({State.QUEUED, State.AGENT}), State.BOT),
    Move.END: (frozenset({State.BOT}), State.CLOSED),
    Move.REOPEN: (frozenset({State.CLOSED}), State.QUEUED),
}


class ImpossibleMove(RuntimeError):
    """A mistake of ours: the code asks for a move that the table does not have."""


def state_after(move: Move, state: str) -> State:
    """Who answers after `move`.

    Raises:
        ImpossibleMove: Nothing leads that way from `state`.
    """
    sources, target = MOVES[move]
    if state not in sources:
        raise ImpossibleMove(f"No {move.value} leads on from {state}.")
    return target
