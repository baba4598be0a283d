"""The small charts of the checks and of groundedness, as numbers that a template can draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from flowbuilder.knowledge.checks.groundedness import DAYS, Groundedness
from flowbuilder.knowledge.models import QualityRun

WIDTH, HEIGHT, BASE, LEFT = 960.0, 150.0, 120.0, 44.0
TOP = 8.0
#: How much of a bar's step it fills.
FILLED = 0.7
#: The step of few bars.
WIDEST = 96.0
#: The room that a label takes.
LABEL = 64.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One check or one day: shares as expected, nearly and not, from the bottom up."""

    at: date
    x: float
    width: float
    good: int
    nearly: int
    bad: int
    labelled: bool

    @property
    def middle(self) -> float:
        """Where its label stands."""
        return self.x + self.width / 2

    @property
    def all(self) -> int:
        """What it is of."""
        return self.good + self.nearly + self.bad

    @property
    def percent(self) -> int:
        """How much of it is as expected."""
        return round(100 * self.good / max(1, self.all))

    @property
    def scale(self) -> float:
        """How high one is drawn: each bar is as high as the others, shares and not counts."""
        return (BASE - TOP) / max(1, self.all)

    @property
    def good_height(self) -> float:
        """The lowest part."""
        return self.good * self.scale

    @property
    def good_y(self) -> float:
        """Where it begins."""
        return BASE - self.good_height

    @property
    def nearly_height(self) -> float:
        """The part in the middle."""
        return self.nearly * self.scale

    @property
    def nearly_y(self) -> float:
        """Where it begins."""
        return self.good_y - self.nearly_height

    @property
    def bad_height(self) -> float:
        """The part on top."""
        return self.bad * self.scale

    @property
    def bad_y(self) -> float:
        """Where it begins."""
        return self.nearly_y - self.bad_height


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A horizontal guide with its value, in percent."""

    y: float
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """All that the template needs."""

    bars: tuple[Bar, ...]
    lines: tuple[Line, ...] = tuple(
        Line(y=BASE - (BASE - TOP) * value / 100, value=value) for value in (0, 50, 100)
    )
    width: float = WIDTH
    height: float = HEIGHT
    left: float = LEFT

    @property
    def ends_late(self) -> bool:
        """The newest bars stand at its right edge: where it is too wide, those are to be seen."""
        return bool(self.bars) and self.bars[-1].x > self.width * 0.8


def bars_of(runs: Sequence[QualityRun]) -> Chart:
    """Bars of `runs`, the oldest first; the newest has a label in any case."""
    step = min(WIDEST, (WIDTH - LEFT) / max(1, len(runs)))
    every = ceil(LABEL / step)
    return Chart(
        bars=tuple(
            _bar(
                run.at, number, step, labelled=(len(runs) - 1 - number) % every == 0,
                good=run.right + run.refused, nearly=run.offered,
                bad=run.wrong + run.missed + run.false_answers,
            )
            for number, run in enumerate(runs)
        )
    )  # fmt: skip


def days_of(grounded: Groundedness) -> Chart:
    """A bar for each day on which the model wrote answers, in its place among the last days.

    A day without answers is a gap, and no label covers another.
    """
    step = (WIDTH - LEFT) / DAYS
    bars = []
    free_from = 0
    for each in grounded.days:
        number = DAYS - 1 - (grounded.today - each.day).days
        labelled = number >= free_from
        free_from = number + 3 if labelled else free_from
        bars.append(
            _bar(
                each.day, number, step, good=each.stood, nearly=0, bad=each.held_back,
                labelled=labelled,
            )
        )  # fmt: skip
    return Chart(bars=tuple(bars))


def _bar(
    at: date, number: int, step: float, *, good: int, nearly: int, bad: int, labelled: bool
) -> Bar:
    left = LEFT + number * step + step * (1 - FILLED) / 2
    return Bar(
        at=at, x=left, width=step * FILLED, good=good, nearly=nearly, bad=bad, labelled=labelled
    )
