"""How well questions find their entries: what the two scripts `retrieval_pl` and `_en` share."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.report import keep
from flowbuilder.knowledge.importing import read
from flowbuilder.knowledge.retrieval import FOUND, Document, Index

ROOT = Path(__file__).resolve().parents[1]
Question = tuple[str, str, str]  # half, entry or "-", text


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


def questions(path: Path) -> list[Question]:
    """The questions of a file with tabs: half, entry or a dash, text."""
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [(half, entry, text) for half, entry, text in rows]


def measure(index: Index, asked: Sequence[Question], language: str) -> dict[str, float]:
    """The figures: what was found, what was wrongly answered, what was rightly refused."""
    known = [(entry, index.search(text, language)) for _half, entry, text in asked if entry != "-"]
    strange = [index.search(text, language) for _half, entry, text in asked if entry == "-"]
    given = [(entry, r) for entry, r in known if r.verdict == "found"]
    wrong = sum(r.hits[0].document.id != entry for entry, r in given)
    return {
        "questions": len(known),
        "hit@1": _share(sum(bool(r.hits) and r.hits[0].document.id == e for e, r in known), known),
        "hit@3": _share(sum(any(h.document.id == e for h in r.hits) for e, r in known), known),
        "answered": _share(len(given), known),
        "answered wrongly": _share(wrong, known),
        "offered or answered": _share(
            sum(r.verdict != "none" and any(h.document.id == e for h in r.hits) for e, r in known),
            known,
        ),
        "strangers": len(strange),
        "strangers answered": _share(sum(r.verdict == "found" for r in strange), strange),
        "strangers suggested": _share(sum(r.verdict == "suggest" for r in strange), strange),
    }


def curve(index: Index, asked: Sequence[Question], language: str) -> list[str]:
    """For each threshold, how many first hits are right and how many strangers pass."""
    scored = []
    for _half, entry, text in asked:
        hits = index.search(text, language).hits
        if hits:
            scored.append((hits[0].score, entry != "-", hits[0].document.id == entry))
    lines = ["threshold  known passed  of them right  strangers passed"]
    for step in range(30, 80, 5):
        passed = [each for each in scored if each[0] >= step / 100]
        known = [right for _score, is_known, right in passed if is_known]
        strangers = sum(not is_known for _score, is_known, _right in passed)
        lines.append(f"{step / 100:9.2f}  {len(known):12}  {sum(known):13}  {strangers:16}")
    return lines


def speed(index: Index, texts: Sequence[str], language: str) -> dict[str, float]:
    """Milliseconds for one search."""
    took = []
    for text in texts:
        started = time.perf_counter()
        index.search(text, language)
        took.append((time.perf_counter() - started) * 1000)
    took.sort()
    return {
        "p50 ms": round(statistics.median(took), 2),
        "p95 ms": round(took[int(len(took) * 0.95)], 2),
    }


def report(name: str, value: float, target: float, parts: dict[str, object]) -> None:
    """Print the figure and keep it in `benchmarks/results`."""
    met = value >= target
    keep(
        name, round(value, 3), "hit@1", target=target, met=met, parts={"found from": FOUND, **parts}
    )


def _share(count: int, of: Sequence[object]) -> float:
    return round(count / len(of), 3) if of else 0.0
