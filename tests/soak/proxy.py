"""A bad line: a TCP proxy that cuts, hangs, delays and drips, as told while it runs.

It stands between a client and our server, or between our server and its database. Its loop is a
thread of its own, so a test's loop may be busy or blocked. `up` is towards the target.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from concurrent.futures import Future
from typing import Any, Literal

Way = Literal["up", "down"]


class Proxy:
    """Forwards one port of this machine to another, well or badly.

    Attributes:
        delay_s: How long each piece is held back.
        drip: Send at most so many bytes at a time, one piece a millisecond; None sends freely.
        cuts: How often `cut_in` has fired.
        ended_by_target: When the target hung up on each connection that hangs.
    """

    def __init__(self, target_port: int) -> None:
        self.target_port = target_port
        self.port = 0
        self.delay_s = 0.0
        self.drip: int | None = None
        self.cuts = 0
        self.ended_by_target: list[float] = []
        self._left: dict[Way, int | None] = {"up": None, "down": None}
        self._hangs = False
        self._loop = asyncio.new_event_loop()
        self._writers: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.restore()

    def restore(self) -> None:
        """Listen again, on the same port; what hung is broken, new connections are good ones."""
        if self._hangs:
            self.reset()
            self._hangs = False
        if self._server is None:
            self._run(self._listen())

    def cut(self) -> None:
        """Close everything and refuse new connections."""
        self._run(self._cut())

    def reset(self) -> None:
        """Break every connection that there is, with a reset. New ones are let in."""
        self._loop.call_soon_threadsafe(self._abort)

    def cut_in(self, count: int, way: Way) -> None:
        """Break the connections once `count` more bytes have gone that way: within a frame."""
        self._left[way] = count

    def hang(self) -> None:
        """Forward nothing more of what is open, and keep it open: a half-open line."""
        self._hangs = True

    def end(self) -> None:
        """Stop for good."""
        self.cut()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    def _run(self, work: Any) -> None:
        waiting: Future[None] = asyncio.run_coroutine_threadsafe(work, self._loop)
        waiting.result(10)

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _cut(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        self._abort()
        await asyncio.sleep(0.05)

    def _abort(self) -> None:
        for writer in tuple(self._writers):
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            there = await asyncio.open_connection("127.0.0.1", self.target_port)
        except OSError:
            writer.transport.abort()
            return
        self._writers.add(there[1])
        await asyncio.gather(
            self._pump(reader, there[1], "up"), self._pump(there[0], writer, "down")
        )
        self._writers -= {writer, there[1]}

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, way: Way
    ) -> None:
        with contextlib.suppress(OSError, asyncio.CancelledError):
            while data := await reader.read(self.drip or 65536):
                if self._hangs:
                    continue
                if self.delay_s or self.drip:
                    await asyncio.sleep(self.delay_s or 0.001)
                left = self._left[way]
                if left is not None and left <= len(data):
                    self._left[way] = None
                    self.cuts += 1
                    writer.write(data[:left])
                    await writer.drain()
                    await asyncio.sleep(0)  # what was written leaves before the end
                    self._abort()
                    return
                if left is not None:
                    self._left[way] = left - len(data)
                writer.write(data)
                await writer.drain()
        if self._hangs:
            if way == "down":
                self.ended_by_target.append(time.monotonic())
            return
        writer.close()
