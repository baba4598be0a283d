"""Where the expected questions of a workspace lie: kept, so that whoever judges them again, in
whichever process, need not have the model place them anew."""

from __future__ import annotations

from flowbuilder.knowledge.search import indexed, vectors
from flowbuilder.knowledge.search.embedding import Embedder, Vectors
from flowbuilder.knowledge.search.endpoint import EndpointEmbedder
from flowbuilder.knowledge.search.together import Both


class AskedPlaces:
    """Places questions as the workspace's model does; what it placed before is not placed again.

    An endpoint is asked for many questions at once elsewhere; words need no places.
    """

    def __init__(self, workspace_id: int) -> None:
        self._workspace_id = workspace_id
        self._model = indexed.model_of(workspace_id)
        if isinstance(self._model, EndpointEmbedder):
            self._model = None
        self._kept: vectors.Stored = {}
        self._used: dict[str, Vectors] = {}
        if self._model is not None:
            self._kept = vectors.stored(workspace_id, _name(self._model))

    def of(self, index: Both) -> Both:
        """The same index, with questions placed from here."""
        model = self._model
        if model is None or index.model != model.name:
            return index

        def place(question: str) -> Vectors:
            digest = vectors.digest_of(question)
            if digest not in self._used:
                kept = self._kept.get(digest)
                new = model.embed([question], "asks")[0] if kept is None else kept
                self._used[digest] = vectors.as_kept(new)
            return self._used[digest]

        return Both(index.entries.placing(place), index.passages.placing(place))

    def keep(self) -> None:
        """Keep where what was asked lies, and forget the rest. Safe to repeat."""
        if self._model is None or not self._used:
            return
        name = _name(self._model)
        new = {digest: at for digest, at in self._used.items() if digest not in self._kept}
        vectors.keep(self._workspace_id, name, new)
        vectors.forget(self._workspace_id, name, self._kept.keys() - self._used.keys())


def _name(model: Embedder) -> str:
    return vectors.name_for_questions(model)
