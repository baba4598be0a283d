"""Reading, saving and checking a draft."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from flowbuilder.accounts.access import Permission, may
from flowbuilder.accounts.api_base import WorkspaceView
from flowbuilder.flows import selectors, services
from flowbuilder.flows.api.catalogue import callable_to_json
from flowbuilder.flows.api.shapes import DraftOutput, Problem, draft_to_json
from flowbuilder.flows.errors import FlowHasProblems
from flowbuilder.flows.problems import problems_to_json


class FlowsView(WorkspaceView):
    """Flows made of what an author has drawn elsewhere."""

    permission = Permission.FLOWS_EDIT

    class Input(serializers.Serializer[Any]):
        """A name and a whole document."""

        name = serializers.CharField(max_length=120)
        document = serializers.JSONField()

    class Output(serializers.Serializer[Any]):
        """The flow as others can call it; `published` is a version's number, if there is one."""

        name = serializers.CharField(help_text="What a step stores to call it.")
        label = serializers.CharField()  # type: ignore[assignment]  # a field of that name
        published = serializers.IntegerField(allow_null=True)
        inputs = serializers.ListField(child=serializers.DictField())
        outputs = serializers.ListField(child=serializers.DictField())

    @extend_schema(operation_id="flow_create", request=Input, responses={201: Output})
    def post(self, request: Request) -> Response:
        """Make a flow; its first version too, if this person may publish and nothing hinders it."""
        given = self.Input(data=request.data)
        given.is_valid(raise_exception=True)
        flow = services.create_flow(
            workspace=self.workspace,
            name=given.validated_data["name"],
            user=self.user,
            document=services.read_document(given.validated_data["document"]),
        )
        if may(self.user, self.workspace, Permission.FLOWS_PUBLISH):
            with suppress(FlowHasProblems):
                services.publish(flow=flow, revision=flow.draft_revision, note="", user=self.user)
        return Response(callable_to_json(flow), status=status.HTTP_201_CREATED)


class DraftView(WorkspaceView):
    """The draft of a flow."""

    permission = {"GET": Permission.FLOWS_VIEW, "PUT": Permission.FLOWS_EDIT}

    class Input(serializers.Serializer[Any]):
        """A whole document, and the revision it was made from."""

        revision = serializers.IntegerField(min_value=1)
        document = serializers.JSONField()

    @extend_schema(operation_id="draft_read", responses=DraftOutput)
    def get(self, request: Request, flow_id: int) -> Response:
        """Read the draft and what is wrong with it."""
        flow = selectors.flow_of(self.workspace, flow_id)
        problems = services.problems_of(self.workspace, services.draft_of(flow))
        return Response(draft_to_json(services.Draft(flow=flow, problems=problems)))

    @extend_schema(operation_id="draft_save", request=Input, responses=DraftOutput)
    def put(self, request: Request, flow_id: int) -> Response:
        """Save the draft; 409 `draft_is_stale` when someone saved since `revision`."""
        given = self.Input(data=request.data)
        given.is_valid(raise_exception=True)
        draft = services.save_draft(
            flow=selectors.flow_of(self.workspace, flow_id),
            revision=given.validated_data["revision"],
            data=given.validated_data["document"],
            user=self.user,
        )
        return Response(draft_to_json(draft))


class CheckView(WorkspaceView):
    """The problems of a document that is not saved."""

    permission = Permission.FLOWS_VIEW

    class Input(serializers.Serializer[Any]):
        """A whole document."""

        document = serializers.JSONField()

    class Output(serializers.Serializer[Any]):
        """What is wrong with it."""

        problems = Problem(many=True)

    @extend_schema(operation_id="flow_check", request=Input, responses=Output)
    def post(self, request: Request, flow_id: int) -> Response:
        """Check a document without saving it."""
        selectors.flow_of(self.workspace, flow_id)
        given = self.Input(data=request.data)
        given.is_valid(raise_exception=True)
        document = services.read_document(given.validated_data["document"])
        found = services.problems_of(self.workspace, document)
        return Response({"problems": problems_to_json(found)})
