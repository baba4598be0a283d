"""How nodes hear: what an event says, and which of several things is meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from flowbuilder.core.conditions import folded
from flowbuilder.core.events import Event, VisitorChose, VisitorSaid
from flowbuilder.core.nodetype import Turn
from flowbuilder.core.openings import OPENINGS, opening

_CLAUSE_END = re.compile(r"[,;:.–—]\s")
_SENTENCE_END = re.compile(r"[.;:!?…\n]+|\s[–—-]\s")
#: A label of so many words is pressed by one sentence of several; "yes" among others may be chance.
_TELLING = 3


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


def chosen(
    event: Event,
    options: Iterable[tuple[str, str]],
    other_words: Mapping[str, Sequence[str]] | None = None,
) -> str | None:
    """The value that `event` picks out of (value, label) pairs, or None.

    Typed words may be the label or a clause of it ("tak" for "Tak, poproszę"), the value, the
    button's number, one of the `other_words` for a value, several of these ("ok, dziękuję"), or a
    sentence that is a long label ("Gdzie jest moja paczka?? Zamówienie 1003"). Words that fit two
    buttons pick none.
    """
    pairs = list(options)
    if isinstance(event, VisitorChose):
        return next((value for value, _ in pairs if value == event.value), None)
    said = fold(words_of(event))
    if not said:
        return None
    for fits in (_is_whole, _is_clause, _is_several):
        meant = {value for value, label in pairs if fits(said, value, label, other_words or {})}
        if meant:
            return meant.pop() if len(meant) == 1 else None
    sentences = {fold(_after_greeting(each)) for each in _SENTENCE_END.split(words_of(event))}
    meant = {value for value, label in pairs if _is_told(fold(label), sentences)}
    if len(meant) == 1:
        return meant.pop()
    if said.isdecimal() and 1 <= int(said[:4]) <= len(pairs):
        return pairs[int(said[:4]) - 1][0]
    return None


def _is_whole(said: str, value: str, label: str, other_words: Mapping[str, Sequence[str]]) -> bool:
    return said in {fold(label), fold(value), *map(fold, other_words.get(value, ()))}


def _is_clause(said: str, value: str, label: str, other_words: Mapping[str, Sequence[str]]) -> bool:
    return said in {fold(clause) for clause in _CLAUSE_END.split(label)}


def _is_several(
    said: str, value: str, label: str, other_words: Mapping[str, Sequence[str]]
) -> bool:
    """Whether one way to say it after another make up what was said."""
    ways = {fold(way) for way in (*_CLAUSE_END.split(label), *other_words.get(value, ()))} - {""}
    ends = {0}
    for at, letter in enumerate(f"{said} "):
        if letter == " " and any(said[start:at] in ways for start in ends if start < at):
            ends.add(at + 1)
    return len(said) + 1 in ends


def _after_greeting(sentence: str) -> str:
    """The sentence without "Dzień dobry, " or "hi, " before it."""
    first, comma, rest = sentence.partition(",")
    greets = any(opening(first, language) for language in OPENINGS)
    return rest if comma and greets else sentence


def _is_told(label: str, sentences: set[str]) -> bool:
    return label in sentences and len(label.split()) >= _TELLING


def personal_data(turn: Turn) -> tuple[str, ...]:
    """What the variables hold that are said to be personal."""
    values = (turn.variables.get(name) for name in sorted(turn.personal))
    return tuple(str(value) for value in values if isinstance(value, str | int) and str(value))
