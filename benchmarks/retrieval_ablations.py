"""What each part of the search is worth: the figures without it, on the test halves.

Without a signal, the mixture is learnt anew on the tuning halves, as `retrieval_fit` does. Without
a step of the words (slips, families, synonyms, diacritics) the weights stay, and the questions are
looked up again. `answered` is how many are answered rightly at the threshold that answers one in
twenty strangers of the tuning half.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import astuple, fields
from typing import Any

import numpy as np

from benchmarks.report import keep
from benchmarks.retrieval import FALSE_ANSWERS
from benchmarks.retrieval_fit import ALL, Array, fit
from benchmarks.retrieval_sets import QuestionSet, sets
from benchmarks.seed_knowledge import index_over
from flowbuilder.knowledge.search.diacritics import Diacritics
from flowbuilder.knowledge.search.embedding import embedder
from flowbuilder.knowledge.search.mixing import Signals
from flowbuilder.knowledge.search.retrieval import Index

NAMES = [field.name for field in fields(Signals)]
#: The signals that are left out together, by what they are called.
WITHOUT: dict[str, tuple[str, ...]] = {
    "nothing left out": (),
    "without fit": ("fit",),
    "without cover": ("cover",),
    "without shape": ("shape",),
    "without nearness to phrasings": ("phrasing",),
    "without nearness to answers": ("answer",),
    "without length": ("length",),
    "meaning alone": ("fit", "cover", "shape"),
    "words alone": ("phrasing", "answer", "length"),
}

#: A question that was looked up: which entry is right, which came up, with which signals.
LookedUp = tuple[str, list[str], Array]
Halves = dict[str, list[LookedUp]]


def main() -> None:
    """Print all figures; keep them as parts of one."""
    if embedder() is None:
        print("Left out: the local model is not there.")
        sys.exit(1)
    asked = list(sets())
    indexes = {each.name: index_over(each.entries, with_meaning=True) for each in asked}
    whole = _all_looked_up(asked, indexes)
    figures: dict[str, dict[str, float]] = {}
    for name, left_out in WITHOUT.items():
        columns = [at for at, each in enumerate(NAMES) if each not in left_out]
        _measure(name, whole, columns, figures)
    every = list(range(len(NAMES)))
    for name, leave_out in STEPS.items():
        for part in (part for index in indexes.values() for part in index._parts.values()):
            leave_out(part)
            part.relatives.clear()  # what was found for a word before
        _measure(name, _all_looked_up(asked, indexes), every, figures)
        indexes = {each.name: index_over(each.entries, with_meaning=True) for each in asked}
    value = figures["nothing left out blind-pl"]["hit@1"]
    keep("retrieval-ablations", value, "hit@1", target=0.8, met=value >= 0.8, parts=figures)


def _measure(
    name: str, found: dict[str, Halves], columns: list[int], figures: dict[str, dict[str, float]]
) -> None:
    """Learn from the tuning halves of all sets; print what comes of each test half."""
    rows, right, weight = [], [], []
    for halves in found.values():
        for entry, ids, signals in halves["tune"]:
            rows.append(signals[:, columns])
            right += [float(each == entry) for each in ids]
            weight += [1 / len(halves["tune"])] * len(ids)
    beta = fit(np.concatenate(rows), np.array(right), np.array(weight) / np.mean(weight))
    for each, halves in found.items():
        strangers = [
            _sums(signals, beta, columns).max(initial=-50.0)
            for entry, _ids, signals in halves["tune"]
            if not entry
        ]
        threshold = float(np.quantile(strangers, 1 - FALSE_ANSWERS))
        got = figures[f"{name} {each}"] = _got(halves["test"], beta, columns, threshold)
        print(f"{name:30} {each:10}", *(f"{key} {value:.3f}" for key, value in got.items()))


def _got(
    asked: Sequence[LookedUp], beta: Array, columns: list[int], threshold: float
) -> dict[str, float]:
    first = third = answered = known = false = 0
    for entry, ids, signals in asked:
        sums = _sums(signals, beta, columns)
        order = np.argsort(-sums, kind="stable")
        best = [ids[at] for at in order[:3]]
        sure = bool(best) and sums[order[0]] >= threshold
        if not entry:
            false += sure
            continue
        known += 1
        first += best[:1] == [entry]
        third += entry in best
        answered += sure and best[0] == entry
    strangers = max(1, len(asked) - known)
    return {
        "hit@1": first / known,
        "hit@3": third / known,
        "answered": answered / known,
        "strangers answered": false / strangers,
    }


def _sums(signals: Array, beta: Array, columns: list[int]) -> Array:
    return beta[0] + signals[:, columns] @ beta[1:]


def _all_looked_up(asked: list[QuestionSet], indexes: dict[str, Index]) -> dict[str, Halves]:
    return {each.name: _looked_up(each, indexes[each.name]) for each in asked}


def _looked_up(asked: QuestionSet, index: Index) -> Halves:
    halves: Halves = {"tune": [], "test": []}  # never what is unseen
    for name, looked_up in halves.items():
        for question in asked.half(name):
            hits = index.search(question.text, asked.language, ALL).hits
            rows = np.array([astuple(hit.signals) for hit in hits]).reshape(len(hits), len(NAMES))
            looked_up.append((question.entry, [h.document.id for h in hits], rows))
    return halves


def _no_synonyms(part: Any) -> None:
    part.vocabulary.alike.clear()
    part.vocabulary.alike_by.clear()


def _no_diacritics(part: Any) -> None:
    part.diacritics = Diacritics({})


#: The steps that are left out, by what they are called; each spoils the part of one language.
STEPS: dict[str, Callable[[Any], None]] = {
    "without slips": lambda part: part.vocabulary.by_piece.clear(),
    "without families": lambda part: part.vocabulary.by_start.clear(),
    "without synonyms": _no_synonyms,
    "without diacritics restored": _no_diacritics,
}


if __name__ == "__main__":
    main()
