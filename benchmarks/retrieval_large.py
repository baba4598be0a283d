"""20,000 entries on one core: how long a search takes, and how much memory the index needs.

The entries are the project's own, told apart by a number; their vectors are drawn at random, for
how long a product takes does not depend on the numbers in it. Placing the question is measured
with the real model. `change s` is an index with one other entry, built upon the one before.
Targets: p95 of 50 ms by words alone, 120 ms with meaning.
"""

from __future__ import annotations

import resource
import time
from dataclasses import replace

import numpy as np

from benchmarks.report import keep, percentile
from benchmarks.retrieval_sets import OWN, documents, sets
from benchmarks.seed_knowledge import embedder
from flowbuilder.knowledge.search.meaning import Meanings
from flowbuilder.knowledge.search.retrieval import Index

ENTRIES, DIMENSIONS, SEARCHES = 20_000, 384, 400
TARGETS_MS = {"words": 50.0, "meaning": 120.0}


def main() -> None:
    """Build, search, keep the figures."""
    own = documents(OWN / "faq_pl.csv", "pl")
    entries = [
        replace(entry, id=f"{entry.id}-{n}", question=f"{entry.question} {n}")
        for n in range(ENTRIES // len(own) + 1)
        for entry in own
    ][:ENTRIES]
    questions = [q.text for each in sets() if each.name == "blind-pl" for q in each.questions]
    before = _memory_mib()
    started = time.perf_counter()
    index = Index(entries)
    figures: dict[str, float] = {
        "build s": round(time.perf_counter() - started, 1),
        "words MiB": round(_memory_mib() - before),
    }
    changed = [replace(entries[0], question="Czy to jest inne pytanie?"), *entries[1:]]
    started = time.perf_counter()
    Index(changed, before=index)
    figures["change s"] = round(time.perf_counter() - started, 1)
    figures |= _search(index, questions[:SEARCHES], "words")
    model = embedder()
    if model is not None:
        chance = np.random.default_rng(7)
        rows = [chance.normal(size=(1 + len(e.variants), DIMENSIONS)) for e in entries]
        answers = chance.normal(size=(ENTRIES, DIMENSIONS)).astype(np.float32)
        meanings = Meanings([r.astype(np.float32) for r in rows], answers)
        figures["vectors MiB"] = round(meanings.nbytes / 2**20)
        placed = Index(entries, {"pl": meanings}, lambda text: model.embed([text], "asks")[0])
        figures |= _search(placed, questions[:SEARCHES], "meaning")
    print(f"{ENTRIES} entries:", ", ".join(f"{name} {value:g}" for name, value in figures.items()))
    for way, target in TARGETS_MS.items():
        p95 = figures.get(f"{way} p95 ms")
        if p95 is not None:
            keep(
                f"retrieval-large-{way}", p95, "ms", target=target, met=p95 <= target, parts=figures
            )


def _search(index: Index, questions: list[str], way: str) -> dict[str, float]:
    took = []
    for question in questions:
        started = time.perf_counter()
        index.search(question, "pl")
        took.append((time.perf_counter() - started) * 1000)
    return {
        f"{way} p50 ms": round(percentile(took, 0.5), 1),
        f"{way} p95 ms": round(percentile(took, 0.95), 1),
    }


def _memory_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
