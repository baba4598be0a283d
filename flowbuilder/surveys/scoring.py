"""How survey answers become figures. Pure; each function is one figure's definition.

Intervals are two-sided at 95 %: made in this way from many samples, 19 of 20 would hold the value
that asking everybody would give. They know chance only, not who preferred not to answer.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist, mean, stdev

from flowbuilder.core.scales import Scale

CONFIDENCE = 0.95
Z = NormalDist().inv_cdf(0.5 + CONFIDENCE / 2)
#: No figure is shown for fewer answers.
FEWEST = 5
#: Beyond so many degrees of freedom, t is the normal distribution to three decimals.
MANY = 2_000


@dataclass(frozen=True, slots=True)
class Interval:
    """From `low` to `high`, both in the figure's own unit."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Score:
    """A figure with the answers behind it.

    `value` is None for fewer than `FEWEST` answers. `interval` is None then too, and where the
    answers do not differ: their spread is unknown then, not nought.
    """

    answers: int
    value: float | None = None
    interval: Interval | None = None


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


def share_interval(successes: int, of: int) -> Interval:
    """The Wilson score interval of a share, in percent. `of` must not be nought.

    E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference",
    Journal of the American Statistical Association 22 (1927). Unlike p ± z·SE it stays between
    0 and 100 and does not shrink to a point when all agree.
    """
    share = successes / of
    spread = Z * math.sqrt(share * (1 - share) / of + Z**2 / (4 * of**2))
    middle = share + Z**2 / (2 * of)
    scale = 1 + Z**2 / of
    low = 0.0 if successes == 0 else max(0.0, (middle - spread) / scale)
    high = 1.0 if successes == of else min(1.0, (middle + spread) / scale)
    return Interval(100 * low, 100 * high)


def nps_interval(scores: Sequence[int]) -> Interval | None:
    """NPS ± z standard errors, within −100 to 100; None when all are in the same group.

    The variance of a detractor's −1, a passive's 0 and a promoter's +1 is p + d − (p − d)²
    (B. Rocks, "Interval Estimation for the Net Promoter Score", The American Statistician 70, 2016,
    the Wald interval there).
    """
    count = len(scores)
    promoters = sum(score >= 9 for score in scores) / count
    detractors = sum(score <= 6 for score in scores) / count
    net = promoters - detractors
    variance = promoters + detractors - net**2
    if variance <= 0:
        return None
    error = Z * math.sqrt(variance / count)
    return Interval(100 * max(-1.0, net - error), 100 * min(1.0, net + error))


def mean_interval(scores: Sequence[int], low: float, high: float) -> Interval | None:
    """Mean ± t standard errors with n − 1 degrees of freedom, kept on the scale.

    "Student" (W. S. Gosset), "The Probable Error of a Mean", Biometrika 6 (1908). None for a
    single answer and when all are equal.
    """
    if len(scores) < 2 or (spread := stdev(scores)) == 0:
        return None
    error = t_quantile(len(scores) - 1) * spread / math.sqrt(len(scores))
    middle = mean(scores)
    return Interval(max(low, middle - error), min(high, middle + error))


def score(kind: str, scores: Sequence[int], low: int = 1, high: int = 7) -> Score:
    """The figure of a survey of this `kind`, with its interval. `low` and `high` bound a mean."""
    count = len(scores)
    if count < FEWEST:
        return Score(count)
    match kind:
        case "csat":
            agreeing = sum(each >= 4 for each in scores)
            return Score(count, csat(scores), share_interval(agreeing, count))
        case "nps":
            return Score(count, nps(scores), nps_interval(scores))
    return Score(count, ces(scores), mean_interval(scores, low, high))


@lru_cache(maxsize=512)
def t_quantile(degrees: int) -> float:
    """Within ± this lie 95 % of Student's t with so many degrees of freedom, from 1 up."""
    if degrees > MANY:
        return Z
    below, above = 0.0, 64.0  # that of one degree is 12.7
    for _step in range(80):
        middle = (below + above) / 2
        if _t_within(middle, degrees) < CONFIDENCE:
            below = middle
        else:
            above = middle
    return (below + above) / 2


def _t_within(t: float, degrees: int) -> float:
    """The chance that Student's t lies within ±t, by the finite series for whole degrees.

    Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4.
    """
    angle = math.atan(t / math.sqrt(degrees))
    sine, cosine = math.sin(angle), math.cos(angle)
    odd = degrees % 2 == 1
    term = cosine if odd else 1.0
    total = term if degrees > 1 else 0.0
    for step in range(3 if odd else 2, degrees - 1, 2):
        term *= cosine**2 * (step - 1) / step
        total += term
    if odd:
        return 2 / math.pi * (angle + sine * total)
    return sine * total


def fits(scale: Scale, score: int) -> bool:
    """Is `score` on the scale?"""
    return scale.low <= score <= scale.high
