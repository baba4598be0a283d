"""The address of the inbox's socket. (`routing.py` is who answers next.)"""

from typing import Any

from django.urls import path

from flowbuilder.handoff.consumers import InboxConsumer

_inbox: Any = InboxConsumer.as_asgi()  # an ASGI application, which `path` takes as well

websocket_urlpatterns = [path("ws/inbox/", _inbox)]
