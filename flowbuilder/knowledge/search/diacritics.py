"""Gives a question typed without diacritics its diacritics back, as the entries write them. Pure.

Words are compared folded, so they need none of this; a model that places texts by meaning reads
"zarowke" as another word than "żarówkę". A question with a diacritic anywhere is left as it is:
whoever types one types them all.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping

from flowbuilder.knowledge.search.text import fold

_WORD = re.compile(r"\w+")
#: Shorter words have too many neighbours: "ze" is as good a word as "że".
_SHORTEST, _START = 4, 4


class Diacritics:
    """How the words of some texts are written."""

    def __init__(self, written: Mapping[str, int]) -> None:
        """`written`: words in lower case, with how often each is written so."""
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for word, times in written.items():
            if len(word) >= _SHORTEST and len(folded := fold(word)) == len(word):
                counts[folded][word] += times
        self._written = {folded: forms.most_common(1)[0][0] for folded, forms in counts.items()}
        self._by_start: dict[str, list[str]] = defaultdict(list)
        for folded, word in self._written.items():
            if folded != word:
                self._by_start[folded[:_START]].append(folded)

    def restored(self, question: str) -> str:
        """The question with the diacritics that its words, or their relatives, are written with."""
        lower = question.lower()
        if not self._by_start or fold(lower) != lower:
            return question
        return _WORD.sub(lambda found: self._word(found[0]), question)

    def _word(self, word: str) -> str:
        plain = word.lower()
        if len(plain) < _SHORTEST:
            return word
        known = self._written.get(plain)
        if known is not None:
            return known if known != plain else word
        alike = [(_common(plain, each), each) for each in self._by_start.get(plain[:_START], ())]
        shared, nearest = max(alike, default=(0, ""))
        if shared < max(_START, 0.6 * max(len(plain), len(nearest))):
            return word
        return self._written[nearest][:shared] + plain[shared:]


def _common(first: str, second: str) -> int:
    """How many letters two words begin with alike."""
    pairs = enumerate(zip(first, second, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(first), len(second)))
