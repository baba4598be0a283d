"""Our server with one more socket, `/ws/echo/`: an empty generic JSON consumer to compare with."""

from __future__ import annotations

import os
import sys
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "flowbuilder.config.settings")
django.setup()

from channels.generic.websocket import AsyncJsonWebsocketConsumer  # noqa: E402  # apps first
from django.core.management import call_command  # noqa: E402

from flowbuilder.config import asgi  # noqa: E402


class Echo(AsyncJsonWebsocketConsumer):  # type: ignore[misc]  # channels has no types
    """Sends back what it gets and keeps nothing."""

    async def receive_json(self, content: Any, **kwargs: Any) -> None:
        await self.send_json(content)


def with_echo(application: Any) -> Any:
    """`application`, with the echo beside it."""
    echo = Echo.as_asgi()

    async def both(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "websocket" and scope["path"] == "/ws/echo/":
            await echo(scope, receive, send)
        else:
            await application(scope, receive, send)

    return both


if __name__ == "__main__":
    asgi.application = with_echo(asgi.application)
    call_command("serve", port=int(sys.argv[1]))
