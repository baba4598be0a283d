"""Judging the knowledge by what is expected of it. Pure.

An expectation with an answer is met when the search finds that entry (`right`); weaker when the
entry is one of up to three that the visitor may pick from (`offered`); broken when another entry
is given (`wrong`) or nothing that helps is (`missed`). One without an answer is met when nothing
is found (`refused`); weaker when only suggestions are made (`offered`); broken when an entry is
given (`false`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from flowbuilder.knowledge.retrieval import Result

OutcomeName = Literal["right", "offered", "wrong", "missed", "refused", "false"]

SHOWN = 3
#: 2: as expected, 1: nearly, 0: not.
RANK: Mapping[str, int] = {
    "right": 2, "refused": 2, "offered": 1, "wrong": 0, "missed": 0, "false": 0,
}  # fmt: skip


class Searchable(Protocol):
    """What judges need of an index."""

    def search(self, query: str, language: str = ..., limit: int = ...) -> Result: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """A question and the id of the entry that answers it.

    None means that there should be no answer; an empty id that the entry is gone.
    """

    id: int
    question: str
    language: str
    entry: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What came of one expectation. `place` is the entry's among the hits, 0 when it is not."""

    id: int
    outcome: OutcomeName
    place: int
    got: str = ""
    got_question: str = ""
    score: float = 0.0

    @property
    def rank(self) -> int:
        """How good that is, from 0 to 2."""
        return RANK[self.outcome]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Counts of one check. `hit_1` and `hit_3` are of `answerable`, whatever the verdict was."""

    answerable: int
    unanswerable: int
    hit_1: int
    hit_3: int
    right: int
    offered: int
    wrong: int
    missed: int
    refused: int
    false_answers: int


@dataclass(frozen=True, slots=True)
class Change:
    """An expectation that came out otherwise than before."""

    id: int
    was: str
    now: str

    @property
    def worse(self) -> bool:
        """Whether it broke."""
        return RANK.get(self.now, 0) < RANK.get(self.was, 0)


def judge(index: Searchable, expectations: Iterable[Expected]) -> list[Judged]:
    """Ask `index` every expected question; the order is kept."""
    return [_judged(index, each) for each in expectations]


def figures(expectations: Sequence[Expected], judged: Sequence[Judged]) -> Figures:
    """Count what `judge` found."""

    def count(outcome: str) -> int:
        return sum(each.outcome == outcome for each in judged)

    answerable = sum(each.entry is not None for each in expectations)
    return Figures(
        answerable=answerable,
        unanswerable=len(expectations) - answerable,
        hit_1=sum(each.place == 1 for each in judged),
        hit_3=sum(each.place > 0 for each in judged),
        right=count("right"),
        offered=count("offered"),
        wrong=count("wrong"),
        missed=count("missed"),
        refused=count("refused"),
        false_answers=count("false"),
    )


def changes(before: Mapping[int, str], after: Mapping[int, str]) -> list[Change]:
    """What came out otherwise in the later of two checks: the broken first, the worst on top."""
    found = [
        Change(key, before[key], now)
        for key, now in after.items()
        if key in before and before[key] != now
    ]
    return sorted(found, key=lambda c: (RANK.get(c.now, 0) - RANK.get(c.was, 0), c.id))


def _judged(index: Searchable, expected: Expected) -> Judged:
    result = index.search(expected.question, expected.language, SHOWN)
    ids = [hit.document.id for hit in result.hits[:SHOWN]]
    place = ids.index(expected.entry) + 1 if expected.entry and expected.entry in ids else 0
    best = result.hits[0] if result.hits and result.verdict != "none" else None
    return Judged(
        id=expected.id,
        outcome=_outcome(result.verdict, place, answerable=expected.entry is not None),
        place=place,
        got=best.document.id if best else "",
        got_question=best.document.question if best else "",
        score=best.score if best else 0.0,
    )


def _outcome(verdict: str, place: int, *, answerable: bool) -> OutcomeName:
    if not answerable:
        return "refused" if verdict == "none" else "offered" if verdict == "suggest" else "false"
    if verdict == "found":
        return "right" if place == 1 else "wrong"
    return "offered" if verdict == "suggest" and place else "missed"
