"""What the page says of runs with language models: side by side, and what came out otherwise."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _

from flowbuilder.common.grouping import amount
from flowbuilder.knowledge import selectors
from flowbuilder.knowledge.checks import expectations, model_plans, model_runs
from flowbuilder.knowledge.checks.quality_report import SHOWN_CHANGES, ShownChange, shown_changes
from flowbuilder.knowledge.models import ModelOutcome, ModelPlan, ModelRun
from flowbuilder.llm.selectors import language_model

SHOWN_MODELS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRun:
    """The last run with one model: how many questions came out how, in the order of the columns."""

    run: ModelRun
    counts: tuple[str, ...]
    is_used_now: bool

    @property
    def cost(self) -> str:
        """As it is read; empty where a call had no price."""
        return "" if self.run.cost is None else amount(self.run.cost)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelReport:
    """All that the page shows of language models. `model` is empty where none is on.

    `most` are the calls of it that a run takes; with `asks_endpoint` the search makes others.
    """

    model: str
    unchecked: bool
    most: int
    asks_endpoint: bool
    plan: ModelPlan | None
    running: ModelRun | None
    is_stuck: bool
    last: ModelRun | None
    columns: tuple[str, ...]
    runs: tuple[ShownRun, ...]
    before: ModelRun | None
    changes: tuple[ShownChange, ...]


def report(workspace_id: int) -> ModelReport:
    """Put it together for a workspace."""
    model = language_model(workspace_id)
    kept = list(ModelRun.objects.filter(workspace_id=workspace_id))
    running = next((run for run in kept if run.state == ModelRun.State.RUNNING), None)
    ended = [run for run in kept if run is not running]
    each_last: dict[tuple[str, str], ModelRun] = {}
    for run in ended:
        if run.outcomes:
            each_last.setdefault((run.name, run.address), run)
    lasts = list(each_last.values())[:SHOWN_MODELS]
    used = (model_runs.name_of(model), model_runs.address_of(model)) if model else None
    before = lasts[1] if len(lasts) > 1 else None
    return ModelReport(
        model=model.name if model else "",
        unchecked=model_runs.is_unchecked(workspace_id),
        most=len(model_runs.to_ask(workspace_id)),
        asks_endpoint=selectors.asks_endpoint(workspace_id),
        plan=model_plans.planned(workspace_id),
        running=running,
        is_stuck=running is not None and model_runs.is_stuck(running),
        last=ended[0] if ended else None,
        columns=tuple(str(label) for label in ModelOutcome.labels),
        runs=tuple(
            ShownRun(run=run, counts=_counts(run), is_used_now=(run.name, run.address) == used)
            for run in lasts
        ),
        before=before,
        changes=_changes(before, lasts[0]) if before else (),
    )


def _counts(run: ModelRun) -> tuple[str, ...]:
    """Each outcome as “9 (90%)”: a share of the questions that were asked."""
    found = Counter(expectations.outcomes(run.outcomes).values())
    return tuple(
        _("%(count)d (%(share)d%%)") % {"count": count, "share": round(100 * count / run.done)}
        if (count := found[name])
        else "0"
        for name in ModelOutcome.values
    )


def _changes(before: ModelRun, after: ModelRun) -> tuple[ShownChange, ...]:
    was, now = (expectations.outcomes(run.outcomes) for run in (before, after))
    return shown_changes(after.workspace_id, was, now, ModelOutcome)[:SHOWN_CHANGES]
