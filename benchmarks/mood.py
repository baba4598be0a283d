"""How surely the mood step tells upset messages from calm ones, by one message at a time.

own     the test half of the project's own customer-service sentences, which the weights have not
        seen. One author wrote both halves: what visitors write will be told less well
asked   the test half of the questions that retrieval is measured on, all taken for calm though
        a few are complaints: how many are called upset?
wccrs   Polish sentences from reviews of hotels and doctors, development split, as a distant check:
        are those marked negative found, and how many others with them? A review is no chat, and a
        negative sentence often a calm one. Left out where the data is not there

`precision` is the share of upset ones among those called upset, `recall` the share that was called
so. False alarms count more than misses, so the target is the precision.
"""

from __future__ import annotations

import time
from collections.abc import Iterable

from benchmarks.mood_sets import NEGATIVE, REVIEWS, asked, own, reviews
from benchmarks.report import keep
from flowbuilder.core.mood import judge

PRECISION, FALSE_ALARMS, MS = 0.95, 0.02, 1.0


def main() -> None:
    """Measure all that is there."""
    sentences = own("test")
    parts: dict[str, dict[str, float]] = {}
    for language in ("pl", "en"):
        rows = [s for s in sentences if s.language == language]
        parts[language] = figures((s.text, s.language, s.is_upset) for s in rows)
    whole = figures((s.text, s.language, s.is_upset) for s in sentences)
    parts["own"] = whole
    for language in ("pl", "en"):
        calm = [s for s in asked("test") if s.language == language]
        parts[f"asked {language}"] = figures((s.text, s.language, s.is_upset) for s in calm)
    alarms = max(parts[name]["false alarms"] for name in ("asked pl", "asked en"))
    if REVIEWS.is_dir():
        for name in ("hotels-dev", "medicine-dev"):
            parts[name] = figures(
                (row["text"], "pl", row["label"] == NEGATIVE) for row in reviews(name)
            )
    for name, found in parts.items():
        print(name, found)
    if not REVIEWS.is_dir():
        print("wccrs: left out, the data is not there")
    exact = whole["precision"] >= PRECISION and alarms <= FALSE_ALARMS
    met = exact and whole["ms"] < MS
    keep("mood", whole["precision"], "precision", target=PRECISION, met=met, parts=parts)


def figures(rows: Iterable[tuple[str, str, bool]]) -> dict[str, float]:
    """What came of judging each text by itself."""
    right = wrong = missed = seen = 0
    began = time.perf_counter()
    for text, language, is_upset in rows:
        found = judge((("visitor", text),), language).is_upset
        seen += 1
        right += found and is_upset
        wrong += found and not is_upset
        missed += is_upset and not found
    return {
        "precision": round(right / max(right + wrong, 1), 3),
        "recall": round(right / max(right + missed, 1), 3),
        "false alarms": round(wrong / max(seen - right - missed, 1), 4),
        "texts": seen,
        "ms": round((time.perf_counter() - began) / seen * 1000, 3),
    }


if __name__ == "__main__":
    main()
