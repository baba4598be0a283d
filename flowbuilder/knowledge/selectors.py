"""The workspace's index, kept in memory and rebuilt when its knowledge changed."""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from flowbuilder.accounts.models import Workspace
from flowbuilder.flows.knowledge_port import Suggestion
from flowbuilder.knowledge import follow_ups, quoting, source_selectors, vectors
from flowbuilder.knowledge.embedding import Embedder, embedder
from flowbuilder.knowledge.models import Entry, KnowledgeVersion, Unanswered
from flowbuilder.knowledge.retrieval import Document, Hit, Index, Result
from flowbuilder.knowledge.together import Both
from flowbuilder.llm.masking import without_data

#: Larger indexes are rebuilt beside the old one, so that nobody waits for seconds.
REBUILD_ASIDE = 2_000
MAX_KEPT = 64
REBUILDER = "knowledge-index"


@dataclass(slots=True)
class _Kept:
    number: int
    index: Both
    sources: Hashable = ()


_kept: OrderedDict[int, _Kept] = OrderedDict()
_locks: dict[int, threading.Lock] = {}
_placing: set[int] = set()
_guard = threading.Lock()
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Found:
    """A search's result and how long it took."""

    result: Result
    ms: float


def search(
    workspace_id: int, query: str, language: str, limit: int = 3, *, earlier: str = ""
) -> Found:
    """Look `query` up in the knowledge of a workspace; it may follow up what was asked `earlier`.

    Addresses and long numbers in it are no part of the question.
    """
    index = index_of(workspace_id)
    started = time.perf_counter()
    result = follow_ups.search(index, without_data(query), language, limit, without_data(earlier))
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


def index_of(workspace_id: int) -> Both:
    """The index of a workspace, as new as its last committed change.

    Only a large one may lag for the seconds its successor is being built. Until all entries of a
    language have been placed by the model, they are found by their words alone.
    """
    number = knowledge_number(workspace_id)
    kept = _kept.get(workspace_id)
    if kept is not None and kept.number == number:
        return kept.index
    lock = _lock_of(workspace_id)
    if kept is not None and len(kept.index) > REBUILD_ASIDE:
        if lock.acquire(blocking=False):
            threading.Thread(
                target=_rebuild_aside, args=(workspace_id, lock), name=REBUILDER, daemon=True
            ).start()
        return kept.index
    with lock:
        kept = _kept.get(workspace_id)
        if kept is None or kept.number != number:
            kept = _build(workspace_id)
    return kept.index


def documents_of(workspace_id: int) -> list[Document]:
    """What the index is made of: the entries that are on."""
    entries = Entry.objects.filter(workspace_id=workspace_id, enabled=True).order_by("id")
    return [document_of(entry) for entry in entries.iterator()]


def document_of(entry: Entry) -> Document:
    """An entry as an index knows it."""
    return Document(
        id=entry.public_id,
        language=entry.language,
        question=entry.question,
        variants=tuple(entry.variants),
        answer=entry.answer,
        source=entry.source,
        version=f"{entry.updated_at:%Y%m%d%H%M%S}" if entry.updated_at else "",
    )


def open_questions(workspace_id: int) -> int:
    """How many questions wait for an answer."""
    return Unanswered.objects.filter(
        workspace_id=workspace_id, status=Unanswered.Status.OPEN
    ).count()


def unanswered_between(workspace: Workspace, start: datetime, end: datetime) -> int:
    """How many questions found no answer from `start` up to, not including, `end`."""
    return Unanswered.objects.filter(workspace=workspace, at__gte=start, at__lt=end).count()


def knowledge_number(workspace_id: int) -> int:
    """The number of the workspace's last change."""
    stored = KnowledgeVersion.objects.filter(workspace_id=workspace_id)
    return stored.values_list("number", flat=True).first() or 0


def _build(workspace_id: int) -> _Kept:
    # The number before the entries: a change in between is built again.
    number = knowledge_number(workspace_id)
    sources = source_selectors.fingerprint(workspace_id)
    model = embedder()
    known = vectors.stored(workspace_id, model) if model is not None else {}

    def filed(documents: list[Document]) -> Index:
        return vectors.index(documents, model, known) if model else vectors.by_words(documents)

    entries = filed(documents_of(workspace_id))
    passages = _same_passages(workspace_id, sources, is_placed=model is not None)
    if passages is None:
        passages = filed(source_selectors.passages_of(workspace_id))
    kept = _Kept(number, Both(entries, passages), sources)
    with _guard:
        _kept[workspace_id] = kept
        _kept.move_to_end(workspace_id)
        while len(_kept) > MAX_KEPT:
            _kept.popitem(last=False)
    if model is not None and not kept.index.is_placed:
        _place_aside(workspace_id, model)
    return kept


def _same_passages(workspace_id: int, sources: Hashable, *, is_placed: bool) -> Index | None:
    """The passages' index as it is, when no source changed: a new entry need not file them anew."""
    with _guard:
        kept = _kept.get(workspace_id)
    if kept is None or kept.sources != sources or (is_placed and not kept.index.passages.model):
        return None
    return kept.index.passages


def _place_aside(workspace_id: int, model: Embedder) -> None:
    with _guard:
        if workspace_id in _placing:
            return
        _placing.add(workspace_id)
    work = (workspace_id, model)
    threading.Thread(target=_place, args=work, name=REBUILDER, daemon=True).start()


def _place(workspace_id: int, model: Embedder) -> None:
    """Place what lacks a place, entries first, and build the index again after each.

    Whoever changes the knowledge between the two finds us gone, and so begins anew.
    """
    try:
        try:
            documents = documents_of(workspace_id)
            lacking = vectors.missing(documents, vectors.stored(workspace_id, model))
            vectors.place(workspace_id, model, lacking)
            passages = source_selectors.passages_of(workspace_id)
            if lacking and passages:
                _build(workspace_id)
            lacking = vectors.missing(passages, vectors.stored(workspace_id, model))
            vectors.place(workspace_id, model, lacking)
            vectors.forget_unused(workspace_id, [*documents, *passages], model)
        finally:
            with _guard:
                _placing.discard(workspace_id)
        _build(workspace_id)
    except Exception:
        logger.exception("The entries of workspace %s could not be placed.", workspace_id)
    finally:
        connection.close()


def _rebuild_aside(workspace_id: int, lock: threading.Lock) -> None:
    try:
        _build(workspace_id)
    finally:
        lock.release()
        connection.close()  # this thread is over, and its connection with it


def _lock_of(workspace_id: int) -> threading.Lock:
    with _guard:
        return _locks.setdefault(workspace_id, threading.Lock())


def forget() -> None:
    """Drop every index (tests that reuse a workspace's number need it)."""
    with _guard:
        _kept.clear()


# ---- For the quality set and the groups of unanswered questions -----------------------------


def index_now(workspace_id: int) -> tuple[int, Both]:
    """The number of the knowledge and its index, waiting for a large one to be built."""
    with _lock_of(workspace_id):
        kept = _kept.get(workspace_id)
        if kept is None or kept.number != knowledge_number(workspace_id):
            kept = _build(workspace_id)
        return kept.number, kept.index


def index_with(workspace_id: int, documents: Iterable[Document]) -> Both:
    """An index like the workspace's own over other entries: what a change would come to."""
    found, model, own = list(documents), embedder(), index_of(workspace_id)
    if model is None or not own.model:
        return Both(vectors.by_words(found), own.passages)
    known = vectors.stored(workspace_id, model)
    for text in vectors.missing(found, known):
        known[text.digest] = model.embed([text.text], text.kind)[0]
    return Both(vectors.index(found, model, known), own.passages)


def entry_called(workspace_id: int, language: str, public_id: str) -> Entry | None:
    """The entry that a search of `language` names so."""
    here = Entry.objects.filter(workspace_id=workspace_id, language=language)
    named = here.filter(key=public_id).first() if public_id else None
    if named is None and public_id.isascii() and public_id.isdecimal() and len(public_id) <= 18:
        named = here.filter(key="", pk=int(public_id)).first()
    return named
