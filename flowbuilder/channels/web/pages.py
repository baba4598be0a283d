"""The widget's own pages: the loader, the frame that it opens, and the hosted chat."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from flowbuilder.channels.web import selectors
from flowbuilder.channels.web.errors import NoSuchWidget
from flowbuilder.channels.web.models import Widget

LOADER_AGE_S = 600
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self' {socket}; frame-ancestors {ancestors}; base-uri 'none'; "
    "form-action 'none'; require-trusted-types-for 'script'"
)


@require_safe
def loader(request: HttpRequest) -> HttpResponse:
    """The one script that other people's pages load."""
    path = settings.FRONTEND_DIST / "widget" / "loader.js"
    try:
        body, tag = _file(path, path.stat().st_mtime_ns)
    except OSError:
        text = "/* Flowbuilder: the front end is not built. Run make install. */"
        return HttpResponse(text, status=503, content_type="text/javascript; charset=utf-8")
    headers = {
        "ETag": tag,
        "Cache-Control": f"public, max-age={LOADER_AGE_S}, stale-while-revalidate=86400",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers=headers)
    return HttpResponse(body, content_type="text/javascript; charset=utf-8", headers=headers)


@require_safe
def hosted(request: HttpRequest, key: str) -> HttpResponse:
    """The chat on a page of its own."""
    return _chat(request, key, "page")


@require_safe
@xframe_options_exempt
def frame(request: HttpRequest, key: str) -> HttpResponse:
    """The chat inside the loader's frame; only allowed websites may embed it."""
    return _chat(request, key, "frame")


def _chat(request: HttpRequest, key: str, mode: str) -> HttpResponse:
    try:
        widget = selectors.widget_of(key)
    except NoSuchWidget as problem:
        return _refused(request, str(problem.message))
    with translation.override(widget.language):
        answer = render(
            request,
            "channel_web/chat.html",
            {
                "widget": widget,
                "mode": mode,
                "config": json.dumps(selectors.public_config(widget), ensure_ascii=False),
                "stamp": _stamp(),
            },
        )
    ancestors = " ".join(["'self'", *widget.origins]) if mode == "frame" else "'self'"
    _close_doors(request, answer, ancestors)
    return answer


def _refused(request: HttpRequest, sentence: str) -> HttpResponse:
    answer = render(
        request,
        "channel_web/refused.html",
        {"title": _("This chat is not available"), "sentence": sentence},
        status=404,
    )
    _close_doors(request, answer, "*")
    return answer


def _close_doors(request: HttpRequest, answer: HttpResponse, ancestors: str) -> None:
    scheme = "wss" if request.is_secure() else "ws"
    answer["Content-Security-Policy"] = POLICY.format(
        socket=f"{scheme}://{request.get_host()}", ancestors=ancestors
    )
    answer["Referrer-Policy"] = "strict-origin-when-cross-origin"
    answer["Cache-Control"] = "no-cache"


def _stamp() -> str:
    """Changes when the built chat changes, so that no browser runs an old one."""
    path = settings.FRONTEND_DIST / "widget" / "chat.js"
    try:
        return str(path.stat().st_mtime_ns)
    except OSError:
        return "0"


@lru_cache(maxsize=4)
def _file(path: Path, changed: int) -> tuple[bytes, str]:
    body = path.read_bytes()
    return body, f'"{hashlib.sha256(body).hexdigest()[:24]}"'


def snippet(request: HttpRequest, widget: Widget) -> str:
    """The one line of HTML that puts the widget on a page."""
    host: Any = f"{request.scheme}://{request.get_host()}"
    return f'<script src="{host}/widget.js" data-widget="{widget.key}" async></script>'
