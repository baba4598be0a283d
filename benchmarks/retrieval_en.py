"""English retrieval: CLINC150's development split as a knowledge base of 150 entries.

Eight phrasings of an intent make an entry; others of its phrasings are the questions, and the
out-of-scope ones are the strangers. Skipped, saying so, where `../shared/data` is not there.
"""

from __future__ import annotations

import json
import random
from pathlib import Path

from benchmarks.retrieval import ROOT, Question, curve, measure, report, speed
from flowbuilder.knowledge.retrieval import Document, Index

TARGET = 0.85
PHRASINGS = 8
DATA = ROOT.parent / "shared/data/clinc150"


def main() -> None:
    """Measure, print the curve of `oos_train`, keep the figures."""
    if not DATA.is_dir():
        print(f"retrieval-en: skipped, {DATA} is not there")
        return
    chance = random.Random(150)
    by_intent: dict[str, list[str]] = {}
    for row in _rows(DATA / "train.jsonl"):
        by_intent.setdefault(row["intent"], []).append(row["text"])
    entries = []
    for intent, texts in sorted(by_intent.items()):
        chosen = chance.sample(texts, PHRASINGS)
        entries.append(
            Document(
                id=intent, question=chosen[0], variants=tuple(chosen[1:]), answer="", language="en"
            )
        )
    index = Index(entries)
    known = chance.sample(_rows(DATA / "val.jsonl"), 900)
    asked: list[Question] = [("val", row["intent"], row["text"]) for row in known]
    halves = {
        name: [*asked, *((name, "-", row["text"]) for row in _rows(DATA / f"{name}.jsonl"))]
        for name in ("oos_train", "oos_val")
    }
    figures = {name: measure(index, half, "en") for name, half in halves.items()}
    for name, found in figures.items():
        print(name, found)
    print("\n".join(curve(index, halves["oos_train"], "en")))
    took = speed(index, [text for _half, _entry, text in asked], "en")
    print(took)
    report("retrieval-en", figures["oos_val"]["hit@1"], TARGET, {**figures, **took})


def _rows(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    main()
