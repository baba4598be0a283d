"""A web server on loopback that misbehaves as told, and counts who came."""

from __future__ import annotations

import contextlib
import gzip
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field


@dataclass
class Hostile:
    """A running server. `requests` holds what was received, `connections` how often."""

    port: int
    requests: list[bytes] = field(default_factory=list)
    connections: int = 0

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.place}"


Script = Callable[[socket.socket, bytes, threading.Event], None]


@contextlib.contextmanager
def hostile(script: Script) -> Iterator[Hostile]:
    """Serve every connection with `script(socket, request, stop)` until the block ends."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = Hostile(port=listener.getsockname()[1])
    stop = threading.Event()

    def serve() -> None:
        while True:
            try:
                peer, _address = listener.accept()
            except OSError:
                return
            server.connections += 1
            threading.Thread(target=handle, args=(peer,), daemon=True).start()

    def handle(peer: socket.socket) -> None:
        with peer, contextlib.suppress(OSError):
            peer.settimeout(5)
            request = read_request(peer)
            server.requests.append(request)
            script(peer, request, stop)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        stop.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


def read_request(peer: socket.socket) -> bytes:
    """Read one request with its body."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = peer.recv(65536)
        if not more:
            return data
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    while len(body) < length:
        body += peer.recv(65536)
    return head + b"\r\n\r\n" + body


def answer(status: str, body: bytes = b"", *headers: str) -> Script:
    """A script that gives one fixed answer."""

    def script(peer: socket.socket, request: bytes, stop: threading.Event) -> None:
        lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close"]
        peer.sendall("\r\n".join([*lines, *headers, "", ""]).encode() + body)

    return script


def drip(peer: socket.socket, request: bytes, stop: threading.Event) -> None:
    """One byte now and then, for ever."""
    peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while not stop.wait(0.05):
        peer.sendall(b"x")


def silent(peer: socket.socket, request: bytes, stop: threading.Event) -> None:
    """Take the request and say nothing."""
    stop.wait(10)


def flood(peer: socket.socket, request: bytes, stop: threading.Event) -> None:
    """A body without an end."""
    peer.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
    while not stop.is_set():
        peer.sendall(b"x" * 65536)


def bomb(peer: socket.socket, request: bytes, stop: threading.Event) -> None:
    """A small gzip that unpacks to 20 MB."""
    packed = gzip.compress(b"\0" * 20_000_000, 1)
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n"
    peer.sendall(head.encode() + packed)


def gibberish(peer: socket.socket, request: bytes, stop: threading.Event) -> None:
    """Not HTTP at all."""
    peer.sendall(b"\x00\xff+PONG\r\n\r\n")
