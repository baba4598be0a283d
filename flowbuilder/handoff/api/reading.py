"""What an agent reads: lists, one conversation, its messages, colleagues, canned replies."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from flowbuilder.accounts.access import Permission, request_may
from flowbuilder.accounts.api_base import WorkspaceView
from flowbuilder.handoff import assisting, inbox, lists, selectors, story
from flowbuilder.handoff.api import shapes
from flowbuilder.handoff.models import CannedReply
from flowbuilder.handoff.stopped import stopped_at


class InboxView(WorkspaceView):
    """The base of the inbox's views."""

    permission = Permission.INBOX_USE


class ConversationsView(InboxView):
    """List the conversations of one view, a page at a time."""

    class Query(shapes.StrictInput):
        view = serializers.ChoiceField(lists.VIEWS, default="waiting")
        team = serializers.IntegerField(required=False, min_value=1)
        tags = serializers.RegexField(
            r"^\d{1,9}(,\d{1,9}){0,19}$", required=False, help_text="All of them, as in 3,5."
        )
        language = serializers.CharField(required=False, max_length=5)
        channel = serializers.CharField(required=False, max_length=20)
        sla = serializers.ChoiceField(["at_risk"], required=False)
        cursor = serializers.CharField(required=False, max_length=200, allow_blank=True)

    @extend_schema(
        operation_id="inbox_conversations", parameters=[Query], responses=shapes.RowsPage
    )
    def get(self, request: Request) -> Response:
        asked = self.Query(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        tags = [int(key) for key in given.get("tags", "").split(",") if key]
        rows, following = lists.page_of(
            given["view"],
            self.workspace.pk,
            self.user,
            given.get("team"),
            given.get("cursor", ""),
            {**given, "tags": tags},
        )
        counts = lists.counts_for(self.workspace.pk, self.user)
        return Response({"conversations": rows, "next": following, "counts": counts})


class ConversationView(InboxView):
    """Show one conversation: contact, story so far, earlier visits."""

    @extend_schema(operation_id="inbox_conversation", responses=shapes.Card)
    def get(self, request: Request, conversation_id: UUID) -> Response:
        conversation = selectors.conversation_of(self.workspace.pk, conversation_id)
        sees_costs = request_may(request, Permission.SETTINGS_EDIT)
        return Response(inbox.card_of(conversation, self.user, sees_costs=sees_costs))


class MessagesView(InboxView):
    """Read a conversation's messages, notes included: the newest, or those around a seq."""

    class Query(shapes.StrictInput):
        after = serializers.IntegerField(required=False, min_value=0)
        before = serializers.IntegerField(required=False, min_value=1)

    @extend_schema(operation_id="inbox_messages", parameters=[Query], responses=shapes.MessagesPage)
    def get(self, request: Request, conversation_id: UUID) -> Response:
        asked = self.Query(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        conversation = selectors.conversation_of(self.workspace.pk, conversation_id)
        messages, more = inbox.messages_of(conversation.pk, **asked.validated_data)
        return Response({"messages": messages, "more": more, "head": conversation.head_seq})


class SuggestionsView(InboxView):
    """Suggest what could be answered to the visitor's last words, from the knowledge."""

    class Suggested(serializers.Serializer):
        question = serializers.CharField()
        answer = serializers.CharField()
        score = serializers.FloatField()

    @extend_schema(operation_id="inbox_suggestions", responses=Suggested(many=True))
    def get(self, request: Request, conversation_id: UUID) -> Response:
        conversation = selectors.conversation_of(self.workspace.pk, conversation_id)
        found = assisting.suggestions_for(conversation)
        return Response([asdict(one) | {"score": round(one.score, 2)} for one in found])


class StepsView(InboxView):
    """List the steps that the conversation can be handed back to."""

    class Step(serializers.Serializer):
        id = serializers.CharField()
        title = serializers.CharField()
        kind = serializers.CharField(help_text="Of what kind it is, where the title is another.")
        flow = serializers.CharField(help_text="In which flow, where that is run for another.")
        text = serializers.CharField(help_text="What it says or does, in one line.")
        stopped = serializers.ChoiceField(
            ["", "stands", "left"],
            help_text="Its question has no answer: the flow waits there, or was left for a person.",
        )

    @extend_schema(operation_id="inbox_steps", responses=Step(many=True))
    def get(self, request: Request, conversation_id: UUID) -> Response:
        conversation = selectors.conversation_of(self.workspace.pk, conversation_id)
        steps, stopped = story.steps_of(conversation), stopped_at(conversation)
        return Response(
            [
                {"id": key, **asdict(step), "stopped": stopped.how if key == stopped.step else ""}
                for key, step in steps.items()
            ]
        )


class PeopleView(InboxView):
    """List the teams and colleagues that a conversation can be passed to."""

    @extend_schema(operation_id="inbox_people", responses=shapes.People)
    def get(self, request: Request) -> Response:
        key = self.workspace.pk
        return Response({"agents": inbox.agents_shown(key), "teams": inbox.teams_shown(key)})


class CannedRepliesView(InboxView):
    """List the canned replies."""

    @extend_schema(
        operation_id="inbox_canned_replies", responses=shapes.CannedReplyShown(many=True)
    )
    def get(self, request: Request) -> Response:
        fields = ("id", "title", "shortcut", "text", "language")
        rows: list[Any] = list(CannedReply.objects.filter(workspace=self.workspace).values(*fields))
        return Response(rows)
