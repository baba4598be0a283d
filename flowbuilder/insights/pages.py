"""The insights page in the admin, and what the first page says needs doing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from flowbuilder.accounts.access import Permission, request_may, workspace_of
from flowbuilder.common.clock import now
from flowbuilder.insights.chart import stacked_bars
from flowbuilder.insights.report import report
from flowbuilder.insights.selectors import Period

LENGTHS = (7, 30, 90)
LONGEST_DAYS = 366


def insights_page(request: HttpRequest) -> HttpResponse:
    """Show the figures of the chosen period; the last 30 days unless told."""
    if not request_may(request, Permission.INSIGHTS_VIEW):
        raise PermissionDenied
    workspace = workspace_of(request)
    period, notice = period_asked_for(request, ZoneInfo(workspace.timezone))
    made = report(workspace, period)
    context = {
        **admin.site.each_context(request),
        "title": _("Insights"),
        "report": made,
        "chart": stacked_bars(made.days),
        "lengths": LENGTHS,
        "notice": notice,
    }
    return TemplateResponse(request, "insights/page.html", context)


def period_asked_for(request: HttpRequest, zone: ZoneInfo) -> tuple[Period, str]:
    """The period that was asked for, and a sentence when it had to be another one."""
    today = now().astimezone(zone).date()
    default = Period(today - timedelta(days=29), today, zone)
    given: dict[str, Any] = {key: request.GET.get(key, "") for key in ("days", "from", "to")}
    if given["from"] or given["to"]:
        try:
            first, last = (date.fromisoformat(given[key]) for key in ("from", "to"))
        except ValueError:
            return default, _("The dates could not be read. The last 30 days are shown.")
        if first > last or (last - first).days >= LONGEST_DAYS:
            return default, _(
                "The first day must not be after the last, and a period can be at most a year "
                "long. The last 30 days are shown."
            )
        return Period(first, last, zone), ""
    if given["days"].isdigit() and int(given["days"]) in LENGTHS:
        return Period(today - timedelta(days=int(given["days"]) - 1), today, zone), ""
    return default, ""
