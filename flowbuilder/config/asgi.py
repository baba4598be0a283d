"""The door: static files, HTTP and sockets.

Sockets come in two kinds, kept apart on purpose: the widget's (no cookies, its own check of
origins) and ours (the browser's login, our origin only).
"""

from __future__ import annotations

import os
from typing import Any

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "flowbuilder.config.settings")
django_application = get_asgi_application()

from flowbuilder.accounts.socket_login import SessionSocket  # noqa: E402  # apps are ready now
from flowbuilder.channels.web import routing as widget  # noqa: E402
from flowbuilder.config.static_files import StaticFiles  # noqa: E402
from flowbuilder.handoff import websockets as inbox  # noqa: E402


async def no_such_socket(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Refuse a socket to an address that none of ours answers."""
    await receive()
    await send({"type": "websocket.close", "code": 4404})


class Sockets:
    """Sends a socket to the first list that has its address."""

    def __init__(self) -> None:
        self.public = widget.websocket_urlpatterns
        self.ours = inbox.websocket_urlpatterns
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
