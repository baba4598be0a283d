"""Searching conversations, and the lists that agents keep."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from flowbuilder.handoff import finding, lists
from flowbuilder.handoff.api import shapes
from flowbuilder.handoff.api.reading import InboxView
from flowbuilder.handoff.excerpts import MAX_LETTERS
from flowbuilder.handoff.services import viewing, wording


class Piece(serializers.Serializer):
    text = serializers.CharField()
    hit = serializers.BooleanField()


class Excerpt(serializers.Serializer):
    """The line that shows why a conversation was found; no pieces when its name or a tag did."""

    private = serializers.BooleanField()
    seq = serializers.IntegerField(allow_null=True)
    at = serializers.DateTimeField(allow_null=True)
    pieces = Piece(many=True)

    def get_fields(self) -> dict[str, serializers.Field]:
        return {**super().get_fields(), "from": serializers.CharField()}


class Found(serializers.Serializer):
    row = shapes.Row()
    excerpt = Excerpt()


class FoundPage(serializers.Serializer):
    results = Found(many=True)
    next = serializers.CharField(allow_null=True)
    complete = serializers.BooleanField(
        help_text="False while conversations from before an upgrade are still being read."
    )


class SearchView(InboxView):
    """Find conversations by who wrote, by what was said, sent or noted, by subjects, tags and
    numbers."""

    class Query(shapes.StrictInput):
        q = serializers.CharField(max_length=MAX_LETTERS)
        cursor = serializers.CharField(required=False, max_length=200, allow_blank=True)

    @extend_schema(operation_id="inbox_search", parameters=[Query], responses=FoundPage)
    def get(self, request: Request) -> Response:
        asked = self.Query(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        if not given.get("cursor"):
            wording.read_newest(self.workspace.pk)
        results, following = finding.search(
            given["q"], self.workspace.pk, self.user, given.get("cursor", "")
        )
        complete = wording.is_complete(self.workspace.pk)
        return Response({"results": results, "next": following, "complete": complete})


class SavedViewShown(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    view = serializers.ChoiceField(lists.VIEWS)
    team = serializers.IntegerField(allow_null=True)
    tags = serializers.ListField(child=serializers.IntegerField())
    language = serializers.CharField()
    channel = serializers.CharField()
    sla = serializers.CharField()
    count = serializers.IntegerField(help_text="How many are in it; 100 stands for more.")


class SavedViewsView(InboxView):
    """List the agent's own views, or keep another one."""

    class Input(shapes.StrictInput):
        name = serializers.CharField(max_length=viewing.MAX_NAME)
        view = serializers.ChoiceField(lists.VIEWS)
        team = serializers.IntegerField(required=False, allow_null=True, min_value=1)
        tags = serializers.ListField(
            child=serializers.IntegerField(min_value=1), required=False, max_length=20
        )
        language = serializers.CharField(required=False, allow_blank=True, max_length=5)
        channel = serializers.CharField(required=False, allow_blank=True, max_length=20)
        sla = serializers.ChoiceField(["", "at_risk"], required=False)

    @extend_schema(operation_id="inbox_views", responses=SavedViewShown(many=True))
    def get(self, request: Request) -> Response:
        return Response(lists.saved_views(self.workspace.pk, self.user))

    @extend_schema(operation_id="inbox_save_view", request=Input, responses={201: SavedViewShown})
    def post(self, request: Request) -> Response:
        given = self.Input(data=request.data)
        given.is_valid(raise_exception=True)
        narrowing: dict[str, Any] = dict(given.validated_data)
        saved = viewing.save_view(
            self.workspace,
            self.user,
            name=narrowing.pop("name"),
            view=narrowing.pop("view"),
            narrowing=narrowing,
        )
        shown = lists.saved_view_shown(saved, self.user)
        return Response(shown, status=status.HTTP_201_CREATED)


class SavedViewView(InboxView):
    """Delete one of the agent's own views."""

    @extend_schema(operation_id="inbox_delete_view", responses={204: None})
    def delete(self, request: Request, view_id: int) -> Response:
        viewing.delete_view(self.workspace, self.user, view_id)
        return Response(status=status.HTTP_204_NO_CONTENT)
