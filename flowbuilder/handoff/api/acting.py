"""What an agent does: one view each, every one naming the owner epoch the agent saw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import override
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from flowbuilder.accounts.models import Language
from flowbuilder.conversations.attachments import MOST_AT_ONCE
from flowbuilder.flows.step_names import StepNames
from flowbuilder.handoff import inbox, inbox_rows, lines, selectors
from flowbuilder.handoff.api import shapes
from flowbuilder.handoff.api.reading import InboxView
from flowbuilder.handoff.models import Agent
from flowbuilder.handoff.services import answering, mentioning, passing_on, presence, writing

if TYPE_CHECKING:
    from flowbuilder.conversations.models import Conversation

MAX_TEXT = writing.MAX_TEXT


class ActingView(InboxView):
    """Answers with the conversation's row, as it is after what was done."""

    def _row(self, request: Request, conversation: Conversation) -> Response:
        return Response(inbox_rows.row_for(conversation.pk, self.workspace.pk, self.user))


class Epoch(shapes.StrictInput):
    """The owner epoch the agent saw."""

    epoch = serializers.IntegerField(min_value=0)


class ClaimView(ActingView):
    """Take a waiting conversation out of its queue."""

    @extend_schema(operation_id="inbox_claim", request=Epoch, responses=shapes.Row)
    def post(self, request: Request, conversation_id: UUID) -> Response:
        given = Epoch(data=request.data)
        given.is_valid(raise_exception=True)
        taken = answering.claim(self.workspace, conversation_id, self.user, **given.validated_data)
        return self._row(request, taken)


class TakeOverView(ActingView):
    """Take a conversation from the assistant, the queue or a colleague."""

    @extend_schema(operation_id="inbox_take_over", request=Epoch, responses=shapes.Row)
    def post(self, request: Request, conversation_id: UUID) -> Response:
        given = Epoch(data=request.data)
        given.is_valid(raise_exception=True)
        taken = answering.take_over(
            self.workspace, conversation_id, self.user, **given.validated_data
        )
        return self._row(request, taken)


class FileIds(serializers.ListField):
    """Files that were uploaded before, in the order they are shown."""

    child = serializers.UUIDField()

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=MOST_AT_ONCE, **options)


class ReplyView(InboxView):
    """Answer the visitor. Sending the same `client_id` again returns the first message."""

    class Input(shapes.StrictInput):
        client_id = serializers.UUIDField()
        text = serializers.CharField(max_length=MAX_TEXT, allow_blank=True)
        files = FileIds(required=False)
        epoch = serializers.IntegerField(min_value=0)

    @extend_schema(operation_id="inbox_reply", request=Input, responses={201: shapes.InboxMessage})
    def post(self, request: Request, conversation_id: UUID) -> Response:
        given = self.Input(data=request.data)
        given.is_valid(raise_exception=True)
        message = writing.reply(
            self.workspace,
            conversation_id,
            self.user,
            text=given.validated_data["text"],
            client_id=str(given.validated_data["client_id"]),
            epoch=given.validated_data["epoch"],
            files=given.validated_data.get("files", []),
        )
        return Response(inbox.message_of(message), status=status.HTTP_201_CREATED)


class SendAgainView(InboxView):
    """Have an e-mail that could not be delivered sent once more."""

    class Input(shapes.StrictInput):
        seq = serializers.IntegerField(min_value=1)

    @extend_schema(operation_id="inbox_send_again", request=Input, responses={204: None})
    def post(self, request: Request, conversation_id: UUID) -> Response:
        given = self.Input(data=request.data)
        given.is_valid(raise_exception=True)
        writing.send_again(self.workspace, conversation_id, **given.validated_data)
        return Response(status=status.HTTP_204_NO_CONTENT)


class NoteView(InboxView):
    """Write a note that only colleagues see."""

    class Input(shapes.StrictInput):
        client_id = serializers.UUIDField()
        text = serializers.CharField(max_length=MAX_TEXT, allow_blank=True)
        files = FileIds(required=False)
        mentions = serializers.ListField(
            child=serializers.IntegerField(min_value=1),
            required=False,
            max_length=mentioning.MAX_MENTIONS,
            help_text="The people whom the text calls @name.",
        )

    @extend_schema(operation_id="inbox_note", request=Input, responses={201: shapes.InboxMessage})
    def post(self, request: Request, conversation_id: UUID) -> Response:
        given = self.Input(data=request.data)
        given.is_valid(raise_exception=True)
        message = writing.note(
            self.workspace,
            conversation_id,
            self.user,
            text=given.validated_data["text"],
            client_id=str(given.validated_data["client_id"]),
            files=given.validated_data.get("files", []),
            mentions=given.validated_data.get("mentions", ()),
        )
        return Response(inbox.message_of(message), status=status.HTTP_201_CREATED)


class TransferView(ActingView):
    """Pass the conversation to a colleague, or into the queue of a team."""

    class Input(Epoch):
        team = serializers.IntegerField(required=False, min_value=1)
        agent = serializers.IntegerField(required=False, min_value=1)
        comment = serializers.CharField(required=False, allow_blank=True, max_length=MAX_TEXT)

    @extend_schema(operation_id="inbox_transfer", request=Input, responses=shapes.Row)
    def post(self, request: Request, conversation_id: UUID) -> Response:
        given = self.Input(data=request.data)
        given.is_valid(raise_exception=True)
        passed = passing_on.transfer(
            self.workspace,
            conversation_id,
            self.user,
            epoch=given.validated_data["epoch"],
            team_id=given.validated_data.get("team"),
            agent_id=given.validated_data.get("agent"),
            comment=given.validated_data.get("comment", ""),
        )
        return self._row(request, passed)


class HandBackView(ActingView):
    """Give the conversation back to the assistant, at a step if one is named, or tell of it."""

    class Input(Epoch):
        node = serializers.CharField(required=False, allow_blank=True, max_length=130)

    class HandBackForeseen(serializers.Serializer):
        begins = serializers.CharField(help_text="The title of the step that speaks first.")
        stands = serializers.CharField(help_text="The title of the step at which it stands then.")
        says = serializers.ListField(
            child=serializers.CharField(), help_text="What the visitor would read."
        )
        then = serializers.ChoiceField(["", "waits", "ends", "queue", "goes_on"])

    @extend_schema(
        operation_id="inbox_foresee_hand_back",
        parameters=[OpenApiParameter("node", str, description="A step; none: as the flow would.")],
        responses=HandBackForeseen,
    )
    def get(self, request: Request, conversation_id: UUID) -> Response:
        conversation = selectors.conversation_of(self.workspace.pk, conversation_id)
        foreseen = answering.handed_back_at(conversation, request.query_params.get("node", ""))
        if foreseen is None:
            return Response({"begins": "", "stands": "", "says": [], "then": ""})
        title = StepNames(conversation.flow_version).title
        with override(Language.nearest(conversation.language)):
            told = lines.line("handed_back", {})["text"]
        return Response(
            {
                "begins": title(foreseen.begins) if foreseen.begins else "",
                "stands": title(foreseen.stands) if foreseen.stands else "",
                "says": [told, *foreseen.says],
                "then": foreseen.then,
            }
        )

    @extend_schema(operation_id="inbox_hand_back", request=Input, responses=shapes.Row)
    def post(self, request: Request, conversation_id: UUID) -> Response:
        given = self.Input(data=request.data)
        given.is_valid(raise_exception=True)
        back = answering.hand_back(
            self.workspace, conversation_id, self.user, **given.validated_data
        )
        return self._row(request, back)


class CloseView(ActingView):
    """End the agent's part; the flow goes on, perhaps to a survey, and then ends."""

    @extend_schema(operation_id="inbox_close", request=Epoch, responses=shapes.Row)
    def post(self, request: Request, conversation_id: UUID) -> Response:
        given = Epoch(data=request.data)
        given.is_valid(raise_exception=True)
        closed = answering.close(self.workspace, conversation_id, self.user, **given.validated_data)
        return self._row(request, closed)


class ReadView(InboxView):
    """Note how far the agent has read."""

    class Input(shapes.StrictInput):
        seq = serializers.IntegerField(min_value=0)

    class Output(serializers.Serializer):
        seq = serializers.IntegerField()

    @extend_schema(operation_id="inbox_read", request=Input, responses=Output)
    def post(self, request: Request, conversation_id: UUID) -> Response:
        given = self.Input(data=request.data)
        given.is_valid(raise_exception=True)
        seq = inbox.mark_read(
            self.workspace.pk, conversation_id, self.user, given.validated_data["seq"]
        )
        return Response({"seq": seq})


class MeView(InboxView):
    """Show the agent whose inbox this is, or change whether they answer."""

    class Input(shapes.StrictInput):
        state = serializers.ChoiceField(Agent.State.values)

    @extend_schema(operation_id="inbox_me", responses=shapes.AgentShown)
    def get(self, request: Request) -> Response:
        agent = presence.ensure_agent(self.workspace.pk, self.user)
        return Response(inbox.me_shown(agent))

    @extend_schema(
        operation_id="inbox_set_availability", request=Input, responses=shapes.AgentShown
    )
    def put(self, request: Request) -> Response:
        given = self.Input(data=request.data)
        given.is_valid(raise_exception=True)
        agent = presence.set_availability(self.workspace, self.user, **given.validated_data)
        return Response(inbox.me_shown(agent))
