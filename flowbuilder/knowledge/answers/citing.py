"""The marks by which an answer says which passage it is from: `[2]`. Pure.

The reader sees the sources in the order in which the answer names them, so the numbers are given
anew; a mark of a passage that was never there is dropped.
"""

from __future__ import annotations

import re

_MARK = re.compile(r"[ \u00a0]?\[(\d{1,2}(?:\s*[,;]\s*\d{1,2})*)\]")


class Citations:
    """The passages that an answer names."""

    def __init__(self, passages: int) -> None:
        self._passages = passages
        self._order: list[int] = []

    @property
    def cited(self) -> tuple[int, ...]:
        """Places of the named passages, counted from 0, in the order in which they were named."""
        return tuple(self._order)

    def without(self, text: str) -> str:
        """`text` as a person would have written it."""
        return _MARK.sub("", text)

    def renumbered(self, text: str) -> str:
        """`text` with the marks as the reader counts the sources."""
        return _MARK.sub(self._anew, text)

    def _anew(self, found: re.Match[str]) -> str:
        named = [int(number) - 1 for number in re.findall(r"\d+", found[1])]
        known = [place for place in dict.fromkeys(named) if 0 <= place < self._passages]
        self._order += [place for place in known if place not in self._order]
        marks = "".join(f"[{self._order.index(place) + 1}]" for place in known)
        return f" {marks}" if marks else ""
