"""Reading, saving and checking a draft."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from flowbuilder.accounts.access import Permission
from flowbuilder.accounts.api_base import WorkspaceView
from flowbuilder.flows import selectors, services
from flowbuilder.flows.api.shapes import DraftOutput, Problem, draft_to_json
from flowbuilder.flows.problems import problems_to_json


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
