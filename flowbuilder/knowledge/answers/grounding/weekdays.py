"""The days of the week that a text names, also by "Monday to Friday". Pure."""

from __future__ import annotations

import re
from itertools import pairwise

from flowbuilder.knowledge.search.text import fold

_DAYS = {
    "pl": (
        r"poniedzial\w+|pon", r"wtor(?:ek|ku|ki|kiem|kow)|wt", r"srod(?:a|y|e|zie|ami)|sr",
        r"czwart(?:ek|ku|ki|kiem|kow)|czw", r"piat(?:ek|ku|ki|kiem|kow)|pt", r"sobot\w*|sob",
        r"niedziel\w*|ndz?",
    ),
    "en": (
        r"mon(?:days?)?", r"tue(?:s|sdays?)?", r"wed(?:nesdays?)?", r"thu(?:rs|rsdays?)?",
        r"fri(?:days?)?", r"saturdays?|sat", r"sundays?|sun",
    ),
}  # fmt: skip
_SEVERAL = {
    "pl": {r"weekend\w*": {5, 6}, r"codziennie": set(range(7))},
    "en": {
        r"weekends?": {5, 6},
        r"weekdays?": set(range(5)),
        r"daily|every day": set(range(7)),
    },
}
_DAY = {
    language: re.compile(
        r"\b(?:" + "|".join(f"(?P<d{n}>{shape})" for n, shape in enumerate(shapes)) + r")\b"
    )
    for language, shapes in _DAYS.items()
}
_TO = re.compile(r"\.?\s*(?:[-–—]|do|to|through)\s*")


def weekdays(text: str, language: str) -> set[int]:
    """The days of the week named in `text`, Monday being 0."""
    shape = _DAY.get(language)
    if shape is None:
        return set()
    plain = fold(text)
    named = [(int(str(m.lastgroup)[1:]), m.start(), m.end()) for m in shape.finditer(plain)]
    days = {day for day, _start, _end in named}
    for (first, _, end), (last, start, _) in pairwise(named):
        if _TO.fullmatch(plain, end, start):
            days.update((first + more) % 7 for more in range((last - first) % 7))
    for several, meant in _SEVERAL[language].items():
        if re.search(rf"\b(?:{several})\b", plain):
            days |= meant
    return days
