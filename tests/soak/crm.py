"""A customer system on loopback that counts what reaches it, and flows that call it.

`python -m tests.soak.crm URL` publishes two flows in the database of the environment, behind the
widgets `plain` and `keyed`: each sends an order; the second says that the service knows keys.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Crm:
    """Counts requests by their `Idempotency-Key`. While `holding`, it takes them and says nothing.

    Attributes:
        received: How often each key came.
        answered: How often each key was answered.
    """

    def __init__(self, *, holding: bool = False, takes_s: float = 0.0) -> None:
        self.received: Counter[str] = Counter()
        self.answered: Counter[str] = Counter()
        self.came = threading.Event()
        self.let_go = threading.Event()
        if not holding:
            self.let_go.set()
        self.takes_s = takes_s
        self.port = 0

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.place}/orders"


@contextlib.contextmanager
def running(crm: Crm) -> Iterator[Crm]:
    """Serve `crm` until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args: Any) -> None:
            return

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            key = self.headers.get("Idempotency-Key", "")
            crm.received[key] += 1
            crm.came.set()
            crm.let_go.wait(60)
            time.sleep(crm.takes_s)
            with contextlib.suppress(OSError):
                self.send_response(201)
                self.send_header("Content-Length", "0")
                self.send_header("Connection", "close")
                self.end_headers()
                crm.answered[key] += 1
            self.close_connection = True

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    crm.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield crm
    finally:
        crm.let_go.set()
        server.shutdown()
        server.server_close()
        thread.join(5)


def publish(url: str) -> None:
    """Publish the flows that send orders to `url`."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "flowbuilder.config.settings")
    django.setup()

    from flowbuilder.accounts.models import Workspace
    from flowbuilder.channels.web.models import Widget
    from flowbuilder.core.testing import flow
    from flowbuilder.flows import services

    workspace = Workspace.objects.get(slug="bench")
    for key in ("plain", "keyed"):
        order = {
            "method": "POST",
            "url": url,
            "body": "{}",
            "timeout_s": 30,
            "honors_key": key == "keyed",
        }
        document = flow(
            ("ask", "question", {"question": "Which order?", "save_as": "order"}),
            ("call", "http_request", order),
            ("good", "message", {"text": "Ordered."}),
            ("bad", "message", {"text": "No connection."}),
            ("doubt", "message", {"text": "We are not sure; somebody will look."}),
            ("back", "go_to", {"node": "ask"}),
            wires="ask>call; call.next>good; call.refused>bad; call.problem>bad; "
            "call.uncertain>doubt; good>back; bad>back; doubt>back",
            locale="en",
            variables=({"name": "order"},),
        )
        made = services.create_flow(workspace=workspace, name=key, user=None, document=document)
        services.publish(flow=made, revision=made.draft_revision, note="", user=None)
        Widget.objects.create(
            workspace=workspace, key=key, name=key, flow=made, language="en", title=key,
            origins=["https://bench.example"],
        )  # fmt: skip


if __name__ == "__main__":
    publish(sys.argv[1])
