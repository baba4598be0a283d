"""A visitor's files over plain HTTP: one goes up, any of the conversation is shown.

So are the pictures of its cards.

`POST` takes one file, in the field `file` of a form, and answers with what a `say` frame then
sends: `{"type": "say", "client_id", "text", "files": [id]}`. Its field `size`, if given, is how
many bytes there should be, so that an upload that was cut off is noticed.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import AnonRateThrottle, SimpleRateThrottle

from flowbuilder.channels.web import file_links, uploads
from flowbuilder.channels.web.api.visitor import VisitorView, token_of
from flowbuilder.common.errors import AppError
from flowbuilder.conversations import card_pictures
from flowbuilder.conversations.errors import NoSuchFile
from flowbuilder.conversations.files import answers, reading_uploads


class AddressThrottle(AnonRateThrottle):
    """So many uploads from one address, to one process."""

    scope = "uploads"
    rate = "30/min"


class WidgetThrottle(SimpleRateThrottle):
    """So many uploads through one widget, to one process."""

    scope = "widget_uploads"
    rate = "300/min"

    def get_cache_key(self, request: Request, view: Any) -> str:
        return f"throttle_{self.scope}_{view.kwargs['key']}"


class Uploaded(serializers.Serializer[Any]):
    """A file that was taken and that nobody sees yet."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(["image", "pdf", "document", "sheet", "text"])
    size = serializers.IntegerField()
    width = serializers.IntegerField(required=False)
    height = serializers.IntegerField(required=False)


class ChatFilesView(VisitorView):
    """Takes a visitor's file."""

    parser_classes = (MultiPartParser,)
    throttle_classes = (AddressThrottle, WidgetThrottle)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.reading = reading_uploads.limit(request)
        return super().dispatch(request, *args, **kwargs)

    @extend_schema(
        operation_id="chat_upload", request=reading_uploads.FORM, responses={201: Uploaded}
    )
    def post(self, request: Request, key: str) -> Response:
        with translation.override(self.language):
            conversation = uploads.conversation_for(self.widget, token_of(request))
            taken = uploads.take(conversation, *reading_uploads.file_in(request, self.reading))
        return Response(taken, status=status.HTTP_201_CREATED)


@require_safe
def shown_file(request: HttpRequest, signed: str) -> HttpResponse:
    """A file of a conversation, by the address that its visitor was given."""
    try:
        attachment = file_links.attachment_at(signed)
        return answers.answer_with(attachment, small="small" in request.GET)
    except AppError as problem:
        return answers.refusal(problem)


@require_safe
def shown_picture(request: HttpRequest, signed: str) -> HttpResponse:
    """The picture of a card, by the address that its visitor was given."""
    try:
        found = card_pictures.picture_at(*file_links.card_picture_at(signed))
        if found is None:
            raise NoSuchFile(_("This picture cannot be shown now."))
        return answers.picture(found)
    except AppError as problem:
        return answers.refusal(problem)
