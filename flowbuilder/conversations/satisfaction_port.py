"""What apps beside the surveys need of them: whether visitors were satisfied."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from uuid import UUID

Satisfied = Callable[[Collection[UUID]], Mapping[UUID, bool]]

_satisfied: Satisfied | None = None


def register(satisfied: Satisfied) -> None:
    """Called once by the surveys when they start."""
    global _satisfied
    _satisfied = satisfied


def satisfied(conversation_ids: Collection[UUID]) -> Mapping[UUID, bool]:
    """Whether the visitors of these conversations gave a high score; who gave none is absent."""
    return _satisfied(conversation_ids) if _satisfied is not None else {}
