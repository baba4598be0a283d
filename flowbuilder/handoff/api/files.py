"""An agent's files: one goes up, and a reply or a note sends it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from flowbuilder.accounts.access import Permission
from flowbuilder.conversations import card_pictures
from flowbuilder.conversations.api import AnyAnswer, address_in, picture_answer
from flowbuilder.conversations.api import FileView as ConversationFileView
from flowbuilder.conversations.files import reading_uploads
from flowbuilder.handoff.api.reading import InboxView
from flowbuilder.handoff.services import filing


class FilesView(InboxView):
    """Takes a file for a reply or a note. Nobody sees it until one of them sends it."""

    parser_classes = (MultiPartParser,)

    class Output(serializers.Serializer[Any]):
        id = serializers.UUIDField()
        name = serializers.CharField()
        kind = serializers.ChoiceField(["image", "pdf", "document", "sheet", "text"])
        size = serializers.IntegerField()
        width = serializers.IntegerField(required=False)
        height = serializers.IntegerField(required=False)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.reading = reading_uploads.limit(request)
        return super().dispatch(request, *args, **kwargs)

    @extend_schema(
        operation_id="inbox_upload", request=reading_uploads.FORM, responses={201: Output}
    )
    def post(self, request: Request, conversation_id: UUID) -> Response:
        conversation = filing.conversation_for(self.workspace, conversation_id)
        file, stated = reading_uploads.file_in(request, self.reading)
        taken = filing.take(conversation, self.user, file, stated)
        return Response(taken, status=status.HTTP_201_CREATED)


class FileView(ConversationFileView):
    """A file of a conversation, for whoever answers people here."""

    permission = Permission.INBOX_USE

    @extend_schema(
        operation_id="inbox_file",
        parameters=[OpenApiParameter("small", bool, description="A picture's preview.")],
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, file_id: UUID) -> HttpResponse:
        """Give the bytes."""
        return super().get(request, file_id)


class CardPictureView(InboxView):
    """The picture of a card that a visitor was shown. None is fetched for it."""

    content_negotiation_class = AnyAnswer

    @extend_schema(
        operation_id="inbox_card_picture",
        parameters=[OpenApiParameter("address", str, description="As the card has it.")],
        responses={(200, "image/webp"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request) -> HttpResponse:
        """Give the bytes."""
        return picture_answer(card_pictures.kept_picture(self.workspace.pk, address_in(request)))
