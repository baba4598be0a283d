"""A survey's results in words: what its page shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from flowbuilder.flows.models import FLOW_LANGUAGES
from flowbuilder.insights.definitions import one_decimal, percent, signed
from flowbuilder.insights.selectors import Period
from flowbuilder.surveys import results
from flowbuilder.surveys.models import HandledBy
from flowbuilder.surveys.results import Chosen, Given, Line, Subject
from flowbuilder.surveys.scoring import FEWEST, Interval

#: Up to so many days the figure is drawn by day; up to so many by week; beyond, by month.
BY_DAY, BY_WEEK = 14, 120
WIDTH, HEIGHT, TOP, BASE, LEFT = 960.0, 240.0, 16.0, 204.0, 48.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a table, in words. `value` is a dash for fewer than five answers.

    `shares` are those of the answers to choose from, dashes too for fewer than five.
    """

    title: str
    value: str
    interval: str
    answers: int
    asked: int
    rate: str
    shares: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """A table: the answers told apart by one thing."""

    title: str
    head: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One stretch of time on the chart, with its line in words; y from above."""

    row: Row
    x: float
    y: float | None
    high_y: float | None
    low_y: float | None
    labelled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """A horizontal line with its value in words."""

    y: float
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many gave one score or chose one answer; `bar` is in percent of the most frequent one.

    `share` and `interval`, in words, are those of a choice.
    """

    title: str
    count: int
    bar: float
    share: str = ""
    interval: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyReport:
    """All that the page shows but the comments."""

    whole: Row
    definition: str
    measured: bool
    enough: bool
    counts_askings: bool
    options: tuple[str, ...]
    counts: tuple[Count, ...]
    splits: tuple[Split, ...]
    points: tuple[Point, ...]
    guides: tuple[Guide, ...]
    width: float = WIDTH
    height: float = HEIGHT
    left: float = LEFT


def survey_report(subject: Subject, period: Period) -> SurveyReport:
    """Make the results of `subject` in `period`."""
    given = results.answers(subject, period.start, period.end)
    asked = results.askings(subject, period.start, period.end)
    whole = results.line(subject, "", given, asked)
    enough = whole.score.answers >= FEWEST
    measured = subject.is_measured
    ends = (subject.lowest, (subject.lowest + subject.highest) / 2, subject.highest)
    return SurveyReport(
        whole=_row(subject, whole, _("All answers")),
        definition=definition(subject),
        measured=measured,
        enough=enough,
        counts_askings=subject.survey is not None,
        options=tuple(subject.options),
        counts=_counts(subject, given, whole) if enough else (),
        splits=tuple(_split(subject, by, given, asked) for by in subject.splits),
        points=_points(subject, period, given, asked) if measured else (),
        guides=tuple(Guide(y=_y(subject, end), value=_words(subject, end)) for end in ends),
    )


def definition(subject: Subject) -> str:
    """How the figure and its interval are made."""
    match subject.kind:
        case "csat":
            return _(
                "The share of answers of 4 or 5 on the scale of 1 to 5, with its 95% interval "
                "after Wilson (1927)."
            )
        case "nps":
            return _(
                "The percentage of 9 and 10 minus the percentage of 0 to 6, from −100 to +100, "
                "with the 95% interval from its standard error (Rocks 2016)."
            )
        case "choice":
            return _(
                "The share of each answer among all answers, with its 95% interval after Wilson "
                "(1927)."
            )
        case "open":
            return _("What visitors answered in their own words is below.")
    return _(
        "The mean on the scale of {low} to {high}, with its 95% interval after Student's t (1908)."
    ).format(low=subject.low, high=subject.high)


def title_of(subject: Subject) -> str:
    """What the page calls what was asked."""
    if subject.survey is not None:
        return subject.survey.name
    return _("Question of a step: {kind}").format(kind=subject.kind.upper())


def _words(subject: Subject, value: float) -> str:
    if subject.kind == "csat":
        return percent(value)
    return signed(value) if subject.kind == "nps" else one_decimal(value)


def _between(interval: Interval | None, words: Sequence[str]) -> str:
    return _("{low} to {high}").format(low=words[0], high=words[1]) if interval else ""


def _row(subject: Subject, line: Line, title: str) -> Row:
    score, rate = line.score, line.rate
    interval = score.interval
    ends = [_words(subject, interval.low), _words(subject, interval.high)] if interval else ["", ""]
    return Row(
        title=title,
        value="—" if score.value is None else _words(subject, score.value),
        interval=_between(interval, ends),
        answers=score.answers,
        asked=line.asked,
        rate="—" if rate is None else percent(rate),
        shares=tuple(_share(one) for one in line.chosen),
    )


def _share(one: Chosen) -> str:
    return "—" if one.share is None else percent(one.share)


def _counts(subject: Subject, given: Sequence[Given], whole: Line) -> tuple[Count, ...]:
    if not subject.is_measured:
        most = max((one.count for one in whole.chosen), default=0) or 1
        return tuple(_count(one, most) for one in whole.chosen)
    numbers = range(subject.low, subject.high + 1)
    counts = [sum(each.score == number for each in given) for number in numbers]
    most = max(counts) or 1
    return tuple(
        Count(title=str(number), count=count, bar=100 * count / most)
        for number, count in zip(numbers, counts, strict=True)
    )


def _count(one: Chosen, most: int) -> Count:
    ends = [percent(end) for end in (one.interval.low, one.interval.high)] if one.interval else []
    return Count(
        title=one.label,
        count=one.count,
        bar=100 * one.count / most,
        share=_share(one),
        interval=_between(one.interval, ends),
    )


def _split(subject: Subject, by: str, given: list[Given], asked: list[Given]) -> Split:
    titles = {
        "handled_by": (_("Does it differ between the assistant and people?"), _("Who spoke")),
        "agent": (_("Does it differ between agents?"), _("Agent")),
        "team": (_("Does it differ between teams?"), _("Team")),
        "version": (_("Does it differ between versions?"), _("Flow and version")),
        "node": (_("Does it differ by where it is asked?"), _("Step")),
        "given_answer": (
            _("Which answers from the knowledge leave people content?"),
            _("Last answer from the knowledge"),
        ),
        "language": (_("Does it differ between languages?"), _("Language")),
    }
    lines = results.split(subject, by, given, asked)
    agents = results.agents(subject.workspace) if by == "agent" else {}
    rows = tuple(_row(subject, line, agents.get(line.key) or _name(by, line.key)) for line in lines)
    return Split(title=titles[by][0], head=titles[by][1], rows=rows)


def _name(by: str, key: str) -> str:
    if by == "handled_by":
        return str(HandledBy(key).label)
    if by == "language":
        return str(dict(FLOW_LANGUAGES).get(key, key)) or _("not known")
    if by == "agent":
        return _("not known")
    if by == "given_answer":
        return key or _("none")
    return key or (_("no team") if by == "team" else _("not known"))


def _stretches(period: Period) -> list[tuple[date, date]]:
    """The period in days, weeks from Monday, or months; the first and the last may be shorter."""
    stretches, first = [], period.first
    while first <= period.last:
        if period.days <= BY_DAY:
            last = first
        elif period.days <= BY_WEEK:
            last = first + timedelta(days=6 - first.weekday())
        else:
            last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        stretches.append((first, min(last, period.last)))
        first = last + timedelta(days=1)
    return stretches


def _points(
    subject: Subject, period: Period, given: list[Given], asked: list[Given]
) -> tuple[Point, ...]:
    stretches = _stretches(period)
    step = (WIDTH - LEFT) / len(stretches)
    every = max(1, -(-len(stretches) // 8))
    points = []
    for number, (first, last) in enumerate(stretches):
        line = results.line(
            subject,
            "",
            [each for each in given if first <= each.at.astimezone(period.zone).date() <= last],
            [each for each in asked if first <= each.at.astimezone(period.zone).date() <= last],
        )
        score = line.score
        points.append(
            Point(
                row=_row(subject, line, _day(first)),
                x=LEFT + (number + 0.5) * step,
                y=None if score.value is None else _y(subject, score.value),
                high_y=_y(subject, score.interval.high) if score.interval else None,
                low_y=_y(subject, score.interval.low) if score.interval else None,
                labelled=number % every == 0,
            )
        )
    return tuple(points)


def _day(first: date) -> str:
    return date_format(first, pgettext("day on an axis", "j M"))


def _y(subject: Subject, value: float) -> float:
    part = (value - subject.lowest) / (subject.highest - subject.lowest)
    return BASE - part * (BASE - TOP)


def too_few() -> str:
    """Why a figure is missing."""
    return _(
        "No figure is shown for fewer than {count} answers: it would say more about chance than "
        "about your visitors."
    ).format(count=FEWEST)
