"""How text becomes words the index can compare. Pure."""

from __future__ import annotations

import functools
import re
import threading
import unicodedata
from collections.abc import Callable
from typing import Any

import snowballstemmer

MAX_QUERY = 500
_WORD = re.compile(r"\w+")
_SINGLE_HYPHEN = re.compile(r"\b(e|x|i)-(?=\w)", re.IGNORECASE)
_STEMMERS = {"pl": "polish", "en": "english"}
_own = threading.local()
_NO_MARK = str.maketrans({"ł": "l", "Ł": "l", "đ": "d", "ø": "o", "ß": "ss", "æ": "ae"})


def fold(text: str) -> str:
    """Return `text` without capitals, diacritics and compatibility forms: "Żółć" is "zolc"."""
    spread = unicodedata.normalize("NFKD", text.translate(_NO_MARK)).casefold()
    return "".join(c for c in spread if not unicodedata.combining(c)).translate(_NO_MARK)


def words(text: str) -> list[str]:
    """Return the words of `text` in their order, in lower case, with their diacritics."""
    plain = unicodedata.normalize("NFKC", text[:20_000]).casefold()
    return _WORD.findall(_SINGLE_HYPHEN.sub(r"\1", plain))


def replaced(text: str, by: Callable[[str], str]) -> str:
    """Return `text` with each word, given in lower case, replaced; all else stays."""
    joined = _SINGLE_HYPHEN.sub(r"\1", text)

    def other(found: re.Match[str]) -> str:
        word = found[0].casefold()
        new = by(word)
        return found[0] if new == word else new

    return _WORD.sub(other, joined)


@functools.lru_cache(maxsize=200_000)
def keys(word: str, language: str) -> tuple[str, ...]:
    """Return the folded stems of `word`, surest first: with its diacritics, and without them.

    People leave diacritics out, and the stemmer knows its endings only with them; so both
    forms are kept, and any one in common makes two words the same.
    """
    folded = fold(word)
    if len(folded) <= 3 or folded.isdigit():
        return (folded,)
    stem = _stemmer(language)
    if stem is None:
        return (folded,)
    return tuple(dict.fromkeys((fold(stem.stemWord(word)), stem.stemWord(folded), folded)))


@functools.lru_cache(maxsize=20_000)
def grams(text: str) -> frozenset[str]:
    """Return the three-letter pieces of the folded words of `text`, with their edges."""
    found: set[str] = set()
    for word in words(text):
        edged = f" {fold(word)} "
        found.update(edged[i : i + 3] for i in range(len(edged) - 2))
    return frozenset(found)


def edits(first: str, second: str, limit: int) -> int:
    """Return how many letters were added, left out, changed or swapped, up to `limit` + 1."""
    if abs(len(first) - len(second)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, a in enumerate(first, 1):
        following = [i]
        for j, b in enumerate(second, 1):
            cost = min(row[j] + 1, following[j - 1] + 1, row[j - 1] + (a != b))
            if i > 1 and j > 1 and a == second[j - 2] and b == first[i - 2]:
                cost = min(cost, before[j - 2] + 1)
            following.append(cost)
        if min(following) > limit:
            return limit + 1
        before, row = row, following
    return row[-1]


def _stemmer(language: str) -> Any:
    """This thread's stemmer: they keep state while they work."""
    name = _STEMMERS.get(language)
    if name is None:
        return None
    mine = _own.__dict__.setdefault("stemmers", {})
    if name not in mine:
        mine[name] = snowballstemmer.stemmer(name)
    return mine[name]
