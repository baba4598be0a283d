"""How nodes hear: what an event says, and which of several things is meant."""

from __future__ import annotations

from collections.abc import Iterable

from flowbuilder.core.conditions import folded
from flowbuilder.core.events import Event, VisitorChose, VisitorSaid


def fold(text: str) -> str:
    """`text` without case, diacritics and punctuation, for comparing."""
    return " ".join("".join(c if c.isalnum() else " " for c in folded(text)).split())


def words_of(event: Event) -> str:
    """What the visitor said: the text, or the label of the button that was pressed."""
    match event:
        case VisitorSaid(text=text):
            return text.strip()
        case VisitorChose(value=value, label=label):
            return (label or value).strip()
    return ""


def chosen(event: Event, options: Iterable[tuple[str, str]]) -> str | None:
    """The value that `event` picks out of (value, label) pairs, or None.

    Typed words may be the label, the value or the button's number.
    """
    pairs = list(options)
    if isinstance(event, VisitorChose):
        return next((value for value, _ in pairs if value == event.value), None)
    said = fold(words_of(event))
    if not said:
        return None
    for value, label in pairs:
        if said in (fold(label), fold(value)):
            return value
    if said.isdecimal() and 1 <= int(said[:4]) <= len(pairs):
        return pairs[int(said[:4]) - 1][0]
    return None
