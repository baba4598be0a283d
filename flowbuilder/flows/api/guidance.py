"""What helps an author along: a flow's checklist, and the tour of the editor."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.contrib import admin
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from flowbuilder.accounts.access import Permission
from flowbuilder.accounts.api_base import WorkspaceView
from flowbuilder.accounts.services import offer_tour
from flowbuilder.flows import needs, selectors
from flowbuilder.flows.library import PAGES


class NeedOutput(serializers.Serializer[Any]):
    """One line of the checklist and where it leads: a step, a variable or a page."""

    number = serializers.IntegerField()
    text = serializers.CharField()
    node = serializers.CharField(allow_blank=True)
    field = serializers.CharField(allow_blank=True)
    variable = serializers.CharField(allow_blank=True)
    url = serializers.CharField(allow_blank=True, help_text="Empty if this role may not go there.")
    page = serializers.CharField(allow_blank=True)
    done = serializers.BooleanField()


class NeedsView(WorkspaceView):
    """What a flow made from a template still needs of one's own."""

    permission = {"GET": Permission.FLOWS_VIEW, "DELETE": Permission.FLOWS_EDIT}

    @extend_schema(operation_id="need_list", responses=NeedOutput(many=True))
    def get(self, request: Request, flow_id: int) -> Response:
        """List it; empty for a flow that has no checklist."""
        flow = selectors.flow_of(self.workspace, flow_id)
        return Response(_lines(request, needs.needs_of(flow)))

    @extend_schema(operation_id="need_drop", request=None, responses={204: None})
    def delete(self, request: Request, flow_id: int) -> Response:
        """Put the checklist away for good."""
        needs.drop(selectors.flow_of(self.workspace, flow_id))
        return Response(status=status.HTTP_204_NO_CONTENT)


class NeedView(WorkspaceView):
    """One line of the checklist."""

    permission = Permission.FLOWS_EDIT

    class Input(serializers.Serializer[Any]):
        """Whether it is settled."""

        done = serializers.BooleanField()

    @extend_schema(operation_id="need_tick", request=Input, responses=NeedOutput(many=True))
    def put(self, request: Request, flow_id: int, need: int) -> Response:
        """Tick it, or open it again; answers with the whole list."""
        given = self.Input(data=request.data)
        given.is_valid(raise_exception=True)
        flow = selectors.flow_of(self.workspace, flow_id)
        found = needs.tick(flow, need, done=given.validated_data["done"])
        return Response(_lines(request, found))


class TourView(WorkspaceView):
    """Whether the editor offers its tour to this person."""

    permission = Permission.FLOWS_VIEW

    class Input(serializers.Serializer[Any]):
        """Offer it, or never again."""

        offered = serializers.BooleanField()

    @extend_schema(operation_id="tour_offer", request=Input, responses={204: None})
    def put(self, request: Request) -> Response:
        """Keep the person's wish."""
        given = self.Input(data=request.data)
        given.is_valid(raise_exception=True)
        offer_tour(self.user, offered=given.validated_data["offered"])
        return Response(status=status.HTTP_204_NO_CONTENT)


def _lines(request: Request, found: Iterable[needs.Need]) -> list[dict[str, Any]]:
    return [{**asdict(need), "url": _page_url(request, need.page)} for need in found]


def _page_url(request: Request, page: str) -> str:
    """The admin page that settles a need, if this person may see it."""
    for model, pages in admin.site._registry.items():
        if model._meta.label_lower == PAGES.get(page) and pages.has_view_permission(request):
            return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return ""
