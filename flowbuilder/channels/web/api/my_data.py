"""What is kept about a visitor, for the visitor who holds this browser's token and nobody else."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import SimpleRateThrottle

from flowbuilder.channels.web import services
from flowbuilder.channels.web.api.visitor import VisitorThrottle, VisitorView, token_of
from flowbuilder.channels.web.errors import NotYourToken
from flowbuilder.common.ids import hash_token
from flowbuilder.conversations import my_data
from flowbuilder.conversations import services as conversation_services
from flowbuilder.runtime.commits import durably
from flowbuilder.runtime.erasure import erase_contact


class OneVisitorThrottle(SimpleRateThrottle):
    """So many exports, corrections and deletions by one visitor, to one process."""

    scope = "my_data"
    rate = "20/hour"

    def allow_request(self, request: Request, view: Any) -> bool:
        seldom = request.method != "GET" or view.seldom
        return not seldom or bool(super().allow_request(request, view))

    def get_cache_key(self, request: Request, view: Any) -> str:
        who = hash_token(request.headers.get("Authorization", ""))
        return f"throttle_{self.scope}_{who}"


class _MyDataView(VisitorView):
    throttle_classes = (VisitorThrottle, OneVisitorThrottle)
    seldom = False

    def contact(self, request: Request) -> Any:
        """Whose token this is. Raises NotYourToken."""
        found = conversation_services.welcome_back(token_of(request), self.widget.key)
        if found is None:
            raise NotYourToken(_("This conversation cannot be found. Start a new one."))
        return found


class MyDataView(_MyDataView):
    """See what is kept, correct it, or have it deleted."""

    class Output(serializers.Serializer[Any]):
        class Field(serializers.Serializer[Any]):
            name = serializers.CharField()
            label = serializers.CharField()  # type: ignore[assignment]  # a field of the answer
            kind = serializers.CharField()
            value = serializers.CharField()
            locked = serializers.BooleanField(help_text="Not for the visitor to change.")

        class Consent(serializers.Serializer[Any]):
            purpose = serializers.CharField()
            label = serializers.CharField()  # type: ignore[assignment]  # a field of the answer
            at = serializers.DateTimeField()

        signed_in = serializers.BooleanField()
        consents = Consent(many=True, help_text="What is agreed to and may be withdrawn.")
        fields = Field(many=True)  # type: ignore[assignment]  # a field of the answer

    class Input(serializers.Serializer[Any]):
        values = serializers.DictField(
            child=serializers.CharField(allow_blank=True, max_length=500), default=dict
        )
        withdraw = serializers.CharField(
            default="", max_length=64, help_text="The purpose whose consent is withdrawn."
        )

    @extend_schema(operation_id="my_data", responses=Output)
    def get(self, request: Request, key: str) -> Response:
        with translation.override(self.language):
            return Response(my_data.shown_to(self.contact(request)))

    @extend_schema(operation_id="my_data_correct", request=Input, responses=Output)
    def patch(self, request: Request, key: str) -> Response:
        given = self.Input(data=request.data)
        given.is_valid(raise_exception=True)
        with translation.override(self.language):
            contact = self.contact(request)
            if purpose := given.validated_data["withdraw"]:
                durably(my_data.withdraw, contact, purpose)
            return Response(durably(my_data.correct, contact, given.validated_data["values"]))

    @extend_schema(operation_id="my_data_delete", responses={204: None})
    def delete(self, request: Request, key: str) -> Response:
        durably(erase_contact, self.contact(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class MyDataExportView(_MyDataView):
    """Take a copy of one's own data and conversations away."""

    seldom = True

    @extend_schema(
        operation_id="my_data_export",
        parameters=[OpenApiParameter("as", str, description="`json`, or `html` to read.")],
        responses=OpenApiTypes.OBJECT,
    )
    def get(self, request: Request, key: str) -> Response | HttpResponse:
        with translation.override(self.language):
            found = my_data.export_of(self.contact(request))
            if request.query_params.get("as") == "html":
                page = my_data.readable(found, self.language)
                answer = HttpResponse(page, content_type="text/html; charset=utf-8")
                answer["Content-Disposition"] = 'attachment; filename="my-data.html"'
                answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
                return answer
            return Response(found)


class PastTalksView(_MyDataView):
    """The visitor's earlier conversations in this chat: what is over, and not what is open now."""

    class Output(serializers.Serializer[Any]):
        class Talk(serializers.Serializer[Any]):
            id = serializers.UUIDField()
            at = serializers.DateTimeField()
            words = serializers.CharField(help_text="What the visitor said first.")

        conversations = Talk(many=True)

    @extend_schema(operation_id="past_talks", responses=Output)
    def get(self, request: Request, key: str) -> Response:
        return Response({"conversations": my_data.past_talks(self.contact(request), key)})


class PastTalkView(_MyDataView):
    """One of them, to read."""

    @extend_schema(operation_id="past_talk", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, key: str, talk: UUID) -> Response:
        found = my_data.past_talk(self.contact(request), key, talk)
        return Response({"frames": services.messages_after(found.pk, 0)})
