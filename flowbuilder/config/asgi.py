"""The door: static files, HTTP and sockets.

Sockets come in two kinds, kept apart on purpose: the widget's (no cookies, its own check of
origins) and ours (the browser's login, our origin only).
"""

from __future__ import annotations

import os
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "flowbuilder.config.settings")
django_application = get_asgi_application()

from django.apps import apps  # noqa: E402  # apps are ready only now

from flowbuilder.accounts.socket_login import SessionSocket  # noqa: E402
from flowbuilder.config.static_files import StaticFiles  # noqa: E402

WITHOUT_COOKIES = ("flowbuilder.channels.web",)
WITH_LOGIN = ("flowbuilder.handoff",)


def _patterns(app_names: tuple[str, ...]) -> list[Any]:
    """Return the socket addresses of `app_names`, from `routing.py` or `websockets.py`."""
    found: list[Any] = []
    for app in app_names:
        if not apps.is_installed(app):
            continue
        for name in ("routing", "websockets"):
            if find_spec(f"{app}.{name}"):
                found += getattr(import_module(f"{app}.{name}"), "websocket_urlpatterns", [])
    return found


async def no_such_socket(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Refuse a socket to an address that none of ours answers."""
    await receive()
    await send({"type": "websocket.close", "code": 4404})


class Sockets:
    """Sends a socket to the first list that has its address."""

    def __init__(self) -> None:
        self.public = _patterns(WITHOUT_COOKIES)
        self.ours = _patterns(WITH_LOGIN)
        self.public_app = URLRouter(self.public)
        self.our_app = SessionSocket(URLRouter(self.ours))

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> Any:
        path = scope["path"].lstrip("/")
        if any(pattern.pattern.match(path) for pattern in self.public):
            return await self.public_app(scope, receive, send)
        if any(pattern.pattern.match(path) for pattern in self.ours):
            return await self.our_app(scope, receive, send)
        return await no_such_socket(scope, receive, send)


application = StaticFiles(ProtocolTypeRouter({"http": django_application, "websocket": Sockets()}))
