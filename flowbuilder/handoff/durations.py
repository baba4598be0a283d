"""Durations as people write them: "90 s", "2 min", "1 h 30 min". Pure."""

from __future__ import annotations

import re

UNITS = {"h": 3600, "godz": 3600, "g": 3600, "min": 60, "m": 60, "s": 1, "sek": 1, "sec": 1}
_PART = re.compile(r"(\d{1,7})\s*([a-z]*)\.?\s*", re.IGNORECASE)


def parse(text: str) -> int:
    """The seconds that `text` says; a bare number is minutes.

    Raises:
        ValueError: It is not a duration.
    """
    text = text.strip()
    total, place = 0, 0
    while place < len(text):
        part = _PART.match(text, place)
        unit = UNITS.get(part[2].lower() or "min") if part else None
        if part is None or unit is None:
            raise ValueError(text)
        total += int(part[1]) * unit
        place = part.end()
    if not text:
        raise ValueError(text)
    return total


def words(seconds: int) -> str:
    """The duration with units that are the same in every language: "1 h 30 min"."""
    hours, rest = divmod(seconds, 3600)
    minutes, rest = divmod(rest, 60)
    parts = [(hours, "h"), (minutes, "min"), (rest, "s")]
    return " ".join(f"{n} {unit}" for n, unit in parts if n) or "0 s"


def short(seconds: int) -> str:
    """As `words`, to the minute; to the second below one."""
    return words(seconds if seconds < 60 else seconds - seconds % 60)
