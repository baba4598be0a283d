"""Learns the weights and thresholds of `knowledge/mixing.py` from the tuning halves.

Logistic regression on pairs of a question and a candidate (does it answer?), by iteratively
reweighted least squares, each set of questions weighing the same. Never looks at a test half.
The bias in `mixing.py` is higher by two than what comes out, and thresholds with it: that makes
the first candidate's chance true, as `benchmarks/retrieval.py` shows ("score off by").
"""

from __future__ import annotations

import sys
from dataclasses import astuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.retrieval_sets import QuestionSet, sets
from benchmarks.seed_knowledge import index_over
from flowbuilder.knowledge.embedding import embedder
from flowbuilder.knowledge.retrieval import Hit

Array = NDArray[np.float64]
ALL = 10_000
#: Of the questions that nothing answers, so many are given an answer, and so many a suggestion.
FALSE_ANSWERS, FALSE_SUGGESTIONS = 0.05, 0.2
STEPS, RIDGE = 60, 1e-5


def main() -> None:
    """Print both mixtures."""
    asked = list(sets())
    print("words alone")
    learn(asked, with_meaning=False)
    if embedder() is None:
        print("With meaning: left out, the local model is not there.")
        sys.exit(1)
    print("with meaning")
    learn(asked, with_meaning=True)


def learn(asked: list[QuestionSet], *, with_meaning: bool) -> None:
    """Fit one mixture; print its numbers, and from which chance strangers would be answered."""
    columns = 6 if with_meaning else 3  # of the signals, those that the words give come first
    found = {each.name: _look_up(each, with_meaning) for each in asked}
    rows, right, weight = [], [], []
    for looked_up in found.values():
        for entry, hits in looked_up:
            rows += [astuple(hit.signals) for hit in hits]
            right += [float(hit.document.id == entry) for hit in hits]
            weight += [1 / len(looked_up)] * len(hits)
    beta = fit(np.array(rows)[:, :columns], np.array(right), np.array(weight) / np.mean(weight))
    print("  bias", round(float(beta[0]), 2), "weights", [round(float(b), 2) for b in beta[1:]])
    for name, looked_up in found.items():
        sums = [
            max((float(beta[0] + np.array(astuple(h.signals))[:columns] @ beta[1:]) for h in hits),
                default=-20.0)
            for entry, hits in looked_up
            if not entry
        ]  # fmt: skip
        chances = 1 / (1 + np.exp(-np.array(sums)))
        for what, share in (("found", FALSE_ANSWERS), ("suggest", FALSE_SUGGESTIONS)):
            print(f"  {name}: {what} from {np.quantile(chances, 1 - share):.3f}")


def _look_up(asked: QuestionSet, with_meaning: bool) -> list[tuple[str, tuple[Hit, ...]]]:
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
