"""What the knowledge tells the settings of the language model, which know nothing of it.

The knowledge registers what it can tell when the program starts.
"""

from __future__ import annotations

from collections.abc import Callable

#: Where answers are checked, when those of a workspace are not checked with its model yet.
Unchecked = Callable[[int], str]

_unchecked: Unchecked | None = None


def register(unchecked: Unchecked) -> None:
    """Called by the knowledge when it starts."""
    global _unchecked
    _unchecked = unchecked


def unchecked(workspace_id: int) -> str:
    """The address of the page where the answers are to be checked; empty when they are."""
    return _unchecked(workspace_id) if _unchecked is not None else ""
