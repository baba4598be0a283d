"""How survey answers become figures. Pure; each function is one figure's definition."""

from __future__ import annotations

from collections.abc import Sequence

SCALES: dict[str, tuple[int, int]] = {"csat": (1, 5), "nps": (0, 10), "ces": (1, 7)}


def csat(scores: Sequence[int]) -> float | None:
    """Share of answers of 4 or 5 on the scale of 1 to 5, in percent; None without answers."""
    if not scores:
        return None
    return 100 * sum(score >= 4 for score in scores) / len(scores)


def nps(scores: Sequence[int]) -> float | None:
    """Percent of 9–10 minus percent of 0–6 on the scale of 0 to 10; None without answers.

    From −100 to 100 (Reichheld, "The One Number You Need to Grow", 2003).
    """
    if not scores:
        return None
    promoters = sum(score >= 9 for score in scores)
    detractors = sum(score <= 6 for score in scores)
    return 100 * (promoters - detractors) / len(scores)


def ces(scores: Sequence[int]) -> float | None:
    """Mean on the scale of 1 (very hard) to 7 (very easy); None without answers."""
    return sum(scores) / len(scores) if scores else None


def fits(survey: str, score: int) -> bool:
    """Is `score` on the scale of `survey`?"""
    low, high = SCALES[survey]
    return low <= score <= high
