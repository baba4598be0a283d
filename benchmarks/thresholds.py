"""What thresholds of a workspace's own are worth: built in against learnt, on unseen questions.

Each set's tuning half stands for a workspace's expected answers; the test half, which taught
nothing, counts. Errors are those of the manner: 1 for a wrong answer or one that was not found,
1/4 for suggestions (`knowledge/thresholds.py`). The built-in thresholds come from the tuning
halves of all sets together, so what one set gains is what its own questions say of it.
"""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.report import keep
from benchmarks.retrieval_sets import Question, sets
from benchmarks.seed_knowledge import index_over
from flowbuilder.knowledge.embedding import embedder
from flowbuilder.knowledge.mixing import Limits
from flowbuilder.knowledge.quality import Expected
from flowbuilder.knowledge.retrieval import Index
from flowbuilder.knowledge.thresholds import MANNERS, Case, case_of, learn, tally

BALANCED = MANNERS["balanced"]


def main() -> None:
    """Learn on the tuning halves, print and keep the figures of the test halves."""
    ways = {"words": False} if embedder() is None else {"words": False, "meaning": True}
    before, after = [], []
    parts: dict[str, dict[str, float | str]] = {}
    for asked in sets():
        for way, with_meaning in ways.items():
            index = index_over(asked.entries, with_meaning=with_meaning)
            halves = {
                half: looked_up(index, asked.half(half), asked.language)
                for half in ("tune", "test")
            }
            built_in = index.mixture.limits
            learning = learn(halves["tune"], built_in, BALANCED)
            learnt = figures(halves["test"], learning.learnt)
            plain = figures(halves["test"], built_in)
            before.append(float(plain["errors"]))
            after.append(float(learnt["errors"]))
            name = f"{asked.name} {way}"
            promised = learning.after.cost(BALANCED) / len(halves["tune"])
            parts |= {f"{name} built in": plain, f"{name} learnt": learnt}
            print(f"{name}: {learning.kept or 'learnt'}, held-out errors {promised:.3f}")
            for which, found in (("built in", plain), ("learnt", learnt)):
                print(f"  {which:9}", *(f"{key} {value}" for key, value in found.items()))
    spared = sum(before) / len(before) - sum(after) / len(after)
    keep("thresholds", round(spared, 3), "errors spared", target=0.0, met=spared >= 0, parts=parts)


def looked_up(index: Index, questions: Sequence[Question], language: str) -> list[Case]:
    """The questions as cases."""
    return [
        case_of(
            Expected(id=number, question=q.text, language=language, entry=q.entry or None),
            index.look_up(q.text, language),
        )
        for number, q in enumerate(questions)
    ]


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
