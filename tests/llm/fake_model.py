"""A language model on loopback that answers, or fails, as scripted. For tests and the demo.

`python -m tests.llm.fake_model PORT` runs one that obeys its passages.
"""

from __future__ import annotations

import contextlib
import json
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from typing import Any


@dataclass
class FakeModel:
    """What the server does next. `scripts` are used up first; then it says `answer`.

    A script is a fault's name: `slow` (no word for long), `stall` (one word, then silence),
    `429`, `500`, `401`, `empty`, `truncated`, `cut_off`, `length` (it may say no more), `huge`,
    `not_sse`, `drip` (the answer, then word after word without end), `drip_comments`, `no_usage`
    (400 when asked for its count), `held` (the rest of it once `go_on` is set), `halves` (an emoji
    in two events, half of one and NUL), `count` (more tokens than there are numbers for in a
    database). `429:0.1` asks to wait so many seconds.

    Embeddings have their own: `slow`, `drip`, a status, and `garbage`, `short` (a number missing
    of one row), `few` (a row missing), `nan`, `zero`, `huge`, `twice` (one index two times).

    It lists `models`; a status, `garbage`, `odd` (JSON of another shape) and `huge` do not.
    """

    answer: str = "Gotowe."
    scripts: list[str] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    models: list[Any] = field(default_factory=lambda: ["fake-small", "fake-large", "fake-embed"])
    port: int = 0
    stop: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.port}"

    def say(self, request: dict[str, Any]) -> str:
        """The answer to a request; a subclass may look at it."""
        return self.answer

    def lies(self, text: str) -> list[float]:
        """Where a text lies, always the same; a subclass may know what it means."""
        row = [0.01] * 8
        for first, second in pairwise(text.casefold()):
            row[(ord(first) + ord(second)) % 8] += 1.0
        return row


class Quoting(FakeModel):
    """Quotes the first passage it is given, as a good model would."""

    def say(self, request: dict[str, Any]) -> str:
        data = json.loads(request["messages"][-1]["content"])
        passages = data.get("passages") or []
        return passages[0]["answer"] if passages else "NOT_FOUND"


class Obedient(FakeModel):
    """Does whatever an attacker wrote after `ATTACK:` anywhere in its prompt."""

    def say(self, request: dict[str, Any]) -> str:
        everything = "\n".join(message["content"] for message in request["messages"])
        order = everything.partition("ATTACK:")[2]
        return order.replace("%PROMPT%", everything) if order else "NOT_FOUND"


@contextlib.contextmanager
def running(model: FakeModel, port: int = 0) -> Iterator[FakeModel]:
    """Serve `model` until the block ends."""
    server = ThreadingHTTPServer(("127.0.0.1", port), _handler(model))
    server.daemon_threads = True
    model.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield model
    finally:
        model.stop.set()
        server.shutdown()
        server.server_close()
        thread.join(5)


def _handler(model: FakeModel) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args: Any) -> None:
            return

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            request = json.loads(self.rfile.read(length))
            model.requests.append(request)
            model.keys.append(self.headers.get("Authorization", ""))
            script = model.scripts.pop(0) if model.scripts else ""
            with contextlib.suppress(OSError):
                if self.path.endswith("/embeddings"):
                    self.embed(script, request)
                else:
                    self.play(script, request)
            self.close_connection = True

        def do_GET(self) -> None:
            model.keys.append(self.headers.get("Authorization", ""))
            script = model.scripts.pop(0) if model.scripts else ""
            if script.isdecimal():
                return self.refuse(int(script))
            listed = {"object": "list", "data": [{"id": name} for name in model.models]}
            bodies = {"garbage": b"<html>", "odd": b"[1]", "huge": b" " * (4 * 1024 * 1024)}
            with contextlib.suppress(OSError):
                self.reply(bodies.get(script, json.dumps(listed).encode()))
            return None

        def play(self, script: str, request: dict[str, Any]) -> None:
            if script == "no_usage" and "stream_options" in request:
                return self.refuse(400)
            status, _, pause = script.partition(":")
            if status.isdecimal():
                return self.refuse(int(status), pause)
            if script == "slow":
                model.stop.wait(30)
                return None
            self.send_response(200)
            kind = "text/plain" if script == "not_sse" else "text/event-stream"
            self.send_header("Content-Type", kind)
            self.send_header("Connection", "close")
            self.end_headers()
            match script:
                case "not_sse":
                    self.wfile.write(b"<html>this is no model</html>")
                case "empty":
                    self.event("", "stop")
                    self.done()
                case "truncated":
                    self.event("Zwrot ")
                    self.wfile.write(b'data: {"choices": [{"delta": {"con')
                case "cut_off":
                    self.event("Zwrot ")
                case "stall":
                    self.event("Zwrot ")
                    model.stop.wait(30)
                case "drip_comments":
                    while not model.stop.wait(0.05):
                        self.wfile.write(b": still thinking\n\n")
                        self.wfile.flush()
                case "drip":
                    self.event(model.say(request) + " ")
                    while not model.stop.wait(0.05):
                        self.event("nadal ")
                case "halves":
                    for text in ("Tak \ud83d", "\ude00 14\x00 dni \ud83d"):
                        self.event(text)
                    self.event("", "stop")
                    self.done()
                case "huge":
                    for _ in range(10 * 1024):
                        self.event("x" * 1024)
                case _:
                    is_held = script == "held"
                    for word in model.say(request).split(" "):
                        self.event(word + " ")
                        if is_held and word.endswith("."):
                            is_held = False
                            model.go_on.wait(30)
                    self.event("", "length" if script == "length" else "stop")
                    if request.get("stream_options", {}).get("include_usage"):
                        self.usage(12, 10**20 if script == "count" else 5)
                    self.done()
            return None

        def embed(self, script: str, request: dict[str, Any]) -> None:
            status, _, pause = script.partition(":")
            if status.isdecimal():
                return self.refuse(int(status), pause)
            if script == "slow":
                model.stop.wait(30)
                return None
            rows: list[list[Any]] = [list(model.lies(text)) for text in request["input"]]
            indexes = list(range(len(rows)))
            match script:
                case "short":
                    rows[-1].pop()
                case "few":
                    rows.pop()
                case "nan":
                    rows[0][0] = float("nan")
                case "zero":
                    rows[0] = [0.0] * len(rows[0])
                case "twice":
                    indexes[-1] = 0
            data = [
                {"object": "embedding", "index": at, "embedding": row}
                for at, row in zip(indexes, rows, strict=False)
            ]
            counted = {"prompt_tokens": 7 * len(rows), "total_tokens": 7 * len(rows)}
            body = json.dumps({"object": "list", "data": data, "usage": counted}).encode()
            if script == "garbage":
                body = b"<html>this is no model</html>"
            if script == "huge":
                body = b" " * (8 * 1024 * 1024) + body
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Connection", "close")
            self.end_headers()
            if script == "drip":
                for letter in body:
                    self.wfile.write(bytes([letter]))
                    if model.stop.wait(0.05):
                        return None
            self.wfile.write(body if script != "cut_off" else body[:40])
            return None

        def refuse(self, status: int, pause: str = "") -> None:
            body = json.dumps({"error": {"message": "no", "type": "test", "code": None}}).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Connection", "close")
            if pause:
                self.send_header("Retry-After", pause)
            self.end_headers()
            self.wfile.write(body)

        def reply(self, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(body)

        def event(self, text: str, reason: str | None = None) -> None:
            choice = {"index": 0, "delta": {"content": text}, "finish_reason": reason}
            chunk = {
                "id": "1", "object": "chat.completion.chunk", "created": 0, "model": "fake",
                "choices": [choice],
            }  # fmt: skip
            self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
            self.wfile.flush()

        def usage(self, asked: int, said: int) -> None:
            counts = {"prompt_tokens": asked, "completion_tokens": said}
            chunk = {
                "id": "1", "object": "chat.completion.chunk", "created": 0, "model": "fake",
                "choices": [], "usage": {**counts, "total_tokens": asked + said},
            }  # fmt: skip
            self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())

        def done(self) -> None:
            self.wfile.write(b"data: [DONE]\n\n")

    return Handler


if __name__ == "__main__":
    with running(Quoting(), int(sys.argv[1]) if len(sys.argv) > 1 else 8100) as served:
        sys.stdout.write(f"A model that quotes its passages: {served.base_url}\n")
        sys.stdout.flush()
        threading.Event().wait()
