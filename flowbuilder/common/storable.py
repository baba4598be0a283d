"""Text of strangers that a database, a socket and a page can hold.

JSON and letters may carry what Python's strings take and nothing else does: half of a character
beyond the first 65,536 (a lone surrogate; UTF-8 has none), NUL (PostgreSQL refuses it) and other
control characters.
"""

from __future__ import annotations

import re

_UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_PAIR = re.compile(r"[\ud800-\udbff][\udc00-\udfff]")
_FIRST_HALVES = ("\ud800", "\udbff")


def storable(text: str) -> str:
    """Return `text` with each such character replaced by U+FFFD; two halves become their whole."""
    whole = _PAIR.sub(lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"), text)
    return _UNSTORABLE.sub("\ufffd", whole)


class Pieces:
    """Makes a text that comes in pieces storable, though one of them may end in half a character.

    `add` returns what can be shown by now, `end` what was held back to the last.
    """

    def __init__(self) -> None:
        self._held = ""

    def add(self, piece: str) -> str:
        text, self._held = self._held + piece, ""
        if text and _FIRST_HALVES[0] <= text[-1] <= _FIRST_HALVES[1]:
            text, self._held = text[:-1], text[-1]
        return storable(text)

    def end(self) -> str:
        return storable(self._held)
