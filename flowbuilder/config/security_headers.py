"""Headers that keep a page from doing what it never needs to do.

The admin's theme evaluates expressions in attributes (Alpine), so `/admin/` allows that.
Nothing else does. A view that sets its own policy keeps it: the widget's frame has one.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

COMMON = (
    "default-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self' {ws}; "
    "style-src 'self' 'unsafe-inline'; frame-src 'self'; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'; script-src "
)
STRICT = COMMON + "'self'"
ADMIN = COMMON + "'self' 'unsafe-inline' 'unsafe-eval'"


class SecurityHeaders:
    """Adds a content security policy and the like to every answer that has none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if answer.get("Content-Type", "").startswith("text/html"):
            policy = ADMIN if request.path.startswith("/admin/") else STRICT
            scheme = "wss" if request.is_secure() else "ws"
            answer.headers.setdefault(
                "Content-Security-Policy", policy.format(ws=f"{scheme}://{request.get_host()}")
            )
        answer.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        return answer
