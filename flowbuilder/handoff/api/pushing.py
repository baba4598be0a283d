"""Whether this browser is told of what concerns the agent while the inbox is closed."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from flowbuilder.handoff.api import shapes
from flowbuilder.handoff.api.reading import InboxView
from flowbuilder.handoff.services import pushing
from flowbuilder.integrations import webpush
from flowbuilder.integrations.webpush import Browser


class PushView(InboxView):
    """The key to subscribe with; subscribe this browser, or leave it alone."""

    class Key(serializers.Serializer):
        key = serializers.CharField(help_text="The applicationServerKey, base64url.")

    class Subscription(shapes.StrictInput):
        endpoint = serializers.CharField(max_length=1000)
        p256dh = serializers.RegexField(r"^[A-Za-z0-9_-]{80,100}$")
        auth = serializers.RegexField(r"^[A-Za-z0-9_-]{16,40}$")

    class Endpoint(shapes.StrictInput):
        endpoint = serializers.CharField(max_length=1000)

    @extend_schema(operation_id="inbox_push_key", responses=Key)
    def get(self, request: Request) -> Response:
        return Response({"key": webpush.public_key()})

    @extend_schema(operation_id="inbox_push_subscribe", request=Subscription, responses={204: None})
    def post(self, request: Request) -> Response:
        given = self.Subscription(data=request.data)
        given.is_valid(raise_exception=True)
        pushing.subscribe(self.workspace, self.user, Browser(**given.validated_data))
        return Response(status=204)

    @extend_schema(operation_id="inbox_push_unsubscribe", request=Endpoint, responses={204: None})
    def delete(self, request: Request) -> Response:
        given = self.Endpoint(data=request.data)
        given.is_valid(raise_exception=True)
        pushing.unsubscribe(self.user, given.validated_data["endpoint"])
        return Response(status=204)
