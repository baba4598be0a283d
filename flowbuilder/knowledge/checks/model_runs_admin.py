"""Asking the language model for the expected answers, on the page "Quality of answers"."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, path

from flowbuilder.accounts.access import user_of, workspace_of
from flowbuilder.accounts.admin_base import KnowsItsWorkspace
from flowbuilder.knowledge.checks import model_run_report, model_runs
from flowbuilder.knowledge.errors import ModelRunNotPossible
from flowbuilder.knowledge.models import ModelRun


class AsksTheModel(KnowsItsWorkspace):
    """A list above which the model is asked, and what came of it is shown."""

    def get_urls(self) -> list[URLPattern]:
        own = [
            ("model/ask/", self.ask_model, "knowledge_model_ask"),
            ("model/stop/", self.stop_asking, "knowledge_model_stop"),
            ("model/standing/", self.asking_part, "knowledge_model_standing"),
        ]
        wrapped = [path(at, self.admin_site.admin_view(view), name=n) for at, view, n in own]
        return [*wrapped, *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        context = {"models": model_run_report.report(workspace_of(request).pk)}
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def ask_model(self, request: HttpRequest) -> HttpResponse:
        """Begin, and come back to where it is seen."""
        self.only_editors(request)
        if request.method == "POST":
            try:
                model_runs.begin(workspace_of(request), by=user_of(request))
            except ModelRunNotPossible as problem:
                messages.error(request, str(problem.message))
        return HttpResponseRedirect(model_runs.page())

    def stop_asking(self, request: HttpRequest) -> HttpResponse:
        """Stop what is under way."""
        self.only_editors(request)
        if request.method == "POST":
            rows = ModelRun.objects.filter(workspace=workspace_of(request))
            for run in rows.filter(state=ModelRun.State.RUNNING):
                model_runs.stop(run)
        return HttpResponseRedirect(model_runs.page())

    def asking_part(self, request: HttpRequest) -> HttpResponse:
        """How it stands, for the page that waits for it."""
        self.only_editors(request)
        found = model_run_report.report(workspace_of(request).pk)
        html = render_to_string("knowledge/model_runs.html", {"models": found}, request)
        return JsonResponse({"html": html, "goes_on": bool(found.running or found.plan)})
