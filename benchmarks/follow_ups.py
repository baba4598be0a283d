"""How well questions that follow up another find their entries, in the demo shops' knowledge.

The pairs are in `questions/follow_ups_*.tsv`: what was asked before, the next message and the
entry that answers it (`-` for none); some next messages are complete questions about something
else. Whoever wrote them had read the entries. The tuning half chose two constants of
`knowledge/search/follow_ups.py`; the test half counts. Compared with looking the message up by
itself, and with looking both up as one question.

The chains are in `questions/chains_*.tsv`: all that was asked before, between bars, with thanks in
between, and then the same. Whoever wrote them wrote the rule as well and chose it on them, so they
show that it works, and not how well it will. Compared with going by the last message alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from hashlib import sha256

from benchmarks.report import keep
from benchmarks.retrieval_sets import OWN, ROOT, documents
from benchmarks.seed_knowledge import index_over
from flowbuilder.knowledge.search import follow_ups
from flowbuilder.knowledge.search.embedding import embedder
from flowbuilder.knowledge.search.retrieval import Index, Result

BETWEEN = " | "
SHOPS = {"pl": "sklep-internetowy", "en": "online-shop"}


@dataclass(frozen=True, slots=True)
class Pair:
    """What was asked before, between bars, and then; an empty `entry`: nothing answers it."""

    earlier: str
    question: str
    entry: str
    half: str


def main() -> None:
    """Measure both languages, by words and with meaning; keep the figures of the test half."""
    for language, shop in SHOPS.items():
        entries = documents(ROOT / f"flows_library/{shop}/knowledge.csv", language)
        asked = list(pairs(language))
        for way in ("words", "meaning") if embedder() is not None else ("words",):
            index = index_over(entries, with_meaning=way == "meaning")
            for half in ("tune", "test"):
                of_half = [pair for pair in asked if pair.half == half]
                found = {
                    name: measure(of_half, look) for name, look in _ways(index, language).items()
                }
                for name, figures in found.items():
                    title = f"{language} {way} {half} {name}"
                    print(f"{title:34}", *(f"{key} {value}" for key, value in figures.items()))
            alone, followed = found["alone"], found["followed"]
            keep(
                f"follow-ups-{language}-{way}", followed["hit@1"], "hit@1",
                target=alone["hit@1"], met=followed["hit@1"] >= alone["hit@1"], parts=found,
            )  # fmt: skip
            in_a_row(index, language, way)


def in_a_row(index: Index, language: str, way: str) -> None:
    """Measure the chains; keep their figures."""
    found = {}
    ways = {"last": last_said, "chained": partial(subject_of, language=language)}
    for name, earlier in ways.items():
        found[name] = measure(
            list(pairs(language, "chains")),
            lambda pair, of=earlier: follow_ups.search(index, pair.question, language, 3, of(pair)),
        )
        title = f"{language} {way} chains {name}"
        print(f"{title:34}", *(f"{key} {value}" for key, value in found[name].items()))
    before, now = found["last"]["hit@1"], found["chained"]["hit@1"]
    keep(
        f"follow-ups-{language}-{way}-in-a-row", now, "hit@1",
        target=before, met=now > before, parts=found,
    )  # fmt: skip


def pairs(language: str, name: str = "follow_ups") -> Iterator[Pair]:
    """The pairs or the `chains` of a language."""
    lines = (OWN / f"{name}_{language}.tsv").read_text(encoding="utf-8").splitlines()
    for line in lines[1:]:
        earlier, question, entry = line.split("\t")
        half = ("tune", "test")[sha256((earlier + question).encode()).digest()[-1] % 2]
        yield Pair(earlier, question, "" if entry == "-" else entry, half)


def last_said(chain: Pair) -> str:
    """What was said just before."""
    return chain.earlier.split(BETWEEN)[-1]


def subject_of(chain: Pair, language: str) -> str:
    """What the question is taken to be about."""
    history = [("visitor", said) for said in chain.earlier.split(BETWEEN)]
    return follow_ups.subject(history, chain.question, language)


def measure(asked: list[Pair], look: Callable[[Pair], Result]) -> dict[str, float]:
    """The figures: what was found, what was wrongly answered, what was rightly refused."""
    known = [(pair.entry, look(pair)) for pair in asked if pair.entry]
    strange = [look(pair) for pair in asked if not pair.entry]
    given = [(entry, result) for entry, result in known if result.verdict == "found"]
    first = [bool(r.hits) and r.hits[0].document.id == entry for entry, r in known]
    among = [entry in (hit.document.id for hit in r.hits) for entry, r in known]
    return {
        "questions": len(known),
        "hit@1": round(sum(first) / len(known), 3),
        "hit@3": round(sum(among) / len(known), 3),
        "answered": len(given),
        "of them wrong": sum(r.hits[0].document.id != entry for entry, r in given),
        "strangers": len(strange),
        "strangers answered": sum(r.verdict == "found" for r in strange),
    }


def _ways(index: Index, language: str) -> dict[str, Callable[[Pair], Result]]:
    def alone(pair: Pair) -> Result:
        return index.search(pair.question, language)

    def together(pair: Pair) -> Result:
        return index.search(f"{pair.earlier} {pair.question}", language)

    def followed(pair: Pair) -> Result:
        return follow_ups.search(index, pair.question, language, 3, pair.earlier)

    return {"alone": alone, "together": together, "followed": followed}


if __name__ == "__main__":
    main()
