"""A shop's service on loopback that takes its time, says no now and then, and counts."""

from __future__ import annotations

import asyncio
import random
from collections import Counter


class SlowService:
    """Answers `GET /<order>` after up to `slowest_s`; every fifth order is unknown to it."""

    def __init__(self, chance: random.Random, slowest_s: float = 1.0) -> None:
        self.chance, self.slowest_s = chance, slowest_s
        self.asked: Counter[str] = Counter()
        self._server: asyncio.Server | None = None
        self.place = ""

    async def begin(self) -> None:
        """Listen on a free port."""
        self._server = await asyncio.start_server(self._answer, "127.0.0.1", 0)
        self.place = f"127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def end(self) -> None:
        """Stop."""
        if self._server is not None:
            self._server.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            order = head.split(b" ", 2)[1].decode("latin1")
            self.asked[order] += 1
            await asyncio.sleep(self.chance.uniform(0, self.slowest_s))
            status = "404 Not Found" if order.endswith("4") else "200 OK"
            writer.write(
                f"HTTP/1.1 {status}\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok".encode()
            )
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass  # the worker that asked was killed
        finally:
            writer.close()
