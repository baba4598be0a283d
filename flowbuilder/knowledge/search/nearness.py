"""Whether a sentence of an answer lies close to one of the passages by what it means.

Only the model of this process is asked: an answer is judged sentence by sentence while it is
written. How close is close was chosen on the tuning half of `benchmarks/grounding.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flowbuilder.knowledge.answers.grounding import sentences
from flowbuilder.knowledge.models import MeaningSettings
from flowbuilder.knowledge.search.embedding import Embedder, embedder
from flowbuilder.knowledge.search.text import fold, words

#: The least cosine.
CLOSE = 0.90
#: So many of the passages' sentences are placed, those with the most words in common first: each
#: takes some 10 to 40 milliseconds, and is then known.
MOST = 12


class Nearness:
    """Compares with the sentences of some passages."""

    def __init__(self, passages: Sequence[str], model: Embedder) -> None:
        self._model = model
        said = (each.strip() for text in passages for each in sentences(text))
        self._said = [(each, _folded(each)) for each in dict.fromkeys(said) if each]

    def __call__(self, sentence: str) -> bool:
        """Say whether `sentence` lies close to one of them."""
        if not self._said:
            return False
        own = _folded(sentence)
        likely = sorted(self._said, key=lambda each: -len(own & each[1]))[:MOST]
        places = self._model.embed([text for text, _words in likely], "tells")
        here = self._model.embed([sentence.strip()], "tells")[0]
        return float((places @ here).max()) >= CLOSE


def near_to(passages: Sequence[str], workspace_id: int) -> Callable[[str], bool] | None:
    """The measure for these passages; None where there is no model, or words alone shall count."""
    model = embedder()
    off = MeaningSettings.objects.filter(workspace_id=workspace_id, how=MeaningSettings.How.OFF)
    return None if model is None or off.exists() else Nearness(passages, model)


def _folded(text: str) -> frozenset[str]:
    return frozenset(fold(word) for word in words(text))
