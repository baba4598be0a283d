"""The first page of the admin: what needs somebody today, then the week in four figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from flowbuilder.accounts.access import Permission, membership_of, request_may
from flowbuilder.accounts.models import Workspace
from flowbuilder.common.clock import now
from flowbuilder.flows.selectors import flows_of
from flowbuilder.handoff.selectors import open_ticket_count, teams_of, waiting_count
from flowbuilder.insights.report import report
from flowbuilder.insights.selectors import Period
from flowbuilder.knowledge.selectors import open_questions
from flowbuilder.llm import metering

WEEK = ("conversations", "containment", "first_person_answer", "csat")


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Something that waits for a person: a sentence, where to go, and whether it is urgent."""

    text: str
    url: str
    action: str
    urgent: bool = False


def dashboard_callback(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Fill the first page for the person who looks at it."""
    membership = membership_of(request)
    if membership is None:
        return context
    workspace = membership.workspace
    context["needs"] = [need for make in _NEEDS for need in make(request, workspace)]
    if request_may(request, Permission.INSIGHTS_VIEW):
        zone = ZoneInfo(workspace.timezone)
        today = now().astimezone(zone).date()
        week = report(workspace, Period(today - timedelta(days=6), today, zone))
        context["week"] = [figure for figure in week.figures if figure.key in WEEK]
    return context


def _waiting(request: HttpRequest, workspace: Workspace) -> Iterator[Need]:
    count = waiting_count(workspace)
    if count and request_may(request, Permission.INBOX_USE):
        yield Need(
            text=ngettext(
                "{n} visitor is waiting for a person.",
                "{n} visitors are waiting for a person.",
                count,
            ).format(n=count),
            url="/inbox/",
            action=_("Open the inbox"),
            urgent=True,
        )


def _tickets(request: HttpRequest, workspace: Workspace) -> Iterator[Need]:
    count = open_ticket_count(workspace)
    if count and request_may(request, Permission.TEAM_EDIT):
        yield Need(
            text=ngettext(
                "{n} message left for you has no answer yet.",
                "{n} messages left for you have no answer yet.",
                count,
            ).format(n=count),
            url=reverse("admin:handoff_ticket_changelist") + "?status__exact=open",
            action=_("Open the messages"),
        )


def _budget(request: HttpRequest, workspace: Workspace) -> Iterator[Need]:
    if request_may(request, Permission.SETTINGS_EDIT) and metering.exhausted(workspace.pk):
        yield Need(
            text=_("The budget for the language model is used up, so the model is not asked."),
            url=reverse("admin:llm_modelbudget_changelist"),
            action=_("Open the budget"),
            urgent=True,
        )


def _flow_budgets(request: HttpRequest, workspace: Workspace) -> Iterator[Need]:
    if not request_may(request, Permission.FLOWS_PUBLISH):
        return
    for budget in metering.flows_exhausted(workspace.pk):
        yield Need(
            text=_("The budget of “{flow}” is used up, so the model is not asked there.").format(
                flow=budget.flow.name
            ),
            url=reverse("admin:flows_flow_change", args=[budget.flow_id]),
            action=_("Open the flow"),
            urgent=True,
        )


def _questions(request: HttpRequest, workspace: Workspace) -> Iterator[Need]:
    count = open_questions(workspace.pk)
    if count and request_may(request, Permission.KNOWLEDGE_EDIT):
        yield Need(
            text=ngettext(
                "{n} question has no answer yet.", "{n} questions have no answer yet.", count
            ).format(n=count),
            url=reverse("admin:knowledge_groups"),
            action=_("Add answers"),
        )


def _flows(request: HttpRequest, workspace: Workspace) -> Iterator[Need]:
    if not request_may(request, Permission.FLOWS_EDIT):
        return
    flows = flows_of(workspace).filter(archived=False)
    if not flows.exists():
        yield Need(
            text=_("There is no flow yet."),
            url=reverse("admin:flows_flow_add"),
            action=_("Draw the first one"),
        )
    elif not flows.filter(published__isnull=False).exists():
        yield Need(
            text=_("No flow is published, so the widget has nothing to say."),
            url=reverse("admin:flows_flow_changelist"),
            action=_("Open the flows"),
        )


def _teams(request: HttpRequest, workspace: Workspace) -> Iterator[Need]:
    if request_may(request, Permission.TEAM_EDIT) and not teams_of(workspace).exists():
        yield Need(
            text=_("There is no team yet, so nobody can take a conversation over."),
            url=reverse("admin:handoff_team_add"),
            action=_("Add a team"),
        )


_NEEDS: tuple[Callable[[HttpRequest, Workspace], Iterator[Need]], ...] = (
    _waiting,
    _budget,
    _flow_budgets,
    _tickets,
    _questions,
    _flows,
    _teams,
)
