"""Tells the API's description how one signs in."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension


class SessionLoginScheme(OpenApiAuthenticationExtension):
    """The browser's login: a session cookie."""

    target_class = "flowbuilder.accounts.api_base.SessionLogin"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        from django.conf import settings

        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}
