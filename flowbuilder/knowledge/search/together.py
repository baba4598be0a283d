"""Entries and passages searched beside each other. Pure.

Each has an index of its own, so that an entry's score never depends on what sources hold. What
people wrote as the answer to a question comes first: an entry that is found is given, unless it is
rather unlikely and a passage answers that is surer: one surer by far is given in its place, one
just surer is offered beside it. Where no entry is found, a passage that answers, and is surer than
any, is given; else what is likely of both is offered, and of two alike the entry stands first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from flowbuilder.knowledge.search.hits import Hit, LookedUp, Result
from flowbuilder.knowledge.search.mixing import Limits, Mixture, Verdict, log_odds
from flowbuilder.knowledge.search.retrieval import Index

#: From which chance on an entry that is found is given whatever the passages say; and by how much
#: a passage must surpass one less likely to be offered beside it, or given in its place: the
#: difference of the logarithms of odds. Chosen on the tuning halves by `benchmarks/passages.py`.
SURE, SURER_BY, SURER_BY_FAR = 0.88, 1.0, 1.5


class Both:
    """An unchangeable index over entries and passages; safe to share between threads."""

    def __init__(self, entries: Index, passages: Index) -> None:
        self.entries, self.passages = entries, passages

    def __len__(self) -> int:
        return len(self.entries) + len(self.passages)

    def by_words(self) -> Both:
        """The same entries and passages, compared by their words alone."""
        return Both(self.entries.by_words(), self.passages.by_words())

    @property
    def model(self) -> str:
        """The name of the model that placed the entries; empty where words alone count."""
        return self.entries.model

    @property
    def scored_by(self) -> str:
        """The name of the model whose scores decide of entries; empty where the words do."""
        return self.entries.scored_by

    @property
    def is_placed(self) -> bool:
        """Whether the model placed the passages too."""
        return bool(self.entries.model and self.passages.model)

    @property
    def is_ready(self) -> bool:
        """Whether nothing waits to be placed, where a model is to place it."""
        return all(index.model or not len(index) for index in (self.entries, self.passages))

    @property
    def mixture(self) -> Mixture:
        """The thresholds that count for entries."""
        return self.entries.mixture

    def search(
        self, query: str, language: str = "pl", limit: int = 3, flow: str | None = None
    ) -> Result:
        """Look `query` up among the entries and passages; those of `language` come first."""
        return self.look_up(query, language, flow).judged(limit)

    def look_up(self, query: str, language: str = "pl", flow: str | None = None) -> BothLookedUp:
        """What speaks for the entries and passages, `language` first, before it is judged.

        `flow` is the one that is talked with; None: what is given in any of them takes part.
        """
        written = self.entries.look_up(query, language, flow)
        if not len(self.passages):
            return BothLookedUp(written, None, self.entries.mixture)
        read = self.passages.look_up(query, language, flow)
        return BothLookedUp(written, read, self.entries.mixture)


@dataclass(frozen=True, slots=True)
class BothLookedUp:
    """Entries and passages with their scores, not judged yet; `read` is None without sources.

    `mixture` counts where no entry came up.
    """

    written: LookedUp
    read: LookedUp | None
    mixture: Mixture

    @property
    def scores(self) -> tuple[float, ...]:
        """The scores that thresholds of entries are held against."""
        return self.written.scores

    @property
    def by_passages(self) -> ByPassages:
        """The same, to be judged by other thresholds for passages."""
        return ByPassages(self)

    def judged(
        self, limit: int, limits: Limits | None = None, of_passages: Limits | None = None
    ) -> Result:
        """What they come to; `limits` are other thresholds for entries than their own, and
        `of_passages` for passages."""
        written = self.written.judged(limit, limits)
        if self.read is None:
            return written
        read = self.read.judged(limit, of_passages)
        verdict, hits = _together(written, read)
        mixture = written.mixture if written.hits else self.mixture
        return Result(verdict, tuple(hits[:limit]), mixture, written.trouble or read.trouble)


@dataclass(frozen=True, slots=True)
class ByPassages:
    """What was looked up, with the thresholds of entries as they are."""

    both: BothLookedUp

    @property
    def scores(self) -> tuple[float, ...]:
        """The scores that thresholds of passages are held against."""
        return self.both.read.scores if self.both.read else ()

    def judged(self, limit: int, limits: Limits | None = None) -> Result:
        """What they come to by other thresholds for passages."""
        return self.both.judged(limit, of_passages=limits)


def _together(written: Result, read: Result) -> tuple[Verdict, Sequence[Hit]]:
    best = read.hits[0] if read.hits and read.hits[0].answers else None
    comes_first = _against(written, best.score) if best is not None else "entry"
    if best is not None and comes_first == "passage":
        others = [hit for hit in written.hits if hit.likely]
        return "found", [best, *_ranked(others, [h for h in read.hits[1:] if h.likely])]
    if written.verdict == "found" and comes_first == "entry":
        first, *others = written.hits
        return "found", [first, *_ranked(others, [hit for hit in read.hits if hit.likely])]
    if written.verdict != "none" or read.verdict != "none":
        offered = _ranked(
            [hit for hit in written.hits if hit.likely], [hit for hit in read.hits if hit.likely]
        )
        rest = [hit for hit in written.hits if not hit.likely]
        return "suggest", [*offered, *(rest if written.verdict == "suggest" else ())]
    return "none", _ranked(written.hits, read.hits)


def _against(written: Result, passage: float) -> Literal["entry", "passage", "neither"]:
    """What is given of the entries and a passage that answers; for `neither`, both are offered."""
    if written.verdict == "none":
        return "passage"
    entry = written.hits[0].score
    if written.verdict == "suggest":
        return "passage" if passage > entry else "neither"
    surer_by = log_odds(passage) - log_odds(entry)
    if entry >= SURE or surer_by < SURER_BY:
        return "entry"
    return "passage" if surer_by >= SURER_BY_FAR else "neither"


def _ranked(written: Sequence[Hit], read: Sequence[Hit]) -> list[Hit]:
    """By score; of two alike the entry, and then as they came."""
    return sorted([*written, *read], key=lambda hit: (-hit.score, bool(hit.document.of)))
