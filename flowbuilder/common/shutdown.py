"""What must be told that this process is about to end, while its loop still runs.

Daphne drops sockets without a word at SIGTERM. Whoever holds sockets registers an async
hook here; `manage.py serve` runs all hooks before the loop stops.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable

import structlog

Hook = Callable[[], Awaitable[None]]

logger = structlog.get_logger(__name__)
_hooks: list[Hook] = []
_ending = threading.Event()


def begin() -> None:
    """Say that this process is asked to end: from now on it is not ready for anybody new."""
    _ending.set()


def is_ending() -> bool:
    """Say whether this process was asked to end."""
    return _ending.is_set()


def on_shutdown(hook: Hook) -> Hook:
    """Have `hook` awaited when the process is asked to end. Usable as a decorator."""
    if hook not in _hooks:
        _hooks.append(hook)
    return hook


async def say_goodbye(seconds: float) -> None:
    """Await every hook, at most `seconds` in all. A failing hook does not stop the others."""
    results = await asyncio.wait_for(
        asyncio.gather(*(hook() for hook in _hooks), return_exceptions=True), seconds
    )
    for result in results:
        if isinstance(result, BaseException):
            logger.error("shutdown.hook_failed", exc_info=result)
