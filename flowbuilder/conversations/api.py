"""Files of conversations for those who are signed in and may read what was said."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from flowbuilder.accounts.access import Permission
from flowbuilder.accounts.api_base import WorkspaceView
from flowbuilder.conversations import card_pictures
from flowbuilder.conversations.errors import NoSuchFile
from flowbuilder.conversations.files import answers, reading_uploads
from flowbuilder.conversations.selectors import attachment_in


class AnyAnswer(BaseContentNegotiation):
    """A picture's address is asked for an image, and still answers problems in JSON."""

    def select_parser(self, request: Any, parsers: Any) -> Any:
        return parsers[0] if parsers else None

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


class CardPicturesView(WorkspaceView):
    """Pictures on cards, for authors: one is uploaded, any is shown while a flow is drawn."""

    content_negotiation_class = AnyAnswer
    parser_classes = (MultiPartParser,)
    permission = Permission.FLOWS_EDIT

    class Output(serializers.Serializer[Any]):
        address = serializers.CharField(help_text="What the card then has as its picture.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.reading = reading_uploads.limit(request)
        return super().dispatch(request, *args, **kwargs)

    @extend_schema(
        operation_id="card_picture",
        parameters=[OpenApiParameter("address", str, description="As the card has it.")],
        responses={(200, "image/webp"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request) -> HttpResponse:
        """Give the bytes; one of another host is fetched if need be."""
        return picture_answer(card_pictures.picture_at(self.workspace.pk, address_in(request)))

    @extend_schema(
        operation_id="card_picture_upload", request=reading_uploads.FORM, responses={201: Output}
    )
    def post(self, request: Request) -> Response:
        """Keep a picture for cards."""
        file, _stated = reading_uploads.file_in(request, self.reading)
        address = card_pictures.keep(self.workspace.pk, file, file.name or "")
        return Response({"address": address}, status=status.HTTP_201_CREATED)


def address_in(request: Request) -> str:
    """The address of a card's picture that is asked for."""
    return str(request.query_params.get("address", ""))[:2000]


def picture_answer(found: bytes | None) -> HttpResponse:
    """A card's picture as an answer. Raises NoSuchFile when there is none."""
    if found is None:
        raise NoSuchFile(_("This picture cannot be shown now."))
    return answers.picture(found)


class FileView(WorkspaceView):
    """A file of a conversation, for whoever reads conversations in the admin."""

    content_negotiation_class = AnyAnswer

    permission = Permission.INSIGHTS_VIEW

    @extend_schema(
        operation_id="conversation_file",
        parameters=[OpenApiParameter("small", bool, description="A picture's preview.")],
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, file_id: UUID) -> HttpResponse:
        """Give the bytes."""
        attachment = attachment_in(self.workspace.pk, file_id)
        if attachment is None:
            raise NoSuchFile(_("This file is no longer here."))
        return answers.answer_with(attachment, small="small" in request.query_params)
