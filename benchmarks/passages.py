"""How well questions find the passage that answers them, and learning its weights.

The answers of the question sets stand on pages: on one half of them each under a heading, as a page
of questions and answers has them; on the other three together under a heading that says nothing.
Strangers get no passage. `python -m benchmarks.passages fit` prints weights learnt on the tuning
halves; without it, the figures of the test halves, and those of entries beside such passages:
ones that say the same, ones of another company, and ones that hold what no entry does.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import astuple, replace

import numpy as np

from benchmarks.report import keep
from benchmarks.retrieval import off_by
from benchmarks.retrieval_fit import fit
from benchmarks.retrieval_sets import Question, QuestionSet, sets
from benchmarks.seed_knowledge import index_over
from flowbuilder.knowledge.reading import chunking
from flowbuilder.knowledge.reading.readers import Block
from flowbuilder.knowledge.search.embedding import embedder
from flowbuilder.knowledge.search.retrieval import Document, Index
from flowbuilder.knowledge.search.together import Both

Figures = dict[str, float]
HEADS = {"pl": "Informacje dla klientów", "en": "Information for customers"}
SHAPES = ("headed", "prose")
NONE: frozenset[str] = frozenset()


def pages(asked: QuestionSet, shape: str) -> tuple[list[Document], dict[str, set[str]]]:
    """Passages of pages that hold the set's answers, and which of them answer what."""
    entries = [entry for entry in asked.entries if entry.answer]
    random.Random(5).shuffle(entries)
    documents: list[Document] = []
    right: dict[str, set[str]] = {}
    for number, group in enumerate(_groups(entries, 1 if shape == "headed" else 3)):
        head = group[0].question if shape == "headed" else HEADS[asked.language]
        blocks = [Block(text=head, level=1), *(Block(text=entry.answer) for entry in group)]
        for piece, passage in enumerate(chunking.passages(blocks)[0]):
            key = f"passage-{number}-{piece}"
            documents.append(
                Document(
                    id=key, question=passage.heading, variants=chunking.sentences(passage.text),
                    answer=passage.text, language=asked.language, of="Strona",
                )
            )  # fmt: skip
            for entry in group:
                if entry.answer[:60] in passage.text:
                    right.setdefault(entry.id, set()).add(key)
    return documents, right


def _groups(entries: Sequence[Document], size: int) -> Iterator[Sequence[Document]]:
    return (entries[at : at + size] for at in range(0, len(entries), size))


def main() -> None:
    """Learn, or measure and keep the figures."""
    ways = [False] + [True] * (embedder() is not None)
    asked = [each for each in sets() if any(entry.answer for entry in each.entries)]
    for with_meaning in ways:
        print("with meaning" if with_meaning else "words alone")
        if "fit" in sys.argv:
            learn(asked, with_meaning=with_meaning)
        else:
            report(asked, with_meaning=with_meaning)


def learn(asked: Sequence[QuestionSet], *, with_meaning: bool) -> None:
    """Print the weights, and from which chance strangers would be answered."""
    columns = 5 if with_meaning else 3
    rows, right, weight, strange = [], [], [], {}
    for each in asked:
        for shape in SHAPES:
            documents, answers = pages(each, shape)
            index = index_over(documents, with_meaning=with_meaning)
            half = each.half("tune")
            for question in half:
                hits = index.search(question.text, each.language, 10_000).hits
                if not question.entry:
                    strange.setdefault((each.name, shape), []).append(
                        [astuple(hit.signals)[:columns] for hit in hits]
                    )
                good = answers.get(question.entry, set())
                rows += [astuple(hit.signals)[:columns] for hit in hits]
                right += [float(hit.document.id in good) for hit in hits]
                weight += [1 / len(half)] * len(hits)
    beta = fit(np.array(rows), np.array(right), np.array(weight) / np.mean(weight))
    print("  bias", round(float(beta[0]), 2), "weights", [round(float(b), 2) for b in beta[1:]])
    for name, asked_in_vain in strange.items():
        sums = [
            max((float(beta[0] + np.array(row) @ beta[1:]) for row in found), default=-20.0)
            for found in asked_in_vain
        ]
        chances = 1 / (1 + np.exp(-np.array(sums)))
        print(" ", *name, *(f"{1 - q:.2f}: {np.quantile(chances, q):.3f}" for q in (0.8, 0.95)))


def report(asked: Sequence[QuestionSet], *, with_meaning: bool) -> None:
    """Passages alone; then entries alone, beside passages that say the same, and beside others."""
    way = "meaning" if with_meaning else "words"
    for each in asked:
        test = each.half("test")
        entries = index_over(each.entries, with_meaning=with_meaning)
        own = {entry.id: {entry.id} for entry in each.entries}
        parts = {"entries alone": figures(entries, test, own, each.language)}
        for shape in SHAPES:
            documents, answers = pages(each, shape)
            index = index_over(documents, with_meaning=with_meaning)
            parts[f"{shape} alone"] = figures(index, test, answers, each.language)
            both = {key: own[key] | answers.get(key, set()) for key in own}
            parts[f"beside {shape}"] = figures(Both(entries, index), test, both, each.language)
        for other in asked:
            if other.language == each.language and other.name != each.name:
                index = index_over(pages(other, "headed")[0], with_meaning=with_meaning)
                name = f"beside {other.name}"
                parts[name] = figures(Both(entries, index), test, own, each.language)
        parts["half and half"] = half_and_half(each, with_meaning=with_meaning)
        for name, found in parts.items():
            print(f"  {each.name} {name:18}", *(f"{key} {value}" for key, value in found.items()))
        before, after = parts["entries alone"], parts["beside headed"]
        keep(
            f"passages-{each.name}-{way}", after["answered"], "answered beside passages",
            target=before["answered"], met=after["answered"] >= before["answered"], parts=parts,
        )  # fmt: skip


def half_and_half(asked: QuestionSet, *, with_meaning: bool, half: str = "test") -> Figures:
    """One half of the answers as entries, the other on pages: who gives way to whom counts here.

    `together.SURE` and what follows it were chosen on the tuning halves by these figures.
    """
    written = [entry for entry in asked.entries if entry.answer]
    random.Random(1).shuffle(written)
    entries, rest = written[: len(written) // 2], written[len(written) // 2 :]
    documents, answers = pages(replace(asked, entries=rest), "headed")
    both = Both(
        index_over(entries, with_meaning=with_meaning),
        index_over(documents, with_meaning=with_meaning),
    )
    right = answers | {entry.id: {entry.id} for entry in entries}
    return figures(both, asked.half(half), right, asked.language)


def figures(
    index: Index | Both, asked: Sequence[Question], answers: dict[str, set[str]], language: str
) -> Figures:
    """What was found, what was wrongly given, what strangers got."""
    known = [q for q in asked if q.entry in answers]
    results = [(answers[q.entry], index.search(q.text, language)) for q in known]
    strange = [index.search(q.text, language) for q in asked if not q.entry]
    given = [(good, r) for good, r in results if r.verdict == "found"]
    return {
        "hit@1": _share([bool(r.hits) and r.hits[0].document.id in good for good, r in results]),
        "hit@3": _share([any(h.document.id in good for h in r.hits) for good, r in results]),
        "answered": _share([r.verdict == "found" for _good, r in results]),
        "wrong": _share([r.hits[0].document.id not in good for good, r in given]),
        "offered or answered": _share([r.verdict != "none" for _good, r in results]),
        "strangers answered": _share([r.verdict == "found" for r in strange]),
        "strangers offered": _share([r.verdict == "suggest" for r in strange]),
        "score off by": off_by(
            (r, r.hits[0].document.id in good)
            for good, r in [*results, *((NONE, each) for each in strange)]
            if r.hits
        ),
    }


def _share(ones: Sequence[bool]) -> float:
    return round(sum(ones) / len(ones), 3) if ones else 0.0


if __name__ == "__main__":
    main()
