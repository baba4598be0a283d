"""What the page says above the expected answers: figures in words, the checks, what changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from flowbuilder.conversations.models import Conversation
from flowbuilder.knowledge import selectors
from flowbuilder.knowledge.checks import expectations, groundedness, quality
from flowbuilder.knowledge.checks.groundedness import Groundedness
from flowbuilder.knowledge.checks.quality_chart import Chart, bars_of, days_of
from flowbuilder.knowledge.models import (
    Expectation,
    LearntThresholds,
    ModelOutcome,
    Outcome,
    QualityRun,
)
from flowbuilder.knowledge.reading import chunking

SHOWN_RUNS = 30
SHOWN_CHANGES = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure in words. `tone` is `good`, `bad` or empty."""

    key: str
    title: str
    value: str
    definition: str
    tone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownChange:
    """An expectation that came out otherwise than in the check before."""

    expectation: Expectation
    was: str
    now: str
    worse: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All that the page shows above its list."""

    last: QualityRun | None
    figures: tuple[Figure, ...]
    chart: Chart | None
    runs: tuple[QualityRun, ...]
    changes: tuple[ShownChange, ...]
    more_changes: int
    out_of_date: bool
    found_from: float
    suggest_from: float
    learnt: LearntThresholds | None
    grounded: Groundedness
    grounded_chart: Chart | None
    held_back: Sequence[Conversation]

    @property
    def learnt_from(self) -> int:
        """How many questions taught the thresholds that count."""
        return self.learnt.answerable + self.learnt.unanswerable if self.learnt else 0


def report(workspace_id: int, *, may_read: bool = False) -> Report:
    """Put the page together for a workspace; `may_read`: the person may read conversations."""
    grounded = groundedness.lately(workspace_id)
    stored = QualityRun.objects.filter(workspace_id=workspace_id)
    runs = list(stored.defer("outcomes")[:SHOWN_RUNS])[::-1]
    changes = _changes(workspace_id)
    limits = selectors.index_of(workspace_id).mixture.limits
    learnt = selectors.learnt_thresholds(workspace_id)
    return Report(
        last=runs[-1] if runs else None,
        figures=_figures(runs[-1]) if runs else (),
        chart=bars_of(runs) if len(runs) > 1 else None,
        runs=tuple(reversed(runs)),
        changes=changes[:SHOWN_CHANGES],
        more_changes=max(0, len(changes) - SHOWN_CHANGES),
        out_of_date=expectations.is_out_of_date(workspace_id),
        found_from=limits.found * 100,
        suggest_from=limits.suggest * 100,
        learnt=learnt if learnt and learnt.limits == limits else None,
        grounded=grounded,
        grounded_chart=days_of(grounded) if grounded.days else None,
        held_back=groundedness.held_back(workspace_id) if may_read else (),
    )


def expected_words(expectation: Expectation) -> str:
    """The expected answer as people read it."""
    if expectation.entry:
        return expectation.entry.question
    if expectation.source:
        at = [expectation.source.name, expectation.page, expectation.heading]
        return chunking.BETWEEN.join(filter(None, at))
    return _("No answer") if expectation.no_answer else _("The answer was deleted")


def cells_of(expectation: Expectation) -> tuple[str, ...]:
    """An expectation as a row of the file; see `expected_files.COLUMNS`."""
    entry, source = expectation.entry, expectation.source
    return (
        expectation.question, entry.public_id if entry else "", expectation.language,
        expectation.note, source.name if source else "", expectation.page, expectation.heading,
    )  # fmt: skip


def _changes(workspace_id: int) -> tuple[ShownChange, ...]:
    """Between the last check and the one before it, the broken first."""
    last_two = list(QualityRun.objects.filter(workspace_id=workspace_id)[:2])
    if len(last_two) < 2:
        return ()
    now, before = (expectations.outcomes(run.outcomes) for run in last_two)
    return shown_changes(workspace_id, before, now, Outcome)


def shown_changes(
    workspace_id: int,
    before: Mapping[int, str],
    now: Mapping[int, str],
    outcomes: type[Outcome] | type[ModelOutcome],
) -> tuple[ShownChange, ...]:
    """What came out otherwise, in the words of `outcomes`, the broken first."""
    found = quality.changes(before, now)
    rows = (
        Expectation.objects.filter(workspace_id=workspace_id)
        .select_related("entry", "source")
        .in_bulk([change.id for change in found])
    )
    return tuple(
        ShownChange(
            expectation=rows[change.id],
            was=str(outcomes(change.was).label),
            now=str(outcomes(change.now).label),
            worse=change.worse,
        )
        for change in found
        if change.id in rows
    )


def _figures(run: QualityRun) -> tuple[Figure, ...]:
    def of(count: int, all_: int) -> str:
        return _("%(count)d of %(all)d") % {"count": count, "all": all_} if all_ else "—"

    def bad(count: int) -> Any:
        return "bad" if count else ""

    asked, none = run.answerable, run.unanswerable
    return (
        Figure(
            key="hit_1",
            title=_("Right answer in first place"),
            value=of(run.hit_1, asked),
            definition=_("The search puts the expected answer above all others."),
        ),
        Figure(
            key="hit_3",
            title=_("Right answer among the first three"),
            value=of(run.hit_3, asked),
            definition=_(
                "It is one of the first three. Whether the visitor sees it depends on its score."
            ),
        ),
        Figure(
            key="wrong",
            title=_("Wrong answers"),
            value=of(run.wrong, asked),
            definition=_("The visitor would be given another answer than the expected one."),
            tone=bad(run.wrong),
        ),
        Figure(
            key="missed",
            title=_("Not found"),
            value=of(run.missed, asked),
            definition=_("There is an answer, but the visitor would not see it."),
            tone=bad(run.missed),
        ),
        Figure(
            key="false_answers",
            title=_("Answers where there should be none"),
            value=of(run.false_answers, none),
            definition=_("The question should get no answer, but would get one."),
            tone=bad(run.false_answers),
        ),
        Figure(
            key="refused",
            title=_("Rightly without an answer"),
            value=of(run.refused, none),
            definition=_("The question should get no answer, and gets none."),
        ),
    )
