"""A bad network: a TCP proxy that gives each connection a fate drawn from a seed."""

from __future__ import annotations

import asyncio
import random
import socket
import struct
from collections import Counter

FINE = "fine"
FATES = {FINE: 6, "delayed": 3, "cut": 3, "reset": 2, "half_open": 1, "dripping": 1}
CHUNK = 65536
DRIP = 7


class Weather:
    """Forwards to `target_port`; `port` is where visitors connect.

    Fates: fine; every chunk delayed; cut after some bytes; reset after some bytes; half-open
    (after some bytes nothing is forwarded any more and nobody is told); dripping (a few bytes at
    a time, for a while).
    """

    def __init__(self, target_port: int, chance: random.Random) -> None:
        self.target_port, self.chance = target_port, chance
        self.port = 0
        self.met: Counter[str] = Counter()
        self.calm = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def begin(self) -> None:
        """Listen on a free port."""
        self._server = await asyncio.start_server(self._take, "127.0.0.1", 0, backlog=1024)
        self.port = self._server.sockets[0].getsockname()[1]

    async def end(self) -> None:
        """Stop, with all that is open."""
        if self._server is not None:
            self._server.close()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _fate(self) -> str:
        if self.calm:
            return FINE
        return self.chance.choices(list(FATES), list(FATES.values()))[0]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        fate = self._fate()
        self.met[fate] += 1
        there: asyncio.StreamWriter | None = None
        try:
            back, there = await asyncio.open_connection("127.0.0.1", self.target_port)
            end = Fate(fate, self.chance)
            ways = [
                asyncio.ensure_future(end.pump(reader, there)),
                asyncio.ensure_future(end.pump(back, writer)),
            ]
            try:
                await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for way in ways:
                    way.cancel()
                await asyncio.gather(*ways, return_exceptions=True)
            if fate == "reset":
                _reset(writer)
        except OSError:
            pass  # the server is away: the visitor's connection ends
        finally:
            writer.transport.abort()
            if there is not None:
                there.transport.abort()


class Fate:
    """What becomes of one connection: both directions share its allowance of bytes."""

    def __init__(self, kind: str, chance: random.Random) -> None:
        self.kind = kind
        self.pause = chance.uniform(0.01, 0.25)
        self.left = chance.randint(50, 6_000)

    async def pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry bytes one way until the connection, or its luck, ends."""
        while data := await reader.read(CHUNK):
            if self.kind == "delayed":
                await asyncio.sleep(self.pause)
            elif self.kind == "dripping" and self.left > 0:
                await self._drip(data, writer)
                continue
            elif self.kind in {"cut", "reset"} and len(data) >= self.left:
                writer.write(data[: self.left])
                await writer.drain()
                return
            elif self.kind == "half_open" and self.left <= 0:
                continue
            self.left -= len(data)
            writer.write(data)
            await writer.drain()

    async def _drip(self, data: bytes, writer: asyncio.StreamWriter) -> None:
        self.left -= len(data)
        for start in range(0, len(data), DRIP):
            writer.write(data[start : start + DRIP])
            await writer.drain()
            await asyncio.sleep(0.005)


def _reset(writer: asyncio.StreamWriter) -> None:
    """Have the kernel send RST instead of FIN."""
    there = writer.get_extra_info("socket")
    if there is not None:
        there.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
