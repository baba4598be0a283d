"""Learns the weights and thresholds of `knowledge/mixing.py` from the tuning halves.

Logistic regression on pairs of a question and a candidate (does it answer?), by iteratively
reweighted least squares, each set of questions weighing the same. Never looks at a test half.
"""

from __future__ import annotations

import sys
from dataclasses import astuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.retrieval import meaning_of
from benchmarks.retrieval_sets import QuestionSet, sets
from benchmarks.seed_knowledge import index_over
from flowbuilder.knowledge.embedding import embedder
from flowbuilder.knowledge.retrieval import Hit

Array = NDArray[np.float64]
ALL = 10_000
#: Of the questions that nothing answers, so many are given an answer, and so many a suggestion.
FALSE_ANSWERS, FALSE_SUGGESTIONS = 0.05, 0.2
STEPS, RIDGE = 40, 1e-4


def main() -> None:
    """Print both mixtures."""
    asked = list(sets())
    print("words alone")
    learn(asked, [0, 1, 2], with_meaning=False)
    if embedder() is None:
        print("With meaning: left out, the local model is not there.")
        sys.exit(1)
    print("with meaning")
    learn(asked, [0, 1, 2, 3, 4], with_meaning=True)


def learn(asked: list[QuestionSet], columns: list[int], *, with_meaning: bool) -> None:
    """Fit one mixture; print its numbers."""
    found: list[list[tuple[str, list[Hit]]]] = []
    for each in asked:
        index = index_over(each.entries, with_meaning=with_meaning)
        found.append(
            [
                (
                    q.entry,
                    list(
                        index.search(
                            q.text, each.language, ALL, meaning_of(q.text, index, each.language)
                        ).hits
                    ),
                )
                for q in each.half("tune")
            ]
        )
    rows, right, weight = [], [], []
    for one in found:
        pairs = [
            (astuple(hit.signals), hit.document.id == entry) for entry, hits in one for hit in hits
        ]
        rows += [signals for signals, _ in pairs]
        right += [is_right for _, is_right in pairs]
        weight += [1 / len(one)] * len(pairs)
    x = np.array(rows)[:, columns]
    beta = fit(x, np.array(right, dtype=float), np.array(weight) / np.mean(weight))
    print("  bias", round(float(beta[0]), 3), "weights", [round(float(b), 3) for b in beta[1:]])
    tops = []
    for each, one in zip(asked, found, strict=True):
        strangers = []
        for entry, hits in one:
            if not entry:
                z = [
                    float(beta[0] + np.array(astuple(h.signals))[columns] @ beta[1:]) for h in hits
                ]
                strangers.append(max(z, default=-20.0))
        chances = 1 / (1 + np.exp(-np.array(strangers)))
        for name, share in (("found", FALSE_ANSWERS), ("suggest", FALSE_SUGGESTIONS)):
            print(f"  {each.name}: {name} from {np.quantile(chances, 1 - share):.3f}")
        tops.append(chances)


def fit(x: Array, y: Array, weight: Array) -> Array:
    """The bias and the weights of a logistic regression."""
    spread = x.std(axis=0) + 1e-9
    z = np.column_stack([np.ones(len(x)), x / spread])
    beta = np.zeros(z.shape[1])
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-z @ beta))
        curve = weight * p * (1 - p)
        slope = z.T @ (weight * (p - y)) + RIDGE * len(y) * beta
        beta = beta - np.linalg.solve(
            (z * curve[:, None]).T @ z + RIDGE * len(y) * np.eye(len(beta)), slope
        )
    return np.concatenate([beta[:1], beta[1:] / spread])


if __name__ == "__main__":
    main()
