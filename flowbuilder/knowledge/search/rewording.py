"""A question in the words that the entries use: what a workspace's own synonyms are for. Pure.

A model that places texts by meaning knows nothing of a word that only this shop's visitors use, so
it is not enough to weigh such a word like another: the question is asked once more with the other
word in its place, and the best of the askings counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from flowbuilder.knowledge.search.text import keys, replaced, words

#: So many askings of a question besides its own words: each takes as long as the question itself.
MOST = 4


class Rewording:
    """The synonyms of one language; those that `is_used` by some entry take others' places."""

    def __init__(
        self, groups: Iterable[Sequence[str]], language: str, is_used: Callable[[str], bool]
    ) -> None:
        self._language = language
        self._others: dict[str, list[str]] = defaultdict(list)
        for written in groups:
            group = ["".join(words(word)) for word in written]
            used = [word for word in group if is_used(word)]
            for word in group:
                others = [other for other in used if other != word]
                for key in keys(word, language):
                    known = self._others[key]
                    known += [other for other in others if other not in known]

    def askings(self, question: str) -> list[str]:
        """The question as it is, and then in other words, the first of each word's first."""
        found = [question]
        for turn in range(MOST):
            other = replaced(question, partial(self._at, turn))
            if other not in found:
                found.append(other)
        return found

    def _at(self, turn: int, word: str) -> str:
        others = next(filter(None, map(self._others.get, keys(word, self._language))), ())
        return others[min(turn, len(others) - 1)] if others else word
