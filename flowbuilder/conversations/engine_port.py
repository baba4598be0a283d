"""How apps below the runtime reach it: the runtime puts its functions here when it starts.

`take_turn` sends an event up to the engine; `perform_later` has an effect done after the
transaction, by the same jobs as the flow's own deferred effects; `foresee` tells what an event
would lead to, and does nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from flowbuilder.conversations.models import Conversation, EventRecord, Message
from flowbuilder.core.effects import Effect
from flowbuilder.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What became of an event.

    Attributes:
        seq: The seq of the visitor's message that it stored; 0 when it stored none.
        head: The conversation's last seq after the turn.
        state: Who has the conversation after the turn.
        epoch: The owner epoch after the turn.
        fate: See `EventRecord.Fate`.
        repeated: It was seen before (same `client_id`), so nothing was done.
        messages: What the turn stored, in order; empty when repeated.
        changeable: The visitor's answers that they may change now (`seqs`), and the older questions
            that they may answer (`open`), by their places in the transcript.
    """

    seq: int
    head: int
    state: str
    epoch: int
    fate: str
    repeated: bool = False
    messages: Sequence[Message] = ()
    changeable: Mapping[str, Sequence[int]] = field(
        default_factory=lambda: {"seqs": (), "open": ()}
    )

    @property
    def waits(self) -> bool:
        """Whether the flow has not heard it yet."""
        return self.fate == EventRecord.Fate.QUEUED


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """What an event would lead to.

    Attributes:
        begins: The step that speaks first; where it would stand if none speaks.
        stands: The step at which it would stand; empty after the end.
        says: What the visitor would read, in their language.
        then: `waits` for the visitor, `ends`, `queue` (a person is asked for), or `goes_on`: the
            step has to ask elsewhere first, which is not done here.
    """

    begins: str
    stands: str
    says: Sequence[str]
    then: str


class TakeTurn(Protocol):
    def __call__(
        self,
        conversation_id: UUID | str,
        event: Event,
        *,
        client_id: str | None = None,
        expected_epoch: int | None = None,
    ) -> Receipt: ...


class PerformLater(Protocol):
    def __call__(
        self, effect: Effect, *, workspace_id: int, key: str, conversation_id: UUID | None = None
    ) -> None: ...


class Foresee(Protocol):
    def __call__(self, conversation: Conversation, event: Event) -> Foreseen | None: ...


class EngineIsMissing(RuntimeError):
    """The runtime app is not installed, so nothing can be sent up."""


_take_turn: TakeTurn | None = None
_perform_later: PerformLater | None = None
_foresee: Foresee | None = None


def register(*, take_turn: TakeTurn, perform_later: PerformLater, foresee: Foresee) -> None:
    """Called once by the runtime when it starts."""
    global _take_turn, _perform_later, _foresee
    _take_turn, _perform_later, _foresee = take_turn, perform_later, foresee


def take_turn(
    conversation_id: UUID | str,
    event: Event,
    *,
    client_id: str | None = None,
    expected_epoch: int | None = None,
) -> Receipt:
    """Give `event` to the engine, in one transaction, and return what came of it.

    May be called inside the caller's own transaction: then it is part of it. The conversation
    is locked here; a caller who locked it before goes on with a fresh copy afterwards.

    Raises:
        OwnerChanged: The owner epoch is not `expected_epoch`.
        ConversationClosed: A visitor spoke in a conversation that is over.
        NotSaved: The database could not take it; nothing was stored.
    """
    if _take_turn is None:
        raise EngineIsMissing("flowbuilder.runtime is not installed.")
    return _take_turn(conversation_id, event, client_id=client_id, expected_epoch=expected_epoch)


def perform_later(
    effect: Effect, *, workspace_id: int, key: str, conversation_id: UUID | None = None
) -> None:
    """Have a deferred effect (`SendEmail`, `CallHttp`) done after commit; nobody waits for it.

    Safe to repeat: a second call with the same `key` does nothing. Tried up to five times, then
    kept on the jobs page for a person to look at.
    """
    if _perform_later is None:
        raise EngineIsMissing("flowbuilder.runtime is not installed.")
    _perform_later(effect, workspace_id=workspace_id, key=key, conversation_id=conversation_id)


def foresee(conversation: Conversation, event: Event) -> Foreseen | None:
    """What `event` would lead to now; None where the flow would not take it. Nothing is done."""
    if _foresee is None:
        raise EngineIsMissing("flowbuilder.runtime is not installed.")
    return _foresee(conversation, event)
