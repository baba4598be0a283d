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
from typing import Any


@dataclass
class FakeModel:
    """What the server does next. `scripts` are used up first; then it says `answer`.

    A script is a fault's name: `slow` (no word for long), `stall` (one word, then silence),
    `429`, `500`, `401`, `empty`, `truncated`, `cut_off`, `huge`, `not_sse`, `drip_comments`,
    `no_usage` (400 when asked for its count).
    """

    answer: str = "Gotowe."
    scripts: list[str] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    port: int = 0
    stop: threading.Event = field(default_factory=threading.Event)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.port}"

    def say(self, request: dict[str, Any]) -> str:
        """The answer to a request; a subclass may look at it."""
        return self.answer


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
                self.play(script, request)
            self.close_connection = True

        def play(self, script: str, request: dict[str, Any]) -> None:
            if script == "no_usage" and "stream_options" in request:
                return self.refuse(400)
            if script.isdecimal():
                return self.refuse(int(script))
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
                case "huge":
                    for _ in range(10 * 1024):
                        self.event("x" * 1024)
                case _:
                    for word in model.say(request).split(" "):
                        self.event(word + " ")
                    self.event("", "stop")
                    if request.get("stream_options", {}).get("include_usage"):
                        self.usage(12, 5)
                    self.done()
            return None

        def refuse(self, status: int) -> None:
            body = json.dumps({"error": {"message": "no", "type": "test", "code": None}}).encode()
            self.send_response(status)
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
