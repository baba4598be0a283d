"""Learns from which score to answer, and from which to offer, out of expected answers. Pure.

Theory. A setting is two thresholds, `found` and `suggest`; weights, and so scores, stay. Every
expected question comes to one outcome at every setting of a grid around the built-in one. An
outcome costs what its `Manner` says: asking back is dear enough that one answers where one errs
less often than that (Chow 1970, "On optimum recognition error and reject tradeoff"). The setting
that costs least in sum is taken, among those that give an answer, or anything at all, to no more
of the questions that should get none than the manner allows. Where the built-in setting offers them
more, it may stay so: offering is no lie.

Few questions say little, so each log-odds away from the built-in setting has a price, by its square
(`PULL`): "biased regularization" (Kienzle and Chellapilla, ICML 2006), which draws towards what
is known in general. The price stays while costs add up with the questions: many outweigh it, and
where nothing speaks for a move, nothing moves.

What is shown of it is counted by cross-validation: each question is judged by what the others
taught. Questions of one answer are left out together, as they resemble each other, and one answer
at a time: with fewer and larger folds, chance in dealing them would decide. What was learnt
counts only if it spares at least one standard error there (the one-standard-error rule; Breiman et
al. 1984) or keeps a limit on false answers that the built-in setting breaks.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol, get_args

import numpy as np
from numpy.typing import NDArray

from flowbuilder.knowledge.checks.quality import SHOWN, Expected, OutcomeName, judge_one
from flowbuilder.knowledge.search.hits import Result
from flowbuilder.knowledge.search.mixing import Limits, log_odds

MannerName = Literal["careful", "balanced", "bold"]
#: Why the built-in setting stays.
Reason = Literal["", "too_few", "not_better"]

#: From so many questions on, of which so many with and without an answer, anything is learnt. Of
#: draws of 30 from the tuning halves of the project's own questions, one in eight moved something,
#: and one in fourteen came out worse on the rest; a share of false answers seen on fewer than ten
#: says nothing.
ENOUGH, ENOUGH_EACH = 30, 10
#: How many errors a move by one log-odds has to spare; chosen on the tuning halves as well.
PULL = 1.0
#: The grid, in log-odds from the built-in thresholds.
STEP, DOWN, UP = 0.25, 3.0, 4.0
#: From cautious to bold, in log-odds from a setting.
SHIFTS = (1.5, 0.75, 0.0, -0.75, -1.5)

_NAMES: tuple[OutcomeName, ...] = get_args(OutcomeName)
_Table = NDArray[np.int8]
_Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """What an outcome costs, in errors, and what is allowed of questions that should get no answer.

    Attributes:
        cap: Which share of them may be given one.
        offered_cap: Which share may be given or offered one.
    """

    cap: float
    offered_cap: float
    wrong: float = 1.0
    offered: float = 0.25

    def cost(self, outcome: OutcomeName) -> float:
        """A right answer or silence costs nothing, not finding what is there one error."""
        costs = {"offered": self.offered, "wrong": self.wrong, "false": self.wrong, "missed": 1.0}
        return costs.get(outcome, 0.0)


MANNERS: Mapping[MannerName, Manner] = {
    "careful": Manner(cap=0.02, offered_cap=0.1, wrong=2.0),
    "balanced": Manner(cap=0.05, offered_cap=0.2),  # what the built-in ones were learnt by, too
    "bold": Manner(cap=0.1, offered_cap=0.4, offered=0.5),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One expected question, looked up once.

    Attributes:
        group: Those of one group resemble each other: the entry, the place of the passage, or a
            question that has none. Only told apart, so a copy of the workspace learns the same.
        scores: Where the outcome may change, ascending.
        outcome: What comes of it at a setting.
        teaches: Whether it counts among those of which there have to be enough. One whose answer
            the thresholds are not for only says what they would cost it.
    """

    id: int
    group: str
    answerable: bool
    scores: tuple[float, ...]
    outcome: Callable[[Limits], OutcomeName]
    teaches: bool = True


class LookedUp(Protocol):
    """A question's candidates, which any thresholds can judge."""

    @property
    def scores(self) -> Sequence[float]: ...
    def judged(self, limit: int, limits: Limits | None = ...) -> Result: ...


def case_of(expected: Expected, looked_up: LookedUp, *, teaches: bool = True) -> Case:
    """An expectation whose question has been looked up."""
    return Case(
        id=expected.id,
        group=expected.entry or f"# {expected.place or expected.question}",
        answerable=expected.is_answerable,
        scores=tuple(sorted(set(looked_up.scores))),
        outcome=lambda limits: judge_one(expected, looked_up.judged(SHOWN, limits)).outcome,
        teaches=teaches,
    )


@dataclass(frozen=True, slots=True)
class Tally:
    """How often each outcome came; `in_vain` of the suggestions were made to questions that should
    get no answer."""

    counts: Mapping[str, int]
    in_vain: int = 0

    def __getitem__(self, outcome: OutcomeName) -> int:
        return self.counts.get(outcome, 0)

    def cost(self, manner: Manner) -> float:
        """What all of them cost together, in errors."""
        return sum(manner.cost(name) * self[name] for name in _NAMES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Learning:
    """What was learnt, or why nothing was.

    Attributes:
        learnt: The setting to take; the built-in one where `kept` says why.
        tried: The setting that the questions speak for, taken or not.
        before, after: Outcomes at the built-in setting, and of each question at the setting
            that the others taught.
    """

    learnt: Limits
    tried: Limits
    kept: Reason
    answerable: int
    unanswerable: int
    before: Tally = field(default_factory=lambda: Tally({}))
    after: Tally = field(default_factory=lambda: Tally({}))


def is_enough(answerable: int, unanswerable: int) -> bool:
    """Whether so many questions may teach anything."""
    return answerable + unanswerable >= ENOUGH and min(answerable, unanswerable) >= ENOUGH_EACH


def teaching(cases: Sequence[Case]) -> tuple[int, int]:
    """How many of `cases` teach: with an answer, and with none on purpose."""
    answerable = sum(case.answerable for case in cases if case.teaches)
    return answerable, sum(case.teaches for case in cases) - answerable


def learn(cases: Sequence[Case], built_in: Limits, manner: Manner) -> Learning:
    """The thresholds that `cases` speak for; the same for the same cases in any order."""
    cases = sorted(cases, key=lambda case: case.id)
    answerable, unanswerable = teaching(cases)
    if not is_enough(answerable, unanswerable):
        return Learning(
            learnt=built_in, tried=built_in, kept="too_few",
            answerable=answerable, unanswerable=unanswerable,
        )  # fmt: skip
    chooser = _Chooser(cases, built_in, manner)
    tried = chooser.choice()
    before = chooser.outcomes_at(chooser.built_in)
    held_out = chooser.held_out()
    better = tried != chooser.built_in and chooser.is_better(before, held_out)
    return Learning(
        learnt=chooser.settings[tried] if better else built_in,
        tried=chooser.settings[tried],
        kept="" if better else "not_better",
        before=_tally_of(cases, [_NAMES[each] for each in before]),
        after=_tally_of(cases, [_NAMES[each] for each in held_out]),
        answerable=answerable,
        unanswerable=unanswerable,
    )


def tally(cases: Sequence[Case], limits: Limits) -> Tally:
    """The outcomes of `cases` at one setting."""
    outcomes = [case.outcome(limits) for case in cases]
    return _tally_of(cases, outcomes)


def shifted(limits: Limits, by: float) -> Limits:
    """A setting `by` so many log-odds more cautious."""
    return Limits(_chance(log_odds(limits.found) + by), _chance(log_odds(limits.suggest) + by))


class _Chooser:
    """The outcomes of all cases at all settings, and what follows from them."""

    def __init__(self, cases: Sequence[Case], built_in: Limits, manner: Manner) -> None:
        self.manner = manner
        self.settings, self._pulls = _grid(built_in)
        self.built_in = int(np.argmin(self._pulls))
        self._table = np.array([_row(case, self.settings) for case in cases], dtype=np.int8)
        self._costs: _Numbers = np.array([manner.cost(name) for name in _NAMES])
        self._strange = np.array([not case.answerable for case in cases])
        _names, self._group = np.unique([case.group for case in cases], return_inverse=True)
        strange = self._strange[:, None]
        self._counted = (
            self._costs[self._table],
            (self._table == _NAMES.index("false")) & strange,
            (self._table != _NAMES.index("refused")) & strange,
        )
        self._sums = tuple(each.sum(axis=0) for each in self._counted)

    def choice(self, without: int | None = None) -> int:
        """The number of the setting that all cases speak for, or all but those of one group."""
        out = np.flatnonzero(self._group == without)
        costs, false, reached = (
            whole - part[out].sum(axis=0)
            for whole, part in zip(self._sums, self._counted, strict=True)
        )
        strange = int(self._strange.sum() - self._strange[out].sum())
        may_answer = max(_allowed(self.manner.cap, strange), int(false.min()))
        may_offer = _allowed(self.manner.offered_cap, strange)
        may_offer = max(may_offer, int(reached[self.built_in]))
        within = (false <= may_answer) & (reached <= may_offer)
        return int(np.argmin(np.where(within, costs + PULL * self._pulls, np.inf)))

    def outcomes_at(self, setting: int) -> _Table:
        """What each case comes to."""
        found: _Table = self._table[:, setting]
        return found

    def held_out(self) -> _Table:
        """What each case comes to at the setting that the other groups speak for."""
        at = [self.choice(without=group) for group in range(self._group.max() + 1)]
        found: _Table = self._table[np.arange(len(self._table)), np.array(at)[self._group]]
        return found

    def is_better(self, before: _Table, after: _Table) -> bool:
        """Whether `after` breaks the limit less, or spares a standard error at least."""
        allowed = _allowed(self.manner.cap, int(self._strange.sum()))
        false = _NAMES.index("false")
        was, now = (max(0, int((each == false).sum()) - allowed) for each in (before, after))
        if was != now:
            return now < was
        spared = self._costs[before] - self._costs[after]
        return bool(spared.sum() > math.sqrt(len(spared)) * spared.std(ddof=1))


def _grid(built_in: Limits) -> tuple[list[Limits], _Numbers]:
    """Settings around the built-in one, and how far each lies from it, squared."""
    steps = np.arange(-DOWN, UP + STEP / 2, STEP)
    settings, pulls = [], []
    for found in steps:
        for suggest in steps:
            setting = Limits(
                _chance(log_odds(built_in.found) + float(found)),
                _chance(log_odds(built_in.suggest) + float(suggest)),
            )
            if found == suggest == 0:
                setting = built_in
            if setting.suggest <= setting.found:
                settings.append(setting)
                pulls.append(float(found**2 + suggest**2))
    return settings, np.array(pulls)


def _row(case: Case, settings: Sequence[Limits]) -> list[int]:
    """The outcome at each setting; those that let the same scores pass come to the same."""
    known: dict[tuple[int, ...], int] = {}
    row = []
    for setting in settings:
        key = tuple(bisect_left(case.scores, at) for at in (setting.found, setting.suggest))
        if key not in known:
            known[key] = _NAMES.index(case.outcome(setting))
        row.append(known[key])
    return row


def _allowed(share: float, count: int) -> int:
    return math.floor(share * count + 1e-9)


def _tally_of(cases: Sequence[Case], outcomes: Sequence[OutcomeName]) -> Tally:
    pairs = zip(cases, outcomes, strict=True)
    in_vain = sum(not case.answerable and outcome == "offered" for case, outcome in pairs)
    return Tally(Counter(outcomes), in_vain)


def _chance(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))
