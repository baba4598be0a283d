"""Putting the expected questions to the language model, one after another in the background.

Theory. It costs money, so it is begun by hand or after a change of the model (`model_plans`), asks
each question once, and no database lock is held while the model is asked. A question and its
outcome are written together: what a worker that dies leaves is gone on with, and at most the
question in hand is asked again. Each is asked as the step “AI answer” asks, without asking back: a
visitor would then get no answer, so it counts as held back.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from flowbuilder.accounts.models import Workspace
from flowbuilder.accounts.services import audit
from flowbuilder.common.clock import now
from flowbuilder.flows import later_port
from flowbuilder.knowledge.checks import expectations
from flowbuilder.knowledge.checks.quality import Expected
from flowbuilder.knowledge.errors import ModelRunNotPossible
from flowbuilder.knowledge.learning import people_asking
from flowbuilder.knowledge.models import (
    Expectation,
    MeaningSettings,
    ModelOutcome,
    ModelPlan,
    ModelRun,
)
from flowbuilder.knowledge.reading import source_selectors
from flowbuilder.llm import errors, metering
from flowbuilder.llm.errors import ModelError
from flowbuilder.llm.models import ModelCall
from flowbuilder.llm.selectors import language_model

if TYPE_CHECKING:
    from flowbuilder.accounts.models import User
    from flowbuilder.llm.providers import LanguageModel

#: The name of the task that the runtime does; see `dispatch.TASKS`.
TASK = "AskExpected"
#: Questions of one run, and runs that are remembered of one workspace.
MOST, KEPT = 50, 30
#: A step asks nothing new after these seconds; the next step goes on.
STEP_S = 8.0
#: Without a sign of life for so long, its job has left it: another may be begun.
STUCK = timedelta(minutes=10)

State = ModelRun.State


def to_ask(workspace_id: int) -> list[int]:
    """The numbers of the questions that are asked: those with a note on why they matter first,
    then the newest. Those whose answer was deleted are left out."""
    rows = Expectation.objects.filter(workspace_id=workspace_id)
    usable = rows.filter(Q(no_answer=True) | Q(entry__isnull=False) | Q(source__isnull=False))
    found = usable.order_by("-created_at", "-id").values_list("id", "note")
    return [number for number, _note in sorted(found, key=lambda row: not row[1])][:MOST]


def begin(
    workspace: Workspace, *, by: User | None = None, changed_at: datetime | None = None
) -> ModelRun:
    """Have the model asked in the background; `changed_at` tells that it is because of a change.

    What is planned is done by it.

    Raises:
        ModelRunNotPossible: There is no model, nothing to ask or no budget left, or one is under
            way.
    """
    model = language_model(workspace)
    if model is None:
        raise ModelRunNotPossible(_("No language model is switched on."))
    if metering.exhausted(workspace.pk):
        raise ModelRunNotPossible(_("The budget for the language model is used up."))
    wanted = to_ask(workspace.pk)
    if not wanted:
        raise ModelRunNotPossible(_("There are no expected answers to check with."))
    with transaction.atomic():
        Workspace.objects.select_for_update().get(pk=workspace.pk)
        for each in ModelRun.objects.filter(workspace=workspace, state=State.RUNNING):
            if not is_stuck(each):
                raise ModelRunNotPossible(_("The model is being asked already."))
            _end(each, State.STOPPED)
        begun = _new(workspace, model, wanted, by, changed_at)
        audit(workspace, by, "knowledge.model_asked", begun.name, questions=begun.total)
        _do_later(begun, 0)
    return begun


@transaction.atomic
def begin_after_change(workspace: Workspace, changed_at: datetime, *, by: User | None) -> None:
    """Begin because the model was changed; where the budget is used up, only keep that it was."""
    ModelPlan.objects.filter(workspace=workspace).delete()
    model, wanted = language_model(workspace), to_ask(workspace.pk)
    if model is None or not wanted:
        return
    if metering.exhausted(workspace.pk):
        _end(_new(workspace, model, wanted, by, changed_at), State.SPENT)
        return
    begin(workspace, by=by, changed_at=changed_at)


@transaction.atomic
def stop(given: ModelRun) -> bool:
    """Stop after the question in hand. Returns False when it was not under way."""
    found = _held(given.pk)
    if found is None:
        return False
    _end(found, State.STOPPED)
    return True


def is_stuck(given: ModelRun) -> bool:
    """Whether it was left by its job."""
    return given.state == State.RUNNING and given.progress_at < now() - STUCK


def is_unchecked(workspace_id: int) -> bool:
    """Whether answers are expected, but the model that answers now was never asked for all of them.

    A run that was stopped or broke off is no check, nor is one in which the model only failed.
    """
    model = language_model(workspace_id)
    if model is None or not Expectation.objects.filter(workspace_id=workspace_id).exists():
        return False
    whole = ModelRun.objects.filter(
        workspace_id=workspace_id, name=name_of(model), address=address_of(model), state=State.DONE
    )
    return not any(
        outcome != ModelOutcome.FAILED
        for outcomes in whole.values_list("outcomes", flat=True)
        for outcome, _code in outcomes.values()
    )


def unchecked_page(workspace_id: int) -> str:
    """Where the model can be asked, when it is still to be; else nothing."""
    if not is_unchecked(workspace_id):
        return ""
    return page()


def page() -> str:
    """Where the model is asked."""
    return f"{reverse('admin:knowledge_expectation_changelist')}#model-title"


def name_of(model: LanguageModel) -> str:
    """How a run calls a model."""
    return model.name[:120]


def address_of(model: LanguageModel) -> str:
    """Where a run says that the model is."""
    return model.base_url[:300]


def chosen(workspace_id: int) -> str:
    """Which models count, to be compared: the one that answers, and the one of meanings."""
    model = language_model(workspace_id)
    answers = (name_of(model), address_of(model)) if model else None
    return json.dumps([answers, *_meanings(workspace_id)])


def chosen_then(run: ModelRun) -> str:
    """Which models counted when a run began; of an old one, that of meanings is taken to be the
    same as now."""
    return run.chosen or json.dumps([(run.name, run.address), *_meanings(run.workspace_id)])


def take(key: str) -> None:
    """Do the task of `key`: a step of a run."""
    _name, number, step = key.split(":")
    until = time.monotonic() + STEP_S
    while time.monotonic() < until:
        found = ModelRun.objects.filter(pk=int(number), state=State.RUNNING).first()
        if found is None or not _ask_next(found):
            return
    found = ModelRun.objects.filter(pk=int(number), state=State.RUNNING).first()
    if found is not None:
        _do_later(found, int(step) + 1)


def judged(wanted: Expected, said: dict[str, Any], workspace_id: int) -> ModelOutcome:
    """What an answer is worth: it need only be told from the expected source, among others."""
    if not wanted.is_answerable:
        return ModelOutcome.FALSE if said["outcome"] == "answered" else ModelOutcome.REFUSED
    if said["outcome"] != "answered":
        return ModelOutcome.HELD
    told = any(_is_expected(wanted, source["id"], workspace_id) for source in said["sources"])
    return ModelOutcome.RIGHT if told else ModelOutcome.OTHER


def _meanings(workspace_id: int) -> tuple[str, tuple[str, str] | None]:
    """How meaning is searched, and at which endpoint."""
    how = MeaningSettings.How
    own = MeaningSettings.objects.filter(workspace_id=workspace_id).first()
    if own is not None and own.how == how.ENDPOINT:
        return own.how, (own.base_url, own.model)
    is_off = settings.FLOWBUILDER_EMBEDDINGS == "off" or (own is not None and own.how == how.OFF)
    return (how.OFF if is_off else how.LOCAL), None


def _new(
    workspace: Workspace,
    model: LanguageModel,
    wanted: list[int],
    by: User | None,
    changed_at: datetime | None,
) -> ModelRun:
    """A run that begins now, in place of what was planned and of the oldest that are kept."""
    moment = now()
    ModelPlan.objects.filter(workspace=workspace).delete()
    begun = ModelRun.objects.create(
        workspace=workspace, name=name_of(model), address=address_of(model), wanted=wanted,
        chosen=chosen(workspace.pk), by=by, changed_at=changed_at, begun_at=moment,
        progress_at=moment,
    )  # fmt: skip
    old = ModelRun.objects.filter(workspace=workspace).values_list("pk", flat=True)[KEPT:]
    ModelRun.objects.filter(pk__in=list(old)).delete()
    return begun


def _ask_next(found: ModelRun) -> bool:
    """Ask the next question and keep what came of it; False when the run has ended."""
    left = [number for number in found.wanted if str(number) not in found.outcomes]
    row = None
    while left and row is None:  # one may have been deleted meanwhile
        row = _expectation(found, left.pop(0))
    model = language_model(found.workspace_id)
    if row is None:
        return _ended(found, State.DONE)
    if model is None or not _is_same(found, model):
        return _ended(found, State.CHANGED)
    outcome, code, calls = _asked(row)
    if code == errors.BUDGET:
        return _ended(found, State.SPENT, calls)
    if code == errors.RESTING:
        return _ended(found, State.RESTING, calls)
    return _kept(found, row.pk, [outcome, code], calls)


def _asked(row: Expectation) -> tuple[str, str, Sequence[ModelCall]]:
    """What came of one question: its outcome, the code of a failure, and the calls it took."""
    wanted = expectations.expected(row)
    flow_id = expectations.flow_of(row)
    with metering.listed() as calls:
        try:
            said = people_asking.examine(row.workspace_id, row.question, row.language, flow_id)
        except ModelError as problem:
            return ModelOutcome.FAILED, problem.error_code, calls
    return judged(wanted, said, row.workspace_id), "", calls


def _is_expected(wanted: Expected, public_id: str, workspace_id: int) -> bool:
    if wanted.place is None:
        return bool(wanted.entry) and public_id == wanted.entry
    passage = source_selectors.passage(workspace_id, public_id)
    return passage is not None and wanted.place.holds(source_selectors.place_of(passage))


def _is_same(found: ModelRun, model: LanguageModel) -> bool:
    return (found.name, found.address) == (name_of(model), address_of(model))


def _expectation(found: ModelRun, number: int) -> Expectation | None:
    rows = Expectation.objects.filter(workspace_id=found.workspace_id)
    return expectations.with_answers(rows).filter(pk=number).first()


@transaction.atomic
def _kept(found: ModelRun, number: int, outcome: list[str], calls: Sequence[ModelCall]) -> bool:
    """Keep what came of a question, of a run that was stopped meanwhile too; it was paid for."""
    kept = ModelRun.objects.select_for_update(of=("self",)).filter(pk=found.pk).first()
    if kept is None:
        return False
    kept.outcomes = {**kept.outcomes, str(number): outcome}
    _count(kept, calls)
    kept.progress_at = now()
    kept.save(update_fields=["outcomes", "tokens", "cost", "progress_at"])
    return kept.state == State.RUNNING


@transaction.atomic
def _ended(found: ModelRun, state: str, calls: Sequence[ModelCall] = ()) -> bool:
    kept = _held(found.pk)
    if kept is not None:
        _count(kept, calls)
        _end(kept, state)
    return False


def _end(found: ModelRun, state: str) -> None:
    found.state, found.progress_at = state, now()
    found.save(update_fields=["state", "progress_at", "tokens", "cost"])


def _count(kept: ModelRun, calls: Sequence[ModelCall]) -> None:
    """Add up what was spent. A cost is told only while every call has one."""
    if not calls:
        return
    is_priced = kept.cost is not None or not kept.tokens
    kept.tokens += sum(call.tokens_in + call.tokens_out for call in calls)
    costs = [call.cost for call in calls if call.cost is not None]
    whole = is_priced and len(costs) == len(calls)
    kept.cost = sum(costs, kept.cost or Decimal(0)) if whole else None


def _held(number: int) -> ModelRun | None:
    """The run while it is under way, locked until the transaction ends."""
    rows = ModelRun.objects.select_for_update(of=("self",))
    return rows.filter(pk=number, state=State.RUNNING).first()


def _do_later(found: ModelRun, step: int) -> None:
    later_port.do_at(
        TASK, key=f"model-run:{found.pk}:{step}", workspace_id=found.workspace_id, at=now(),
        about=found.name,
    )  # fmt: skip
