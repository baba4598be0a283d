"""An index of what a change would come to, made beside the workspace's own and kept nowhere."""

from __future__ import annotations

from collections.abc import Sequence

from flowbuilder.knowledge import selectors
from flowbuilder.knowledge.models import LearntThresholds
from flowbuilder.knowledge.search import vectors
from flowbuilder.knowledge.search.embedding import Embedder
from flowbuilder.knowledge.search.endpoint import EndpointEmbedder
from flowbuilder.knowledge.search.retrieval import Alike, Document, Index
from flowbuilder.knowledge.search.together import Both

Of = LearntThresholds.Of
#: So many texts are placed while a person waits: a second or two.
PLACED_AT_ONCE = 150


def own(workspace_id: int) -> Both:
    """The workspace's own index as it is now, which a change is compared with.

    Where an endpoint only puts in order what the words find, without that: it would be called for
    each question, and for a change its order is not known.
    """
    _number, kept = selectors.index_now(workspace_id)
    orders_only = isinstance(selectors.model_of(workspace_id), EndpointEmbedder)
    return kept.by_words() if orders_only else kept


def index_with(
    workspace_id: int,
    entries: Sequence[Document],
    *,
    passages: Sequence[Document] | None = None,
    alike: Alike | None = None,
) -> Both:
    """An index like the workspace's own over other entries: what a change would come to.

    Over other `passages` and by other synonyms, too, where they are given.
    """
    now = own(workspace_id)
    found = _filed(workspace_id, entries, now.entries, Of.ENTRIES, alike)
    if passages is None:
        return Both(found, now.passages)
    return Both(found, _filed(workspace_id, passages, now.passages, Of.PASSAGES, alike))


def passages_with(workspace_id: int, passages: Sequence[Document]) -> Index:
    """An index like the workspace's own over other passages."""
    return _filed(workspace_id, passages, own(workspace_id).passages, Of.PASSAGES)


def index_by(workspace_id: int, model: Embedder | None) -> Both | None:
    """An index of the same knowledge by another model; by words alone where that is None.

    None where `model` would first have to place so many texts that nobody should wait for it.
    """
    if model is None:
        return selectors.index_of(workspace_id).by_words()
    now = own(workspace_id)
    alike = selectors.synonyms_of(workspace_id)
    entries, passages = now.entries.documents, now.passages.documents
    known = vectors.stored(workspace_id, model.name)
    missing = vectors.missing([*entries, *passages], known)
    if len(missing) > PLACED_AT_ONCE:
        return None
    known |= vectors.places_of(model, missing)

    def filed(documents: Sequence[Document], like: Index, of: Of) -> Index:
        mixtures = selectors.mixtures_of(workspace_id, model, of)
        # Words are filed as they were; where another model placed the texts is nothing to this one.
        by_words = vectors.by_words(documents, mixtures, alike, like)
        return vectors.index(documents, model, known, mixtures, alike, by_words)

    of_entries = filed(entries, now.entries, Of.ENTRIES)
    return Both(of_entries, filed(passages, now.passages, Of.PASSAGES))


def lacks_places(workspace_id: int, documents: Sequence[Document], like: Index) -> bool:
    """Whether so many texts that `like` does not hold are to be placed first that nobody should
    wait for it."""
    model = selectors.model_of(workspace_id)
    if model is None or isinstance(model, EndpointEmbedder):
        return False
    return len(vectors.new_since(workspace_id, model, documents, like)[1]) > PLACED_AT_ONCE


def _filed(
    workspace_id: int,
    documents: Sequence[Document],
    like: Index,
    of: Of,
    alike: Alike | None = None,
) -> Index:
    """`documents` as `like` files its own, whose work is not done again."""
    model = selectors.model_of(workspace_id)
    mixtures = selectors.mixtures_of(workspace_id, model, of)
    alike = selectors.synonyms_of(workspace_id) if alike is None else alike
    if model is None or isinstance(model, EndpointEmbedder) or (len(like) and not like.model):
        return vectors.by_words(documents, mixtures, alike, like)
    known, missing = vectors.new_since(workspace_id, model, documents, like)
    known |= vectors.places_of(model, missing)
    return vectors.index(documents, model, known, mixtures, alike, like)
