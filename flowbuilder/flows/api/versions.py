"""Publishing a draft, listing versions and taking one back."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from flowbuilder.accounts.access import Permission
from flowbuilder.accounts.api_base import WorkspaceView
from flowbuilder.flows import figures_port, selectors, services
from flowbuilder.flows.api.shapes import (
    DraftOutput,
    ListedVersionOutput,
    VersionDetailOutput,
    VersionOutput,
    draft_to_json,
    version_to_json,
)


class PublishView(WorkspaceView):
    """Publish the draft of a flow as its next version."""

    permission = Permission.FLOWS_PUBLISH

    class Input(serializers.Serializer[Any]):
        """Which draft, why, and what becomes of the conversations under way."""

        revision = serializers.IntegerField(help_text="The draft revision you reviewed.")
        note = serializers.CharField(max_length=500, allow_blank=True, default="")
        live = serializers.ChoiceField(
            choices=["stay", "move", "restart"],
            default="stay",
            help_text="What becomes of conversations under way: they stay on their version, are "
            "moved when the visitor next writes, or begin anew then.",
        )

    @extend_schema(operation_id="flow_publish", request=Input, responses={201: VersionOutput})
    def post(self, request: Request, flow_id: int) -> Response:
        """Publish; 422 `invalid_flow` with all problems when it has errors."""
        given = self.Input(data=request.data)
        given.is_valid(raise_exception=True)
        version = services.publish(
            flow=selectors.flow_of(self.workspace, flow_id),
            user=self.user,
            **given.validated_data,
        )
        return Response(
            version_to_json(version, live_id=version.pk), status=status.HTTP_201_CREATED
        )


class VersionsView(WorkspaceView):
    """The versions of a flow, newest first."""

    permission = Permission.FLOWS_VIEW

    @extend_schema(operation_id="version_list", responses=ListedVersionOutput(many=True))
    def get(self, request: Request, flow_id: int) -> Response:
        """List the versions."""
        flow = selectors.flow_of(self.workspace, flow_id)
        versions = flow.versions.select_related("published_by").defer("document", "components")
        figures, none = figures_port.of_versions(flow), figures_port.Figures(0, 0)
        return Response(
            [
                {
                    **version_to_json(version, live_id=flow.published_id),
                    "conversations": figures.get(version.pk, none).conversations,
                    "handedOver": figures.get(version.pk, none).handed_over,
                }
                for version in versions
            ]
        )


class VersionView(WorkspaceView):
    """One version with its document."""

    permission = Permission.FLOWS_VIEW

    @extend_schema(operation_id="version_read", responses=VersionDetailOutput)
    def get(self, request: Request, flow_id: int, number: int) -> Response:
        """Read one version."""
        version = selectors.version_of(self.workspace, flow_id, number)
        live = version.flow.published_id
        return Response({**version_to_json(version, live_id=live), "document": version.document})


class RestoreView(WorkspaceView):
    """Make an older version the draft again."""

    permission = Permission.FLOWS_EDIT

    class Input(serializers.Serializer[Any]):
        """The draft revision that this replaces."""

        revision = serializers.IntegerField(min_value=1)

    @extend_schema(operation_id="version_restore", request=Input, responses=DraftOutput)
    def post(self, request: Request, flow_id: int, number: int) -> Response:
        """Copy the version into the draft; 409 `draft_is_stale` like saving."""
        given = self.Input(data=request.data)
        given.is_valid(raise_exception=True)
        draft = services.restore(
            flow=selectors.flow_of(self.workspace, flow_id),
            version=selectors.version_of(self.workspace, flow_id, number),
            revision=given.validated_data["revision"],
            user=self.user,
        )
        return Response(draft_to_json(draft))
