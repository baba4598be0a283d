"""The small chart of the checks, as numbers that a template can draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flowbuilder.knowledge.models import QualityRun

WIDTH, HEIGHT, BASE, LEFT = 960.0, 150.0, 120.0, 44.0
TOP = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One check: shares as expected, nearly and not, from the bottom up."""

    run: QualityRun
    x: float
    width: float
    good: int
    nearly: int
    bad: int
    good_y: float
    good_height: float
    nearly_y: float
    nearly_height: float
    bad_y: float
    bad_height: float
    labelled: bool

    @property
    def middle(self) -> float:
        """Where its label stands."""
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A horizontal guide with its value, in percent."""

    y: float
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """All that the template needs."""

    bars: tuple[Bar, ...]
    lines: tuple[Line, ...]
    width: float = WIDTH
    height: float = HEIGHT
    left: float = LEFT


def bars_of(runs: Sequence[QualityRun]) -> Chart:
    """Bars of `runs`, the oldest first, each as high as the others: shares, not counts."""
    step = min(48.0, (WIDTH - LEFT) / max(1, len(runs)))
    every = max(1, -(-len(runs) // 10), round(64 / step))
    bars = []
    for number, run in enumerate(runs):
        good, nearly = run.right + run.refused, run.offered
        bad = run.wrong + run.missed + run.false_answers
        scale = (BASE - TOP) / max(1, good + nearly + bad)
        bars.append(
            Bar(
                run=run,
                x=LEFT + number * step + step * 0.15,
                width=step * 0.7,
                good=good,
                nearly=nearly,
                bad=bad,
                good_y=BASE - good * scale,
                good_height=good * scale,
                nearly_y=BASE - (good + nearly) * scale,
                nearly_height=nearly * scale,
                bad_y=BASE - (good + nearly + bad) * scale,
                bad_height=bad * scale,
                labelled=number % every == 0,
            )
        )
    lines = tuple(Line(y=BASE - (BASE - TOP) * v / 100, value=v) for v in (0, 50, 100))
    return Chart(bars=tuple(bars), lines=lines)
