"""Keeps what a benchmark found: one line for a person, one file for the table."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from benchmarks.stand import ROOT


def keep(
    name: str, value: float, unit: str, *, target: float, met: bool, parts: dict[str, Any]
) -> None:
    """Print the figure against its target and store it with its parts."""
    print(f"{name}: {value:g} {unit} (target {target:g}): {'met' if met else 'MISSED'}")
    result = {
        "name": name, "value": value, "unit": unit, "target": target, "met": met, "parts": parts,
    }  # fmt: skip
    place = ROOT / "benchmarks" / "results"
    place.mkdir(exist_ok=True)
    (place / f"{name}.json").write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of `values` lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
