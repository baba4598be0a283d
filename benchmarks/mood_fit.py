"""Learns the weights of `core/mood_weights.py`, in two steps.

What sounds discontented is learnt from the training half of the Wroclaw Corpus of Consumer Reviews
(negative against positive and neutral, Polish). A discontented review is often calm, so what
sounds *upset* is learnt from the tuning half of our own `mood_sentences.tsv` and, as calm ones, of
the questions that retrieval is measured on; it starts from the first step's opinion and says how
much that counts. Both are logistic regressions with a ridge over the beginnings of words and
their pairs, so their sum is one table.

Prints what it would make of sentences it has not seen, by folds of our tuning halves, with and
without the reviews; `--write` writes the table. Never looks at our test halves nor at the reviews'
development half: `mood.py` measures on those. The corpus is read where it lies and is not copied;
its licence is CC BY-SA 4.0, and so is that of the table.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from textwrap import fill, indent

import numpy as np
from numpy.typing import NDArray

from benchmarks.mood_sets import REVIEWS, asked, discontented, own
from benchmarks.stand import ROOT
from flowbuilder.core.mood import LIKELY, SURE, features

Array = NDArray[np.float64]
Table = tuple[float, dict[str, float]]
FOLDS = 10
STEPS, RATE, RIDGE = 4000, 1.0, 0.0002
#: What a customer's question counts beside a sentence: there are many, of which few are borderline.
QUESTION = 0.2
REVIEW_STEPS, REVIEW_RATE, REVIEW_RIDGE = 500, 6.0, 0.0003
#: So many reviews must have a beginning of a word; of our own sentences, two.
FREQUENT = 40
#: Weights smaller than this change nothing and are left out.
LEAST = 0.1
WIDTH = 92
TABLE = ROOT / "flowbuilder" / "core" / "mood_weights.py"


@dataclass(frozen=True, slots=True)
class Rows:
    """Which features each text has, as pairs of a row and a column."""

    row: NDArray[np.int64]
    column: NDArray[np.int64]
    count: int
    width: int

    def times(self, weights: Array) -> Array:
        """For each text the sum of its features' weights."""
        return np.bincount(self.row, weights[self.column], minlength=self.count)

    def back(self, errors: Array) -> Array:
        """For each feature the sum of the errors of the texts that have it."""
        return np.bincount(self.column, errors[self.row], minlength=self.width)


def main() -> None:
    """Print how well folds do; with `--write`, write the table."""
    sentences, questions = own("tune"), asked("tune")
    texts = [sentence.text for sentence in (*sentences, *questions)]
    upset = np.array([sentence.is_upset for sentence in (*sentences, *questions)], dtype=float)
    counts = np.array([1.0] * len(sentences) + [QUESTION] * len(questions))
    tables: dict[str, Table] = {"own alone": (0.0, {})}
    if REVIEWS.is_dir():
        tables["with the reviews"] = learnt_of_reviews()
    else:
        print("the reviews are not there: nothing is written without them")
    for name, opinion in tables.items():
        chances = np.zeros(len(texts))
        for fold in range(FOLDS):
            rest = [n for n in range(len(texts)) if n % FOLDS != fold]
            found = learnt([texts[n] for n in rest], upset[rest], counts[rest], opinion)
            for n in range(fold, len(texts), FOLDS):
                chances[n] = 1 / (1 + np.exp(-total(found, texts[n])))
        print(name)
        for threshold in sorted({0.5, 0.7, 0.8, 0.95, LIKELY, SURE}):
            picked = chances >= threshold
            right = int((picked & (upset == 1)).sum())
            wrong = int((picked & (upset == 0))[: len(sentences)].sum())
            print(
                f"  from {threshold}: {right} of {int(upset.sum())}, wrongly {wrong} sentences and "
                f"{picked[len(sentences) :].sum()} of {len(questions)} questions"
            )
    if "--write" in sys.argv and REVIEWS.is_dir():
        table = learnt(texts, upset, counts, tables["with the reviews"])
        TABLE.write_text(as_python(*table), encoding="utf-8")


def total(table: Table, text: str) -> float:
    """What `text` weighs."""
    bias, weights = table
    return bias + sum(weights.get(feature, 0.0) for feature in features(text))


def learnt_of_reviews() -> Table:
    """What sounds discontented in reviews."""
    found = [(row, is_so) for row, is_so in discontented("train")]
    counts = Counter(feature for text, _is_so in found for feature in features(text))
    names = sorted(name for name, times in counts.items() if times >= FREQUENT)
    rows = rows_of((text for text, _is_so in found), names)
    wanted: Array = np.array([float(is_so) for _text, is_so in found])
    weights: Array = np.zeros(len(names))
    speed: Array = np.zeros(len(names))
    bias = slide = 0.0
    for _step in range(REVIEW_STEPS):
        error = (1 / (1 + np.exp(-(rows.times(weights) + bias))) - wanted) / rows.count
        speed = 0.9 * speed + rows.back(error) + REVIEW_RIDGE * weights
        slide = 0.9 * slide + float(error.sum())
        weights -= REVIEW_RATE / 10 * speed
        bias -= REVIEW_RATE / 10 * slide
    return bias, dict(zip(names, weights.tolist(), strict=True))


def learnt(texts: Sequence[str], upset: Array, counts: Array, opinion: Table) -> Table:
    """What sounds upset, beginning with an opinion, and how much that opinion is worth."""
    found = Counter(feature for text in texts for feature in features(text))
    names = sorted(name for name, times in found.items() if times > 1)
    rows = rows_of(texts, names)
    shares = counts / counts.sum()
    told: Array = np.array([total(opinion, text) for text in texts])
    weights: Array = np.zeros(len(names))
    bias, trust = 0.0, 0.5
    for _step in range(STEPS):
        guess = 1 / (1 + np.exp(-(rows.times(weights) + bias + trust * told)))
        error = (guess - upset) * shares
        weights -= RATE * (rows.back(error) + RIDGE * weights)
        bias -= RATE * float(error.sum())
        trust -= 0.3 * (float(error @ told) + RIDGE * trust)
    whole = dict(zip(names, weights.tolist(), strict=True))
    for name, weight in opinion[1].items():
        whole[name] = whole.get(name, 0.0) + trust * weight
    bias += trust * opinion[0]
    return bias, {name: weight for name, weight in whole.items() if abs(weight) >= LEAST}


def rows_of(texts: Iterable[str], names: Sequence[str]) -> Rows:
    """The features of `texts` that have a name here."""
    place = {name: number for number, name in enumerate(names)}
    known = [features(text) & place.keys() for text in texts]
    pairs = [(row, place[name]) for row, found in enumerate(known) for name in sorted(found)]
    row, column = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    return Rows(row, column, len(known), len(names))


def as_python(bias: float, weights: Mapping[str, float]) -> str:
    """The table as a module."""
    pairs = ", ".join(f'"{name}":~{weight:.1f}' for name, weight in sorted(weights.items()))
    rows = fill(pairs.replace(" ", "_").replace(",_", ", ") + ",", WIDTH, break_on_hyphens=False)
    rows = indent(rows.replace("_", " ").replace("~", " "), " " * 4)
    return (
        '"""What the beginnings of words weigh for `mood.py`.\n\n'
        "Learnt from our own sentences and from the Wroclaw Corpus of Consumer Reviews\n"
        "(CC BY-SA 4.0), of which no sentence stands here. This file, unlike the rest of the\n"
        "program, has that licence, too.\n\n"
        'Written by `python -m benchmarks.mood_fit --write`.\n"""\n\n'
        "from __future__ import annotations\n\n"
        "from collections.abc import Mapping\n\n"
        f"BIAS = {bias:.2f}\n\n"
        f"WEIGHTS: Mapping[str, float] = {{\n{rows}\n}}  # fmt: skip\n"
    )


if __name__ == "__main__":
    main()
