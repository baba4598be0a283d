"""A period's figures with their words: what the insights page and the dashboard show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from flowbuilder.accounts.models import Workspace
from flowbuilder.core.scales import SCALES
from flowbuilder.insights import measures, selectors
from flowbuilder.insights.definitions import Spec, specs
from flowbuilder.insights.selectors import Period
from flowbuilder.knowledge.selectors import unanswered_between
from flowbuilder.surveys.scoring import FEWEST
from flowbuilder.surveys.selectors import scores


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure: its value and the previous period's in words, and how it is made.

    `change` compares the two: `up`, `down`, `same`, or empty when one of them is missing.
    `rising_is_good` is None where neither direction is better.
    """

    key: str
    title: str
    value: str
    before: str
    change: str
    rising_is_good: bool | None
    basis: str
    definition: str

    @property
    def tone(self) -> str:
        """`good`, `bad` or empty."""
        if self.rising_is_good is None or self.change not in ("up", "down"):
            return ""
        return "good" if (self.change == "up") == self.rising_is_good else "bad"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All figures of a period, and its days for the chart."""

    period: Period
    figures: tuple[Figure, ...]
    days: tuple[measures.Day, ...]
    talks: int


def report(workspace: Workspace, period: Period) -> Report:
    """Make the figures of `period`, each beside that of the period before."""
    now = _numbers(workspace, period)
    then = _numbers(workspace, period.before())
    return Report(
        period=period,
        figures=tuple(
            _figure(spec, now[spec.key], then[spec.key], now[f"{spec.key}_basis"])
            for spec in specs()
        ),
        days=tuple(measures.by_day(now["talks"], period.first, period.last, period.zone)),
        talks=len(now["talks"]),
    )


def _numbers(workspace: Workspace, period: Period) -> dict[str, Any]:
    talks = selectors.talks(workspace, period)
    said = scores(workspace, period.start, period.end)
    count = len(talks)
    of_talks = ngettext("{n} conversation", "{n} conversations", count).format(n=count)
    return {
        "talks": talks,
        "conversations": count,
        "conversations_basis": "",
        "containment": measures.containment(talks),
        "containment_basis": of_talks,
        "resolution": measures.resolution(talks),
        "resolution_basis": of_talks,
        "handoffs": measures.handed_over(talks),
        "handoffs_basis": "",
        "first_answer": measures.first_answer_s(talks),
        "first_answer_basis": of_talks,
        "first_person_answer": measures.first_person_answer_s(talks),
        "first_person_answer_basis": "",
        "unanswered": unanswered_between(workspace, period.start, period.end),
        "unanswered_basis": "",
        "csat": said.csat,
        "csat_basis": _answers(said.csat_answers),
        "nps": said.nps,
        "nps_basis": _answers(said.nps_answers),
        "ces": said.ces,
        "ces_basis": _answers(said.ces_answers),
    }


def _answers(count: int) -> str:
    if not count:
        return ""
    words = ngettext("{n} answer", "{n} answers", count).format(n=count)
    if count >= FEWEST:
        return words
    return _("{answers}; shown from {count} answers on").format(answers=words, count=FEWEST)


def _figure(spec: Spec, now: object, then: object, basis: object) -> Figure:
    value = now if isinstance(now, int | float) else None
    before = then if isinstance(then, int | float) else None
    change = ""
    if value is not None and before is not None:
        change = "up" if value > before else "down" if value < before else "same"
    return Figure(
        key=spec.key,
        title=spec.title,
        value=spec.words(value) if value is not None else "—",
        before=spec.words(before) if before is not None else "—",
        change=change,
        rising_is_good=spec.rising_is_good,
        # How few answers there are says why there is no figure.
        basis=str(basis) if value is not None or spec.key in SCALES else "",
        definition=spec.definition,
    )
