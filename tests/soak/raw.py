"""A WebSocket client by hand, that reads only when told to: no library reads behind its back."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import struct
from typing import Any

CLOSE, PING = 8, 9


class RawClient:
    """Speaks to `port`; what the server sends stays in the network until `read_all`."""

    def __init__(self, port: int, path: str, origin: str = "https://bench.example") -> None:
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.socket.settimeout(20)
        self.socket.connect(("127.0.0.1", port))
        self.socket.sendall(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: {origin}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
        )
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += self.socket.recv(1)
        assert b" 101 " in head.splitlines()[0], head

    def send(self, **frame: Any) -> None:
        """Send a frame. Raises OSError when the server has hung up or takes nothing."""
        body = json.dumps(frame).encode()
        size = (
            bytes([0x80 | len(body)]) if len(body) < 126 else b"\xfe" + struct.pack("!H", len(body))
        )
        mask = os.urandom(4)
        hidden = bytes(byte ^ mask[place % 4] for place, byte in enumerate(body))
        self.socket.sendall(b"\x81" + size + mask + hidden)

    def read_all(self, last: int | None = None) -> tuple[list[dict[str, Any]], int | None]:
        """All frames up to the end of the connection, and the code it was closed with; or up to
        the message `last`."""
        with self.socket.makefile("rb") as stream:
            frames = []
            while True:
                try:
                    head = stream.read(2)
                    if len(head) < 2:
                        return frames, None
                    size = head[1] & 127
                    if size > 125:
                        kind, more = ("!H", 2) if size == 126 else ("!Q", 8)
                        size = struct.unpack(kind, stream.read(more))[0]
                    body = stream.read(size)
                except OSError:
                    return frames, None
                if head[0] & 15 == CLOSE:
                    return frames, struct.unpack("!H", body[:2])[0]
                if head[0] & 15 != PING and len(body) == size:
                    frames.append(json.loads(body))
                    if last is not None and frames[-1].get("seq") == last:
                        return frames, None

    async def read_all_async(
        self, last: int | None = None
    ) -> tuple[list[dict[str, Any]], int | None]:
        """The same, beside a running loop."""
        return await asyncio.to_thread(self.read_all, last)

    def close(self) -> None:
        self.socket.close()
