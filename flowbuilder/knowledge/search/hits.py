"""What a search finds, and what that comes to: first the scores, then the verdict. Pure.

No score depends on a threshold, so what was looked up once can be judged by any thresholds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flowbuilder.knowledge.reading.chunking import BETWEEN
from flowbuilder.knowledge.search.mixing import (
    WORDS_ALONE,
    Limits,
    Mixture,
    Signals,
    Verdict,
    lowered,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where passages stand: in a source, on one of its pages, under a heading; empty: anywhere."""

    source: int
    page: str = ""
    heading: str = ""

    def holds(self, other: Place) -> bool:
        """Whether what stands at `other` stands here; under a heading stands what is below it."""
        return (
            self.source == other.source
            and self.page in ("", other.page)
            and (
                self.heading in ("", other.heading)
                or other.heading.startswith(self.heading + BETWEEN)
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What the index knows of one entry, or of a passage `of` a source: its headings, sentences
    and text, its `place` and the `row` of its table. `version` stands for what it said when it was
    filed, `flow` for the only flow in which it is given; empty, every flow gives it."""

    id: str
    question: str
    answer: str
    variants: tuple[str, ...] = ()
    language: str = "pl"
    source: str = ""
    of: str = ""
    version: str = ""
    flow: str = ""
    place: Place | None = None
    row: int = 0


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry, the chance that it answers, what speaks for it, and whether the chance is enough
    to answer without asking (`answers`) or to be offered (`likely`)."""

    document: Document
    score: float
    signals: Signals
    answers: bool = False
    likely: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """`found`: the first hit answers. `suggest`: one of these may. `none`: nothing does.

    `trouble`: the code of what kept a model from placing the question; words alone counted then.
    """

    verdict: Verdict
    hits: tuple[Hit, ...] = ()
    mixture: Mixture = WORDS_ALONE
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class LookedUp:
    """Candidates with their scores, best first, not judged yet.

    Attributes:
        nearness: Where a model only puts in order what is offered: how near each lies, by id.
    """

    hits: tuple[Hit, ...] = ()
    mixture: Mixture = WORDS_ALONE
    trouble: str = ""
    nearness: Mapping[str, float] | None = None

    @property
    def scores(self) -> tuple[float, ...]:
        """The scores that thresholds are held against."""
        return tuple(hit.score for hit in self.hits)

    @property
    def best(self) -> float:
        """The highest score; 0 where nothing came up."""
        return self.hits[0].score if self.hits else 0.0

    def less_likely(self, by: float) -> LookedUp:
        """The same with odds that are lower by that much, a logarithm."""
        return replace(
            self, hits=tuple(replace(hit, score=lowered(hit.score, by)) for hit in self.hits)
        )

    def judged(self, limit: int, limits: Limits | None = None) -> Result:
        """What they come to, by the mixture's own thresholds or by others."""
        mixture = self.mixture.within(limits) if limits else self.mixture
        verdict = mixture.verdict([hit.score for hit in self.hits[:2]])
        reordered = self.nearness is not None and verdict == "suggest"
        hits = self._in_order(mixture) if reordered else self.hits
        found = tuple(_marked(hit, mixture) for hit in hits[:limit])
        return Result(verdict, found, mixture, self.trouble)

    def _in_order(self, mixture: Mixture) -> tuple[Hit, ...]:
        """Those that are likely by how near they lie; each takes the chance of its new place."""
        near = self.nearness or {}
        likely = [hit for hit in self.hits if hit.score >= mixture.suggest]
        ordered = sorted(likely, key=lambda hit: -near[hit.document.id])
        moved = [replace(hit, score=at.score) for hit, at in zip(ordered, likely, strict=True)]
        return (*moved, *self.hits[len(likely) :])


def _marked(hit: Hit, mixture: Mixture) -> Hit:
    return replace(hit, answers=hit.score >= mixture.found, likely=hit.score >= mixture.suggest)
