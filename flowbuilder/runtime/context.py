"""What a deferred handler gets besides its effect."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


def _nothing() -> None:
    """A trial has nothing to write down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeferredContext:
    """Where, when and for whom an effect is done.

    Attributes:
        flow_id: The flow that is talked with; None outside any.
        stream: Shows a piece of the answer to the visitor while it is being written.
        idempotency_key: The same on every attempt; pass it on to whoever can use it.
        about_to_send: Called right before something leaves that cannot be taken back.
    """

    workspace_id: int
    conversation_id: UUID | None
    flow_id: int | None
    language: str
    now: datetime
    stream: Callable[[str], None]
    idempotency_key: str
    about_to_send: Callable[[], None] = _nothing
