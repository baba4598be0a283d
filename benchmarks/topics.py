"""How well the topic step sorts, and how well it says that nothing fits.

clinc150   150 intents of its development split with 8, 20 and 100 phrasings of the training split
           as examples; out of scope: its `oos_val`. Left out where the data is not there
blind      the departments of a company (delivery, returns, salon, clinic …), three and eight at a
           time, ten examples each, told by blind questions to them in Polish and English; out of
           scope: questions that nothing answers

`right` is the share of all that belong to a topic and are sent there; `kept out` the share of what
belongs to none that leaves by “other”.
"""

from __future__ import annotations

import random
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from benchmarks.report import keep
from benchmarks.retrieval_sets import CLINC, OWN, clinc_rows, lines_of
from flowbuilder.knowledge.answers.topics import Topics
from flowbuilder.knowledge.search.embedding import Embedder, LocalEmbedder

RIGHT, KEPT_OUT = 0.93, 0.60
EXAMPLES, ASKED, DRAWN = 10, 20, 20


@dataclass(slots=True)
class Count:
    """What came of texts that belong to a topic, and of those that do not."""

    right: int = 0
    wrong: int = 0
    asked: int = 0
    kept_out: int = 0
    strangers: int = 0

    def add(self, topics: Topics, text: str, key: str) -> None:
        best = topics.rank(text)[0]
        if not key:
            self.strangers += 1
            self.kept_out += not best.fits
            return
        self.asked += 1
        self.right += best.fits and best.key == key
        self.wrong += best.fits and best.key != key

    def figures(self) -> dict[str, float]:
        return {
            "right": round(self.right / self.asked, 3),
            "wrong": round(self.wrong / self.asked, 3),
            "kept out": round(self.kept_out / self.strangers, 3),
        }


def main() -> None:
    """Measure all that is there."""
    model = LocalEmbedder()
    for language in ("pl", "en"):
        for number in (3, 8):
            found = departments(model, language, number)
            print(f"blind-{language}, {number} topics", found)
    if not CLINC.is_dir():
        print("clinc150: left out, the data is not there")
        return
    parts = {}
    for examples in (8, 20, 100):
        parts[str(examples)] = intents(model, examples)
        print(f"clinc150, {examples} examples each", parts[str(examples)])
    most = parts["100"]
    met = most["right"] >= RIGHT and most["kept out"] >= KEPT_OUT
    keep("topics-clinc150", most["right"], "right", target=RIGHT, met=met, parts=parts)


def intents(model: Embedder, examples: int) -> dict[str, float]:
    """CLINC150 with so many examples of each intent."""
    chance = random.Random(150)
    by_intent = _grouped((row["intent"], row["text"]) for row in clinc_rows("train"))
    topics = Topics(
        tuple((key, tuple(chance.sample(texts, examples))) for key, texts in by_intent.items()),
        model,
    )
    count = Count()
    began = time.perf_counter()
    asked = [(row["text"], row["intent"]) for row in clinc_rows("val")]
    asked += [(row["text"], "") for row in clinc_rows("oos_val")]
    for text, key in asked:
        count.add(topics, text, key)
    took = (time.perf_counter() - began) / len(asked) * 1000
    return {**count.figures(), "ms": round(took, 1)}


def departments(model: Embedder, language: str, number: int) -> dict[str, float]:
    """Some departments at a time, drawn again and again."""
    chance = random.Random(7)
    asked = lines_of(OWN / f"questions_{language}.tsv")
    by_department = _grouped((entry.split("-")[0], text) for entry, text in asked)
    strangers = by_department.pop("")
    enough = [key for key, texts in by_department.items() if len(texts) >= EXAMPLES + 14]
    count = Count()
    for _ in range(DRAWN):
        chosen = chance.sample(enough, number)
        told = {key: chance.sample(by_department[key], len(by_department[key])) for key in chosen}
        topics = Topics(tuple((k, tuple(texts[:EXAMPLES])) for k, texts in told.items()), model)
        for key, texts in told.items():
            for text in texts[EXAMPLES : EXAMPLES + ASKED]:
                count.add(topics, text, key)
        for text in chance.sample(strangers, ASKED):
            count.add(topics, text, "")
    return count.figures()


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for key, text in pairs:
        found[key].append(text)
    return dict(found)


if __name__ == "__main__":
    main()
