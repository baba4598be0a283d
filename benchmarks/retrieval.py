"""How well questions find their entries, by words alone and with meaning, and how fast.

The tuning half taught the weights and thresholds (`retrieval_fit`). The test half counts, and where
there are unseen questions those do: ADR 0010 was written with a look at the test half. Prints what
is found, what is wrongly answered, and what strangers are given.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterable, Sequence
from functools import partial

from benchmarks.report import keep
from benchmarks.retrieval_sets import Question, QuestionSet, sets
from benchmarks.seed_knowledge import index_over
from flowbuilder.knowledge.search.embedding import embedder
from flowbuilder.knowledge.search.retrieval import Index, Result

#: The aims of hit@1 and hit@3 on what counts of each set, where there are any.
AIMS = {
    "blind-pl": (0.8, 0.92), "blind-en": (0.85, 0.0),
    "shop-pl": (0.8, 0.92), "intents-en": (0.85, 0.0),
}  # fmt: skip
FALSE_ANSWERS = 0.05


def main() -> None:
    """Measure all sets in both ways; keep the figures."""
    figures: dict[str, dict[str, float]] = {}
    for asked in sets():
        for way in ("words", "meaning"):
            if way == "meaning" and embedder() is None:
                print("with meaning: left out, the local model is not there")
                continue
            index = index_over(asked.entries, with_meaning=way == "meaning")
            took = speed(index, asked)  # first: what was placed once is remembered
            figures[f"{asked.name} {way} ms"] = took
            print(f"{asked.name} {way} ms", took)
            halves = ["tune", "test", *(["unseen"] if asked.half("unseen") else [])]
            for half in halves:
                name = f"{asked.name} {way} {half}"
                figures[name] = measure(index, asked.half(half), asked.language)
                print(f"{name:28}", *(f"{key} {value}" for key, value in figures[name].items()))
            print(f"{asked.name} {way} {halves[-1]}: score, best hits, of them right")
            for least, hits, right in by_score(index, asked.half(halves[-1]), asked.language):
                print(f"  {least:3}-{least + 10:<3} {hits:5} {right:5}")
    for name, (first, third) in AIMS.items():
        ways = {way: _what_counts(figures, f"{name} {way}") for way in ("words", "meaning")}
        found = ways["meaning"] or ways["words"]
        if found is None:
            continue
        parts = {key: value for key, value in figures.items() if key.startswith(name)}
        for hits, aim in (("hit@1", first), ("hit@3", third)):
            if aim:
                met = found[hits] >= aim
                keep(
                    f"retrieval-{name}-{hits}", found[hits], hits, target=aim, met=met, parts=parts
                )
        false = found["strangers answered"]
        met = false <= FALSE_ANSWERS
        keep(
            f"retrieval-{name}-false",
            false,
            "false answers at most",
            target=FALSE_ANSWERS,
            met=met,
            parts=parts,
        )


def _what_counts(figures: dict[str, dict[str, float]], name: str) -> dict[str, float] | None:
    return figures.get(f"{name} unseen") or figures.get(f"{name} test")


def measure(index: Index, asked: Sequence[Question], language: str) -> dict[str, float]:
    """The figures: what was found, what was wrongly answered, what was rightly refused."""
    look = partial(index.search, language=language)
    known = [(q.entry, look(q.text)) for q in asked if q.entry]
    strange = [look(q.text) for q in asked if not q.entry]
    given = [(entry, r) for entry, r in known if r.verdict == "found"]
    among = [any(hit.document.id == entry for hit in r.hits) for entry, r in known]
    offered = [ok and r.verdict != "none" for ok, (_entry, r) in zip(among, known, strict=True)]
    return {
        "questions": len(known),
        "hit@1": _share([bool(r.hits) and r.hits[0].document.id == e for e, r in known]),
        "hit@3": _share(among),
        "answered": _share([r.verdict == "found" for _entry, r in known]),
        "wrong": _share([r.hits[0].document.id != e for e, r in given]),
        "offered or answered": _share(offered),
        "strangers": len(strange),
        "strangers answered": _share([r.verdict == "found" for r in strange]),
        "strangers offered": _share([r.verdict == "suggest" for r in strange]),
        "score off by": off_by(
            (r, r.hits[0].document.id == entry)
            for entry, r in [*known, *(("", each) for each in strange)]
            if r.hits
        ),
    }


def off_by(results: Iterable[tuple[Result, bool]]) -> float:
    """How far the best hit's score lies from the share that is right, on average over ten bins.

    Of each result with a hit, whether its first one is right. The expected calibration error
    (Naeini et al. 2015).
    """
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(10)]
    for result, right in results:
        score = result.hits[0].score
        bins[min(9, int(score * 10))].append((score, right))
    gaps = [abs(sum(score - right for score, right in each)) for each in bins]
    return round(sum(gaps) / max(1, sum(map(len, bins))), 3)


def by_score(index: Index, asked: Sequence[Question], language: str) -> list[tuple[int, int, int]]:
    """In ten bins of the best hit's score: the least per cent, how many hits, how many right."""
    bins = [[0, 0] for _ in range(10)]
    for question in asked:
        if hits := index.search(question.text, language).hits:
            counts = bins[min(9, int(hits[0].score * 10))]
            counts[0] += 1
            counts[1] += hits[0].document.id == question.entry
    return [(place * 10, hits, right) for place, (hits, right) in enumerate(bins)]


def speed(index: Index, asked: QuestionSet) -> dict[str, float]:
    """Milliseconds for one search, placing the question included."""
    took = []
    for question in asked.questions:
        started = time.perf_counter()
        index.search(question.text, asked.language)
        took.append((time.perf_counter() - started) * 1000)
    took.sort()
    p95 = took[int(len(took) * 0.95)]
    return {"p50": round(statistics.median(took), 2), "p95": round(p95, 2)}


def _share(ones: Sequence[bool]) -> float:
    return round(sum(ones) / len(ones), 3) if ones else 0.0


if __name__ == "__main__":
    main()
