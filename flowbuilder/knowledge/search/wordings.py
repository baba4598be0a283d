"""How alike texts are in their words: TF-IDF of words, pairs of words and pieces of words. Pure.

Pieces of three to five letters forgive endings and slips. Spärck Jones 1972, "A statistical
interpretation of term specificity and its application in retrieval".
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from flowbuilder.knowledge.search.text import fold, words

PIECES = (3, 4, 5)
Likeness = NDArray[np.floating[Any]]
_Weights = Mapping[str, float]


class Wordings:
    """Some texts that others are compared with. A likeness is a cosine, 0 to 1."""

    def __init__(self, texts: Sequence[str]) -> None:
        counted = [Counter(_terms(text)) for text in texts]
        spread = Counter(term for counts in counted for term in counts)
        self._rarity = {
            term: math.log((1 + len(texts)) / (1 + number)) + 1 for term, number in spread.items()
        }
        self._size = len(texts)
        filed: dict[str, list[tuple[int, float]]] = defaultdict(list)
        self._rows = [self._weighed(counts) for counts in counted]
        for place, row in enumerate(self._rows):
            for term, weight in row.items():
                filed[term].append((place, weight))
        self._filed = {
            term: (np.array([place for place, _ in found]), np.array([w for _, w in found]))
            for term, found in filed.items()
        }

    def to(self, text: str) -> Likeness:
        """How alike `text` is to each of the texts."""
        return self._like(self._weighed(Counter(_terms(text))))

    def among(self) -> Likeness:
        """How alike each of the texts is to each."""
        return np.stack([self._like(row) for row in self._rows])

    def _like(self, row: _Weights) -> Likeness:
        found = np.zeros(self._size)
        for term, weight in row.items():
            places, weights = self._filed[term]
            found[places] += weight * weights
        return found

    def _weighed(self, counts: Counter[str]) -> _Weights:
        row = {
            term: (1 + math.log(number)) * self._rarity[term]
            for term, number in counts.items()
            if term in self._rarity
        }
        length = math.sqrt(sum(weight * weight for weight in row.values())) or 1.0
        return {term: weight / length for term, weight in row.items()}


def _terms(text: str) -> Iterator[str]:
    """What is counted; a space keeps words, pairs and pieces apart."""
    said = [fold(word) for word in words(text)]
    yield from said
    yield from map("{} {}".format, said, said[1:])
    line = f" {' '.join(said)} "
    for length in PIECES:
        for start in range(len(line) - length + 1):
            yield f"  {line[start : start + length]}"
