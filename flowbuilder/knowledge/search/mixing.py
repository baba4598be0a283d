"""From signals to the chance that an entry answers, and from chances to a verdict. Pure.

A logistic mixture (Cox 1958): each signal times its weight, summed, bent into a chance. The
weights are learnt on all candidates of a question; a bias common to all mixtures
(`benchmarks/retrieval_fit.py`) makes the chance of the first one true: of those with 50 in 100,
about half are right.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

Verdict = Literal["found", "suggest", "none"]


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for an entry, each from 0 to 1; the last three are 0 without a model.

    Attributes:
        fit: How well one phrasing and the question cover each other, by weight of words.
        cover: How much of the question the entry as a whole accounts for.
        shape: Common three-letter pieces, which forgive what the words did not.
        phrasing: How near the question lies to the nearest phrasing (cosine).
        answer: How near it lies to the answer (cosine).
        length: How long the question is, by the logarithm of its words: a long one, with a story
            around what it asks, lies less near to any text.
    """

    fit: float
    cover: float
    shape: float
    phrasing: float = 0.0
    answer: float = 0.0
    length: float = 0.0

    @property
    def values(self) -> tuple[float, ...]:
        """All six in their order; `dataclasses.astuple` takes as long as the rest of a search."""
        return (self.fit, self.cover, self.shape, self.phrasing, self.answer, self.length)


@dataclass(frozen=True, slots=True)
class Limits:
    """From which chance on an entry is given (`found`), or offered among others (`suggest`)."""

    found: float
    suggest: float


@dataclass(frozen=True, slots=True)
class Mixture:
    """How signals become a score, and what a score must reach.

    Attributes:
        found, suggest: From which chance on an entry is given, or offered among others.
        margin: By how much the best must surpass the next to be given without asking: the
            difference of the sums, a logarithm of odds.
        certain: From which chance on it is given whatever the next.
    """

    bias: float
    weights: Signals
    found: float
    suggest: float
    margin: float
    certain: float

    @property
    def limits(self) -> Limits:
        """The two thresholds that a workspace may learn for itself."""
        return Limits(self.found, self.suggest)

    def within(self, limits: Limits) -> Mixture:
        """The same with other thresholds."""
        return replace(self, found=limits.found, suggest=limits.suggest)

    def score(self, signals: Signals) -> float:
        """The chance, from 0 to 1, that the entry answers."""
        pairs = zip(self.weights.values, signals.values, strict=True)
        return 1 / (1 + math.exp(-self.bias - sum(weight * signal for weight, signal in pairs)))

    def verdict(self, scores: Sequence[float]) -> Verdict:
        """What the chances of the best come to, best first; the first two count."""
        if not scores or scores[0] < self.suggest:
            return "none"
        best = scores[0]
        clear = (
            len(scores) < 2
            or best >= self.certain
            or log_odds(best) - log_odds(scores[1]) >= self.margin
        )
        return "found" if best >= self.found and clear else "suggest"


#: Wrong once in seven hundred: given, whatever comes next.
CERTAIN = 0.9986

#: Thresholds and margins are learnt by `benchmarks/retrieval_fit.py` on the tuning halves of the
#: project's own questions, and so are the weights with meaning. Those of words alone are older than
#: any set to learn from; learnt ones spare an error in thirty and answer more of it wrongly.
WORDS_ALONE = Mixture(
    bias=-4.8,
    weights=Signals(fit=5.4, cover=3.6, shape=3.0),
    found=0.7311,
    suggest=0.3318,
    margin=0.9,
    certain=CERTAIN,
)
WITH_MEANING = Mixture(
    bias=-46.4,
    weights=Signals(fit=0.75, cover=4.14, shape=3.48, phrasing=22.65, answer=23.78, length=5.48),
    found=0.7503,
    suggest=0.2497,
    margin=0.8,
    certain=CERTAIN,
)

#: The same for passages of sources, learnt by `benchmarks/passages.py`. There is no margin: two
#: passages of one page may both answer, and an excerpt of either says where it stands. How near
#: the headings lie was tried too: it said nothing that the pieces do not.
PASSAGES_BY_WORDS = Mixture(
    bias=-4.47,
    weights=Signals(fit=2.49, cover=3.23, shape=7.37),
    found=0.7767,
    suggest=0.5019,
    margin=0.0,
    certain=CERTAIN,
)
PASSAGES_BY_MEANING = Mixture(
    bias=-31.9,
    weights=Signals(fit=3.0, cover=1.92, shape=4.91, phrasing=33.8),
    found=0.76,
    suggest=0.4773,
    margin=0.0,
    certain=CERTAIN,
)


@dataclass(frozen=True, slots=True)
class Mixtures:
    """The mixture where words alone count, and the one where a model placed everything.

    An index weighs its words as if it held `at_least` so many: in the only passage of a short file
    no word would be rare, and any strange word of a question would outweigh all that fits.
    """

    words_alone: Mixture
    with_meaning: Mixture
    at_least: int = 0

    def of(self, model: str) -> Mixture:
        """The mixture that decides: of the model named so, or of the words for no name."""
        return self.with_meaning if model else self.words_alone

    def within(self, limits: Limits, model: str) -> Mixtures:
        """The same, with other thresholds where `model` decides, or the words for no name."""
        if model:
            return replace(self, with_meaning=self.with_meaning.within(limits))
        return replace(self, words_alone=self.words_alone.within(limits))


ENTRIES = Mixtures(WORDS_ALONE, WITH_MEANING)
PASSAGES = Mixtures(PASSAGES_BY_WORDS, PASSAGES_BY_MEANING, at_least=40)


def log_odds(chance: float) -> float:
    """The logarithm of the odds of `chance`, which must be above 0; a certainty is nearly one."""
    chance = min(chance, 1 - 1e-12)
    return math.log(chance / (1 - chance))


def lowered(chance: float, by: float) -> float:
    """The chance whose odds are lower than those of `chance` by `by`, a logarithm."""
    return 1 / (1 + math.exp(by - log_odds(chance))) if chance > 0 else 0.0
