"""The widget's socket address."""

from __future__ import annotations

from django.urls import re_path

from flowbuilder.channels.web.consumers import WidgetConsumer

websocket_urlpatterns = [
    re_path(r"^ws/chat/(?P<key>[A-Za-z0-9_-]{1,64})/$", WidgetConsumer.as_asgi()),  # type: ignore[arg-type]  # an ASGI app
]
