"""The page “Ask the knowledge”: a question is tried as a visitor would ask it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from flowbuilder.accounts.access import Permission, request_may, workspace_of
from flowbuilder.accounts.models import Language
from flowbuilder.flows.models import Flow
from flowbuilder.knowledge.answers import ask_report, said_report
from flowbuilder.knowledge.answers.as_a_flow import AsFlow, as_flow
from flowbuilder.knowledge.checks.quality_admin import own_language
from flowbuilder.llm.selectors import language_model


@require_http_methods(["GET", "HEAD", "POST"])
def ask_page(request: HttpRequest) -> HttpResponse:
    """Show what is found for a question. A model, which costs, is asked by a POST only."""
    if not request_may(request, Permission.KNOWLEDGE_EDIT):
        raise PermissionDenied
    workspace_id = workspace_of(request).pk
    given = request.POST if request.method == "POST" else request.GET
    question, language = _asked_in(request, given)
    chosen = _flow_in(workspace_id, given)
    has_model = language_model(workspace_id) is not None
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("Ask the knowledge"),
        "page_name": _("Knowledge"),
        "page_link": reverse("admin:knowledge_entry_changelist"),
        "page_part": _("Ask the knowledge"),
        "asked": question,
        "asked_language": language,
        "asked_flow": chosen.id if chosen else "",
        "languages": Language.choices,
        "flows": list(_published(workspace_id).values_list("pk", "name")),
        "has_own_step": bool(chosen and chosen.step),
        "has_model": has_model,
        "nothing_yet": ask_report.is_empty(workspace_id),
        "said": {},
    }
    if question:
        context |= ask_report.found_for(workspace_id, question, language, chosen)
        if request.method == "POST" or not has_model:
            context["said"] = said_report.said_to(workspace_id, question, language, chosen)
    return TemplateResponse(request, "knowledge/ask.html", context)


def _asked_in(request: HttpRequest, given: QueryDict) -> tuple[str, str]:
    """The question that is tried, and in which language."""
    language = given.get("language", "")
    question = " ".join(given.get("question", "").replace("\0", "").split())[:500]
    return question, language if language in Language.values else own_language(request)


def _published(workspace_id: int) -> QuerySet[Flow]:
    """The flows that a question can be tried in."""
    return Flow.objects.filter(workspace_id=workspace_id, archived=False, published__isnull=False)


def _flow_in(workspace_id: int, given: QueryDict) -> AsFlow | None:
    """The flow the question is tried in; None: every answer takes part, as for an odd number."""
    number = given.get("flow", "")
    if not (number.isascii() and number.isdecimal() and len(number) <= 18):
        return None
    flows = _published(workspace_id).select_related("published")
    flow = flows.filter(pk=int(number)).first()
    return as_flow(flow) if flow is not None else None
