"""An index of what a change would come to, made beside the workspace's own and kept nowhere."""

from __future__ import annotations

from collections.abc import Sequence

from flowbuilder.knowledge import selectors, source_selectors, vectors
from flowbuilder.knowledge.embedding import Embedder
from flowbuilder.knowledge.endpoint import EndpointEmbedder
from flowbuilder.knowledge.retrieval import Alike, Document, Index
from flowbuilder.knowledge.together import Both

#: So many texts are placed while a person waits: a second or two.
PLACED_AT_ONCE = 150


def own(workspace_id: int) -> Both:
    """The workspace's own index, which a change is compared with.

    Where an endpoint only puts in order what the words find, without that: it would be called for
    each question, and for a change its order is not known.
    """
    kept = selectors.index_of(workspace_id)
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
    model, now = selectors.model_of(workspace_id), own(workspace_id)
    mixtures = selectors.mixtures_of(workspace_id, model)
    alike = selectors.synonyms_of(workspace_id) if alike is None else alike
    by_words = isinstance(model, EndpointEmbedder)

    def filed(documents: Sequence[Document], like: Index) -> Index:
        if model is None or by_words or (len(like) and not like.model):
            return vectors.by_words(documents, mixtures, alike, like)
        known, missing = vectors.new_since(workspace_id, model, documents, like)
        known |= vectors.places_of(model, missing)
        return vectors.index(documents, model, known, mixtures, alike, like)

    found = filed(entries, now.entries)
    return Both(found, now.passages if passages is None else filed(passages, now.passages))


def index_by(workspace_id: int, model: Embedder | None) -> Both | None:
    """An index of the same knowledge by another model; by words alone where that is None.

    None where `model` would first have to place so many texts that nobody should wait for it.
    """
    if model is None:
        return selectors.index_of(workspace_id).by_words()
    alike = selectors.synonyms_of(workspace_id)
    mixtures = selectors.mixtures_of(workspace_id, model)
    entries = selectors.documents_of(workspace_id)
    passages = source_selectors.passages_of(workspace_id)
    known = vectors.stored(workspace_id, model)
    missing = vectors.missing([*entries, *passages], known)
    if len(missing) > PLACED_AT_ONCE:
        return None
    known |= vectors.places_of(model, missing)
    return Both(
        vectors.index(entries, model, known, mixtures, alike),
        vectors.index(passages, model, known, mixtures, alike),
    )


def lacks_places(workspace_id: int, documents: Sequence[Document]) -> bool:
    """Whether so many texts are to be placed first that nobody should wait for it."""
    model = selectors.model_of(workspace_id)
    if model is None or isinstance(model, EndpointEmbedder):
        return False
    return len(vectors.missing(documents, vectors.stored(workspace_id, model))) > PLACED_AT_ONCE
