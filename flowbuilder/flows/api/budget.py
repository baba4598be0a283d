"""How many tokens a flow may spend in a month, and how many it has spent."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from flowbuilder.accounts.access import Permission
from flowbuilder.accounts.api_base import WorkspaceView
from flowbuilder.flows import selectors
from flowbuilder.flows.models import Flow
from flowbuilder.llm import meter
from flowbuilder.llm.metering import flow_span
from flowbuilder.llm.selectors import flow_budget, model_configured, stored_budget
from flowbuilder.llm.services import save_flow_budget

#: More than any flow spends, and a number that a browser still keeps exactly.
MOST = 10**15


class FlowBudgetOutput(serializers.Serializer[Any]):
    """The limit, null for none, and what the flow's turns spent of it this month, in words."""

    perMonth = serializers.IntegerField(allow_null=True)  # noqa: N815  # JSON made for the editor
    meter = serializers.CharField()
    share = serializers.IntegerField(
        allow_null=True, min_value=0, max_value=100,
        help_text="Hundredths of the limit that are spent; null without one.",
    )  # fmt: skip
    warning = serializers.CharField(allow_blank=True, help_text="Empty while enough is left.")
    isOver = serializers.BooleanField()  # noqa: N815
    isOfUse = serializers.BooleanField(  # noqa: N815
        help_text="Something is limited or was spent, or a language model is set."
    )


class FlowBudgetView(WorkspaceView):
    """The budget of a flow. It holds at once, for the draft and the live version alike."""

    permission = {"GET": Permission.FLOWS_VIEW, "PUT": Permission.FLOWS_PUBLISH}

    class Input(serializers.Serializer[Any]):
        """How many tokens a month; null for any number."""

        perMonth = serializers.IntegerField(  # noqa: N815
            allow_null=True, min_value=0, max_value=MOST
        )

    @extend_schema(operation_id="flow_budget_read", responses=FlowBudgetOutput)
    def get(self, request: Request, flow_id: int) -> Response:
        """Read it, with the month's meter."""
        return Response(_shown(selectors.flow_of(self.workspace, flow_id)))

    @extend_schema(operation_id="flow_budget_save", request=Input, responses=FlowBudgetOutput)
    def put(self, request: Request, flow_id: int) -> Response:
        """Set it, or take it away."""
        given = self.Input(data=request.data)
        given.is_valid(raise_exception=True)
        flow = selectors.flow_of(self.workspace, flow_id)
        allowed = given.validated_data["perMonth"]
        save_flow_budget(flow_budget(self.workspace, flow.pk, allowed), by=self.user)
        return Response(_shown(flow))


def _shown(flow: Flow) -> dict[str, Any]:
    span = flow_span(stored_budget(flow.workspace, flow.pk))
    return FlowBudgetOutput(
        {
            "perMonth": span.allowed,
            "meter": meter.in_words(span),
            "share": meter.share(span),
            "warning": meter.warning(span),
            "isOver": span.is_over,
            "isOfUse": span.allowed is not None
            or span.tokens > 0
            or model_configured(flow.workspace_id),
        }
    ).data
