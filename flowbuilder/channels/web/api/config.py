"""What the loader asks before it shows anything on somebody's page."""

from __future__ import annotations

from typing import Any

from django.utils.cache import patch_vary_headers
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from flowbuilder.channels.web import selectors
from flowbuilder.channels.web.errors import OriginRefused
from flowbuilder.channels.web.origins import is_allowed


class WidgetConfigView(APIView):
    """A widget's looks and words, for pages that may show it."""

    authentication_classes = ()
    permission_classes = ()

    class Output(serializers.Serializer[Any]):
        title = serializers.CharField()
        accent = serializers.CharField()
        accentText = serializers.CharField()  # noqa: N815  JSON for JavaScript
        language = serializers.CharField()
        notice = serializers.CharField()
        files = serializers.BooleanField()
        fileLimit = serializers.IntegerField()  # noqa: N815
        side = serializers.ChoiceField(["right", "left"])
        avatar = serializers.CharField()
        consent = serializers.BooleanField(help_text="Store nothing before consent is told of.")
        invitations = serializers.ListField(child=serializers.DictField())
        quiet = serializers.ListField(child=serializers.CharField())

    @extend_schema(
        responses=Output,
        parameters=[
            OpenApiParameter("language", str, description="What the page, or the line, is in."),
            OpenApiParameter("own", str, description="Given: the line of HTML names it."),
        ],
    )
    def get(self, request: Request, key: str) -> Response:
        widget = selectors.widget_of(key)
        asked = request.query_params
        origin = request.headers.get("Origin", "")
        own = origin == f"{request.scheme}://{request.get_host()}"
        if origin and not own and not is_allowed(origin, widget.origins):
            raise OriginRefused()
        language = selectors.language_around(
            widget, asked.get("language", "")[:35], own="own" in asked
        )
        return Response(selectors.loader_config(widget, language))

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Let any page read the answer, a refusal too: nothing in it is secret."""
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        response["Cache-Control"] = "no-cache"
        patch_vary_headers(response, ["Origin"])
        return response
