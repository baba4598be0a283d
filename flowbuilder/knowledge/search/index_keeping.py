"""The indexes of workspaces: kept in memory, built anew when the knowledge changed, and placed.

Theory. A small change is built at once, by whoever asks first. A large index is built beside the
old one, and what a model has to place is placed aside, meanwhile found by its words.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from flowbuilder.common.clock import now
from flowbuilder.knowledge.models import LearntThresholds, MeaningSettings
from flowbuilder.knowledge.reading import source_selectors
from flowbuilder.knowledge.search import validity, vectors
from flowbuilder.knowledge.search.embedding import Embedder, Vectors
from flowbuilder.knowledge.search.endpoint import EndpointEmbedder
from flowbuilder.knowledge.search.indexed import (
    documents_of,
    knowledge_number,
    mixtures_of,
    model_of,
    synonyms_of,
)
from flowbuilder.knowledge.search.mixing import Mixtures
from flowbuilder.knowledge.search.retrieval import Document, Index
from flowbuilder.knowledge.search.together import Both
from flowbuilder.llm.errors import ModelError

#: Larger indexes are rebuilt beside the old one, so that nobody waits for seconds.
REBUILD_ASIDE = 2_000
MAX_KEPT = 64
#: So many new texts are placed while the index is built; more, aside, and words count meanwhile.
PLACED_AT_ONCE = 12
REBUILDER = "knowledge-index"
#: Seconds after which an endpoint that failed is asked to place the rest.
AGAIN_S = 60.0


@dataclass(slots=True)
class _Kept:
    number: int
    index: Both
    sources: object = ()
    model: Embedder | None = None
    #: When an entry or a source begins or ceases to be given by its dates.
    until: datetime | None = None

    def is_current(self, number: int) -> bool:
        return self.number == number and (self.until is None or now() < self.until)


_kept: OrderedDict[int, _Kept] = OrderedDict()
_locks: dict[int, threading.Lock] = {}
#: Which model places the texts of a workspace right now.
_placing: dict[int, Embedder] = {}
#: When to go on placing the entries of a workspace whose endpoint failed.
_again: dict[int, float] = {}
#: Called with a workspace when its texts have been placed, or could not be.
_when_placed: list[Callable[[int], None]] = []
_guard = threading.Lock()
logger = logging.getLogger(__name__)


def index_of(workspace_id: int) -> Both:
    """The index of a workspace, as new as its last committed change.

    Only a large one may lag for the seconds its successor is being built. Where many entries of a
    language are new, they are found by their words alone until the model has placed them aside.
    """
    number = knowledge_number(workspace_id)
    kept = _kept.get(workspace_id)
    if kept is not None and kept.is_current(number):
        _place_again(workspace_id)
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
        if kept is None or not kept.is_current(number):
            kept = _build(workspace_id)
    return kept.index


def index_now(workspace_id: int) -> tuple[int, Both]:
    """The number of the knowledge and its index, waiting for a large one to be built."""
    with _lock_of(workspace_id):
        kept = _kept.get(workspace_id)
        if kept is None or not kept.is_current(knowledge_number(workspace_id)):
            kept = _build(workspace_id)
        return kept.number, kept.index


def is_being_placed(workspace_id: int) -> bool:
    """Whether the model has not placed all texts yet, so that words alone count for now."""
    return model_of(workspace_id) is not None and not index_of(workspace_id).is_ready


def is_placing(workspace_id: int) -> bool:
    """Whether this process is placing texts of the workspace right now."""
    with _guard:
        return workspace_id in _placing


def when_placed(act: Callable[[int], None]) -> None:
    """Have `act` called with a workspace whenever placing its texts has ended."""
    _when_placed.append(act)


def forget() -> None:
    """Drop every index (tests that reuse a workspace's number need it)."""
    with _guard:
        _kept.clear()
        _again.clear()


def _build(workspace_id: int) -> _Kept:
    # The number before the entries: a change in between is built again.
    number = knowledge_number(workspace_id)
    until = validity.next_change(workspace_id)
    alike = synonyms_of(workspace_id)
    model = model_of(workspace_id)
    before = _before(workspace_id, model)
    of_entries = mixtures_of(workspace_id, model)
    of_passages = mixtures_of(workspace_id, model, LearntThresholds.Of.PASSAGES)
    # Passages are filed with the synonyms and their thresholds: each makes them another index.
    sources = (source_selectors.fingerprint(workspace_id), alike, of_passages)
    lacking = False
    at_once: dict[str, Vectors] = {}

    def filed(documents: list[Document], mixtures: Mixtures, like: Index | None) -> Index:
        nonlocal lacking
        if model is None:
            return vectors.by_words(documents, mixtures, alike, like)
        known, missing = vectors.new_since(workspace_id, model, documents, like)
        lacking = lacking or bool(missing)
        if len(missing) <= PLACED_AT_ONCE and not isinstance(model, EndpointEmbedder):
            at_once.update(vectors.places_of(model, missing))
            known |= at_once
        return vectors.index(documents, model, known, mixtures, alike, like)

    every = documents_of(workspace_id)
    entries = filed(every, of_entries, before.index.entries if before else None)
    passages = _same_passages(before, sources)
    if passages is None:
        every = source_selectors.passages_of(workspace_id)
        passages = filed(every, of_passages, before.index.passages if before else None)
    kept = _Kept(number, Both(entries, passages), sources, model, until)
    with _guard:
        _kept[workspace_id] = kept
        _kept.move_to_end(workspace_id)
        while len(_kept) > MAX_KEPT:
            _kept.popitem(last=False)
    if model is not None and (lacking or not kept.index.is_placed):
        _place_aside(workspace_id, model, at_once)
    return kept


def _before(workspace_id: int, model: Embedder | None) -> _Kept | None:
    """What is kept of the workspace, if it is the work of the same model."""
    with _guard:
        kept = _kept.get(workspace_id)
    return kept if kept is not None and kept.model is model else None


def _same_passages(before: _Kept | None, sources: object) -> Index | None:
    """The passages' index as it is, when no source changed: a new entry need not file them anew."""
    if before is None or before.sources != sources:
        return None
    if before.model is not None and not before.index.passages.model:
        return None
    return before.index.passages


def _place_again(workspace_id: int) -> None:
    """Go on placing after an endpoint failed, once it had its rest."""
    if workspace_id not in _again or time.monotonic() < _again[workspace_id]:
        return
    _again.pop(workspace_id, None)
    if (model := model_of(workspace_id)) is not None:
        _place_aside(workspace_id, model)


class _ReplacedError(Exception):
    """Another model was chosen meanwhile, and places the texts."""


def _place_aside(workspace_id: int, model: Embedder, places: vectors.Stored | None = None) -> None:
    """Begin placing at once; a model that was chosen before gives way after its batch."""
    with _guard:
        if _placing.get(workspace_id) is model:
            return
        _placing[workspace_id] = model
    work = (workspace_id, model, places or {})
    threading.Thread(target=_place, args=work, name=REBUILDER, daemon=True).start()


def _place(workspace_id: int, model: Embedder, places: vectors.Stored) -> None:
    """Keep `places`, place what lacks one, entries first, and build the index after each.

    Whoever changes the knowledge between the two finds us gone, and so begins anew.
    """

    def check() -> None:
        if _placing.get(workspace_id) is not model:
            raise _ReplacedError

    try:
        try:
            vectors.keep(workspace_id, model.name, places)
            documents = documents_of(workspace_id)
            lacking = vectors.missing(documents, vectors.stored(workspace_id, model.name))
            vectors.place(workspace_id, model, lacking, check)
            passages = source_selectors.passages_of(workspace_id)
            if lacking and passages:
                _build(workspace_id)
            lacking = vectors.missing(passages, vectors.stored(workspace_id, model.name))
            vectors.place(workspace_id, model, lacking, check)
            check()
            vectors.forget_unused(workspace_id, [*documents, *passages], model)
        finally:
            with _guard:
                if _placing.get(workspace_id) is model:
                    del _placing[workspace_id]
        _build(workspace_id)
        _note_trouble(workspace_id, "")
    except _ReplacedError:
        pass
    except ModelError as problem:
        if is_placing(workspace_id):
            return  # another model does: this one's trouble is over
        logger.warning("Entries of workspace %s wait: %s.", workspace_id, problem.error_code)
        _note_trouble(workspace_id, problem.error_code)
        _again[workspace_id] = time.monotonic() + AGAIN_S
    except Exception:
        logger.exception("The entries of workspace %s could not be placed.", workspace_id)
    finally:
        _tell_placed(workspace_id)
        connection.close()


def _tell_placed(workspace_id: int) -> None:
    if is_placing(workspace_id):
        return  # another thread goes on, and will tell
    try:
        for act in _when_placed:
            act(workspace_id)
    except Exception:
        logger.exception("What follows placing failed in workspace %s.", workspace_id)


def _note_trouble(workspace_id: int, code: str) -> None:
    rows = MeaningSettings.objects.filter(workspace_id=workspace_id)
    rows.exclude(trouble=code).update(trouble=code)


def _rebuild_aside(workspace_id: int, lock: threading.Lock) -> None:
    try:
        _build(workspace_id)
    finally:
        lock.release()
        connection.close()  # this thread is over, and its connection with it


def _lock_of(workspace_id: int) -> threading.Lock:
    with _guard:
        return _locks.setdefault(workspace_id, threading.Lock())
