"""The demo shop: a small website on a second origin, and the order service its flow asks.

For demonstrations and tests only. It serves a fixed set of pages from `demo/`, listens on loopback
and keeps nothing.
"""

from __future__ import annotations

import json
import re
import threading
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from string import Template

PAGES = Path(__file__).parent / "demo"
HOST = "127.0.0.1"
_FILES = {
    "/shop.css": ("shop.css", "text/css; charset=utf-8"),
    "/shop.js": ("shop.js", "text/javascript; charset=utf-8"),
    "/art.svg": ("art.svg", "image/svg+xml"),
}
_ORDER_PATH = re.compile(r"/orders/([0-9A-Za-z-]{1,20})")
_ORIGIN = re.compile(r"https?://[A-Za-z0-9.\[\]:-]+")
_WIDGET_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A made-up order. `days` counts from today to the delivery, below zero when it was."""

    status: str
    text_pl: str
    text_en: str
    carrier: str
    days: int | None


ORDERS = {
    "1001": Order(
        status="packed",
        text_pl="Paczka jest spakowana i czeka na kuriera.",
        text_en="The parcel is packed and waiting for the courier.",
        carrier="Kurier Wierzba",
        days=2,
    ),
    "1002": Order(
        status="in_transit",
        text_pl="Paczka jest w drodze do sortowni w Krakowie.",
        text_en="The parcel is on its way to the sorting centre in Bristol.",
        carrier="Kurier Wierzba",
        days=1,
    ),
    "1003": Order(
        status="ready_for_pickup",
        text_pl="Paczka czeka w automacie przy ul. Lipowej 7.",
        text_en="The parcel is waiting in the locker at 7 Linden Street.",
        carrier="Automaty Kasztan",
        days=0,
    ),
    "1004": Order(
        status="delivered",
        text_pl="Paczka została doręczona.",
        text_en="The parcel has been delivered.",
        carrier="Automaty Kasztan",
        days=-1,
    ),
    "1005": Order(
        status="delayed",
        text_pl="Paczka jest opóźniona: kurier nie zastał nikogo i spróbuje ponownie.",
        text_en="The parcel is late: nobody was in, so the courier will try again.",
        carrier="Kurier Wierzba",
        days=3,
    ),
}


def order_answer(number: str, today: date) -> tuple[HTTPStatus, dict[str, str | None]]:
    """What the order service says about `number`."""
    order = ORDERS.get(number)
    if order is None:
        return HTTPStatus.NOT_FOUND, {
            "code": "order_unknown",
            "number": number,
            "message": "There is no order with this number.",
        }
    eta = None if order.days is None else (today + timedelta(days=order.days)).isoformat()
    return HTTPStatus.OK, {
        "number": number,
        "status": order.status,
        "status_text_pl": order.text_pl,
        "status_text_en": order.text_en,
        "carrier": order.carrier,
        "eta": eta,
    }


class _Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD for the known paths and nothing else."""

    server: _Server
    server_version = "demo-shop"
    sys_version = ""
    protocol_version = "HTTP/1.1"
    timeout = 10

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path in self.server.pages:
            self._answer(HTTPStatus.OK, "text/html; charset=utf-8", self.server.pages[path])
        elif path in _FILES:
            name, kind = _FILES[path]
            self._answer(HTTPStatus.OK, kind, (PAGES / name).read_bytes())
        elif asked := _ORDER_PATH.fullmatch(path):
            status, answer = order_answer(asked[1], datetime.now(UTC).date())
            body = json.dumps(answer, ensure_ascii=False).encode()
            self._answer(status, "application/json; charset=utf-8", body)
        else:
            self._answer(HTTPStatus.NOT_FOUND, "text/plain; charset=utf-8", b"Not found.\n")

    do_HEAD = do_GET  # noqa: N815 (the name that http.server asks for)

    def _answer(self, status: HTTPStatus, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "strict-origin-when-cross-origin")
        self.send_header("Content-Security-Policy", self.server.policy)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: a demonstration's log is of no use to anybody."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, port: int, app_origin: str, widget_key: str) -> None:
        keys = {"/": ("pl.html", widget_key), "/en/": ("en.html", f"{widget_key}-en")}
        self.pages = {
            path: Template((PAGES / name).read_text("utf-8"))
            .substitute(app_origin=app_origin, widget_key=key)
            .encode()
            for path, (name, key) in keys.items()
        }
        # All that a page with a policy has to allow is script-src and frame-src; connect-src
        # lets the launcher take the widget's own colour.
        self.policy = (
            "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; "
            f"form-action 'none'; script-src 'self' {app_origin}; frame-src {app_origin}; "
            f"connect-src {app_origin}"
        )
        super().__init__((HOST, port), _Handler)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoShop:
    """A running shop. `stop()` ends it and frees its port."""

    origin: str
    _server: _Server
    _thread: threading.Thread

    def stop(self) -> None:
        """End the shop and wait until its port is free."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def start(port: int, app_origin: str, widget_key: str = "demo") -> DemoShop:
    """Serve the shop on loopback; port 0 takes any free one.

    Args:
        app_origin: Where the widget comes from, as `http://127.0.0.1:8000`.
        widget_key: The Polish page's widget; the English page's is the same with `-en`.

    Raises:
        ValueError: If the origin or the key is not one.
        OSError: If the port is taken.
    """
    if not _ORIGIN.fullmatch(app_origin):
        raise ValueError(f"{app_origin!r} is not an origin such as http://127.0.0.1:8000.")
    if not _WIDGET_KEY.fullmatch(widget_key):
        raise ValueError(f"{widget_key!r} is not a widget's key.")
    server = _Server(port, app_origin, widget_key)
    thread = threading.Thread(target=server.serve_forever, name="demo-shop", daemon=True)
    thread.start()
    return DemoShop(
        origin=f"http://{HOST}:{server.server_address[1]}", _server=server, _thread=thread
    )
