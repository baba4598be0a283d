"""Trying a question in the admin: what is found for it, and what the step “AI answer” would say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import URLPattern, path, reverse
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from flowbuilder.accounts.access import workspace_of
from flowbuilder.accounts.admin_base import KnowsItsWorkspace
from flowbuilder.accounts.models import Language
from flowbuilder.conversations import days
from flowbuilder.flows.models import Flow
from flowbuilder.knowledge import (
    expectations,
    not_given,
    people_asking,
    quality_report,
    selectors,
    validity,
)
from flowbuilder.knowledge.as_a_flow import AsFlow, as_flow
from flowbuilder.knowledge.effects import allowed_of
from flowbuilder.knowledge.excluding import Excluded
from flowbuilder.knowledge.models import Entry, Source
from flowbuilder.knowledge.quality_admin import own_language
from flowbuilder.knowledge.readings_admin import place_of
from flowbuilder.knowledge.retrieval import Hit
from flowbuilder.llm.errors import ModelError
from flowbuilder.llm.selectors import language_model

VERDICTS = {
    "found": (_("Found"), _("This answer would be given.")),
    "suggest": (_("Close match"), _("The visitor would be asked which of these they mean.")),
    "none": (_("Not found"), _("The conversation would leave by “not found”.")),
    "excluded": (_("Never answered"), _("This flow never answers about that.")),
}
WHY_NOT = {
    "not_grounded": _("No answer: nothing in the knowledge is likely enough to be right."),
    "unclear": _("The visitor would be asked which of these they mean:"),
    "excluded": _("No answer: this flow never answers about that."),
    "wants_human": _("No answer: they ask for a person."),
}
ASKED_OF_ONE = _("The visitor would be asked whether this is what they mean.")
#: Why what fits is not given; followed by the entry's question, or the source's name.
NOT_GIVEN: dict[tuple[type, validity.Standing], Any] = {
    (Entry, "off"): _("There is an answer, but it is switched off:"),
    (Entry, "later"): _("There is an answer, but only from %(day)s:"),
    (Entry, "over"): _("There was an answer, but only until %(day)s:"),
    (Source, "off"): _("A source answers, but it is switched off:"),
    (Source, "later"): _("A source answers, but only from %(day)s:"),
    (Source, "over"): _("A source answered, but only until %(day)s:"),
}
#: So near the local model places any two texts, related or not.
ANY_TWO = 0.84
NOT_GROUNDED = _("No answer: what the model wrote does not stand in the knowledge.")


class TriesQuestions(KnowsItsWorkspace):
    """A list with a box above it that questions are tried in."""

    list_before_template = "knowledge/try_question.html"

    def get_urls(self) -> list[URLPattern]:
        wrapped = self.admin_site.admin_view(self.answer)
        return [path("answer/", wrapped, name="knowledge_answer"), *super().get_urls()]

    def answer(self, request: HttpRequest) -> HttpResponse:
        """What the step “AI answer” would say to the tried question, shown below what was found."""
        self.only_editors(request)
        given = request.POST.copy() if request.method == "POST" else request.GET.copy()
        question, language = _tried_in(request, given)
        chosen = _flow_in(request, given)
        said: dict[str, Any] = {}
        if question and request.method == "POST":
            said = tried_answer(workspace_of(request).pk, question, language, chosen)
        shown = QueryDict(mutable=True)
        shown.update(
            {
                "try": question,
                "try_language": language,
                "try_flow": str(chosen.id) if chosen else "",
            }
        )
        request.method, request.GET = "GET", shown  # type: ignore[assignment]  # Django types GET as unchangeable; the list reads it
        return cast(HttpResponse, self.changelist_view(request, {"said": said}))

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        given = request.GET.copy()
        question, language = _tried_in(request, given)
        chosen = _flow_in(request, given)
        for name in ("try", "try_language", "try_flow"):
            given.pop(name, None)
        request.GET = given  # type: ignore[assignment]  # as above; the list refuses names it does not know
        context = {**(extra_context or {}), **self._tried(request, question, language, chosen)}
        return super().changelist_view(request, context)

    def _tried(
        self, request: HttpRequest, question: str, language: str, chosen: AsFlow | None
    ) -> dict[str, Any]:
        workspace = workspace_of(request)
        context: dict[str, Any] = {
            "tried": question,
            "tried_language": language,
            "languages": Language.choices,
            "try_flows": list(_published(workspace.pk).values_list("pk", "name")),
            "tried_flow": chosen.id if chosen else "",
            "has_own_step": bool(chosen and chosen.step),
            "has_model": bool(question) and language_model(workspace.pk) is not None,
            "nothing_yet": not (
                Entry.objects.filter(workspace=workspace).exists()
                or Source.objects.filter(workspace=workspace).exists()
            ),
        }
        if question:
            is_being_placed = selectors.is_being_placed(workspace.pk)
            found = selectors.search(
                workspace.pk, question, language,
                flow=selectors.flow_key(chosen.id) if chosen else None,
            )  # fmt: skip
            hits: Sequence[Hit] = found.result.hits
            verdict: str = found.result.verdict
            if chosen is not None and chosen.excluded:
                excluded = Excluded(chosen.excluded, language)
                allowed = None if excluded.names(question) else allowed_of(found.result, excluded)
                if allowed is None:
                    verdict, hits = "excluded", ()
                elif verdict != "none":
                    hits = allowed
            offered = sum(hit.likely for hit in hits)
            expected = expectations.kept_for(workspace.pk, question, language)
            bound = {hit.document.flow for hit in hits if hit.document.flow}
            languages = {code: name for code, name in Language.choices if code != language}
            flows = {str(flow.pk): flow.name for flow in Flow.objects.filter(pk__in=bound)}
            context |= {
                "found_from": _percent(found.result.mixture.found),
                "suggest_from": _percent(found.result.mixture.suggest),
                "passages_from": _passages_from(workspace.pk, hits),
                "not_given": []
                if verdict in ("found", "excluded")
                else _not_given(workspace.pk, question, language, chosen),
                "expected_now": expected,
                "expected_words": quality_report.expected_words(expected) if expected else "",
                "is_being_placed": is_being_placed,
                "waits_for_endpoint": selectors.waits_for_endpoint(workspace.pk),
                "verdict": verdict,
                "verdict_name": VERDICTS[verdict][0],
                "verdict_words": (
                    ASKED_OF_ONE if verdict == "suggest" and offered == 1 else VERDICTS[verdict][1]
                ),
                "hits": [
                    {
                        "id": hit.document.id,
                        "question": hit.document.question,
                        "answer": selectors.shown(hit, question),
                        "of": hit.document.of,
                        "row": hit.document.row,
                        "language": languages.get(hit.document.language, ""),
                        "only_in": flows.get(hit.document.flow, ""),
                        "place": place_of(hit.document),
                        "percent": _percent(hit.score),
                        "is_given": verdict == "found" and number == 0,
                        "is_offered": verdict == "suggest" and hit.likely,
                        "signals": _signals(hit),
                    }
                    for number, hit in enumerate(hits)
                ],
            }
        return context


def _tried_in(request: HttpRequest, given: QueryDict) -> tuple[str, str]:
    """The question that is tried, and in which language."""
    language = given.get("try_language", "")
    question = " ".join(given.get("try", "").split())[:500]
    return question, language if language in Language.values else own_language(request)


def _published(workspace_id: int) -> QuerySet[Flow]:
    """The flows that a question can be tried in."""
    return Flow.objects.filter(workspace_id=workspace_id, archived=False, published__isnull=False)


def _flow_in(request: HttpRequest, given: QueryDict) -> AsFlow | None:
    """The flow the question is tried in; None: every answer takes part, as for an odd number."""
    number = given.get("try_flow", "")
    if not (number.isascii() and number.isdecimal() and len(number) <= 18):
        return None
    flows = _published(workspace_of(request).pk).select_related("published")
    flow = flows.filter(pk=int(number)).first()
    return as_flow(flow) if flow is not None else None


def tried_answer(
    workspace_id: int, question: str, language: str, flow: AsFlow | None = None
) -> dict[str, Any]:
    """What the step would come to, in words: the answer with its sources, or why there is none."""
    try:
        said = people_asking.try_out(workspace_id, question, language, flow)
    except ModelError as problem:
        return {"why": str(problem.message)}
    why = WHY_NOT.get(said["outcome"], "")
    if said["outcome"] == "not_grounded" and said["model"]:
        why = NOT_GROUNDED
    return {**said, "why": why}


def _not_given(
    workspace_id: int, question: str, language: str, chosen: AsFlow | None
) -> list[dict[str, Any]]:
    """The entries and sources that would answer, were they given today, and why they are not."""
    flow = selectors.flow_key(chosen.id) if chosen else None
    today = validity.today_in(workspace_id)
    told = []
    for found in not_given.would_answer(workspace_id, question, language, flow):
        standing = validity.standing(found, today)
        day = found.valid_from if standing == "later" else found.valid_until
        why = NOT_GIVEN[type(found), standing]
        told.append(
            {
                "name": str(found),
                "page": reverse(
                    f"admin:knowledge_{found._meta.model_name}_change", args=[found.pk]
                ),
                "why": why % {"day": days.in_words(str(day or ""))},
            }
        )
    return told


def _passages_from(workspace_id: int, hits: Sequence[Hit]) -> dict[str, int]:
    """The thresholds of passages; empty where none is shown."""
    if not any(hit.document.of for hit in hits):
        return {}
    mixture = selectors.index_of(workspace_id).passages.mixture
    return {"found": _percent(mixture.found), "suggest": _percent(mixture.suggest)}


def _signals(hit: Hit) -> list[tuple[Any, int, Any]]:
    """What speaks for an entry: its name, how much of 100, and how that was measured.

    Nearness only where there is a model.
    """
    signals = hit.signals
    named = [
        (_("words of its question"), _percent(signals.fit), ""),
        (_("words of all of it"), _percent(signals.cover), ""),
        (_("spelling"), _percent(signals.shape), ""),
    ]
    if signals.phrasing or signals.answer:
        named += [
            (_("meaning of its question"), *_near(signals.phrasing)),
            (_("meaning of its answer"), *_near(signals.answer)),
        ]
    return named


def _near(cosine: float) -> tuple[int, str]:
    """How near, from 0 for what any two texts are, and the number behind it."""
    exact = gettext("cosine %(number)s") % {"number": number_format(cosine, 2)}
    return _percent(max(0.0, cosine - ANY_TWO) / (1 - ANY_TWO)), exact


def _percent(score: float) -> int:
    return round(score * 100)
