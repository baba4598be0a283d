"""The sentences that the mood is learnt from and measured on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from benchmarks.retrieval_sets import sets
from benchmarks.stand import ROOT

OWN = ROOT / "benchmarks" / "mood_sentences.tsv"
AMBIVALENT, NEGATIVE = 1, 3
QUESTIONS = ("blind-pl", "blind-en", "shop-pl")
REVIEWS = ROOT.parent / "shared" / "data" / "wccrs"


@dataclass(frozen=True, slots=True)
class Sentence:
    """What somebody wrote."""

    text: str
    is_upset: bool
    language: str


def own(half: Literal["tune", "test"]) -> list[Sentence]:
    """Sentences of the project's own, of the half to learn from or of that to measure on."""
    rows = [line.split("\t") for line in OWN.read_text(encoding="utf-8").splitlines()[1:]]
    return [
        Sentence(text, mood == "upset", language)
        for part, language, mood, text in rows
        if part == half
    ]


def asked(half: Literal["tune", "test"]) -> list[Sentence]:
    """Questions of customers, of the project's own sets for retrieval. They count as calm."""
    return [
        Sentence(question.text, is_upset=False, language=known.language)
        for known in sets()
        if known.name in QUESTIONS
        for question in known.half(half)
    ]


def reviews(name: str) -> Iterator[dict[str, Any]]:
    """Sentences of the Wroclaw Corpus of Consumer Reviews, as in `hotels-dev`."""
    for line in (REVIEWS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def discontented(half: Literal["train", "dev"]) -> Iterator[tuple[str, bool]]:
    """Sentences of reviews and whether they are negative; those of two minds are left out."""
    for name in ("hotels", "medicine"):
        for row in reviews(f"{name}-{half}"):
            if row["label"] != AMBIVALENT:
                yield row["text"], row["label"] == NEGATIVE
