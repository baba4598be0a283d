"""Does a message only open a talk? "Dzień dobry", "hej, mam pytanie", "hi there". Pure.

People write to a chat as they would speak: first a greeting, then that they want to ask, then the
question. A message opens when all its words are words of opening, and one of them greets or says
that something is to be asked; "mam pytanie o zwrot" has a subject and so is a question.
"""

from __future__ import annotations

from typing import Literal

from flowbuilder.core.conditions import folded

Opening = Literal["greets", "announces"]

MAX_CHARACTERS = 80

_GREETS = {
    "pl": frozenset({
        "dzien", "wieczor", "czesc", "hej", "hejka", "witam", "witaj", "witajcie",
        "siema", "halo", "hello", "hi",
    }),
    "en": frozenset({
        "hi", "hello", "hey", "morning", "afternoon", "evening", "greetings", "hiya",
    }),
}  # fmt: skip
#: The languages whose openings are known.
OPENINGS = tuple(_GREETS)
_ANNOUNCES = {
    "pl": frozenset({"pytanie", "pytanko", "pytania", "zapytac", "spytac", "pomocy", "pomoc"}),
    "en": frozenset({"question", "questions", "ask", "help"}),
}
#: What may stand beside these.
_BESIDE = {
    "pl": frozenset({
        "mam", "mialbym", "mialabym", "jedno", "takie", "pewne", "krotkie", "male", "szybkie",
        "inne", "jeszcze", "kilka", "pare", "chce", "chcialbym", "chcialabym", "chcialem",
        "chcialam", "moge", "mozna", "czy", "o", "cos", "was", "panstwa", "pana", "pania",
        "zadac", "potrzebuje", "prosze", "poprosze", "mi", "do", "ja", "tu", "jest", "ktos",
        "serdecznie", "wszystkim", "panstwu", "z", "bardzo", "dobry",
    }),
    "en": frozenset({
        "i", "have", "ive", "i've", "got", "a", "another", "one", "quick", "short", "few", "some",
        "can", "could", "may", "would", "like", "to", "want", "need", "you", "something", "please",
        "me", "there", "good", "everyone", "all", "just", "d", "ve", "id", "anyone", "somebody",
    }),
}  # fmt: skip


def opening(text: str, language: str) -> Opening | None:
    """How `text` opens a talk; None when it says more than that, or in another language."""
    if language not in _GREETS or len(text) > MAX_CHARACTERS:
        return None
    said = set("".join(c if c.isalpha() or c == "'" else " " for c in folded(text)).split())
    greets, announces = _GREETS[language], _ANNOUNCES[language]
    if not said or said - greets - announces - _BESIDE[language]:
        return None
    if said & announces:
        return "announces"
    return "greets" if said & greets else None
