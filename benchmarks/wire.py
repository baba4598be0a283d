"""A WebSocket client that costs little, so that what is measured is the server.

Loopback only: it sends with a mask of zeros, knows no extensions, and believes what it reads.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import resource
import struct
from typing import Any

ORIGIN = "https://bench.example"
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
NO_MASK = b"\0\0\0\0"


class Closed(OSError):
    """The other end is gone."""


class Wire:
    """One socket to `path`. Frames come in order through `read`."""

    def __init__(self, port: int, path: str) -> None:
        self.port, self.path = port, path
        self._reader: asyncio.StreamReader
        self._writer: asyncio.StreamWriter

    async def open(self, origin: str = ORIGIN, cookie: str = "") -> None:
        """Connect and shake hands."""
        self._reader, self._writer = await asyncio.open_connection(
            "127.0.0.1", self.port, limit=1 << 20
        )
        more = f"Cookie: {cookie}\r\n" if cookie else ""
        key = base64.b64encode(os.urandom(16)).decode()
        self._writer.write(
            f"GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
            f"Origin: {origin}\r\n{more}\r\n".encode()
        )
        try:
            answer = await self._reader.readuntil(b"\r\n\r\n")
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError) as problem:
            raise Closed("no handshake") from problem
        if b" 101 " not in answer.split(b"\r\n", 1)[0]:
            raise Closed(answer.split(b"\r\n", 1)[0].decode("latin1"))

    def send(self, frame: dict[str, Any]) -> None:
        """Send a frame."""
        self.send_text(json.dumps(frame).encode())

    def send_text(self, payload: bytes) -> None:
        """Send what is already JSON."""
        self._write(TEXT, payload)

    async def read(self) -> dict[str, Any]:
        """The next frame. Raises Closed."""
        frame: dict[str, Any] = json.loads(await self.read_text())
        return frame

    async def read_text(self) -> bytes:
        """The next frame, unread. Raises Closed."""
        reader = self._reader
        try:
            while True:
                head = await reader.readexactly(2)
                size = head[1] & 127
                if size == 126:
                    (size,) = struct.unpack(">H", await reader.readexactly(2))
                elif size == 127:
                    (size,) = struct.unpack(">Q", await reader.readexactly(8))
                payload = await reader.readexactly(size)
                kind = head[0] & 15
                if kind == TEXT:
                    return payload
                if kind == CLOSE:
                    raise Closed(str(int.from_bytes(payload[:2], "big")))
                if kind == PING:
                    self._write(PONG, payload)
        except (asyncio.IncompleteReadError, ConnectionError) as problem:
            raise Closed("gone") from problem

    def abort(self) -> None:
        """Close without a word."""
        if hasattr(self, "_writer"):
            self._writer.transport.abort()

    def _write(self, kind: int, payload: bytes) -> None:
        size = len(payload)
        if size < 126:
            head = bytes((128 | kind, 128 | size))
        else:
            head = bytes((128 | kind, 128 | 126)) + size.to_bytes(2, "big")
        self._writer.write(head + NO_MASK + payload)


def raise_limits() -> None:
    """As many open files as the machine lets us: for us and for the servers we start."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
