"""Tags, snoozes and mentions, of one conversation and of many at once."""

from __future__ import annotations

from dataclasses import asdict
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
from flowbuilder.handoff.models import Tag
from flowbuilder.handoff.services import many, snoozing, tagging


def _keys() -> serializers.ListField:
    key = serializers.IntegerField(min_value=1)
    return serializers.ListField(child=key, required=False, max_length=tagging.MAX_ON_ONE)


class When(shapes.StrictInput):
    """A moment: one that is offered, or a day and a time by the team's clock."""

    choice = serializers.ChoiceField(["later_today", "tomorrow", "monday"], required=False)
    local = serializers.CharField(
        required=False, max_length=16, help_text="As in 2026-11-28T09:00, by the team's clock."
    )


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


class SnoozeView(ActingView):
    """Show when a conversation may come back, or put it aside until then."""

    class Input(Epoch, When):
        pass

    class Offered(serializers.Serializer):
        class Choice(serializers.Serializer):
            key = serializers.CharField()
            until = serializers.DateTimeField()

        choices = Choice(many=True)
        zone = serializers.CharField(help_text="The team's time zone.")
        local = serializers.CharField(help_text="What the team's clock shows now.")

    @extend_schema(operation_id="inbox_snooze_choices", responses=Offered)
    def get(self, request: Request, conversation_id: UUID) -> Response:
        conversation = selectors.conversation_of(self.workspace.pk, conversation_id)
        calendar, at = snoozes.calendar_for(conversation), now()
        return Response(
            {
                "choices": [asdict(one) for one in snoozes.choices(calendar, at)],
                "zone": calendar.zone.key,
                "local": f"{at.astimezone(calendar.zone):%Y-%m-%dT%H:%M}",
            }
        )

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


class ColleaguesView(InboxView):
    """List the members of the workspace, as notes call them."""

    class Colleague(shapes.Named):
        may_see = serializers.BooleanField(help_text="Their role opens the inbox.")

    @extend_schema(operation_id="inbox_colleagues", responses=Colleague(many=True))
    def get(self, request: Request) -> Response:
        return Response(people.colleagues(self.workspace.pk))


class ManyView(InboxView):
    """Do one thing to many conversations; what could not be done is told for each."""

    class Input(When):
        class OneOfThem(shapes.StrictInput):
            id = serializers.UUIDField()
            epoch = serializers.IntegerField(min_value=0)

        action = serializers.ChoiceField(["take", "transfer", "tag", "snooze", "close"])
        conversations = OneOfThem(many=True)
        team = serializers.IntegerField(required=False, min_value=1)
        agent = serializers.IntegerField(required=False, min_value=1)
        comment = serializers.CharField(required=False, allow_blank=True, max_length=MAX_TEXT)
        add = _keys()
        remove = _keys()

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
