"""Turns filled-in text into a value of a variable's kind."""

from __future__ import annotations

from typing import Any

from flowbuilder.core.nodetype import Turn
from flowbuilder.nodes._answers import date_in, number_in
from flowbuilder.nodes._hearing import fold

_YES = frozenset({"true", "yes", "tak", "1", "y", "t"})
_NO = frozenset({"false", "no", "nie", "0", "n", "f", ""})


def value_of_kind(kind: str, text: str, turn: Turn) -> Any:
    """What `text` says as a value of `kind`; None when it is none. A list has an item per line."""
    match kind:
        case "number":
            return number_in(text, turn.language)
        case "boolean":
            word = fold(text)
            return True if word in _YES else False if word in _NO else None
        case "date":
            return date_in(text, turn.today)
        case "list":
            return [line.strip() for line in text.splitlines() if line.strip()]
        case "object":
            return None
    return text
