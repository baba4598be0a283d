"""The widget's own pages: the loader, the frame that it opens, and the hosted chat."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from flowbuilder.channels.web import selectors
from flowbuilder.channels.web.away import away_of, team_of
from flowbuilder.channels.web.errors import NoSuchWidget
from flowbuilder.channels.web.greetings import greeting_of
from flowbuilder.channels.web.models import Widget
from flowbuilder.channels.web.reply_times import usual_reply

LOADER_AGE_S = 600
FRAMED = frozenset({"frame", "inline"})
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
    """The chat inside the loader's frame; only allowed websites may embed it.

    With `preview`, it talks to nobody: the admin shows it beside the form.
    """
    return _chat(request, key, "preview" if "preview" in request.GET else "frame")


@require_safe
@xframe_options_exempt
def inline(request: HttpRequest, key: str) -> HttpResponse:
    """The chat as a part of somebody's page, in a frame as `frame` is.

    Everyone who opens the page sees it, so it shows what a conversation would begin with and
    begins one only when it is used.
    """
    return _chat(request, key, "inline")


@require_safe
def avatar(request: HttpRequest, key: str, tag: str) -> HttpResponse:
    """The assistant's picture. Its address changes with it, so it may be kept for good."""
    found = Widget.objects.filter(key=key, avatar_tag=tag).only("avatar").first()
    if found is None or not found.avatar:
        return HttpResponse(status=404)
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable",
        "Content-Security-Policy": "default-src 'none'",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(bytes(found.avatar), content_type="image/png", headers=headers)


def _chat(request: HttpRequest, key: str, mode: str) -> HttpResponse:
    try:
        widget = selectors.widget_of(key)
    except NoSuchWidget as problem:
        return _refused(request, str(problem.message))
    asked = request.GET.get("language", "")[:35]
    if mode == "page":
        asked = asked or _language_of_browser(request)
    language = selectors.language_around(widget, asked, own="own" in request.GET)
    config = selectors.public_config(widget, language)
    if mode == "inline":
        config["greeting"] = greeting_of(widget, asked)
    if mode != "preview" and (away := away_of(widget, language)):
        config["away"] = away
    if mode != "preview" and (reply := usual_reply(team_of(widget), language)):
        config["reply"] = reply
    with translation.override(language):
        answer = render(
            request,
            "channel_web/chat.html",
            {
                "widget": widget,
                "language": language,
                "mode": mode,
                "config": json.dumps(config, ensure_ascii=False),
                "stamp": _stamp(),
            },
        )
    ancestors = " ".join(["'self'", *widget.origins]) if mode in FRAMED else "'self'"
    _close_doors(request, answer, ancestors)
    return answer


def _language_of_browser(request: HttpRequest) -> str:
    """What the visitor's browser would rather read, as it says first."""
    wanted = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    return wanted[0][0] if wanted else ""


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
    return f'<script src="{_host(request)}/widget.js" data-widget="{widget.key}" async></script>'


def inline_snippet(request: HttpRequest, widget: Widget) -> str:
    """The lines that put the chat into the page itself, where the first of them stands."""
    return (
        '<div id="chat" style="height:640px"></div>\n'
        f'<script src="{_host(request)}/widget.js" data-widget="{widget.key}" '
        'data-mode="inline" data-target="#chat" async></script>'
    )


def address(request: HttpRequest, widget: Widget) -> str:
    """The whole address of the chat's own page."""
    return f"{_host(request)}{reverse('widget-page', args=[widget.key])}"


def qr_code(text: str) -> str:
    """A QR code as SVG: dark on white, with the margin that cameras need."""
    target = BytesIO()
    segno.make(text, error="m", micro=False).save(
        target, kind="svg", border=4, xmldecl=False, dark="#000", light="#fff", omitsize=True
    )
    return target.getvalue().decode()


def _host(request: HttpRequest) -> Any:
    return f"{request.scheme}://{request.get_host()}"
