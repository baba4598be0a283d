"""What the author does not want spoken of. Pure.

A text names a topic when all of the topic's own words stand in it, in any of their forms: "porady
medyczne" is named by "Czy udzielacie porad medycznych?". What is meant in other words only the
model can tell, and is told to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flowbuilder.knowledge.search.text import fold, keys, words
from flowbuilder.knowledge.search.words import FILLERS

#: How Polish nouns end after “o”, “w” and “na”, where the stem changes too, and what they end in
#: otherwise: “o polityce” speaks of “polityka”, “o kredycie” of “kredyt”.
_SOFTENED = (
    ("dzie", ("d", "da")), ("cie", ("t", "ta")), ("rze", ("r", "ra")), ("dze", ("ga",)),
    ("sze", ("cha",)), ("ce", ("ka",)), ("ii", ("ia",)),
)  # fmt: skip
#: In shorter words such an ending is mostly their own: “serce”, “muszę”.
_SHORTEST = 6


class Excluded:
    """The topics of one step."""

    def __init__(self, topics: Sequence[str] = (), language: str = "") -> None:
        self._language = language
        found = (self._words(topic) for topic in topics)
        self._topics = [topic for topic in found if topic]

    def names(self, text: str) -> bool:
        """Whether `text` names one of them."""
        if not self._topics:
            return False
        said = frozenset().union(*self._words(text))
        return any(all(not word.isdisjoint(said) for word in topic) for topic in self._topics)

    def _words(self, text: str) -> list[frozenset[str]]:
        light = FILLERS.get(self._language, frozenset())
        return [frozenset(self._keys(word)) for word in words(text) if fold(word) not in light]

    def _keys(self, word: str) -> Iterator[str]:
        yield from keys(word, self._language)
        folded = fold(word)
        if self._language != "pl" or len(folded) < _SHORTEST:
            return
        for soft, hard in _SOFTENED:
            if folded.endswith(soft):
                for ending in hard:
                    yield from keys(folded.removesuffix(soft) + ending, self._language)
                return
