"""Words as they are searched, and the piece of a text that shows them. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

#: Of so many words and letters a query may consist; what is beyond is left out.
MAX_WORDS, MAX_LETTERS = 8, 200
#: How much of a text is shown, and how much of it before the first word that was found.
LONG, BEFORE = 140, 40
#: Letters that Unicode does not take apart.
_WHOLE = {"ł": "l", "đ": "d", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of an excerpt; `hit` when it is what was searched for."""

    text: str
    hit: bool


def folded(text: str) -> str:
    """`text` without case, diacritics and spare space: "  Żółta  Łódź" is "zolta lodz"."""
    return " ".join(_folded(text)[0].split())


def spoken_words(content: Any) -> str:
    """The words of a message's content, and the names of its files."""
    content = content if isinstance(content, dict) else {}
    found = [content.get(key) for key in ("text", "alt", "label", "name")]
    found += [file.get("name") for file in content.get("files") or ()]
    return " ".join(str(one) for one in found if one)


def words_of(query: str) -> list[str]:
    """The words of a query, folded, each once, the longest first: it rules out the most."""
    words = dict.fromkeys(folded(query[:MAX_LETTERS]).split())
    return sorted(words, key=len, reverse=True)[:MAX_WORDS]


def holds(text: str, words: Sequence[str]) -> int:
    """How many of the folded `words` are in `text`."""
    here = folded(text)
    return sum(word in here for word in words)


def excerpt(text: str, words: Sequence[str]) -> list[Piece]:
    """A line of `text` around the first of the folded `words`, with all of them marked."""
    text = " ".join(text.split())
    here, origin = _folded(text)
    spans = []
    for word in words:
        for found in re.finditer(re.escape(word), here):
            spans.append((origin[found.start()], origin[found.end() - 1] + 1))
    spans.sort(key=lambda span: (span[0], -span[1]))
    start = _word_start(text, max(spans[0][0] - BEFORE, 0)) if spans else 0
    end = min(len(text), start + LONG)
    pieces = [Piece("…", False)] if start else []
    at = start
    for first, last in spans:
        first, last = max(first, at), min(last, end)
        if first >= last:
            continue
        if first > at:
            pieces.append(Piece(text[at:first], False))
        pieces.append(Piece(text[first:last], True))
        at = last
    if at < end:
        pieces.append(Piece(text[at:end], False))
    if end < len(text):
        pieces.append(Piece("…", False))
    return pieces


def _folded(text: str) -> tuple[str, list[int]]:
    """The folded letters of `text`, and of each the place of the letter that it was made from."""
    if text.isascii():
        return text.lower(), list(range(len(text)))
    letters: list[str] = []
    origin: list[int] = []
    for place, letter in enumerate(text):
        for one in letter.casefold():
            spread = _WHOLE.get(one) or unicodedata.normalize("NFKD", one)
            for plain in spread:
                if not unicodedata.combining(plain):
                    letters.append(plain)
                    origin.append(place)
    return "".join(letters), origin


def _word_start(text: str, place: int) -> int:
    """The beginning of the word at `place`, so that an excerpt does not begin inside one."""
    space = text.rfind(" ", 0, place + 1)
    return space + 1 if place else 0
