"""The way to a first published flow: five steps, seen until they are done or put away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from flowbuilder.accounts.access import Permission, membership_of, request_may
from flowbuilder.accounts.api_base import WorkspaceView
from flowbuilder.accounts.services import hide_first_steps
from flowbuilder.conversations.models import Conversation
from flowbuilder.flows.models import Flow
from flowbuilder.flows.needs import needs_of
from flowbuilder.flows.selectors import flows_of

register = template.Library()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step: what to do, where, and whether it is done."""

    name: str
    title: str
    text: str
    action: str
    url: str
    done: bool


def first_steps(request: HttpRequest) -> list[Step]:
    """The five steps of this workspace; empty for who cannot take them, is done or put them away.

    A later step that is done does not make up for an earlier one, but a published flow was
    chosen, filled in and tried enough. Flows that no person has touched, those of the demo, do
    not count.
    """
    membership = membership_of(request)
    if membership is None or not membership.first_steps_shown:
        return []
    if not request_may(request, Permission.FLOWS_PUBLISH):
        return []
    flows = flows_of(membership.workspace).filter(archived=False, updated_by__isnull=False)
    flow = flows.defer("draft").order_by("-pk").first()
    published = flows.filter(published__isnull=False).exists()
    tried = published or flows.filter(tried_at__isnull=False).exists()
    met = Conversation.objects.filter(flow_version__flow__in=flows.values("pk")).exists()
    steps = _steps(flow, filled=published or _is_filled(flow), tried=tried, live=published, met=met)
    return [] if all(step.done for step in steps) else steps


def _is_filled(flow: Flow | None) -> bool:
    if flow is None or not flow.needs:  # without needs the draft need not be read
        return flow is not None
    return all(need.done for need in needs_of(flow) if need.variable)


def _steps(flow: Flow | None, *, filled: bool, tried: bool, live: bool, met: bool) -> list[Step]:
    new = reverse("admin:flows_flow_add")
    canvas = reverse("admin:flows_flow_change", args=[flow.pk]) if flow else new
    widget = reverse("admin:channel_web_widget_for_flow", args=[flow.pk]) if flow else new
    return [
        Step(
            name="choose",
            title=_("Begin a flow"),
            text=_("From a template, which talks before you take it, or from an empty canvas."),
            action=_("Begin"),
            url=new,
            done=flow is not None,
        ),
        Step(
            name="fill",
            title=_("Fill in your own facts"),
            text=_("The name, the hours and whatever else the checklist names."),
            action=_("Open the flow"),
            url=canvas,
            done=filled,
        ),
        Step(
            name="try",
            title=_("Try it out"),
            text=_("Hold the conversation as a visitor would. Nothing is sent."),
            action=_("Open and try it"),
            url=f"{canvas}?panel=try",
            done=tried,
        ),
        Step(
            name="publish",
            title=_("Publish"),
            text=_("From then on visitors get this version."),
            action=_("Open and publish it"),
            url=f"{canvas}?panel=publish",
            done=live,
        ),
        Step(
            name="widget",
            title=_("Put it on your page"),
            text=_("Paste one line of HTML, open your page and write the first message."),
            action=_("Get the line of HTML"),
            url=widget,
            done=met,
        ),
    ]


@register.inclusion_tag("config/first_steps.html", takes_context=True)
def first_steps_card(context: dict[str, Any]) -> dict[str, Any]:
    """The steps as a card; nothing once they are done: `{% first_steps_card %}`."""
    steps = first_steps(context["request"])
    return {
        "steps": steps,
        "next": next((step for step in steps if not step.done), None),
        "count": sum(step.done for step in steps),
        "csrf_token": context.get("csrf_token"),
    }


class FirstStepsView(WorkspaceView):
    """The way to a first published flow, as this person still needs it."""

    permission = Permission.FLOWS_EDIT

    class Output(serializers.Serializer[Any]):
        """One step, in the reader's language."""

        name = serializers.CharField()
        title = serializers.CharField()
        text = serializers.CharField()
        action = serializers.CharField()
        url = serializers.CharField()
        done = serializers.BooleanField()

    @extend_schema(operation_id="first_step_list", responses=Output(many=True))
    def get(self, request: Request) -> Response:
        """List them; empty once they are done or put away."""
        return Response([self.Output(step).data for step in first_steps(request)])

    @extend_schema(operation_id="first_step_hide", request=None, responses={204: None})
    def delete(self, request: Request) -> Response:
        """Show them to this person no more."""
        membership = membership_of(request)
        if membership is not None:
            hide_first_steps(membership)
        return Response(status=status.HTTP_204_NO_CONTENT)
