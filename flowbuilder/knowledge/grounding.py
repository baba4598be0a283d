"""Is an answer made of what the passages say? Pure, and without a model.

A sentence is let through when most of its meaningful words stand in the passages or the
question, and every number, address and e-mail in it stands there too. That is no proof of
truth; it stops what a model makes up about prices, dates and links, and what an injected
instruction makes it say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from flowbuilder.knowledge.text import fold, keys, words
from flowbuilder.knowledge.words import ASKING, FILLERS

#: Share of a sentence's meaningful words that must be found; shorter ones may be mere courtesy.
NEEDED = 0.5
COURTESY = 3
_PLACE = re.compile(
    r"(?:https?:)?//[^\s)\]>\"']+|\bwww\.[^\s)\]>\"']+|[\w.+-]+@[\w-]+\.[\w.]+", re.I
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
_SCHEME = re.compile(r"\b(?:javascript|data|vbscript|file)\s*:", re.I)


class Grounds:
    """What an answer may be made of."""

    def __init__(self, passages: Iterable[str], question: str, language: str) -> None:
        text = "\n".join(passages)
        self.language = language
        self.text = text.casefold()
        known = f"{text}\n{question}"
        self.stems = {key for word in words(known) for key in keys(word, language)}
        self.numbers = {number.replace(",", ".") for number in _NUMBER.findall(known)}
        self.light = FILLERS.get(language, frozenset()) | ASKING.get(language, frozenset())

    def hold(self, sentence: str) -> bool:
        """Say whether `sentence` stands on the passages."""
        if _SCHEME.search(sentence):
            return False
        places = _PLACE.findall(sentence)
        if any(place.casefold().rstrip(".,;:!?") not in self.text for place in places):
            return False
        bare = _PLACE.sub(" ", sentence)
        numbers = {number.replace(",", ".") for number in _NUMBER.findall(bare)}
        if not numbers <= self.numbers:
            return False
        said = [w for w in words(bare) if len(w) > 2 and fold(w) not in self.light]
        said = [word for word in said if not word.isdigit()]
        if len(said) <= COURTESY:
            return True
        known = sum(any(key in self.stems for key in keys(word, self.language)) for word in said)
        return known >= NEEDED * len(said)


def hold_all(grounds: Grounds, text: str) -> bool:
    """Say whether every sentence of `text` stands."""
    return all(grounds.hold(sentence) for sentence in sentences(text))


def sentences(text: str) -> Sequence[str]:
    """The sentences of `text`, without empty ones."""
    return [part for part in _SENTENCE.split(text) if part.strip()]


def finished(text: str) -> int:
    """How many characters of an unfinished text belong to finished sentences."""
    ends = [match.end() for match in _SENTENCE.finditer(text)]
    return ends[-1] if ends else 0
