"""Every socket has the same guards: it is served by a `SocketConsumer`, or refused."""

import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import URLPattern

from flowbuilder.config.asgi import Sockets
from flowbuilder.conversations.sockets import SocketConsumer

ROOT = Path(__file__).resolve().parents[2]


def routes() -> Iterator[URLPattern]:
    sockets = Sockets()
    for patterns in vars(sockets).values():
        if isinstance(patterns, list):
            yield from patterns


def consumer_of(route: URLPattern) -> object:
    """The class whose `as_asgi` made this route's application."""
    return inspect.getclosurevars(route.callback).nonlocals.get("cls")


def test_the_lists_of_sockets_are_found():
    assert {str(route.pattern) for route in routes()} >= {
        "^ws/chat/(?P<key>[A-Za-z0-9_-]{1,64})/$",
        "ws/inbox/",
    }


@pytest.mark.parametrize("route", list(routes()), ids=lambda route: str(route.pattern))
def test_a_socket_has_the_limits_the_heartbeat_and_the_goodbye(route):
    """Seen to fail with a route to one of Channels' own consumers."""
    consumer = consumer_of(route)

    assert isinstance(consumer, type) and issubclass(consumer, SocketConsumer)
    for guard in ("run", "send", "close", "_read", "_write", "_tick"):
        assert getattr(consumer, guard) is getattr(SocketConsumer, guard)


def test_nobody_uses_another_kind_of_consumer():
    """Channels' generic consumers have none of it."""
    for path in (ROOT / "flowbuilder").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert "channels.generic" not in text and "channels.consumer" not in text, path
