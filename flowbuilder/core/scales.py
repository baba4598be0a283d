"""The scales of surveys: the same numbers for those who ask and those who count. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """Whole numbers from `low` to `high`; up to `low_until` is low, from `high_from` is high."""

    low: int
    high: int
    low_until: int
    high_from: int


SCALES: dict[str, Scale] = {
    "csat": Scale(1, 5, 2, 4),
    "nps": Scale(0, 10, 6, 9),
    "ces": Scale(1, 7, 3, 5),
}
