"""Judging the knowledge by what is expected of it. Pure.

An expectation with an answer is met when the search finds that entry, or a passage that stands
where it is expected (`right`); weaker when it is one of up to three that the visitor may pick from
(`offered`); broken when another answer is given (`wrong`) or nothing that helps is (`missed`). One
without an answer is met when nothing is found (`refused`); weaker when only suggestions are made
(`offered`); broken when an answer is given (`false`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from flowbuilder.knowledge.search.hits import Document, Place, Result

OutcomeName = Literal["right", "offered", "wrong", "missed", "refused", "false"]

SHOWN = 3
#: 2: as expected, 1: nearly, 0: not.
RANK: Mapping[str, int] = {
    "right": 2, "refused": 2, "offered": 1, "wrong": 0, "missed": 0, "false": 0,
}  # fmt: skip
#: The same of what a language model made of it, too; see `ModelOutcome`.
_RANK_OF_ANY: Mapping[str, int] = {**RANK, "held": 1, "other": 0, "failed": 0}


class Searchable(Protocol):
    """What judges need of an index."""

    def search(
        self, query: str, language: str = ..., limit: int = ..., flow: str | None = ...
    ) -> Result: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """A question and the id of the entry that answers it, or the `place` of passages that do.

    Neither means that there should be no answer; an empty id that the answer is gone. It is asked
    in the answer's own `flow`; None: of all that is known.
    """

    id: int
    question: str
    language: str
    entry: str | None
    flow: str | None = None
    place: Place | None = None

    @property
    def is_answerable(self) -> bool:
        """Whether there should be an answer."""
        return self.entry is not None or self.place is not None

    def is_met_by(self, document: Document) -> bool:
        """Whether this is the expected answer."""
        if self.place is not None:
            return document.place is not None and self.place.holds(document.place)
        same = document.language == self.language  # translations may share an id
        return bool(self.entry) and same and document.id == self.entry


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
        return _RANK_OF_ANY.get(self.now, 0) < _RANK_OF_ANY.get(self.was, 0)


def judge(index: Searchable, expectations: Iterable[Expected]) -> list[Judged]:
    """Ask `index` every expected question; the order is kept."""
    return [
        judge_one(each, index.search(each.question, each.language, SHOWN, each.flow))
        for each in expectations
    ]


def figures(expectations: Sequence[Expected], judged: Sequence[Judged]) -> Figures:
    """Count what `judge` found."""

    def count(outcome: str) -> int:
        return sum(each.outcome == outcome for each in judged)

    answerable = sum(each.is_answerable for each in expectations)
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
    return sorted(
        found, key=lambda c: (_RANK_OF_ANY.get(c.now, 0) - _RANK_OF_ANY.get(c.was, 0), c.id)
    )


def judge_one(expected: Expected, result: Result) -> Judged:
    """What came of one expectation, of which `result` was found."""
    met = [expected.is_met_by(hit.document) for hit in result.hits[:SHOWN]]
    place = met.index(True) + 1 if True in met else 0
    best = result.hits[0] if result.hits and result.verdict != "none" else None
    return Judged(
        id=expected.id,
        outcome=_outcome(result.verdict, place, answerable=expected.is_answerable),
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
