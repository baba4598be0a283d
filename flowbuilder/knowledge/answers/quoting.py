"""What is shown of a passage where no model writes: its sentences nearest to the question. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from flowbuilder.knowledge.answers.grounding.sentences import parts
from flowbuilder.knowledge.search import words as lexicon
from flowbuilder.knowledge.search.text import fold, keys, words

#: How long an excerpt is at most, but for one sentence that is longer.
LENGTH = 360
LEFT_OUT = "…"


def excerpt(text: str, question: str, language: str, length: int = LENGTH) -> str:
    """The neighbouring sentences that share most words with `question`; without any, the first.

    Words that many sentences share tell them apart less.
    """
    said = [sentence for line in text.split("\n") for sentence in _line(line)]
    if sum(map(len, said)) <= length or len(said) < 2:
        return text.strip()
    asked = _stems(question, language)
    shared = [asked & _stems(sentence, language) for sentence in said]
    rarity = {stem: 1 / sum(stem in each for each in shared) for each in shared for stem in each}
    best, first, last = (-1.0, 0), 0, 1
    for start in range(len(said)):
        end, size = start, 0
        met: set[str] = set()
        while end < len(said) and (end == start or size + len(said[end]) <= length):
            size += len(said[end])
            met |= shared[end]
            end += 1
            worth = round(sum(rarity[stem] for stem in met), 6), -size
            if worth > best:
                best, first, last = worth, start, end
    if not best[0]:
        first, last = 0, 1
    return _shown(said, first, last, length)


def _shown(said: Sequence[str], first: int, last: int, length: int) -> str:
    """The sentences chosen, with those after them that still fit."""
    size = sum(len(sentence) + 1 for sentence in said[first:last])
    while last < len(said) and size + len(said[last]) <= length:
        size += len(said[last]) + 1
        last += 1
    joined = "".join(said[first:last]).strip()
    before = f"{LEFT_OUT} " if first else ""
    after = f" {LEFT_OUT}" if last < len(said) else ""
    return f"{before}{joined}{after}"


def _line(line: str) -> list[str]:
    """The sentences of a line, the last with the line's end, so that lists stay lists."""
    found = [f"{sentence.strip()} " for sentence in parts(line) if sentence.strip()]
    if found:
        found[-1] = found[-1].rstrip() + "\n"
    return found


def _stems(text: str, language: str) -> set[str]:
    fillers = lexicon.FILLERS.get(language, frozenset())
    return {keys(word, language)[0] for word in words(text) if fold(word) not in fillers}
