"""The questions retrieval is measured on: four sets, each in a tuning and a test half.

blind-pl, blind-en   371 and 225 entries of a company with shop, restaurant, salon, clinic and
                     school; the questions were written by someone who saw only a gist of each
                     entry in other words, never the entry, and so are the strangers.
                     A third part, `unseen`, was written last and in the same way: no weight,
                     threshold or choice of signals has been made with a look at it
shop-pl              the demo shop's 60 entries; whoever wrote the questions had read them
intents-en           CLINC150's development split: 150 intents with eight phrasings each; left
                     out where `../shared/data` is not there
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from flowbuilder.knowledge.importing import read
from flowbuilder.knowledge.search.retrieval import Document

ROOT = Path(__file__).resolve().parents[1]
OWN = ROOT / "benchmarks/questions"
CLINC = ROOT.parent / "shared/data/clinc150"
PHRASINGS, ASKED = 8, 600


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asked; `entry` is empty when nothing answers it."""

    text: str
    entry: str
    half: str


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """A knowledge base and questions to it."""

    name: str
    language: str
    entries: list[Document]
    questions: list[Question]

    def half(self, name: str) -> list[Question]:
        """The questions of one part: `tune`, `test`, or `unseen`, which only some sets have."""
        return [question for question in self.questions if question.half == name]


def sets() -> Iterator[QuestionSet]:
    """All that are there."""
    for language in ("pl", "en"):
        entries = documents(OWN / f"faq_{language}.csv", language)
        asked = [(*line, _half(line[1])) for line in lines_of(OWN / f"questions_{language}.tsv")]
        asked += [(*line, "unseen") for line in lines_of(OWN / f"unseen_{language}.tsv")]
        blind = [Question(text, "" if entry == "-" else entry, half) for entry, text, half in asked]
        yield QuestionSet(f"blind-{language}", language, entries, blind)
    shop = documents(ROOT / "flows_library/sklep-internetowy/knowledge.csv", "pl")
    known = lines_of(ROOT / "benchmarks/retrieval_questions_pl.tsv")
    asked_shop = [Question(text, "" if e == "-" else e, half) for half, e, text in known]
    yield QuestionSet("shop-pl", "pl", shop, asked_shop)
    if CLINC.is_dir():
        yield _intents()


def documents(path: Path, language: str) -> list[Document]:
    """The entries of a knowledge file."""
    rows = read(path.read_bytes(), name=path.name, language=language).rows
    return [
        Document(
            id=row.key, question=row.question, variants=row.variants, answer=row.answer,
            language=row.language,
        )
        for row in rows
    ]  # fmt: skip


def _intents() -> QuestionSet:
    chance = random.Random(150)
    by_intent: dict[str, list[str]] = {}
    for row in clinc_rows("train"):
        by_intent.setdefault(row["intent"], []).append(row["text"])
    entries = []
    for intent, texts in sorted(by_intent.items()):
        first, *others = chance.sample(texts, PHRASINGS)
        entries.append(
            Document(id=intent, question=first, variants=tuple(others), answer="", language="en")
        )
    known = chance.sample(clinc_rows("val"), ASKED)
    asked = [Question(row["text"], row["intent"], _half(row["text"])) for row in known]
    for half, name in (("tune", "oos_train"), ("test", "oos_val")):
        asked += [Question(row["text"], "", half) for row in clinc_rows(name)]
    return QuestionSet("intents-en", "en", entries, asked)


def _half(text: str) -> str:
    return ("tune", "test")[sha256(text.encode()).digest()[-1] % 2]


def lines_of(path: Path) -> list[list[str]]:
    """The tab-separated lines of a file, without remarks."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def clinc_rows(name: str) -> list[dict[str, str]]:
    """The rows of one of CLINC150's splits."""
    text = (CLINC / f"{name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]
