"""The address of the inbox's socket. (`routing.py` is who answers next.)"""

from django.urls import path

from flowbuilder.handoff.consumers import InboxConsumer

websocket_urlpatterns = [path("ws/inbox/", InboxConsumer.as_asgi())]
