"""What makes the inbox a program on a phone's or desktop's screen: manifest and worker."""

from __future__ import annotations

from pathlib import Path

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache

#: Not among the static files: a worker rules only what lies below its own address.
WORKER = Path(__file__).parent / "static" / "handoff" / "sw.js"
ICONS = ("180", "192", "512")


@cache_control(max_age=3600)
def manifest(request: HttpRequest) -> HttpResponse:
    """The web app manifest, in the language of whoever installs it."""
    return JsonResponse(
        {
            "id": "/inbox/",
            "name": _("Inbox – Flowbuilder"),
            "short_name": _("Inbox"),
            "lang": (get_language() or "en")[:2],
            "start_url": "/inbox/",
            "scope": "/inbox/",
            "display": "standalone",
            "background_color": "#ffffff",
            "theme_color": "#5046e0",
            "icons": [
                {
                    "src": static(f"handoff/icon-{size}.png"),
                    "sizes": f"{size}x{size}",
                    "type": "image/png",
                    "purpose": "any",
                }
                for size in ICONS
            ],
        },
        content_type="application/manifest+json",
    )


@never_cache
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker; asked for anew each time, so that nobody is kept on an old one."""
    return HttpResponse(WORKER.read_bytes(), content_type="text/javascript")
