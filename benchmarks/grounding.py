"""Whether the local model of meanings would judge answers better than their words alone do.

Answers of `tests/knowledge/answers/meaning_*.txt`: true ones in other words than the passages, and
made-up ones in much the same words. A threshold is chosen on the tuning half (most right, then
fewest made-up ones let through) and counted on the other.

words      what the program does: words, numbers, names, promises, denials
veto       … and no sentence may lie farther from every passage's sentence than the threshold
rescue     … or it lies nearer, and is a plain claim that lacks nothing but words: what is on
meaning    nearness alone

ADR 0015 says what came of it. Left out where the model is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from benchmarks.report import keep
from flowbuilder.knowledge.answers.grounding import Grounds, is_courtesy, sentences
from flowbuilder.knowledge.search.embedding import Embedder, LocalEmbedder, fits_here
from tests.knowledge.answers import Case, read_cases

#: No product of an embedding lies outside of these.
THRESHOLDS = [None, *(number / 200 for number in range(160, 200))]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer: what each check says of it."""

    by_words: bool
    but_words: bool
    nearness: float


@dataclass(frozen=True, slots=True)
class Judged:
    """An answer, by its sentences that are no courtesies."""

    stands: bool
    sentences: Sequence[Sentence]


Rule = Callable[[Sentence, float | None], bool]
RULES: dict[str, Rule] = {
    "words": lambda each, _least: each.by_words,
    "veto": lambda each, least: each.by_words and (least is None or each.nearness >= least),
    "rescue": lambda each, least: (
        each.by_words or (each.but_words and least is not None and each.nearness >= least)
    ),
    "meaning": lambda each, least: least is None or each.nearness >= least,
}


def main() -> None:
    """Print a table of both halves."""
    if not fits_here():
        print("left out: there is no local model here")
        return
    model = LocalEmbedder()
    tuning, test = (
        list(judged(read_cases(f"meaning_{half}"), model)) for half in ("tuning", "test")
    )
    parts: dict[str, dict[str, float]] = {}
    for name, rule in RULES.items():
        least = max(THRESHOLDS, key=lambda value: _rank(tuning, rule, value))
        for half, cases in (("tuning", tuning), ("test", test)):
            parts[f"{name}, {half}"] = figures(cases, rule, least)
        print(name, "from", least, parts[f"{name}, tuning"], parts[f"{name}, test"])
    gain = parts["rescue, test"]["right"] - parts["words, test"]["right"]
    keep("grounding", gain, "more right on the test half", target=1, met=gain >= 1, parts=parts)


def judged(cases: Iterable[Case], model: Embedder) -> Iterable[Judged]:
    """The cases with what each check says of their sentences."""
    for case in cases:
        given = case.passages, case.question, case.language
        grounds = Grounds(*given)
        stand = [each.strip() for text in case.passages for each in sentences(text)]
        places = model.embed([each for each in stand if each], "tells")
        said = [s for s in sentences(case.answer) if not is_courtesy(s, case.language)]
        rows = model.embed([each.strip() for each in said], "tells")
        yield Judged(
            case.stands,
            [
                Sentence(grounds.hold(text), grounds.may_hold(text), float((places @ row).max()))
                for text, row in zip(said, rows, strict=True)
            ],
        )


def figures(cases: Sequence[Judged], rule: Rule, least: float | None) -> dict[str, float]:
    """How many are judged rightly, and which way the others go."""
    through = [all(rule(each, least) for each in case.sentences) for case in cases]
    pairs = list(zip(cases, through, strict=True))
    return {
        "right": sum(case.stands == let for case, let in pairs),
        "of": len(cases),
        "made up, let through": sum(let and not case.stands for case, let in pairs),
        "true, refused": sum(case.stands and not let for case, let in pairs),
    }


def _rank(cases: Sequence[Judged], rule: Rule, least: float | None) -> tuple[float, float]:
    found = figures(cases, rule, least)
    return found["right"], -found["made up, let through"]


if __name__ == "__main__":
    main()
