"""The base of what a visitor's client asks over plain HTTP: which page asks, and whose token."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.throttling import AnonRateThrottle
from rest_framework.views import APIView

from flowbuilder.accounts.socket_login import is_own_origin
from flowbuilder.channels.web import selectors
from flowbuilder.channels.web.errors import NotYourToken, OriginRefused
from flowbuilder.channels.web.models import Widget
from flowbuilder.channels.web.origins import is_allowed

MAX_SEQ = 2_147_483_647


class VisitorThrottle(AnonRateThrottle):
    """So many requests from one address, to one process."""

    rate = "240/min"


class VisitorView(APIView):
    """One widget, open to its own websites. `self.widget` is it."""

    authentication_classes = ()
    permission_classes = ()
    throttle_classes: Any = (VisitorThrottle,)

    widget: Widget

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.widget = selectors.widget_of(kwargs["key"])
        origin = request.headers.get("Origin")
        if origin is None or is_allowed(origin, self.widget.origins):
            return
        host = str(request.get_host()).encode()
        own = [(b"origin", origin.encode("latin1", "replace")), (b"host", host)]
        if not is_own_origin({"headers": own}):
            raise OriginRefused()

    @property
    def language(self) -> str:
        """What is read around the conversation: as the client says, else the widget's."""
        asked = self.request.headers.get("Accept-Language", "")
        return selectors.our_language(asked) or self.widget.language


def token_of(request: Request) -> str:
    """The visitor's token, from the header. Raises NotYourToken."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not 20 <= len(token) <= 200:
        raise NotYourToken(_("This conversation cannot be found. Start a new one."))
    return token
