"""Does a message only take leave? "Dziękuję, do widzenia", "ok thanks, bye". Pure."""

from __future__ import annotations

import re

from flowbuilder.core.conditions import folded

MAX_CHARACTERS = 80

#: One of these takes leave or thanks, in whichever language.
_LEAVES = frozenset({
    "dziekuje", "dziekujemy", "dzieki", "dziekowac", "dzieks", "dzk", "widzenia", "zobaczenia",
    "uslyszenia", "pa", "papa", "pozdrawiam", "thanks", "thank", "thx", "bye", "goodbye", "cheers",
})  # fmt: skip
#: What may stand beside these.
_BESIDE = frozenset({
    "ok", "okej", "dobra", "dobrze", "super", "swietnie", "bardzo", "serdecznie", "slicznie",
    "pieknie", "za", "pomoc", "wszystko", "odpowiedz", "to", "w", "takim", "razie", "juz", "do",
    "i", "milego", "dnia", "wieczoru", "dzien", "wieczor", "weekendu", "zycze", "rowniez",
    "wzajemnie", "pani", "panu", "panstwu", "you", "very", "much", "so", "a", "lot", "for", "your",
    "the", "help", "great", "good", "fine", "all", "have", "nice", "day", "evening", "weekend",
    "too", "then", "and", "that", "is", "was",
})  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")


def closes(text: str) -> bool:
    """Whether `text` says nothing but thanks or goodbye."""
    if len(text) > MAX_CHARACTERS or "?" in text:
        return False
    words = _WORD.findall(folded(text))
    return any(word in _LEAVES for word in words) and _LEAVES.union(_BESIDE).issuperset(words)
