"""What thresholds of a workspace's own are worth: built in against learnt, on unseen questions.

Each set's tuning half stands for a workspace's expected answers; the test half, which taught
nothing, counts. Errors are those of the manner: 1 for a wrong answer or one that was not found,
1/4 for suggestions (`knowledge/checks/thresholds.py`). The built-in thresholds come from the tuning
halves of all sets together, so what one set gains is what its own questions say of it. Passages
stand on the pages of `benchmarks.passages`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

from benchmarks.passages import SHAPES, pages
from benchmarks.report import keep
from benchmarks.retrieval_sets import Question, sets
from benchmarks.seed_knowledge import index_over
from flowbuilder.knowledge.checks.quality import Expected
from flowbuilder.knowledge.checks.thresholds import MANNERS, Case, case_of, learn, tally
from flowbuilder.knowledge.search.embedding import embedder
from flowbuilder.knowledge.search.hits import Place
from flowbuilder.knowledge.search.mixing import Limits
from flowbuilder.knowledge.search.retrieval import Index

#: A name, the built-in thresholds, and the cases of the tuning and of the test half.
World = tuple[str, Limits, list[Case], list[Case]]
BALANCED = MANNERS["balanced"]


def main() -> None:
    """Learn on the tuning halves, print and keep the figures of the test halves."""
    ways = {"words": False} if embedder() is None else {"words": False, "meaning": True}
    for kept_as, worlds in {"thresholds": entries, "thresholds-of-passages": passages}.items():
        before, after = [], []
        parts: dict[str, dict[str, float | str]] = {}
        for way, with_meaning in ways.items():
            for name, built_in, tune, test in worlds(with_meaning=with_meaning):
                learning = learn(tune, built_in, BALANCED)
                learnt, plain = figures(test, learning.learnt), figures(test, built_in)
                before.append(float(plain["errors"]))
                after.append(float(learnt["errors"]))
                promised = learning.after.cost(BALANCED) / len(tune)
                parts |= {f"{name} {way} built in": plain, f"{name} {way} learnt": learnt}
                print(f"{name} {way}: {learning.kept or 'learnt'}, held-out errors {promised:.3f}")
                for which, found in (("built in", plain), ("learnt", learnt)):
                    print(f"  {which:9}", *(f"{key} {value}" for key, value in found.items()))
        spared = sum(before) / len(before) - sum(after) / len(after)
        keep(kept_as, round(spared, 3), "errors spared", target=0.0, met=spared >= 0, parts=parts)


def entries(*, with_meaning: bool) -> Iterator[World]:
    """The question sets, answered by entries."""
    for asked in sets():
        index = index_over(asked.entries, with_meaning=with_meaning)
        tune, test = (
            [
                looked_up(index, number, question, asked.language, entry=question.entry or None)
                for number, question in enumerate(asked.half(half))
            ]
            for half in ("tune", "test")
        )
        yield asked.name, index.mixture.limits, tune, test


def passages(*, with_meaning: bool) -> Iterator[World]:
    """The same, answered by pages, each a source of its own."""
    for asked, shape in product(sets(), SHAPES):
        documents, answers = pages(asked, shape)
        if not documents:
            continue
        page = {each.id: Place(source=int(each.id.split("-")[1])) for each in documents}
        index = index_over(
            [replace(each, place=page[each.id]) for each in documents], with_meaning=with_meaning
        )
        where = {entry: page[min(found)] for entry, found in answers.items()}
        tune, test = (
            [
                looked_up(index, number, question, asked.language, place=where.get(question.entry))
                for number, question in enumerate(asked.half(half))
                if question.entry in ("", *where)
            ]
            for half in ("tune", "test")
        )
        yield f"{asked.name} {shape}", index.mixture.limits, tune, test


def looked_up(
    index: Index,
    number: int,
    question: Question,
    language: str,
    *,
    entry: str | None = None,
    place: Place | None = None,
) -> Case:
    """A question as a case."""
    wanted = Expected(
        id=number, question=question.text, language=language, entry=entry, place=place
    )
    return case_of(wanted, index.look_up(question.text, language))


def figures(cases: Sequence[Case], limits: Limits) -> dict[str, float | str]:
    """What becomes of `cases`: shares of the questions with an answer, and of those without."""
    counts = tally(cases, limits)
    known = sum(case.answerable for case in cases)
    strange = len(cases) - known
    return {
        "from": f"{limits.found:.3f}/{limits.suggest:.3f}",
        "errors": round(counts.cost(BALANCED) / len(cases), 3),
        "right": round(counts["right"] / known, 3),
        "offered": round((counts["offered"] - counts.in_vain) / known, 3),
        "wrong": round(counts["wrong"] / known, 3),
        "missed": round(counts["missed"] / known, 3),
        "strangers answered": round(counts["false"] / strange, 3),
        "strangers offered": round(counts.in_vain / strange, 3),
    }


if __name__ == "__main__":
    main()
