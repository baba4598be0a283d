"""Who is at the other end of a socket that uses the browser's login.

A browser sends the session cookie to our sockets from *any* page, so the page's origin is
checked first, exactly: another host, another port, `null` and no origin at all are refused
before the cookie is read.
"""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.http.request import validate_host
from django.utils.crypto import constant_time_compare

from flowbuilder.accounts.models import User
from flowbuilder.common.executor import run_in_orm

logger = structlog.get_logger(__name__)

DEFAULT_PORTS = {"http": 80, "https": 443}


class SessionSocket:
    """Lets a socket through only from our own pages and with a valid login.

    The consumer finds the person in `scope["user"]`, the session's data in `scope["session"]`
    and its key, to look the login up again, in `scope["session_key"]`. Everyone else is refused
    at the handshake.
    """

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> Any:
        if not is_own_origin(scope):
            logger.info("socket.origin_refused", path=scope.get("path"))
            return await _refuse(receive, send)
        session_key = _cookie(scope, settings.SESSION_COOKIE_NAME)
        login = await run_in_orm(login_of, session_key) if session_key else None
        if login is None:
            return await _refuse(receive, send)
        user, session = login
        inner = {**scope, "user": user, "session": session, "session_key": session_key}
        return await self.app(inner, receive, send)


def is_own_origin(scope: dict[str, Any]) -> bool:
    """Say whether the page that opened the socket came from exactly where the socket goes."""
    origins = _header(scope, b"origin")
    hosts = _header(scope, b"host")
    if len(origins) != 1 or len(hosts) != 1:
        return False
    # Exactly as sent: strip() would take away \x85 and the like, with which headers are smuggled.
    origin, host = origins[0].lower(), hosts[0].lower()
    if origin in {item.lower() for item in settings.CSRF_TRUSTED_ORIGINS}:
        return True
    try:
        from_page, to_us = urlsplit(origin), urlsplit(f"//{host}")
        page_port, our_port = from_page.port, to_us.port
    except ValueError:
        return False
    if from_page.scheme not in DEFAULT_PORTS or not from_page.hostname:
        return False
    if origin != f"{from_page.scheme}://{from_page.netloc}" or "@" in from_page.netloc:
        return False
    if settings.FLOWBUILDER_HTTPS and from_page.scheme != "https":
        return False
    default = DEFAULT_PORTS[from_page.scheme]
    if (from_page.hostname, page_port or default) != (to_us.hostname, our_port or default):
        return False
    name = f"[{from_page.hostname}]" if ":" in from_page.hostname else from_page.hostname
    return validate_host(name, settings.ALLOWED_HOSTS)


def login_of(session_key: str) -> tuple[User, dict[str, Any]] | None:
    """Return the person signed in with `session_key` and the session's data, or None."""
    store = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    data = dict(store.load())
    if data.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    user = User.objects.filter(pk=data.get(SESSION_KEY, 0), is_active=True).first()
    if user is None:
        return None
    if not constant_time_compare(data.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash()):
        return None
    return user, data


def _header(scope: dict[str, Any], wanted: bytes) -> list[str]:
    return [value.decode("latin1") for name, value in scope.get("headers", ()) if name == wanted]


def _cookie(scope: dict[str, Any], name: str) -> str | None:
    for header in _header(scope, b"cookie"):
        try:
            found = SimpleCookie(header).get(name)
        except CookieError:
            continue
        if found is not None:
            return found.value
    return None


async def _refuse(receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "websocket.close", "code": 4403})
