"""A period's figures with their words: what the insights page and the dashboard show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from flowbuilder.accounts.models import Workspace
from flowbuilder.insights import measures, selectors
from flowbuilder.insights.selectors import Period
from flowbuilder.knowledge.selectors import unanswered_between
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


def percent(value: float) -> str:
    """A share in words."""
    return _("{number}%").format(number=number_format(value, decimal_pos=0))


def whole(value: float) -> str:
    """A count in words."""
    return number_format(value, decimal_pos=0, force_grouping=True)


def one_decimal(value: float) -> str:
    """A mean in words."""
    return number_format(value, decimal_pos=1)


def signed(value: float) -> str:
    """NPS in words: with a sign, as it runs from −100 to 100."""
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{number_format(abs(value), decimal_pos=0)}"


def duration(seconds: float) -> str:
    """A length of time in words."""
    if seconds < 1:
        return _("under 1 s")
    if seconds < 60:
        return _("{count} s").format(count=round(seconds))
    if seconds < 3600:
        return _("{minutes} min {seconds} s").format(
            minutes=int(seconds // 60), seconds=int(seconds % 60)
        )
    return _("{hours} h {minutes} min").format(
        hours=int(seconds // 3600), minutes=int(seconds % 3600 // 60)
    )


def report(workspace: Workspace, period: Period) -> Report:
    """Make the figures of `period`, each beside that of the period before."""
    now = _numbers(workspace, period)
    then = _numbers(workspace, period.before())
    return Report(
        period=period,
        figures=tuple(
            _figure(spec, now[spec.key], then[spec.key], now[f"{spec.key}_basis"])
            for spec in _specs()
        ),
        days=tuple(measures.by_day(now["talks"], period.first, period.last, period.zone)),
        talks=len(now["talks"]),
    )


def _numbers(workspace: Workspace, period: Period) -> dict[str, object]:
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
    return ngettext("{n} answer", "{n} answers", count).format(n=count)


@dataclass(frozen=True, slots=True)
class _Spec:
    key: str
    title: str
    words: Callable[[float], str]
    rising_is_good: bool | None
    definition: str


def _specs() -> tuple[_Spec, ...]:
    return (
        _Spec("conversations", _("Conversations"), whole, None,
              _("Conversations begun in the period in which the visitor wrote or chose something at least once.")),
        _Spec("containment", _("Without a person"), percent, True,
              _("Containment: the share of conversations that were never passed to a person. A visitor who left without help counts too, so read it together with “Resolved”.")),
        _Spec("resolution", _("Resolved"), percent, True,
              _("The share of conversations that reached an end marked as resolved.")),
        _Spec("handoffs", _("Passed to a person"), whole, None,
              _("Conversations that were put in a team's queue or taken over, whether or not somebody answered.")),
        _Spec("first_answer", _("First answer"), duration, False,
              _("The median time from the visitor's first words to the first answer of anyone.")),
        _Spec("first_person_answer", _("First answer of a person"), duration, False,
              _("The median time from asking for a person to that person's first message. Conversations without such a message are left out.")),
        _Spec("unanswered", _("Unanswered questions"), whole, False,
              _("Questions for which neither the knowledge nor the model had an answer.")),
        _Spec("csat", _("Satisfaction (CSAT)"), percent, True,
              _("The share of answers of 4 or 5 on the scale of 1 to 5.")),
        _Spec("nps", _("Recommendation (NPS)"), signed, True,
              _("The percentage of 9 and 10 minus the percentage of 0 to 6, on the scale of 0 to 10. It runs from −100 to +100.")),
        _Spec("ces", _("Ease (CES)"), one_decimal, True,
              _("The mean on the scale of 1 (very hard) to 7 (very easy).")),
    )  # fmt: skip


def _figure(spec: _Spec, now: object, then: object, basis: object) -> Figure:
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
        basis=str(basis) if value is not None else "",
        definition=spec.definition,
    )
