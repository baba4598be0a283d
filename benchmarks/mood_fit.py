"""Learns the weights of `core/mood_weights.py` from the tuning half of `mood_sentences.tsv`.

Logistic regression with a ridge over the beginnings of words and their pairs, both languages in
one table. Prints what it would make of sentences it has not seen, by folds of the tuning half, and
writes the table with `--write`. Never looks at the test half.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from textwrap import fill, indent

import numpy as np
from numpy.typing import NDArray

from benchmarks.mood_sets import Sentence, own
from benchmarks.stand import ROOT
from flowbuilder.core.mood import LIKELY, SURE, features

Array = NDArray[np.float64]
STEPS, RATE, RIDGE, FOLDS = 600, 1.0, 0.002, 10
#: Weights smaller than this change nothing and are left out.
LEAST = 0.1
WIDTH = 92
TABLE = ROOT / "flowbuilder" / "core" / "mood_weights.py"


def main() -> None:
    """Print how well folds do; with `--write`, write the table."""
    sentences = own("tune")
    chances, truths = [], []
    for fold in range(FOLDS):
        bias, weights = learnt([s for n, s in enumerate(sentences) if n % FOLDS != fold])
        for sentence in sentences[fold::FOLDS]:
            total = bias + sum(weights.get(f, 0.0) for f in features(sentence.text))
            chances.append(1 / (1 + np.exp(-total)))
            truths.append(sentence.is_upset)
    judged, true = np.array(chances), np.array(truths)
    for threshold in sorted({0.5, 0.7, 0.8, 0.9, 0.95, LIKELY, SURE}):
        picked = judged >= threshold
        right = int((picked & true).sum())
        print(f"from {threshold}: {right} of {true.sum()} upset, {picked.sum() - right} wrongly")
    if "--write" in sys.argv:
        TABLE.write_text(as_python(*learnt(sentences)), encoding="utf-8")


def learnt(sentences: Sequence[Sentence]) -> tuple[float, dict[str, float]]:
    """The bias and the weight of each feature."""
    count = Counter(feature for s in sentences for feature in features(s.text))
    names = sorted(name for name, times in count.items() if times > 1)
    place = {name: number for number, name in enumerate(names)}
    given: Array = np.zeros((len(sentences), len(names)))
    for row, sentence in enumerate(sentences):
        for feature in features(sentence.text) & place.keys():
            given[row, place[feature]] = 1
    wanted: Array = np.array([float(s.is_upset) for s in sentences])
    weights: Array = np.zeros(len(names))
    bias = 0.0
    for _step in range(STEPS):
        error = 1 / (1 + np.exp(-(given @ weights + bias))) - wanted
        weights -= RATE * (given.T @ error / len(sentences) + RIDGE * weights)
        bias -= RATE * float(error.mean())
    found = dict(zip(names, weights.tolist(), strict=True))
    return bias, {name: weight for name, weight in found.items() if abs(weight) >= LEAST}


def as_python(bias: float, weights: Mapping[str, float]) -> str:
    """The table as a module."""
    pairs = ", ".join(f'"{name}":~{weight:.2f}' for name, weight in sorted(weights.items()))
    rows = fill(pairs.replace(" ", "_").replace(",_", ", ") + ",", WIDTH, break_on_hyphens=False)
    rows = indent(rows.replace("_", " ").replace("~", " "), " " * 4)
    return (
        '"""What the beginnings of words weigh for `mood.py`.\n\n'
        'Written by `python -m benchmarks.mood_fit --write`.\n"""\n\n'
        "from __future__ import annotations\n\n"
        "from collections.abc import Mapping\n\n"
        f"BIAS = {bias:.2f}\n\n"
        f"WEIGHTS: Mapping[str, float] = {{\n{rows}\n}}  # fmt: skip\n"
    )


if __name__ == "__main__":
    main()
