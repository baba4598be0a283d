"""Entries and passages searched beside each other. Pure.

Each has an index of its own, so that an entry's score never depends on what sources hold. What
people wrote as the answer to a question comes first: an entry that is found is given, whatever the
passages say. Else a passage that answers, and is surer than any entry, is given; else what is
likely of both is offered, and of two alike the entry stands first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flowbuilder.knowledge.hits import Hit, LookedUp, Result
from flowbuilder.knowledge.mixing import Limits, Mixture, Verdict
from flowbuilder.knowledge.retrieval import Index


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

    def judged(self, limit: int, limits: Limits | None = None) -> Result:
        """What they come to; `limits` are other thresholds for entries than their own."""
        written = self.written.judged(limit, limits)
        if self.read is None:
            return written
        read = self.read.judged(limit)
        verdict, hits = _together(written, read)
        mixture = written.mixture if written.hits else self.mixture
        return Result(verdict, tuple(hits[:limit]), mixture, written.trouble or read.trouble)


def _together(written: Result, read: Result) -> tuple[Verdict, Sequence[Hit]]:
    if written.verdict == "found":
        first, *others = written.hits
        return "found", [first, *_ranked(others, [hit for hit in read.hits if hit.likely])]
    best = read.hits[0] if read.hits else None
    if best is not None and best.answers:
        surest = written.hits[0].score if written.verdict == "suggest" else 0.0
        if best.score > surest:
            others = [hit for hit in written.hits if hit.likely]
            return "found", [best, *_ranked(others, [h for h in read.hits[1:] if h.likely])]
    if written.verdict == "suggest" or read.verdict != "none":
        offered = _ranked(
            [hit for hit in written.hits if hit.likely], [hit for hit in read.hits if hit.likely]
        )
        rest = [hit for hit in written.hits if not hit.likely]
        return "suggest", [*offered, *(rest if written.verdict == "suggest" else ())]
    return "none", _ranked(written.hits, read.hits)


def _ranked(written: Sequence[Hit], read: Sequence[Hit]) -> list[Hit]:
    """By score; of two alike the entry, and then as they came."""
    return sorted([*written, *read], key=lambda hit: (-hit.score, bool(hit.document.of)))
