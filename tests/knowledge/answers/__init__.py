"""Answers to questions of visitors, and whether they stand on the passages given with them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Case:
    """One answer; `stands` is what a careful reader would say of it."""

    language: str
    passages: tuple[str, ...]
    question: str
    answer: str
    stands: bool
    known_gap: bool = False


def read_cases(name: str) -> list[Case]:
    """The cases of a file: see `held_out.txt` for how its lines read."""
    return list(_cases((Path(__file__).parent / f"{name}.txt").read_text("utf-8").splitlines()))


def _cases(lines: list[str]) -> Iterator[Case]:
    language, question = "", ""
    passages: list[str] = []
    for line in lines:
        kind, _, text = line.partition(" ")
        if line.startswith("["):
            language = line.strip("[]")
        elif kind == "P":
            if question:
                passages, question = [], ""
            passages.append(text.replace(" | ", "\n"))
        elif kind == "Q":
            question = text
        elif kind in ("+", "?", "-", "~"):
            yield Case(language, tuple(passages), question, text, kind in "+?", kind in "?~")
