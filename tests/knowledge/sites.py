"""A small website on loopback, whose pages a test changes as it goes."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Answer:
    """What a path answers; with `held`, once that is set."""

    body: bytes | str = b""
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    held: threading.Event | None = None


@dataclass
class Site:
    """A running site. `pages` maps paths to answers; `asked` holds what was asked for."""

    port: int
    pages: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str = "/") -> str:
        return f"http://{self.place}{path}"


def page(title: str, text: str, *links: str) -> Answer:
    """A page with a heading, a paragraph and links."""
    drawn = "".join(f'<a href="{link}">{link}</a>' for link in links)
    return Answer(f"<title>{title}</title><main><h1>{title}</h1><p>{text}</p></main>{drawn}")


@contextlib.contextmanager
def site() -> Iterator[Site]:
    """Serve a site until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            here.asked.append(self.path)
            answer = here.pages.get(self.path, Answer(b"no", 404))
            if answer.held is not None:
                answer.held.wait(20)
            body = answer.body.encode() if isinstance(answer.body, str) else answer.body
            tag = answer.headers.get("ETag")
            status = answer.status
            if tag and self.headers.get("If-None-Match") == tag:
                status, body = 304, b""
            self.send_response(status)
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(body)))
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_given: object) -> None:
            """Keep the tests' output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    here = Site(port=server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield here
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
