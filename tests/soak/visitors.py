"""Visitors who do not give up: whatever breaks, they reconnect and send the same again."""

from __future__ import annotations

import asyncio
from typing import Any

from websockets.exceptions import WebSocketException

from benchmarks.stand import Talker

BROKEN = (OSError, WebSocketException, TimeoutError, asyncio.TimeoutError)
PATIENCE_S = 30.0


class Stubborn(Talker):
    """Sends `count` messages, each with its own id until it is acknowledged.

    Attributes:
        refused: Codes of the errors it was answered with.
        resent: How many frames it sent more than once.
    """

    def __init__(self, url: str, name: str, count: int, pause: float = 0.1) -> None:
        super().__init__(url)
        self.name, self.count, self.pause = name, count, pause
        self.refused: list[str] = []
        self.resent = 0
        self.open = False

    async def talk(self) -> None:
        for number in range(self.count):
            await self.insist(number)
        await self.finish()

    async def insist(self, number: int) -> None:
        """Send message `number` until it is acknowledged."""
        client_id = f"{self.name}-message-{number}"
        first = True
        while client_id not in self.acked:
            self.resent += not first
            first = False
            await self._try(client_id, f"{self.name} {number}")

    async def _try(self, client_id: str, text: str) -> None:
        try:
            await self._connected()
            async with asyncio.timeout(PATIENCE_S):
                await self.send(type="say", client_id=client_id, text=text)
                while client_id not in self.acked:
                    frame = await self.read()
                    if frame["type"] == "error" and frame.get("client_id") == client_id:
                        self.refused.append(frame["code"])
                        await asyncio.sleep(0.2)
                        return
        except BROKEN:
            await self._broken()

    async def _connected(self) -> None:
        if self.open:
            return
        async with asyncio.timeout(PATIENCE_S):
            await self.connect()
            answer = await self.hello()
        if answer["type"] == "error":
            self.refused.append(answer["code"])
            raise OSError(answer["code"])
        self.open = True

    async def _broken(self) -> None:
        self.open = False
        try:
            await self.socket.close()
        except (AttributeError, *BROKEN):
            pass
        await asyncio.sleep(self.pause)

    async def finish(self) -> None:
        """Read on until the answer to the last message has come too."""
        while True:
            try:
                await self._connected()
                await self.hello()
                return
            except BROKEN:
                await self._broken()

    @property
    def seen(self) -> dict[int, Any]:
        """What this visitor's screen shows."""
        return {seq: (f["from"], f["content"]["text"]) for seq, f in self.messages.items()}


async def look(url: str, token: str | None) -> Talker:
    """What a fresh browser of the same visitor is shown; cut off, it comes again."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            fresh = Talker(url)
            fresh.token = token
            try:
                await fresh.connect()
                await fresh.hello()
                await fresh.close()
                return fresh
            except BROKEN as error:
                print(f"A look was cut off: {error!r}")
                await asyncio.sleep(0.5)
