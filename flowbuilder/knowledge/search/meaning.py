"""How near a question lies to each entry: to the nearest of its phrasings, and to its answer. Pure.

Vectors have length one, so a product is the cosine of the angle between two of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
#: Where an entry lies: a row for each of its phrasings, and its answer.
Places = tuple[Vectors, Vectors]
#: How many of the nearest entries are looked at, by phrasings and by answers.
NEAREST = 20


class NoPlace(Exception):
    """The model did not place the question; the words alone are to decide. `reason` is a code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Near:
    """Cosines between one question and every entry, in the entries' order."""

    phrasing: NDArray[np.float32]
    answer: NDArray[np.float32]

    def nearest(self) -> set[int]:
        """The numbers of the entries that lie nearest, by either measure."""
        found: set[int] = set()
        for cosines in (self.phrasing, self.answer):
            top = min(NEAREST, len(cosines))
            found.update(np.argpartition(-cosines, top - 1)[:top].tolist())
        return found


class Meanings:
    """The places of the entries of one language."""

    def __init__(self, phrasings: Sequence[Vectors], answers: Vectors) -> None:
        """`phrasings`: for each entry one row or more; `answers`: one row for each entry."""
        starts = np.cumsum([0, *(len(rows) for rows in phrasings)])
        self._starts, self._ends = starts[:-1], starts[1:]
        self._phrasings = np.concatenate(phrasings)
        self._answers = answers

    @property
    def nbytes(self) -> int:
        """How much memory the vectors take, in bytes."""
        return int(self._phrasings.nbytes + self._answers.nbytes)

    def places(self, number: int) -> Places:
        """Where the entry of that number lies."""
        rows = self._phrasings[self._starts[number] : self._ends[number]]
        return rows, self._answers[number]

    def near(self, question: Vectors) -> Near:
        """Compare with every entry."""
        cosines = self._phrasings @ question
        return Near(np.maximum.reduceat(cosines, self._starts), self._answers @ question)
