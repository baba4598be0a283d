"""What came of a survey in a period: its answers and askings, with what each was about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from flowbuilder.accounts.models import Workspace
from flowbuilder.core.scales import SCALES
from flowbuilder.surveys import scoring
from flowbuilder.surveys.models import Asked, Kind, Response, Survey, Tag
from flowbuilder.surveys.scoring import Interval, Score

#: What answers are told apart by, in the order of the page.
SPLITS = ("handled_by", "team", "version", "node", "language")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A survey of the workspace, or, without one, the steps' own questions of a kind."""

    workspace: Workspace
    kind: str
    survey: Survey | None = None

    @property
    def low(self) -> int:
        """The lowest number of the scale."""
        return self.survey.low if self.survey else SCALES[self.kind].low

    @property
    def high(self) -> int:
        """The highest number of the scale."""
        return self.survey.high if self.survey else SCALES[self.kind].high

    @property
    def lowest(self) -> float:
        """The least that the figure can be."""
        return {"csat": 0.0, "nps": -100.0}.get(self.kind, float(self.low))

    @property
    def highest(self) -> float:
        """The most that the figure can be."""
        return {"csat": 100.0, "nps": 100.0}.get(self.kind, float(self.high))

    def score(self, scores: Sequence[int]) -> Score:
        """The figure of these answers."""
        return scoring.score(self.kind, scores, self.low, self.high)

    def responses(self) -> QuerySet[Response]:
        """Every answer and comment, whenever it was given."""
        return Response.objects.filter(workspace=self.workspace, kind=self.kind, survey=self.survey)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One asking (`score` None) or one score, with what it was about; `at` is its moment."""

    score: int | None
    answered: bool = True
    handled_by: str
    team: str
    version: str
    node: str
    language: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The figure of one part of the answers, such as those in Polish.

    `rate` and `rate_interval` are in percent, None where fewer than five were asked or where
    nobody counts the askings: a step's own question is not a survey.
    """

    key: str
    score: Score
    asked: int
    answered: int
    rate: float | None
    rate_interval: Interval | None


def subjects(workspace: Workspace) -> list[Subject]:
    """What has results: the surveys, then the kinds that steps ask by themselves."""
    surveys = [
        Subject(workspace=workspace, kind=survey.kind, survey=survey)
        for survey in Survey.objects.filter(workspace=workspace)
    ]
    own = Response.objects.filter(workspace=workspace, survey=None).order_by()
    kinds = set(own.values_list("kind", flat=True).distinct())
    return surveys + [
        Subject(workspace=workspace, kind=kind.value) for kind in Kind if kind.value in kinds
    ]


def answers(subject: Subject, start: datetime, end: datetime) -> list[Given]:
    """The scores given from `start` up to, not including, `end`."""
    rows = subject.responses().filter(at__gte=start, at__lt=end, score__isnull=False)
    return [_given(row) for row in _about(rows, "score")]


def askings(subject: Subject, start: datetime, end: datetime) -> list[Given]:
    """The times it was asked in the period, each with whether it was answered, then or later."""
    if subject.survey is None:
        return []
    rows = Asked.objects.filter(survey=subject.survey, at__gte=start, at__lt=end)
    return [_given({**row, "score": None}) for row in _about(rows, "answered")]


def _about(rows: QuerySet[Any], *more: str) -> Iterable[dict[str, Any]]:
    return rows.order_by("at").values(
        *more, "handled_by", "team__name", "flow_version__flow__name", "flow_version__number",
        "node", "language", "at",
    )  # fmt: skip


def _given(row: dict[str, Any]) -> Given:
    return Given(
        score=row["score"],
        answered=row.get("answered", True),
        handled_by=row["handled_by"],
        team=row["team__name"] or "",
        version=f"{row['flow_version__flow__name']} · {row['flow_version__number']}",
        node=row["node"],
        language=row["language"],
        at=row["at"],
    )


def line(subject: Subject, key: str, given: Sequence[Given], asked: Sequence[Given]) -> Line:
    """The figure and the response rate of these answers and askings."""
    answered = sum(each.answered for each in asked)
    enough = len(asked) >= scoring.FEWEST
    return Line(
        key=key,
        score=subject.score([each.score for each in given if each.score is not None]),
        asked=len(asked),
        answered=answered,
        rate=100 * answered / len(asked) if enough else None,
        rate_interval=scoring.share_interval(answered, len(asked)) if enough else None,
    )


def split(subject: Subject, by: str, given: Sequence[Given], asked: Sequence[Given]) -> list[Line]:
    """A line for each value of `by`, those with most answers first."""
    keys = {getattr(each, by) for each in (*given, *asked)}
    lines = [
        line(
            subject,
            key,
            [each for each in given if getattr(each, by) == key],
            [each for each in asked if getattr(each, by) == key],
        )
        for key in keys
    ]
    return sorted(lines, key=lambda each: (-each.score.answers, -each.asked, each.key))


def comments(subject: Subject, start: datetime, end: datetime, tag: str = "") -> QuerySet[Response]:
    """What visitors wrote in the period, newest first; with `tag`, only what has that tag."""
    rows = subject.responses().filter(at__gte=start, at__lt=end).exclude(comment="")
    if tag:
        rows = rows.filter(tags__name=tag)
    return rows.select_related("team").prefetch_related("tags")


def tags_of(workspace: Workspace) -> list[str]:
    """Every tag there is, by name."""
    return list(Tag.objects.filter(workspace=workspace).values_list("name", flat=True))
