"""What the page of thresholds says: where they come from, what others would do, what is learnt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from flowbuilder.knowledge.checks.threshold_services import Asked, Change, Of, Standing
from flowbuilder.knowledge.checks.thresholds import SHIFTS, Learning, Tally, shifted, tally
from flowbuilder.knowledge.models import Outcome
from flowbuilder.knowledge.search.mixing import Limits, log_odds

SHOWN_CHANGES = 50
#: The columns, in their order, and how each is coloured.
OUTCOMES = (
    ("right", "good"), ("refused", "good"), ("offered", "nearly"), ("in_vain", "nearly"),
    ("missed", "bad"), ("wrong", "bad"), ("false", "bad"),
)  # fmt: skip
IN_VAIN = _("Suggestions, but should be nothing")
NAMES = (_("Much more careful"), _("More careful"), _("Now"), _("Bolder"), _("Much bolder"))
WIDTH, LEFT, LANE, GAP = 960.0, 8.0, 44.0, 22.0
LOWEST, HIGHEST, BINS = 0.03, 0.999, 32
MARKS = (0.01, 0.05, 0.2, 0.5, 0.8, 0.95, 0.99)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A row of the table. `shares` are the good, nearly and bad ones of 100, for its bar."""

    name: str
    found: float
    suggest: float
    counts: tuple[int, ...]
    shares: tuple[tuple[str, float, float], ...]
    is_now: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """So many questions with such a score."""

    x: float
    y: float
    width: float
    height: float
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """The scores of questions of one kind."""

    name: str
    tone: str
    count: int
    base: float
    title_y: float
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """How the scores are spread, as numbers that a template can draw."""

    lanes: tuple[Lane, ...]
    marks: tuple[tuple[float, int], ...]
    found_x: float
    suggest_x: float
    lowest: float
    axis: float
    height: float
    width: float = WIDTH


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownChange:
    """An expectation that would come out otherwise."""

    question: str
    id: int
    was: str
    now: str
    worse: bool


def outcome_names() -> list[str]:
    """The heads of the table's columns."""
    return [str(IN_VAIN if name == "in_vain" else Outcome(name).label) for name, _tone in OUTCOMES]


def settings(found: Standing) -> list[Setting]:
    """What five settings do with the expected questions, from cautious to bold."""
    return [
        setting(
            str(name), shifted(found.limits, shift) if shift else found.limits,
            tally(found.cases, shifted(found.limits, shift) if shift else found.limits),
            is_now=not shift,
        )
        for name, shift in zip(NAMES, SHIFTS, strict=True)
    ]  # fmt: skip


def compared(learning: Learning, built_in: Limits) -> list[Setting]:
    """Before and after: the built-in setting, and what is learnt, counted honestly."""
    return [
        setting(str(_("Built in")), built_in, learning.before),
        setting(str(_("Learnt")), learning.tried, learning.after),
    ]


def setting(name: str, limits: Limits, counts: Tally, *, is_now: bool = False) -> Setting:
    """A row: counts by outcome, and the bar."""
    by_name = {**counts.counts, "in_vain": counts.in_vain}
    by_name["offered"] = counts["offered"] - counts.in_vain
    numbers = tuple(by_name.get(outcome, 0) for outcome, _tone in OUTCOMES)
    total = sum(numbers) or 1
    shares, at = [], 0.0
    for tone in ("good", "nearly", "bad"):
        share = 100 * sum(n for n, (_o, t) in zip(numbers, OUTCOMES, strict=True) if t == tone)
        shares.append((tone, at, share / total))
        at += share / total
    return Setting(
        name=name,
        found=limits.found * 100,
        suggest=limits.suggest * 100,
        counts=numbers,
        shares=tuple(shares),
        is_now=is_now,
    )


def shown(changes: Sequence[Change]) -> list[ShownChange]:
    """As many as the page lists, in words."""
    return [
        ShownChange(
            question=each.row.question,
            id=each.row.pk,
            was=str(Outcome(each.was).label),
            now=str(Outcome(each.now).label),
            worse=each.worse,
        )
        for each in changes[:SHOWN_CHANGES]
    ]


def scores(found: Standing) -> Scores:
    """The best score of each question, by what stands behind it, against the thresholds."""
    kinds: dict[str, list[float]] = {"right": [], "other": [], "none": []}
    for each in found.asked:
        if each.case.teaches:
            kind = _kind(each, found.of)
            kinds[kind].append(max(each.case.scores, default=0.0))
    named = (
        ("right", _("The expected answer is first"), "good"),
        ("other", _("Another answer is first"), "bad"),
        ("none", _("There should be no answer"), "none"),
    )
    lanes = tuple(
        _lane(str(name), tone, kinds[kind], base=GAP + LANE + at * (LANE + GAP))
        for at, (kind, name, tone) in enumerate(named)
    )
    axis = lanes[-1].base + 18
    return Scores(
        lanes=lanes,
        marks=tuple((_x(chance), round(chance * 100)) for chance in MARKS),
        found_x=_x(found.limits.found),
        suggest_x=_x(found.limits.suggest),
        lowest=lanes[-1].base,
        axis=axis,
        height=axis + 6,
    )


def _kind(asked: Asked, of: Of) -> str:
    both = asked.looked_up
    looked_up = both.written if of == Of.ENTRIES else both.read
    if not asked.case.answerable:
        return "none"
    hits = looked_up.hits if looked_up else ()
    return "right" if hits and asked.expected.is_met_by(hits[0].document) else "other"


def _lane(name: str, tone: str, found: Sequence[float], base: float) -> Lane:
    step = (WIDTH - 2 * LEFT) / BINS
    counts = [0] * BINS
    for score in found:
        counts[min(BINS - 1, int((_x(score) - LEFT) / step))] += 1
    most = max(counts) or 1
    bars = tuple(
        Bar(
            x=LEFT + number * step + 1,
            width=step - 2,
            height=LANE * count / most,
            y=base - LANE * count / most,
            count=count,
        )
        for number, count in enumerate(counts)
        if count
    )
    return Lane(
        name=name, tone=tone, count=len(found), base=base, title_y=base - LANE - 6, bars=bars
    )


def _x(chance: float) -> float:
    """Where a score stands: by log-odds, so that small ones are told apart as well."""
    low, high = log_odds(LOWEST), log_odds(HIGHEST)
    share = (log_odds(min(HIGHEST, max(LOWEST, chance))) - low) / (high - low)
    return LEFT + share * (WIDTH - 2 * LEFT)
