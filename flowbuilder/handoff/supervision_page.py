"""The live view in the admin: how things stand, giving a conversation to an agent, a CSV file.

The page asks for its figures anew every few seconds while it is looked at. The inbox's socket
would have made whoever looks on an agent who is there, and says nothing of time that passes.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from flowbuilder.accounts.access import Permission, request_may, user_of, workspace_of
from flowbuilder.accounts.models import Workspace
from flowbuilder.common import spreadsheets
from flowbuilder.common.clock import now
from flowbuilder.common.errors import AppError, InvalidInput, NotFound
from flowbuilder.conversations.models import Conversation
from flowbuilder.handoff import selectors, supervision
from flowbuilder.handoff.models import Handoff
from flowbuilder.handoff.services.assigning import PASSED, assign, move
from flowbuilder.handoff.services.prioritising import set_priority
from flowbuilder.handoff.services.writing import MAX_TEXT

LENGTHS = (1, 7, 30)
COLUMNS = (
    "asked_at", "team", "priority", "status", "agent", "taken_at", "first_reply_at", "ended_at",
    "waited_s", "broken_promises", "conversation",
)  # fmt: skip


class Given(forms.Form):
    """To which agent or team, with what note for them, and the owner epoch that was seen."""

    to = forms.RegexField(r"^(agent|team)-[1-9]\d{0,8}$")
    epoch = forms.IntegerField(min_value=0)
    note = forms.CharField(required=False, max_length=MAX_TEXT)


@require_GET
def live_page(request: HttpRequest) -> HttpResponse:
    """Show teams, agents, who waits and what is under way."""
    context = {
        **admin.site.each_context(request),
        "title": _("Live view"),
        "lengths": LENGTHS,
        **_figures(request),
    }
    return TemplateResponse(request, "handoff/live.html", context)


@require_GET
def live_now(request: HttpRequest) -> HttpResponse:
    """Only what changes, for the page that shows it already."""
    return TemplateResponse(request, "handoff/live_now.html", _figures(request))


@require_GET
def export_handoffs(request: HttpRequest) -> HttpResponse:
    """The handoffs of the last days and today as a file. Nothing that was said is in it."""
    workspace = _supervised(request)
    given = request.GET.get("days", "")
    days = int(given) if given.isdecimal() and int(given[:9]) in LENGTHS else LENGTHS[0]
    zone = ZoneInfo(workspace.timezone)
    today = now().astimezone(zone).date()
    first = today - timedelta(days=days - 1)
    start = datetime(first.year, first.month, first.day, tzinfo=zone)
    found = supervision.handoffs_between(workspace, start, now() + timedelta(seconds=1))
    rows: Iterator[Any] = found.iterator(chunk_size=1000)
    stem = f"handoffs-{first:%Y%m%d}-{today:%Y%m%d}"
    return spreadsheets.download(stem, COLUMNS, (_cells(one, zone) for one in rows))


@require_http_methods(["GET", "POST"])
def assign_page(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """Ask who is to go on, and do it; the page alone, or the form for a page that shows it."""
    workspace, problem, status = _supervised(request), "", 200
    conversation = _conversation(workspace, conversation_id)
    alone = request.headers.get("X-Requested-With") != "fetch"
    if request.method == "POST":
        try:
            done = _assign(request, workspace, conversation_id)
            if not alone:
                return HttpResponse(status=204)
            messages.success(request, _what_was_done(done))
            return HttpResponseRedirect(reverse("admin:live"))
        except AppError as refusal:
            problem, status = str(refusal.message), refusal.error_status
        conversation = _conversation(workspace, conversation_id)
    context: dict[str, Any] = {
        "conversation": conversation,
        "choice": supervision.choice_for(conversation),
        "handoff": selectors.open_handoff(conversation),
        "can_assign": conversation.state in PASSED,
        "problem": problem,
        "note": request.POST.get("note", ""),
    }
    if not alone:
        return TemplateResponse(request, "handoff/assign_form.html", context, status=status)
    context |= {**admin.site.each_context(request), "title": _("Assign to an agent")}
    return TemplateResponse(request, "handoff/assign.html", context, status=status)


@require_POST
def set_priority_page(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """Make a conversation urgent, or usual again, whoever has it by now."""
    workspace = _supervised(request)
    if (priority := request.POST.get("priority")) not in Handoff.Priority:
        raise Http404
    seen = _conversation(workspace, conversation_id)
    epoch, alone = seen.owner_epoch, request.headers.get("X-Requested-With") != "fetch"
    try:
        set_priority(
            workspace, conversation_id, user_of(request), epoch=epoch, priority=str(priority)
        )
    except AppError as refusal:
        if not alone:
            return HttpResponse(str(refusal.message), status=refusal.error_status)
        messages.error(request, str(refusal.message))
    return HttpResponseRedirect(reverse("admin:live")) if alone else HttpResponse(status=204)


def _supervised(request: HttpRequest) -> Workspace:
    """The workspace, for whoever manages its teams."""
    if not request_may(request, Permission.TEAM_EDIT):
        raise PermissionDenied
    return workspace_of(request)


def _figures(request: HttpRequest) -> dict[str, Any]:
    team = request.GET.get("team", "")
    chosen = int(team) if team.isdecimal() and len(team) < 10 else None
    return {"now": supervision.overview(_supervised(request), chosen)}


def _conversation(workspace: Workspace, conversation_id: UUID) -> Conversation:
    try:
        return selectors.conversation_of(workspace.pk, conversation_id)
    except NotFound:
        raise Http404 from None


def _assign(request: HttpRequest, workspace: Workspace, conversation_id: UUID) -> Conversation:
    given = Given(request.POST)
    if not given.is_valid():
        raise InvalidInput(_("Choose who is to go on."))
    told, user = {key: given.cleaned_data[key] for key in ("epoch", "note")}, user_of(request)
    kind, _dash, key = given.cleaned_data["to"].partition("-")
    if kind == "team":
        return move(workspace, conversation_id, user, team_id=int(key), **told)
    return assign(workspace, conversation_id, user, agent_id=int(key), **told)


def _what_was_done(conversation: Conversation) -> str:
    if conversation.agent is not None:
        return _("Assigned to {name}.").format(name=conversation.agent.shown_name)
    handoff = selectors.open_handoff(conversation)
    return _("Waits for the team “{team}” now.").format(team=handoff and handoff.team)


def _cells(handoff: Any, zone: ZoneInfo) -> tuple[object, ...]:
    asked = handoff.waiting_from or handoff.requested_at
    until = handoff.assigned_at or handoff.closed_at or now()
    return (
        _written(asked, zone),
        handoff.team or "",
        handoff.priority,
        handoff.status,
        handoff.agent or "",
        _written(handoff.assigned_at, zone),
        _written(handoff.first_reply_at, zone),
        _written(handoff.closed_at, zone),
        max(int((until - asked).total_seconds()), 0),
        " ".join(notice.promise for notice in handoff.broken),
        handoff.conversation_id,
    )


def _written(moment: datetime | None, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).isoformat(timespec="seconds") if moment else ""
