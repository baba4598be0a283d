"""What the author does not want spoken of. Pure.

A text names a topic when all of the topic's own words stand in it, in any of their forms: "porady
medyczne" is named by "Czy udzielacie porad medycznych?". What is meant in other words only the
model can tell, and is told to.
"""

from __future__ import annotations

from collections.abc import Sequence

from flowbuilder.knowledge.text import fold, keys, words
from flowbuilder.knowledge.words import FILLERS


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
        return [
            frozenset(keys(word, self._language)) for word in words(text) if fold(word) not in light
        ]
