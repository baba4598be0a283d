"""Static files straight from the door, before Django: WhiteNoise's answers over ASGI.

Django would read each file on a thread it needs for people. Files with a hash in their name
are kept by the browser for a year; others are asked about again after ten minutes.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from whitenoise.base import WhiteNoise

App = Callable[
    [dict[str, Any], Callable[[], Any], Callable[[dict[str, Any]], Any]], Awaitable[None]
]

CHUNK = 256 * 1024
HASHED = re.compile(r"/frontend/app/assets/.+-[\w-]{8}\.\w+$")
TEN_MINUTES = 600


class StaticFiles:
    """Answers GET and HEAD under STATIC_URL; passes everything else on."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.prefix = settings.STATIC_URL
        self.noise = WhiteNoise(
            None,
            max_age=TEN_MINUTES,
            immutable_file_test=lambda _path, url: bool(HASHED.search(url)),
            allow_all_origins=False,
            add_headers_function=_add_headers,
        )
        for finder in finders.get_finders():
            for path, storage in finder.list(None):
                folder = getattr(storage, "prefix", None)
                url = f"{self.prefix}{folder}/{path}" if folder else f"{self.prefix}{path}"
                self.noise.add_file_to_dictionary(url.replace("\\", "/"), storage.path(path))

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        path = scope.get("path", "")
        if scope["type"] != "http" or not path.startswith(self.prefix):
            return await self.app(scope, receive, send)
        found = self._find(path)
        if found is None or scope["method"] not in {"GET", "HEAD"}:
            return await self.app(scope, receive, send)
        headers = {
            f"HTTP_{name.decode('latin1').upper().replace('-', '_')}": value.decode("latin1")
            for name, value in scope["headers"]
        }
        answer = found.get_response(scope["method"], headers)
        status = HTTPStatus(answer.status)
        await send(
            {
                "type": "http.response.start",
                "status": int(status),
                "headers": [
                    (name.lower().encode("latin1"), str(value).encode("latin1"))
                    for name, value in answer.headers
                ],
            }
        )
        if answer.file is None:
            return await send({"type": "http.response.body", "body": b""})
        with answer.file as file:
            while chunk := await asyncio.to_thread(file.read, CHUNK):
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        return await send({"type": "http.response.body", "body": b""})

    def _find(self, path: str) -> Any:
        found = self.noise.files.get(path)
        if found is None:  # built after we started
            on_disk = finders.find(path.removeprefix(self.prefix))
            if on_disk:
                self.noise.add_file_to_dictionary(path, on_disk)
                found = self.noise.files.get(path)
        return found


def _add_headers(headers: Any, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
