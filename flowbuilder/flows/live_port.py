"""How publishing reaches the conversations under way: the runtime puts its function here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from flowbuilder.flows.models import FlowVersion

#: What becomes of the conversations under way when a version is published.
Choice = Literal["stay", "move", "restart"]
GoOnBy = Callable[[FlowVersion, Choice], int]

_go_on_by: GoOnBy | None = None


def register(go_on_by: GoOnBy) -> None:
    """Called once by the runtime when it starts."""
    global _go_on_by
    _go_on_by = go_on_by


def go_on_by(version: FlowVersion, how: Choice) -> int:
    """Have the flow's live conversations go on by `version`; returns how many there are.

    Part of the caller's transaction. Without a runtime there are no conversations.
    """
    return _go_on_by(version, how) if _go_on_by is not None else 0
