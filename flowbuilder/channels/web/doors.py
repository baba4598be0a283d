"""Whether open chats may stay open: looked at every few seconds, for all of them at once.

A widget that is switched off, whose flow is archived, or that is taken from a website, ends
where it is open. It is one question to the database for all sockets of the process, and it
needs no announcement: those may be lost.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Protocol

from flowbuilder.channels.web import selectors
from flowbuilder.common.executor import run_in_orm

CHECK_S = 3.0

logger = logging.getLogger(__name__)


class Guest(Protocol):
    """An open socket of the widget `key`."""

    key: str

    def look_again(self, origins: list[str] | None) -> None:
        """Leave, unless the widget is open (`origins` is not None) to where it came from."""


_inside: set[Guest] = set()
_keeper: asyncio.Task[None] | None = None


def enter(guest: Guest) -> None:
    """Have `guest` asked to leave as soon as its widget is closed to it."""
    global _keeper
    _inside.add(guest)
    if _keeper is None or _keeper.done() or _keeper.get_loop() is not asyncio.get_running_loop():
        _keeper = asyncio.get_running_loop().create_task(_keep(), name="doors")


def leave(guest: Guest) -> None:
    """It has gone."""
    global _keeper
    _inside.discard(guest)
    if not _inside and _keeper is not None:
        _keeper.cancel()
        _keeper = None


async def _keep() -> None:
    while True:
        await asyncio.sleep(CHECK_S)
        try:
            asked = {guest.key for guest in _inside}
            open_to = await run_in_orm(selectors.origins_of, asked)
            for guest in [guest for guest in _inside if guest.key in asked]:
                guest.look_again(open_to.get(guest.key))
        except Exception as problem:  # the database is away: the next round decides
            logger.warning("Nobody can say which widgets are still open: %r", problem)
