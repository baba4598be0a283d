"""How flows have something done later: the runtime, which has a durable table for it, puts its
functions here."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class DoAt(Protocol):
    """Have the task called `task` done once, with its `key`, at the moment `at` or soon after."""

    def __call__(
        self, task: str, *, key: str, workspace_id: int, at: datetime, about: str
    ) -> None: ...


class CallOff(Protocol):
    """Forget what was to be done under `key`, unless it has begun."""

    def __call__(self, key: str) -> None: ...


_do_at: DoAt | None = None
_call_off: CallOff | None = None


def register(*, do_at: DoAt, call_off: CallOff) -> None:
    """Called once by the runtime when it starts."""
    global _do_at, _call_off
    _do_at, _call_off = do_at, call_off


def do_at(task: str, *, key: str, workspace_id: int, at: datetime, about: str) -> None:
    """Part of the caller's transaction. `about` names for people what it is done to."""
    if _do_at is not None:
        _do_at(task, key=key, workspace_id=workspace_id, at=at, about=about)


def call_off(key: str) -> None:
    """Part of the caller's transaction."""
    if _call_off is not None:
        _call_off(key)
