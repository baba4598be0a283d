"""What came of a survey in a period: its answers and askings, with what each was about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.core.scales import SCALES
from flowbuilder.surveys import scoring
from flowbuilder.surveys.models import UNMEASURED, Asked, HandledBy, Kind, Response, Survey, Tag
from flowbuilder.surveys.scoring import Interval, Score
from flowbuilder.surveys.selectors import labels

#: What answers are told apart by, in the order of the page.
SPLITS = ("handled_by", "agent", "team", "version", "node", "given_answer", "language")
#: What would say of an anonymous answer what it is about: an asking next to it gives it away.
NAMING = ("agent", "team", "given_answer")


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
    def splits(self) -> tuple[str, ...]:
        """What its answers are told apart by."""
        if self.survey is None or not self.survey.anonymous:
            return SPLITS
        return tuple(by for by in SPLITS if by not in NAMING)

    @property
    def is_measured(self) -> bool:
        """Whether it is answered on a scale, and so has a figure."""
        return self.kind not in UNMEASURED

    @property
    def options(self) -> list[str]:
        """The answers to choose from, in the reader's language if they are there in it."""
        return labels(self.survey, get_language() or "") if self.survey else []

    @property
    def lowest(self) -> float:
        """The least that the figure can be."""
        return {"csat": 0.0, "nps": -100.0}.get(self.kind, float(self.low))

    @property
    def highest(self) -> float:
        """The most that the figure can be."""
        return {"csat": 100.0, "nps": 100.0}.get(self.kind, float(self.high))

    def score(self, given: Sequence[Given]) -> Score:
        """The figure of these answers; without a scale only how many they are."""
        if not self.is_measured:
            return Score(len(given))
        scores = [each.score for each in given if each.score is not None]
        return scoring.score(self.kind, scores, self.low, self.high)

    def responses(self) -> QuerySet[Response]:
        """Every answer and comment, whenever it was given."""
        return Response.objects.filter(workspace=self.workspace, kind=self.kind, survey=self.survey)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One asking or one answer, with what it was about; `at` is its moment.

    An asking and an answer in own words have no `score`; that of a choice is an option's place.
    `agent` is a person's number, empty where it is not known; `given_answer` what the knowledge
    answered last, as it was called then.
    """

    score: int | None
    answered: bool = True
    handled_by: str
    agent: str
    team: str
    version: str
    node: str
    given_answer: str
    language: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """How often one answer was chosen; `share` in percent, None for fewer than five answers."""

    label: str
    count: int
    share: float | None
    interval: Interval | None


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
    chosen: Sequence[Chosen] = ()


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
    """What was answered from `start` up to, not including, `end`."""
    rows = subject.responses().filter(at__gte=start, at__lt=end)
    if subject.kind != Kind.OPEN:
        rows = rows.filter(score__isnull=False)  # a comment by itself answers nothing
    return [_given(row) for row in _about(rows, "score")]


def askings(subject: Subject, start: datetime, end: datetime) -> list[Given]:
    """The times it was asked in the period, each with whether it was answered, then or later."""
    if subject.survey is None:
        return []
    rows = Asked.objects.filter(survey=subject.survey, at__gte=start, at__lt=end)
    return [_given({**row, "score": None}) for row in _about(rows, "answered")]


def _about(rows: QuerySet[Any], *more: str) -> Iterable[dict[str, Any]]:
    return rows.order_by("at").values(
        *more, "handled_by", "agent_id", "team__name", "flow_version__flow__name",
        "flow_version__number", "node", "given_answer", "language", "at",
    )  # fmt: skip


def _given(row: dict[str, Any]) -> Given:
    return Given(
        score=row["score"],
        answered=row.get("answered", True),
        handled_by=row["handled_by"],
        agent=str(row["agent_id"] or ""),
        team=row["team__name"] or "",
        version=f"{row['flow_version__flow__name']} · {row['flow_version__number']}",
        node=row["node"],
        given_answer=row["given_answer"],
        language=row["language"],
        at=row["at"],
    )


def line(subject: Subject, key: str, given: Sequence[Given], asked: Sequence[Given]) -> Line:
    """The figure and the response rate of these answers and askings."""
    answered = sum(each.answered for each in asked)
    enough = len(asked) >= scoring.FEWEST
    return Line(
        key=key,
        score=subject.score(given),
        asked=len(asked),
        answered=answered,
        rate=100 * answered / len(asked) if enough else None,
        rate_interval=scoring.share_interval(answered, len(asked)) if enough else None,
        chosen=_chosen(subject, given),
    )


def _chosen(subject: Subject, given: Sequence[Given]) -> list[Chosen]:
    """How often each answer was chosen, in the survey's order."""
    enough = len(given) >= scoring.FEWEST
    counts = Counter(each.score for each in given)
    return [
        Chosen(
            label=label,
            count=counts[place],
            share=100 * counts[place] / len(given) if enough else None,
            interval=scoring.share_interval(counts[place], len(given)) if enough else None,
        )
        for place, label in enumerate(subject.options, 1)
    ]


def split(subject: Subject, by: str, given: Sequence[Given], asked: Sequence[Given]) -> list[Line]:
    """A line for each value of `by`, those with most answers first.

    Agents are told apart in what they had; what the assistant had alone is no agent's.
    """
    if by == "agent":
        given = [each for each in given if each.handled_by == HandledBy.AGENT]
        asked = [each for each in asked if each.handled_by == HandledBy.AGENT]
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


def agents(workspace: Workspace) -> dict[str, str]:
    """The names of those whom answers are about, by number; those alike come with their login."""
    asked = Asked.objects.filter(workspace=workspace, agent__isnull=False).values("agent")
    answered = Response.objects.filter(workspace=workspace, agent__isnull=False).values("agent")
    people = list(User.objects.filter(Q(pk__in=asked) | Q(pk__in=answered)))
    names = Counter(person.shown_name for person in people)
    return {
        str(person.pk): person.shown_name
        if names[person.shown_name] == 1
        else f"{person.shown_name} ({person.get_username()})"
        for person in people
    }


def comments(subject: Subject, start: datetime, end: datetime, tag: str = "") -> QuerySet[Response]:
    """What visitors wrote in the period, newest first; with `tag`, only what has that tag."""
    rows = subject.responses().filter(at__gte=start, at__lt=end).exclude(comment="")
    if tag:
        rows = rows.filter(tags__name=tag)
    return rows.select_related("team").prefetch_related("tags")


def tags_of(workspace: Workspace) -> list[str]:
    """Every tag there is, by name."""
    return list(Tag.objects.filter(workspace=workspace).values_list("name", flat=True))
