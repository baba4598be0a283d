"""The sentences that the mood is learnt from and measured on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from benchmarks.stand import ROOT

OWN = ROOT / "benchmarks" / "mood_sentences.tsv"
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


def reviews(name: str) -> Iterator[dict[str, Any]]:
    """Sentences of the Wroclaw Corpus of Consumer Reviews: `hotels-dev` or `medicine-dev`."""
    for line in (REVIEWS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        yield json.loads(line)
