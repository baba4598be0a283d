"""Words that lean on what was said before: who begins with them goes on. Pure, and folded."""

from __future__ import annotations

#: With these begins what goes on from what was said before.
JOINING = {
    "pl": frozenset(["a", "i", "albo", "lub", "to", "ale", "bo", "oraz", "wtedy"]),
    "en": frozenset(["and", "or", "but", "what", "then", "so", "because", "also"]),
}
#: These point at what was said before.
POINTING = {
    "pl": frozenset(["go", "je", "to", "nim", "nimi", "nich", "niej", "jego", "tego", "tym"]),
    "en": frozenset(["it", "its", "them", "they", "those", "that", "this", "one", "ones"]),
}
#: A sentence that begins with one of these speaks of someone or something named before.
STANDING_IN = {
    "pl": frozenset(["on", "ona", "ono", "oni", "one", "jego", "jej", "ich", "tez", "takze"]),
    "en": frozenset(["it", "its", "they", "them", "he", "she"]),
}
