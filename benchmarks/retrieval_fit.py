"""Learns what `knowledge/search/mixing.py` holds of entries, from the tuning halves alone.

Weights by logistic regression on pairs of a question and a candidate (does it answer?), by
iteratively reweighted least squares, each set of questions weighing the same. The bias in
`mixing.py` is higher by two than what comes out: that makes the first candidate's chance true, as
`benchmarks/retrieval.py` shows ("score off by").

Thresholds and margin, for the weights in use: those of the fewest errors, as the balanced manner
of `knowledge/checks/thresholds.py` counts them, that give in no set more false answers than it
allows, and in all together no more suggestions in vain.
"""

from __future__ import annotations

import sys
from dataclasses import astuple, dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.retrieval_sets import QuestionSet, sets
from benchmarks.seed_knowledge import index_over
from flowbuilder.knowledge.checks.thresholds import MANNERS
from flowbuilder.knowledge.search.embedding import embedder
from flowbuilder.knowledge.search.hits import Hit
from flowbuilder.knowledge.search.mixing import ENTRIES, Mixture

Array = NDArray[np.float64]
ALL = 10_000
BALANCED = MANNERS["balanced"]
SUGGESTED = 3
STEPS, RIDGE = 60, 1e-5
#: The settings that are tried, in log-odds.
LIMITS, MARGINS = np.arange(-4.0, 5.05, 0.1), np.arange(0.0, 1.6, 0.1)

LookedUp = list[tuple[str, tuple[Hit, ...]]]


def main() -> None:
    """Print what both mixtures could be."""
    asked = list(sets())
    print("words alone")
    learn(asked, ENTRIES.words_alone, with_meaning=False)
    if embedder() is None:
        print("With meaning: left out, the local model is not there.")
        sys.exit(1)
    print("with meaning")
    learn(asked, ENTRIES.with_meaning, with_meaning=True)


def learn(asked: list[QuestionSet], in_use: Mixture, *, with_meaning: bool) -> None:
    """Print the weights that the tuning halves teach, and thresholds for those in use."""
    columns = 6 if with_meaning else 3  # of the signals, those that the words give come first
    found = [_look_up(each, with_meaning) for each in asked]
    rows, right, weight = [], [], []
    for looked_up in found:
        for entry, hits in looked_up:
            rows += [astuple(hit.signals)[:columns] for hit in hits]
            right += [float(hit.document.id == entry) for hit in hits]
            weight += [1 / len(looked_up)] * len(hits)
    beta = fit(np.array(rows), np.array(right), np.array(weight) / np.mean(weight))
    print("  bias", round(float(beta[0]), 2), "weights", [round(float(b), 2) for b in beta[1:]])
    used = np.array([in_use.bias, *in_use.weights.values[:columns]])
    sums = [_Sums.of(each, used) for each in found]
    errors, at, suggest, margin = _decide(sums)
    print(f"  found {_chance(at):.4f} suggest {_chance(suggest):.4f} margin {margin:.1f}", end="")
    print(f" errors {errors:.3f}")
    for each, one in zip(asked, sums, strict=True):
        wrong, answered, offered = one.outcome(at, suggest, margin)
        print(f"    {each.name}: errors {wrong:.3f}, of strangers {answered:.3f} answered,"
              f" {offered:.3f} offered something")  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Sums:
    """What the best candidates of a set's questions sum up to.

    Attributes:
        best, lead: The first one's sum, and by how much it surpasses the second.
        right: Whether the first is the right one.
        reach: The sum of the right one, if it is among those that would be suggested.
        known: Whether anything answers.
    """

    best: Array
    lead: Array
    right: NDArray[np.bool_]
    reach: Array
    known: NDArray[np.bool_]

    @classmethod
    def of(cls, looked_up: LookedUp, beta: Array) -> _Sums:
        rows = [_best(entry, hits, beta) for entry, hits in looked_up]
        best, lead, right, reach, known = (np.array(column) for column in zip(*rows, strict=True))
        return cls(best, lead, right.astype(bool), reach, known.astype(bool))

    def outcome(self, found: float, suggest: float, margin: float) -> tuple[float, float, float]:
        """Errors for each question, and how many strangers are answered, and offered something."""
        gives = (self.best >= max(found, suggest)) & (self.lead >= margin)
        offers = (self.best >= suggest) & ~gives
        helps = offers & self.known & (self.reach >= suggest)
        missed = self.known & ~gives & ~helps
        wrong = gives & ~(self.known & self.right)
        strange = max(1, int((~self.known).sum()))
        vain = offers & ~self.known
        errors = wrong.sum() + missed.sum() + BALANCED.offered * (helps.sum() + vain.sum())
        return (
            float(errors / len(self.best)),
            float((gives & ~self.known).sum() / strange),
            float(vain.sum() / strange),
        )


def _best(entry: str, hits: tuple[Hit, ...], beta: Array) -> tuple[float, float, bool, float, bool]:
    width = len(beta) - 1
    summed = sorted(
        (
            (float(beta[0] + np.array(astuple(hit.signals))[:width] @ beta[1:]), hit.document.id)
            for hit in hits
        ),
        reverse=True,
    )[:SUGGESTED]
    if not summed:
        return -np.inf, np.inf, False, -np.inf, bool(entry)
    lead = summed[0][0] - summed[1][0] if len(summed) > 1 else np.inf
    reach = next((each for each, key in summed if key == entry), -np.inf)
    return summed[0][0], lead, summed[0][1] == entry, reach, bool(entry)


def _decide(asked: list[_Sums]) -> tuple[float, float, float, float]:
    """The fewest errors, from which sums on an entry is given and offered, and by which margin."""
    best = (np.inf, 0.0, 0.0, 0.0)
    for found in LIMITS:
        for suggest in LIMITS[found >= LIMITS]:
            for margin in MARGINS:
                each = np.array([one.outcome(found, suggest, margin) for one in asked])
                errors, answered, offered = map(float, each.mean(axis=0))
                worst = float(each[:, 1].max())
                if worst > BALANCED.cap or answered + offered > BALANCED.offered_cap:
                    continue
                best = min(best, (errors, float(found), float(suggest), float(margin)))
    return best


def _chance(log_odds: float) -> float:
    return float(1 / (1 + np.exp(-log_odds)))


def _look_up(asked: QuestionSet, with_meaning: bool) -> LookedUp:
    """The tuning half's questions: which entry is right, and all candidates with their signals."""
    index, language = index_over(asked.entries, with_meaning=with_meaning), asked.language
    return [(q.entry, index.search(q.text, language, ALL).hits) for q in asked.half("tune")]


def fit(x: Array, y: Array, weight: Array) -> Array:
    """The bias and the weights of a logistic regression; the bias is not held back."""
    middle, spread = x.mean(axis=0), x.std(axis=0) + 1e-9
    z = np.column_stack([np.ones(len(x)), (x - middle) / spread])
    held = RIDGE * len(y) * np.diag([0.0] + [1.0] * x.shape[1])
    beta = np.zeros(z.shape[1])
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-z @ beta))
        curve = weight * p * (1 - p)
        slope = z.T @ (weight * (p - y)) + held @ beta
        beta = beta - np.linalg.solve((z * curve[:, None]).T @ z + held, slope)
    weights = beta[1:] / spread
    return np.concatenate([[beta[0] - weights @ middle], weights])


if __name__ == "__main__":
    main()
