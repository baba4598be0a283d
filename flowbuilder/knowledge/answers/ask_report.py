"""What the page “Ask the knowledge” shows: what is found, how it comes out, and what answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from flowbuilder.accounts.models import Language
from flowbuilder.conversations import days
from flowbuilder.flows.models import Flow
from flowbuilder.knowledge import selectors
from flowbuilder.knowledge.answers import not_given
from flowbuilder.knowledge.answers.as_a_flow import AsFlow
from flowbuilder.knowledge.answers.excluding import Excluded
from flowbuilder.knowledge.checks import expectations, quality_report
from flowbuilder.knowledge.effects import allowed_of
from flowbuilder.knowledge.models import Entry, Source
from flowbuilder.knowledge.reading import source_selectors
from flowbuilder.knowledge.search import validity
from flowbuilder.knowledge.search.mixing import Limits
from flowbuilder.knowledge.search.retrieval import Hit

VERDICTS = {
    "found": (_("Found"), _("This answer would be given.")),
    "suggest": (_("Close match"), _("The visitor would be asked which of these they mean.")),
    "none": (_("Not found"), _("The conversation would leave by “not found”.")),
    "excluded": (_("Never answered"), _("This flow never answers about that.")),
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


def is_empty(workspace_id: int) -> bool:
    """Whether there is nothing to ask yet."""
    entries, sources = (kind.objects.filter(workspace=workspace_id) for kind in (Entry, Source))
    return not (entries.exists() or sources.exists())


def found_for(
    workspace_id: int, question: str, language: str, chosen: AsFlow | None
) -> dict[str, Any]:
    """What a visitor would get for `question`, as in the flow `chosen` if any, and why."""
    is_being_placed = selectors.is_being_placed(workspace_id)
    found = selectors.search(
        workspace_id, question, language,
        flow=selectors.flow_key(chosen.id) if chosen else None,
    ).result  # fmt: skip
    hits: Sequence[Hit] = found.hits
    verdict: str = found.verdict
    if chosen is not None and chosen.excluded:
        excluded = Excluded(chosen.excluded, language)
        allowed = None if excluded.names(question) else allowed_of(found, excluded)
        if allowed is None:
            verdict, hits = "excluded", ()
        elif verdict != "none":
            hits = allowed
    offered = sum(hit.likely for hit in hits)
    passages = selectors.index_of(workspace_id).passages.mixture.limits
    by_kind = {False: found.mixture.limits, True: passages}
    expected = expectations.kept_for(workspace_id, question, language)
    return {
        "why": why(verdict, hits, by_kind),
        "found_from": _percent(found.mixture.found),
        "suggest_from": _percent(found.mixture.suggest),
        "passages_from": {"found": _percent(passages.found), "suggest": _percent(passages.suggest)}
        if any(hit.document.of for hit in hits)
        else {},
        "not_given": []
        if verdict in ("found", "excluded")
        else _not_given(workspace_id, question, language, chosen),
        "expected_now": expected,
        "expected_words": quality_report.expected_words(expected) if expected else "",
        "is_being_placed": is_being_placed,
        "waits_for_endpoint": selectors.waits_for_endpoint(workspace_id),
        "verdict": verdict,
        "verdict_name": VERDICTS[verdict][0],
        "verdict_words": (
            ASKED_OF_ONE if verdict == "suggest" and offered == 1 else VERDICTS[verdict][1]
        ),
        "hits": _shown_hits(workspace_id, question, language, hits, verdict),
    }


def why(verdict: str, hits: Sequence[Hit], by_kind: Mapping[bool, Limits]) -> str:
    """The best score held against the thresholds, in words; nothing where none was.

    `by_kind` are the thresholds of entries (False) and of passages (True).
    """
    if verdict == "excluded" or not hits:
        return ""
    best = hits[0]
    limits = by_kind[bool(best.document.of)]
    numbers = {
        "score": _beside(best.score, limits),
        "found": _percent(limits.found),
        "suggest": _percent(limits.suggest),
    }
    if verdict == "found":
        said = _("The best score is %(score)s. From %(found)d on an answer is given.")
    elif verdict == "none":
        said = _("The best score is %(score)s. Below %(suggest)d nothing is given or offered.")
    elif best.score >= limits.found:
        said = _(
            "The best score, %(score)s, would be enough to be given (from %(found)d on), but "
            "another is nearly as likely to be meant."
        )
    else:
        said = _(
            "The best score is %(score)s: enough to be offered (from %(suggest)d on), too little "
            "to be given (from %(found)d on)."
        )
    return str(said) % numbers


def _beside(score: float, limits: Limits) -> str:
    """A score as it is read; with a decimal where it would else look like a threshold."""
    is_close = _percent(score) in (_percent(limits.found), _percent(limits.suggest))
    return number_format(score * 100, 1) if is_close else str(_percent(score))


def _shown_hits(
    workspace_id: int, question: str, language: str, hits: Sequence[Hit], verdict: str
) -> list[dict[str, Any]]:
    languages = {code: name for code, name in Language.choices if code != language}
    bound = {hit.document.flow for hit in hits if hit.document.flow}
    flows = {str(flow.pk): flow.name for flow in Flow.objects.filter(pk__in=bound)}
    pages = entry_pages(workspace_id, [h.document.id for h in hits if not h.document.of], language)
    return [
        {
            "id": hit.document.id,
            "question": hit.document.question,
            "answer": selectors.shown(hit, question),
            "of": hit.document.of,
            "of_page": source_page(hit.document.place.source) if hit.document.place else "",
            "row": hit.document.row,
            "language": languages.get(hit.document.language, ""),
            "only_in": flows.get(hit.document.flow, ""),
            "page": passage_page(hit.document.id) or pages.get(hit.document.id, ""),
            "away": away(hit.document.source),
            "percent": _percent(hit.score),
            "is_given": verdict == "found" and number == 0,
            "is_offered": verdict == "suggest" and hit.likely,
            "signals": _signals(hit),
        }
        for number, hit in enumerate(hits)
    ]


def shown_sources(
    workspace_id: int, sources: Sequence[Mapping[str, str]], language: str
) -> list[dict[str, Any]]:
    """The sources of an answer, each with its page in the admin and where it is elsewhere."""
    of_entries = [each["id"] for each in sources if not source_selectors.is_passage(each["id"])]
    pages = entry_pages(workspace_id, of_entries, language)
    return [
        {
            "title": each["title"],
            "page": passage_page(each["id"]) or pages.get(each["id"], ""),
            "of_page": source_page(int(each["of"])) if "of" in each else "",
            "away": away(each.get("url", "")),
        }
        for each in sources
    ]


def entry_pages(workspace_id: int, ids: Sequence[str], language: str) -> dict[str, str]:
    """The page of each entry that a search names so; of two languages the one that was asked in."""
    found = selectors.entries_called(workspace_id, ids)
    found.sort(key=lambda entry: entry.language == language)
    return {
        entry.public_id: reverse("admin:knowledge_entry_change", args=[entry.pk]) for entry in found
    }


def passage_page(public_id: str) -> str:
    """The page that shows a passage in its place; nothing for an entry."""
    if not source_selectors.is_passage(public_id):
        return ""
    number = public_id.removeprefix(source_selectors.MARK)
    return reverse("admin:knowledge_passage", args=[number])


def source_page(number: int) -> str:
    """The page of a source."""
    return reverse("admin:knowledge_source_change", args=[number])


def away(address: str) -> dict[str, str]:
    """An address outside, and its host to be read before it is followed; empty for none."""
    if not address.startswith(("https://", "http://")):
        return {}
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return {}
    return {"address": address, "host": host} if host else {}


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
