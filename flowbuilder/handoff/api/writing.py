"""What a language model writes for the agent who asked for it."""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from flowbuilder.accounts.models import Language
from flowbuilder.handoff import selectors, writing
from flowbuilder.handoff.api import shapes
from flowbuilder.handoff.api.reading import InboxView


class WrittenShown(serializers.Serializer):
    text = serializers.CharField()
    model = serializers.CharField()


class Nothing(shapes.StrictInput):
    """There is nothing to say."""


class SummaryView(InboxView):
    """Have two lines written on what was said, in the agent's language."""

    @extend_schema(operation_id="inbox_summary", request=Nothing, responses=WrittenShown)
    def post(self, request: Request, conversation_id: UUID) -> Response:
        Nothing(data=request.data).is_valid(raise_exception=True)
        conversation = selectors.conversation_of(self.workspace.pk, conversation_id)
        return Response(asdict(writing.summarise(conversation, _shown_in())))


class TranslationView(InboxView):
    """Have one message translated into the agent's language."""

    class Wanted(shapes.StrictInput):
        seq = serializers.IntegerField(min_value=1)

    @extend_schema(operation_id="inbox_translation", request=Wanted, responses=WrittenShown)
    def post(self, request: Request, conversation_id: UUID) -> Response:
        given = self.Wanted(data=request.data)
        given.is_valid(raise_exception=True)
        conversation = selectors.conversation_of(self.workspace.pk, conversation_id)
        seq = given.validated_data["seq"]
        return Response(asdict(writing.translate(conversation, seq, _shown_in())))


class ReplyDraftView(InboxView):
    """Have a reply to the visitor's last words drafted from the knowledge. Nothing is sent.

    With `begun` it is what follows those words; empty where the team has no such drafts.
    """

    class Begun(shapes.StrictInput):
        begun = serializers.CharField(
            required=False, allow_blank=True, max_length=writing.MAX_BEGUN,
            help_text="What the agent has typed so far.",
        )  # fmt: skip

    class Drafted(serializers.Serializer):
        text = serializers.CharField(allow_blank=True, help_text="Empty: nothing supports one.")
        sources = serializers.ListField(child=serializers.CharField())

    @extend_schema(operation_id="inbox_reply_draft", request=Begun, responses=Drafted)
    def post(self, request: Request, conversation_id: UUID) -> Response:
        given = self.Begun(data=request.data)
        given.is_valid(raise_exception=True)
        conversation = selectors.conversation_of(self.workspace.pk, conversation_id)
        return Response(asdict(writing.draft_reply(conversation, **given.validated_data)))


def _shown_in() -> str:
    return Language.nearest(get_language() or "")
