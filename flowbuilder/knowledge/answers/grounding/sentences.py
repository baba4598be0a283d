"""Where a sentence of an answer ends, also while it is still being written. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from flowbuilder.knowledge.answers.grounding.lexicon import AGREEING, DENYING
from flowbuilder.knowledge.search.text import fold, words

_BREAK = re.compile(r"(?<=[.!?…])[\"'”»)]*\s+|\n+")
_LAST_WORD = re.compile(r"([^\s(„\"]+?)\.$")
#: A name or a number follows these, so their full stop ends nothing.
_NEVER_LAST = frozenset({
    "ul", "al", "pl", "os", "św", "dr", "mgr", "inż", "prof", "np", "tel", "nr", "m.in", "tj",
    "tzn", "ww", "min", "maks", "max", "ok", "godz", "pok", "e.g", "i.e", "mr", "mrs", "ms",
    "st", "approx", "ca", "fig",
})  # fmt: skip
#: These may end a sentence: only if a capital follows.
_MAYBE_LAST = frozenset({
    "r", "zł", "gr", "itp", "itd", "tys", "mln", "mld", "szt", "pon", "wt", "śr", "czw", "pt",
    "sob", "ndz", "nd", "h", "a.m", "p.m", "etc", "inc", "ltd", "vs",
})  # fmt: skip
_LONGEST = 24  # more than any abbreviation
_NUMBERED = re.compile(r"(?:^|\n|[.!?…:]\s)\s*\d{1,2}\.$")
#: Words of sentences that say nothing but yes or no.
_BARE = frozenset().union(
    *AGREEING.values(), *DENYING.values(), ("problem", "worries", "of", "to", "sie")
)


def sentences(text: str) -> Sequence[str]:
    """The sentences of `text`, without empty ones.

    A bare "yes" or "no" belongs to the sentence after it, and a line that ends with a colon to
    the next line: alone they claim nothing that could be checked.
    """
    starts = [0, *_ends(text), len(text)]
    parts = [text[start:end] for start, end in pairwise(starts)]
    return [part for part in parts if part.strip()]


def finished(text: str) -> int:
    """How many characters of an unfinished text belong to finished sentences."""
    return max(_ends(text), default=0)


def parts(text: str) -> Iterator[str]:
    """The sentences of `text`, bare ones too."""
    start = 0
    for match in _breaks(text):
        yield text[start : match.start()]
        start = match.end()
    yield text[start:]


def _ends(text: str) -> Iterator[int]:
    start = 0
    for match in _breaks(text):
        said = text[start : match.start()].rstrip()
        start = match.end()
        if not said.endswith(":") and not is_bare(said):
            yield start


def _breaks(text: str) -> Iterator[re.Match[str]]:
    for match in _BREAK.finditer(text):
        said = text[max(0, match.start() - _LONGEST) : match.start()]
        if "\n" in match[0] or not _goes_on(said, text[match.end() : match.end() + 1]):
            yield match


def _goes_on(said: str, following: str) -> bool:
    """Say whether the full stop at the end of `said` is that of an abbreviation."""
    if _NUMBERED.search(said):
        return True
    last = _LAST_WORD.search(said)
    if last is None:
        return False
    word = last[1].casefold()
    if word in _NEVER_LAST or (len(word) == 1 and last[1].isupper()):
        return True
    if word == "no":
        return not following or following.isdigit()
    if word in _MAYBE_LAST or word.isdigit():
        return not following or not following.isupper()
    return False


def is_bare(sentence: str) -> bool:
    """Say whether `sentence` only agrees or denies: "Tak, oczywiście." "No."."""
    said = words(sentence[:80])
    return 0 < len(said) < 8 and all(fold(word) in _BARE for word in said)
