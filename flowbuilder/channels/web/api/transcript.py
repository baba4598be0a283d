"""The visitor's own copy of the talk, by e-mail."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import translation
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import AnonRateThrottle

from flowbuilder.channels.web import services, transcripts
from flowbuilder.channels.web.api.visitor import MAX_SEQ, VisitorView, token_of
from flowbuilder.runtime.jobs import how_many_of


class TranscriptThrottle(AnonRateThrottle):
    """So many e-mails for one address of the network, to one process."""

    scope = "transcripts"
    rate = "10/hour"


class ChatTranscriptView(VisitorView):
    """Sends the transcript to the address that the visitor types."""

    throttle_classes = (TranscriptThrottle,)

    class Input(serializers.Serializer[Any]):
        email = serializers.CharField(max_length=254)

    @extend_schema(operation_id="chat_transcript", request=Input, responses={202: None})
    def post(self, request: Request, key: str) -> Response:
        given = self.Input(data=request.data)
        given.is_valid(raise_exception=True)
        opened = services.look_up(key, token_of(request), MAX_SEQ)
        with translation.override(self.language), transaction.atomic():
            transcripts.send(
                self.widget,
                opened.conversation_id,
                given.validated_data["email"],
                how_many_of(f"transcript:{opened.conversation_id}:"),
            )
        return Response(status=status.HTTP_202_ACCEPTED)
