"""Between draft and version: what is scheduled, and who asked whom to look at it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from flowbuilder.accounts.access import Permission
from flowbuilder.accounts.api_base import WorkspaceView
from flowbuilder.accounts.models import User
from flowbuilder.flows import reviewing, scheduling, selectors
from flowbuilder.flows.api.shapes import Problem
from flowbuilder.flows.api.versions import PublishView
from flowbuilder.flows.models import Flow


class PublicationOutput(serializers.Serializer[Any]):
    """What is live, what is to become live, and whether somebody is asked to look."""

    class Scheduled(serializers.Serializer[Any]):
        """A publishing that waits, or one that did not happen and why."""

        dueAt = serializers.DateTimeField()  # noqa: N815  # JSON made for the editor
        revision = serializers.IntegerField()
        note = serializers.CharField(allow_blank=True)
        by = serializers.CharField(allow_blank=True)
        state = serializers.ChoiceField(choices=["waiting", "refused"])
        reason = serializers.ChoiceField(
            choices=["", "errors", "newer", "archived", "not_allowed"], allow_blank=True
        )
        problems = Problem(many=True)

    class ReviewAsked(serializers.Serializer[Any]):
        """A review that is open, or one that was returned and why."""

        id = serializers.IntegerField()
        revision = serializers.IntegerField()
        note = serializers.CharField(allow_blank=True)
        by = serializers.CharField(allow_blank=True)
        isMine = serializers.BooleanField()  # noqa: N815
        askedAt = serializers.DateTimeField()  # noqa: N815
        state = serializers.ChoiceField(choices=["open", "returned"])
        answer = serializers.CharField(allow_blank=True)
        answeredBy = serializers.CharField(allow_blank=True)  # noqa: N815

    publishedNumber = serializers.IntegerField(allow_null=True)  # noqa: N815
    publishedRevision = serializers.IntegerField(allow_null=True)  # noqa: N815
    timezone = serializers.CharField(help_text="The workspace's, in which hours are chosen.")
    callers = serializers.ListField(
        child=serializers.DictField(),
        help_text="Flows whose live version calls this one: `name` as steps store it, `label`.",
    )
    renewedParts = serializers.ListField(  # noqa: N815
        child=serializers.CharField(),
        help_text="Flows called by the live version that were published again since.",
    )
    scheduled = Scheduled(allow_null=True)
    review = ReviewAsked(allow_null=True)


class PublicationView(WorkspaceView):
    """How things stand between the draft and what is live."""

    permission = Permission.FLOWS_VIEW

    @extend_schema(operation_id="publication_read", responses=PublicationOutput)
    def get(self, request: Request, flow_id: int) -> Response:
        """Read it; the editor asks now and then, for others act too."""
        return _shown(selectors.flow_of(self.workspace, flow_id), self.user)


class ScheduleView(WorkspaceView):
    """Publishing the draft at a chosen hour."""

    permission = Permission.FLOWS_PUBLISH

    class Input(PublishView.Input):
        """As for publishing now, with a day and an hour of the workspace's clock."""

        day = serializers.DateField()
        hour = serializers.TimeField()

    @extend_schema(operation_id="schedule_set", request=Input, responses={201: PublicationOutput})
    def post(self, request: Request, flow_id: int) -> Response:
        """Schedule the draft as it is now, in place of what was scheduled before."""
        given = self.Input(data=request.data)
        given.is_valid(raise_exception=True)
        flow = selectors.flow_of(self.workspace, flow_id)
        scheduling.schedule(flow=flow, user=self.user, **given.validated_data)
        return _shown(flow, self.user, status.HTTP_201_CREATED)

    @extend_schema(operation_id="schedule_cancel", responses=PublicationOutput)
    def delete(self, request: Request, flow_id: int) -> Response:
        """Cancel what waits, or put away that it was not published."""
        flow = selectors.flow_of(self.workspace, flow_id)
        scheduling.unschedule(flow=flow, user=self.user)
        return _shown(flow, self.user)


class ReviewView(WorkspaceView):
    """Asking for a review of the draft. Publishing it is what approves."""

    permission = Permission.FLOWS_EDIT

    class Input(serializers.Serializer[Any]):
        """Which draft, and what the reviewer should know."""

        revision = serializers.IntegerField(min_value=1)
        note = serializers.CharField(max_length=500, allow_blank=True, default="")

    @extend_schema(operation_id="review_ask", request=Input, responses={201: PublicationOutput})
    def post(self, request: Request, flow_id: int) -> Response:
        """Ask; 422 `invalid_flow` with all problems when it has errors."""
        given = self.Input(data=request.data)
        given.is_valid(raise_exception=True)
        flow = selectors.flow_of(self.workspace, flow_id)
        page = request.build_absolute_uri(reverse("admin:flows_flow_change", args=[flow.pk]))
        reviewing.ask_for_review(flow=flow, user=self.user, address=page, **given.validated_data)
        return _shown(flow, self.user, status.HTTP_201_CREATED)


class ReviewReturnView(WorkspaceView):
    """Giving a draft back to its author."""

    permission = Permission.FLOWS_PUBLISH

    class Input(serializers.Serializer[Any]):
        """Which review, and why."""

        review = serializers.IntegerField(min_value=1)
        reason = serializers.CharField(max_length=500)

    @extend_schema(operation_id="review_return", request=Input, responses=PublicationOutput)
    def post(self, request: Request, flow_id: int) -> Response:
        """Return it; 409 `review_is_over` when it was answered or withdrawn meanwhile."""
        given = self.Input(data=request.data)
        given.is_valid(raise_exception=True)
        flow, values = selectors.flow_of(self.workspace, flow_id), given.validated_data
        reviewing.return_with(
            flow=flow, review_id=values["review"], reason=values["reason"], user=self.user
        )
        return _shown(flow, self.user)


class ReviewWithdrawView(WorkspaceView):
    """Asking no longer."""

    permission = Permission.FLOWS_EDIT

    class Input(serializers.Serializer[Any]):
        """Which review."""

        review = serializers.IntegerField(min_value=1)

    @extend_schema(operation_id="review_withdraw", request=Input, responses=PublicationOutput)
    def post(self, request: Request, flow_id: int) -> Response:
        """Withdraw it, or put away a returned one; 409 `review_is_over` when there is none."""
        given = self.Input(data=request.data)
        given.is_valid(raise_exception=True)
        flow = selectors.flow_of(self.workspace, flow_id)
        reviewing.withdraw(flow=flow, review_id=given.validated_data["review"], user=self.user)
        return _shown(flow, self.user)


def _shown(flow: Flow, reader: User, code: int = status.HTTP_200_OK) -> Response:
    scheduled, review = selectors.shown_schedule(flow), selectors.shown_review(flow)
    return Response(
        {
            "publishedNumber": flow.published.number if flow.published else None,
            "publishedRevision": flow.published_revision,
            "timezone": flow.workspace.timezone,
            "callers": [
                {"name": str(caller.pk), "label": caller.name}
                for caller in selectors.callers_of(flow)
            ],
            "renewedParts": selectors.renewed_parts_of(flow),
            "scheduled": scheduled
            and {
                "dueAt": scheduled.due_at,
                "revision": scheduled.revision,
                "note": scheduled.note,
                "by": _name(scheduled.created_by),
                "state": scheduled.state,
                "reason": scheduled.reason,
                "problems": scheduled.problems,
            },
            "review": review
            and {
                "id": review.pk,
                "revision": review.revision,
                "note": review.note,
                "by": _name(review.asked_by),
                "isMine": review.asked_by_id == reader.pk,
                "askedAt": review.asked_at,
                "state": review.state,
                "answer": review.answer,
                "answeredBy": _name(review.answered_by),
            },
        },
        status=code,
    )


def _name(person: User | None) -> str:
    return person.shown_name if person else ""
