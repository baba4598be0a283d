"""From which score answers are given, in the admin: seen, learnt, and set back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from flowbuilder.accounts.access import user_of, workspace_of
from flowbuilder.accounts.admin_base import KnowsItsWorkspace
from flowbuilder.knowledge import selectors
from flowbuilder.knowledge.checks import threshold_report, threshold_services
from flowbuilder.knowledge.checks.threshold_services import Of, Standing
from flowbuilder.knowledge.checks.thresholds import (
    ENOUGH,
    ENOUGH_EACH,
    MANNERS,
    MannerName,
    is_enough,
    teaching,
)
from flowbuilder.knowledge.errors import ThresholdsNotLearnable
from flowbuilder.knowledge.models import LearntThresholds
from flowbuilder.knowledge.search.mixing import Limits

MANNER_WORDS: dict[MannerName, Any] = {
    "careful": _("A wrong answer counts as two that were not found."),
    "balanced": _("A wrong answer counts as one that was not found, four suggestions as one."),
    "bold": _("Two suggestions count as one answer that was not found, so it asks back less."),
}


class LearnsThresholds(KnowsItsWorkspace):
    """The page of thresholds; the admin of expected answers has it."""

    def thresholds_page(self, request: HttpRequest) -> HttpResponse:
        """What counts and what others would do; a proposal to learn is shown before it is kept."""
        self.only_editors(request)
        do = request.POST.get("do", "") if request.method == "POST" else ""
        manner, of = _manner(request), _of(request)
        if do == "keep" and self._keep_thresholds(request, manner, of):
            return HttpResponseRedirect(_page(of))
        if do == "back":
            threshold_services.go_back(workspace_of(request), of=of, by=user_of(request))
            messages.success(request, gettext("The built-in thresholds count again."))
            return HttpResponseRedirect(_page(of))
        workspace_id = workspace_of(request).pk
        found = threshold_services.standing(workspace_id, of)
        index = selectors.index_of(workspace_id)
        entries, passages = index.entries.mixture, index.passages.mixture
        answerable, unanswerable = teaching(found.cases)
        context = {
            **self.admin_site.each_context(request),
            "title": _("From which score are answers given?"),
            "page_name": _("Quality of answers"),
            "page_link": reverse("admin:knowledge_expectation_changelist"),
            "page_part": _("Thresholds"),
            "opts": self.model._meta,
            "media": self.media,
            "found": found,
            "of_passages": of == Of.PASSAGES,
            "kinds": [(_page(each), each.label, each == of) for each in Of],
            "found_from": entries.found * 100,
            "suggest_from": entries.suggest * 100,
            "passage_from": passages.found * 100,
            "passage_suggest": passages.suggest * 100,
            "outcomes": threshold_report.outcome_names(),
            "settings": threshold_report.settings(found),
            "scores": threshold_report.scores(found) if found.asked else None,
            "answerable": answerable,
            "unanswerable": unanswerable,
            "with_entry": len(found.cases) - answerable - unanswerable,
            "is_enough": is_enough(answerable, unanswerable),
            "enough": ENOUGH,
            "enough_each": ENOUGH_EACH,
            "manners": _manners(),
            "manner": manner if do or found.learnt is None else found.learnt.manner,
            **(_proposal(request, found, manner) if do in ("learn", "keep") else {}),
        }
        return TemplateResponse(request, "knowledge/thresholds.html", context)

    def _keep_thresholds(self, request: HttpRequest, manner: MannerName, of: Of) -> bool:
        try:
            threshold_services.keep(
                workspace_of(request), manner, _shown(request), of=of, by=user_of(request)
            )
        except ThresholdsNotLearnable as problem:
            messages.error(request, str(problem.message))
            return False
        messages.success(request, gettext("From now on the learnt thresholds count."))
        return True


def _proposal(request: HttpRequest, found: Standing, manner: MannerName) -> dict[str, Any]:
    try:
        learning = threshold_services.learn(found, manner)
    except ThresholdsNotLearnable as problem:
        messages.error(request, str(problem.message))
        return {}
    changes = threshold_services.changes(found, learning.tried)
    return {
        "learning": learning,
        "compared": threshold_report.compared(learning, found.built_in),
        "is_known": learning.learnt == found.limits,
        "changes": threshold_report.shown(changes),
        "more_changes": max(0, len(changes) - threshold_report.SHOWN_CHANGES),
        "shown_found": repr(learning.learnt.found),
        "shown_suggest": repr(learning.learnt.suggest),
    }


def _manners() -> list[dict[str, Any]]:
    return [
        {
            "value": value,
            "label": LearntThresholds.Manner(value).label,
            "words": MANNER_WORDS[value],
            "cap": round(manner.cap * 100),
            "offered": round(manner.offered_cap * 100),
        }
        for value, manner in MANNERS.items()
    ]


def _manner(request: HttpRequest) -> MannerName:
    given = request.POST.get("manner", "")
    return next((name for name in MANNERS if name == given), "balanced")


def _of(request: HttpRequest) -> Of:
    return Of.PASSAGES if request.GET.get("of") == Of.PASSAGES else Of.ENTRIES


def _page(of: Of) -> str:
    page = reverse("admin:knowledge_thresholds")
    return f"{page}?of={of}" if of == Of.PASSAGES else page


def _shown(request: HttpRequest) -> Limits:
    """What the person was shown; nonsense is like nothing that could be learnt."""
    try:
        return Limits(float(request.POST["found"]), float(request.POST["suggest"]))
    except (KeyError, ValueError):
        return Limits(0.0, 0.0)
