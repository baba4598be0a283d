"""What others read of a workspace's knowledge: its index, what a search finds, what is open."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.urls import reverse

from flowbuilder.accounts.models import Workspace
from flowbuilder.flows.knowledge_port import Since, Source, Suggestion
from flowbuilder.knowledge.answers import quoting
from flowbuilder.knowledge.models import Entry, MeaningSettings, Unanswered
from flowbuilder.knowledge.reading import source_selectors
from flowbuilder.knowledge.search import follow_ups, vectors
from flowbuilder.knowledge.search.endpoint import EndpointEmbedder
from flowbuilder.knowledge.search.index_keeping import (
    forget,
    index_now,
    index_of,
    is_being_placed,
    is_placing,
    when_placed,
)
from flowbuilder.knowledge.search.indexed import (
    document_of,
    documents_of,
    flow_key,
    knowledge_number,
    learnt_thresholds,
    mixtures_of,
    model_chosen,
    model_of,
    names_of,
    synonyms_of,
    version_of,
)
from flowbuilder.knowledge.search.retrieval import Hit, Result
from flowbuilder.llm.masking import without_data

__all__ = [
    "Found",
    "asks_endpoint",
    "changed_since",
    "document_of",
    "documents_of",
    "entry_called",
    "expect",
    "flow_key",
    "forget",
    "index_now",
    "index_of",
    "is_being_placed",
    "is_placing",
    "knowledge_number",
    "learnt_thresholds",
    "mixtures_of",
    "model_chosen",
    "model_of",
    "open_questions",
    "progress",
    "search",
    "shown",
    "suggest",
    "synonyms_of",
    "unanswered_between",
    "waits_for_endpoint",
    "when_placed",
]


#: What of an entry tells which it is, and since when.
_NAMED = ("pk", "key", "language", "updated_at")


@dataclass(frozen=True, slots=True)
class Found:
    """A search's result and how long it took."""

    result: Result
    ms: float


def search(
    workspace_id: int,
    query: str,
    language: str,
    limit: int = 3,
    *,
    earlier: str = "",
    flow: str | None = None,
) -> Found:
    """Look `query` up in the knowledge of a workspace; it may follow up what was asked `earlier`.

    `flow` is the one that is talked with (`flow_key`); None: the answers of all take part.
    Addresses and long numbers in it are no part of the question.
    """
    index = index_of(workspace_id)
    started = time.perf_counter()
    result = follow_ups.search(
        index, without_data(query), language, limit, without_data(earlier), flow
    )
    return Found(result, round((time.perf_counter() - started) * 1000, 2))


def suggest(workspace_id: int, question: str, language: str) -> list[Suggestion]:
    """What an agent may answer with: what a visitor would be offered."""
    result = search(workspace_id, question, language).result
    return [
        Suggestion(hit.document.question, shown(hit, question), hit.score)
        for hit in result.hits
        if hit.likely
    ]


def shown(hit: Hit, question: str) -> str:
    """What a person reads of a hit: an entry's answer as it is, an excerpt of a passage."""
    document = hit.document
    if not document.of:
        return document.answer
    return quoting.excerpt(document.answer, question, document.language)


def open_questions(workspace_id: int) -> int:
    """How many questions wait for an answer."""
    return Unanswered.objects.filter(
        workspace_id=workspace_id, status=Unanswered.Status.OPEN
    ).count()


def unanswered_between(workspace: Workspace, start: datetime, end: datetime) -> int:
    """How many questions found no answer from `start` up to, not including, `end`."""
    return Unanswered.objects.filter(workspace=workspace, at__gte=start, at__lt=end).count()


def waits_for_endpoint(workspace_id: int) -> bool:
    """Whether the endpoint that places the texts could not be asked, and is asked again later."""
    chosen = MeaningSettings.objects.filter(workspace_id=workspace_id).exclude(trouble="")
    return chosen.filter(how=MeaningSettings.How.ENDPOINT).exists()


def asks_endpoint(workspace_id: int) -> bool:
    """Whether each new question is placed by an endpoint, which is a call of its own."""
    return isinstance(model_of(workspace_id), EndpointEmbedder)


def expect(workspace_id: int, questions: Iterable[str]) -> None:
    """Be told what will be asked next: an endpoint is given many questions at once."""
    model = model_of(workspace_id)
    if isinstance(model, EndpointEmbedder):
        model.expect(questions)


def progress(workspace_id: int) -> tuple[int, int]:
    """How many texts of the knowledge its model has placed, and how many there are."""
    model = model_of(workspace_id)
    if model is None:
        return 0, 0
    documents = [*documents_of(workspace_id), *source_selectors.passages_of(workspace_id)]
    return vectors.progress(workspace_id, model, documents)


def entry_called(workspace_id: int, language: str, public_id: str) -> Entry | None:
    """The entry of `language` that a search names so."""
    here = Entry.objects.filter(workspace_id=workspace_id, language=language)
    named = here.filter(key=public_id).first() if public_id else None
    if named is None and _is_number(public_id):
        named = here.filter(key="", pk=int(public_id)).first()
    return named


def entries_called(workspace_id: int, ids: Iterable[str]) -> list[Entry]:
    """The entries that a search names so; a key may name one in each language."""
    wanted = set(ids)
    if not wanted:
        return []
    numbers = [int(public_id) for public_id in wanted if _is_number(public_id)]
    named = Q(key__in=wanted - {""}) | Q(key="", pk__in=numbers)
    return list(Entry.objects.filter(named, workspace_id=workspace_id).only(*_NAMED))


def changed_since(workspace_id: int, sources: Iterable[Source]) -> Mapping[Source, Since]:
    """Which of the entries and passages that answers stood on say something else now, or are gone.

    One query for all entries, and two for all passages.
    """
    wanted = set(sources)
    passages = {source for source in wanted if source_selectors.is_passage(source.id)}
    return {
        **_entries_since(workspace_id, wanted - passages),
        **source_selectors.passages_since(workspace_id, passages),
    }


def _entries_since(workspace_id: int, wanted: Set[Source]) -> Mapping[Source, Since]:
    """A key may name an entry in each language: one of them that is as it was is the one."""
    ids = {source.id for source in wanted}
    if not ids:
        return {}
    now: dict[str, list[tuple[str, Since]]] = {}
    for entry in entries_called(workspace_id, ids):
        page = reverse("admin:knowledge_entry_change", args=[entry.pk])
        since = Since(entry.updated_at, page)
        now.setdefault(entry.public_id, []).append((version_of(entry), since))
    found_now = {source: now.get(source.id, [("", Since())]) for source in wanted}
    return {
        source: versions[0][1]
        for source, versions in found_now.items()
        if not any(source.version in names_of(version) for version, _since in versions)
    }


def _is_number(public_id: str) -> bool:
    return public_id.isascii() and public_id.isdecimal() and len(public_id) <= 18
