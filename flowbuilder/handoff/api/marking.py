"""Tags, snoozes and mentions, of one conversation and of many at once."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from flowbuilder.common.clock import now
from flowbuilder.handoff import inbox_rows, people, selectors, snoozes
from flowbuilder.handoff.api import shapes
from flowbuilder.handoff.api.acting import MAX_TEXT, ActingView, Epoch
from flowbuilder.handoff.api.reading import InboxView
from flowbuilder.handoff.marks import TagColor
from flowbuilder.handoff.models import Handoff, Tag
from flowbuilder.handoff.services import leaving, many, prioritising, snoozing, tagging

Priority = Handoff.Priority


def _keys() -> serializers.ListField:
    key = serializers.IntegerField(min_value=1)
    return serializers.ListField(child=key, required=False, max_length=tagging.MAX_ON_ONE)


class TagsView(InboxView):
    """List the workspace's tags, or make one."""

    class Input(shapes.StrictInput):
        name = serializers.CharField(max_length=tagging.MAX_NAME)
        color = serializers.ChoiceField(TagColor.values, default=TagColor.REACH.value)

    @extend_schema(operation_id="inbox_tags", responses=shapes.TagShown(many=True))
    def get(self, request: Request) -> Response:
        tags = Tag.objects.filter(workspace=self.workspace)
        return Response([inbox_rows.tag_shown(tag) for tag in tags])

    @extend_schema(operation_id="inbox_make_tag", request=Input, responses={201: shapes.TagShown})
    def post(self, request: Request) -> Response:
        given = self.Input(data=request.data)
        given.is_valid(raise_exception=True)
        tag = tagging.make_tag(self.workspace, **given.validated_data)
        return Response(inbox_rows.tag_shown(tag), status=status.HTTP_201_CREATED)


class ConversationTagsView(ActingView):
    """Put tags on a conversation and take others off."""

    class Input(shapes.StrictInput):
        add = _keys()
        remove = _keys()

    @extend_schema(operation_id="inbox_change_tags", request=Input, responses=shapes.Row)
    def post(self, request: Request, conversation_id: UUID) -> Response:
        given = self.Input(data=request.data)
        given.is_valid(raise_exception=True)
        tagging.change_tags(self.workspace, conversation_id, **given.validated_data)
        return Response(inbox_rows.row_for(conversation_id, self.workspace.pk, self.user))


class PriorityView(ActingView):
    """Make a conversation urgent, or usual again."""

    class Input(Epoch):
        priority = serializers.ChoiceField(Priority.values)

    @extend_schema(operation_id="inbox_set_priority", request=Input, responses=shapes.Row)
    def post(self, request: Request, conversation_id: UUID) -> Response:
        given = self.Input(data=request.data)
        given.is_valid(raise_exception=True)
        prioritising.set_priority(
            self.workspace, conversation_id, self.user, **given.validated_data
        )
        return Response(inbox_rows.row_for(conversation_id, self.workspace.pk, self.user))


class SnoozeView(ActingView):
    """Show what the team's calendar says of the days ahead, or put a conversation aside."""

    class Input(Epoch):
        until = serializers.DateTimeField(default_timezone=UTC)

    class TeamCalendar(serializers.Serializer):
        zone = serializers.CharField(help_text="The team's time zone.")
        closed = serializers.ListField(
            child=serializers.DateField(), help_text="Days ahead on which the team does not work."
        )

    @extend_schema(operation_id="inbox_snooze_calendar", responses=TeamCalendar)
    def get(self, request: Request, conversation_id: UUID) -> Response:
        conversation = selectors.conversation_of(self.workspace.pk, conversation_id)
        calendar = snoozes.calendar_for(conversation)
        return Response({"zone": calendar.zone.key, "closed": snoozes.closed_days(calendar, now())})

    @extend_schema(operation_id="inbox_snooze", request=Input, responses=shapes.Row)
    def post(self, request: Request, conversation_id: UUID) -> Response:
        given = self.Input(data=request.data)
        given.is_valid(raise_exception=True)
        put = snoozing.snooze(self.workspace, conversation_id, self.user, **given.validated_data)
        return self._row(request, put)


class WakeView(ActingView):
    """Take a snoozed conversation up again."""

    @extend_schema(operation_id="inbox_wake", request=Epoch, responses=shapes.Row)
    def post(self, request: Request, conversation_id: UUID) -> Response:
        given = Epoch(data=request.data)
        given.is_valid(raise_exception=True)
        woken = snoozing.wake(self.workspace, conversation_id, self.user, **given.validated_data)
        return self._row(request, woken)


class LeftAnsweredView(ActingView):
    """Note that what the visitor left has been answered elsewhere."""

    class Input(shapes.StrictInput):
        pass

    @extend_schema(operation_id="inbox_left_answered", request=Input, responses=shapes.Row)
    def post(self, request: Request, conversation_id: UUID) -> Response:
        self.Input(data=request.data).is_valid(raise_exception=True)
        leaving.answered_elsewhere(self.workspace, conversation_id, self.user)
        return Response(inbox_rows.row_for(conversation_id, self.workspace.pk, self.user))


class LeftUnansweredView(ActingView):
    """Take it back that a message left was answered."""

    class Input(shapes.StrictInput):
        ticket = serializers.IntegerField(min_value=1)

    @extend_schema(operation_id="inbox_left_unanswered", request=Input, responses=shapes.Row)
    def post(self, request: Request, conversation_id: UUID) -> Response:
        given = self.Input(data=request.data)
        given.is_valid(raise_exception=True)
        ticket = given.validated_data["ticket"]
        leaving.unanswered(self.workspace, conversation_id, ticket, self.user)
        return Response(inbox_rows.row_for(conversation_id, self.workspace.pk, self.user))


class ColleaguesView(InboxView):
    """List the members of the workspace, as notes call them."""

    class Colleague(shapes.Named):
        may_see = serializers.BooleanField(help_text="Their role opens the inbox.")

    @extend_schema(operation_id="inbox_colleagues", responses=Colleague(many=True))
    def get(self, request: Request) -> Response:
        return Response(people.colleagues(self.workspace.pk))


class ManyView(InboxView):
    """Do one thing to many conversations; what could not be done is told for each."""

    class Input(shapes.StrictInput):
        class OneOfThem(shapes.StrictInput):
            id = serializers.UUIDField()
            epoch = serializers.IntegerField(min_value=0)

        action = serializers.ChoiceField(["take", "transfer", "tag", "priority", "snooze", "close"])
        priority = serializers.ChoiceField(Priority.values, required=False)
        conversations = OneOfThem(many=True)
        team = serializers.IntegerField(required=False, min_value=1)
        agent = serializers.IntegerField(required=False, min_value=1)
        comment = serializers.CharField(required=False, allow_blank=True, max_length=MAX_TEXT)
        until = serializers.DateTimeField(required=False, default_timezone=UTC)
        add = _keys()
        remove = _keys()

        def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
            if attrs["action"] == "priority" and "priority" not in attrs:
                raise serializers.ValidationError({"priority": "Needed for this action."})
            return attrs

        def validate_conversations(self, value: list[object]) -> list[object]:
            if not 1 <= len(value) <= many.MOST:
                raise serializers.ValidationError(f"Between 1 and {many.MOST} conversations.")
            return value

    class Output(serializers.Serializer):
        class Result(serializers.Serializer):
            id = serializers.UUIDField()
            code = serializers.CharField(help_text="Empty when it was done.")
            message = serializers.CharField()

        results = Result(many=True)

    @extend_schema(operation_id="inbox_many", request=Input, responses=Output)
    def post(self, request: Request) -> Response:
        asked = self.Input(data=request.data)
        asked.is_valid(raise_exception=True)
        given = dict(asked.validated_data)
        chosen = [many.Chosen(**one) for one in given.pop("conversations")]
        act = many.action(self.workspace, self.user, given.pop("action"), given)
        done = many.do_to_all(chosen, act)
        return Response({"results": [asdict(one) for one in done]})
