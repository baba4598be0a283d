"""The bar chart of a period's days, as numbers that a template can draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flowbuilder.insights.measures import Day

WIDTH, HEIGHT, BASE, LEFT = 960.0, 240.0, 204.0, 36.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One day: two stacked rectangles and, on some days, a label."""

    day: date
    x: float
    width: float
    contained_y: float
    contained_height: float
    handed_y: float
    handed_height: float
    contained: int
    handed_over: int
    labelled: bool

    @property
    def middle(self) -> float:
        """Where its label stands."""
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A horizontal guide with its value."""

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
    base: float = BASE


def stacked_bars(days: Sequence[Day]) -> Chart:
    """Bars of `days`, contained below and handed over on top, on a scale with a round top."""
    top = _round_up(max((d.contained + d.handed_over for d in days), default=0))
    scale = (BASE - 16) / top
    step = (WIDTH - LEFT) / max(1, len(days))
    every = max(1, -(-len(days) // 10))
    bars = []
    for n, day in enumerate(days):
        low, high = day.contained * scale, day.handed_over * scale
        bars.append(
            Bar(
                day=day.day,
                x=LEFT + n * step + step * 0.15,
                width=step * 0.7,
                contained_y=BASE - low,
                contained_height=low,
                handed_y=BASE - low - high,
                handed_height=high,
                contained=day.contained,
                handed_over=day.handed_over,
                labelled=n % every == 0,
            )
        )
    lines = tuple(Line(y=BASE - v * scale, value=v) for v in sorted({0, top // 2, top}))
    return Chart(bars=tuple(bars), lines=lines)


def _round_up(value: int) -> int:
    """The next of 2, 4, 10, 20, 40, 100 … that is not below `value`."""
    size = 1
    while True:
        for step in (2, 4, 10):
            if value <= step * size:
                return step * size
        size *= 10
