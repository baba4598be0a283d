"""The page of a survey's results in the admin: figures, comments with tags, and a CSV file."""

from __future__ import annotations

from typing import Any, cast
from zoneinfo import ZoneInfo

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from flowbuilder.accounts.access import Permission, request_may, workspace_of
from flowbuilder.accounts.models import Workspace
from flowbuilder.accounts.services import audit
from flowbuilder.common import spreadsheets
from flowbuilder.common.errors import InvalidInput, NotFound
from flowbuilder.insights.pages import LENGTHS, period_asked_for
from flowbuilder.insights.selectors import Period
from flowbuilder.insights.survey_report import survey_report, title_of, too_few
from flowbuilder.surveys import results
from flowbuilder.surveys.models import Kind, Response
from flowbuilder.surveys.results import Subject
from flowbuilder.surveys.selectors import chosen_label
from flowbuilder.surveys.services import set_tags

COMMENTS = 50
COLUMNS = (
    "date", "survey", "kind", "score", "choice", "comment", "tags", "handled_by", "team",
    "agent", "flow", "version", "step", "answer_from_knowledge", "language", "conversation",
)  # fmt: skip


def survey_results_page(request: HttpRequest) -> HttpResponse:
    """Show a survey's results in a period; by POST, tag a comment or download the answers."""
    if not request_may(request, Permission.INSIGHTS_VIEW):
        raise PermissionDenied
    workspace = workspace_of(request)
    subject = _subject(request, workspace)
    period, notice = period_asked_for(request, ZoneInfo(workspace.timezone))
    if request.method == "POST":
        if subject is not None and request.POST.get("do") == "export":
            return _export(request, subject, period)
        return _tag(request, workspace)
    context = {
        **admin.site.each_context(request),
        "title": _("Survey results"),
        "subjects": [(_query(each), title_of(each)) for each in results.subjects(workspace)],
        "subject": subject,
        "chosen": _query(subject) if subject is not None else {},
        "period": period,
        "lengths": LENGTHS,
        "notice": notice,
        "too_few": too_few(),
    }
    if subject is not None:
        tag = request.GET.get("tag", "")
        comments = results.comments(subject, period.start, period.end, tag)
        context |= {
            "name": title_of(subject),
            "report": survey_report(subject, period),
            "comments": Paginator(comments, COMMENTS).get_page(request.GET.get("page")),
            "tags": results.tags_of(workspace),
            "tag": tag,
            "here": urlencode(_kept(request)),
        }
    return TemplateResponse(request, "insights/survey.html", context)


def _subject(request: HttpRequest, workspace: Workspace) -> Subject | None:
    """What was chosen, or the first there is; None while there is nothing."""
    there = results.subjects(workspace)
    slug, kind = request.GET.get("survey", ""), request.GET.get("kind", "")
    if not slug and not kind:
        return there[0] if there else None
    for subject in there:
        if _query(subject) == ({"survey": slug} if slug else {"kind": kind}):
            return subject
    raise Http404


def _query(subject: Subject) -> dict[str, str]:
    """How an address names it."""
    return {"survey": subject.survey.slug} if subject.survey else {"kind": subject.kind}


def _kept(request: HttpRequest) -> dict[str, str]:
    """What a further address on this page keeps of the present one."""
    names = ("survey", "kind", "days", "from", "to", "tag")
    return {name: request.GET[name] for name in names if request.GET.get(name)}


def _tag(request: HttpRequest, workspace: Workspace) -> HttpResponse:
    """Tag one comment and come back to it."""
    number = request.POST.get("response", "")
    if not number.lstrip("-").isdecimal() or len(number) > 20:
        raise Http404
    try:
        set_tags(workspace, int(number), request.POST.get("tags", ""))
    except NotFound:
        raise Http404 from None
    except InvalidInput as problem:
        messages.error(request, str(problem.message))
    query = urlencode({**_kept(request), "page": request.GET.get("page", "")})
    return HttpResponseRedirect(f"{reverse('admin:survey-results')}?{query}#c{number}")


def _export(request: HttpRequest, subject: Subject, period: Period) -> HttpResponse:
    """The answers and comments of the period as a file, and a line in the audit trail."""
    rows = (
        subject.responses()
        .filter(at__gte=period.start, at__lt=period.end)
        .select_related("team", "agent", "survey", "flow_version__flow")
        .prefetch_related("tags", "survey__texts")
        .defer("flow_version__document", "flow_version__components", "flow_version__flow__draft")
        .order_by("at", "pk")
    )
    cells = [_cells(row, period) for row in rows]
    audit(
        subject.workspace,
        cast(Any, request.user),
        "survey.exported",
        title_of(subject),
        answers=len(cells),
    )
    name = subject.survey.slug if subject.survey else subject.kind
    stem = f"{name}-{period.first:%Y%m%d}-{period.last:%Y%m%d}"
    return spreadsheets.download(stem, COLUMNS, cells)


def _cells(row: Response, period: Period) -> tuple[Any, ...]:
    """One answer; an anonymous one has only its day."""
    at = row.at.astimezone(period.zone)
    return (
        f"{at:%Y-%m-%d}" if row.anonymous else f"{at:%Y-%m-%d %H:%M}",
        row.survey.slug if row.survey else "",
        row.kind,
        "" if row.score is None or row.kind == Kind.CHOICE else row.score,
        chosen_label(row, get_language() or ""),
        row.comment,
        ", ".join(tag.name for tag in row.tags.all()),
        row.handled_by,
        row.team.name if row.team else "",
        str(row.agent) if row.agent else "",
        row.flow_version.flow.name,
        row.flow_version.number,
        row.node,
        row.given_answer,
        row.language,
        str(row.conversation_id or ""),
    )
