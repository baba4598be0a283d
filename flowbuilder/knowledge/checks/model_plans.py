"""Asking the model by itself after it was changed: once, some time after the last change.

Theory. A change of the language model, or of the model that places texts, is seen where the
settings are saved: what is chosen is compared before and after. A change of the environment is seen
by each process that does jobs, once after it started (`look_everywhere`): what counts is compared
with what counted for the last run; who never had the model asked is left alone. The plan remembers
what there was before its first change, so a change that is taken back costs nothing. Each change
that is saved puts the run off; only the task of the newest one finds its moment in the plan. It
waits for texts that are being placed and for a run that is under way, and then begins as the button
does: within the budget, or it keeps a run that says why it asked nothing.

Whoever writes a plan holds the workspace, as who begins a run does. While processes are restarted
one by one, some still have the environment of before: they leave a plan to the others.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from flowbuilder.accounts.models import Workspace
from flowbuilder.common.clock import now
from flowbuilder.flows import later_port
from flowbuilder.knowledge import selectors
from flowbuilder.knowledge.checks import model_runs
from flowbuilder.knowledge.models import ModelPlan, ModelRun
from flowbuilder.llm.selectors import language_model

if TYPE_CHECKING:
    from flowbuilder.accounts.models import User

#: The name of the task that the runtime does; see `dispatch.TASKS`.
TASK = "AskAfterChange"
#: A minute in which somebody who is trying settings may change them again.
PAUSE = timedelta(minutes=1)
#: So long texts that are being placed are waited for, as an endpoint may be out of order for days;
#: and a process that knows the change.
LONGEST = timedelta(hours=1)

logger = logging.getLogger(__name__)


@contextmanager
def changing(workspace_id: int, by: User | None = None) -> Iterator[None]:
    """Have the expected questions asked soon, if other models are chosen after the block.

    Part of the caller's transaction.
    """
    before = model_runs.chosen(workspace_id)
    yield
    after = model_runs.chosen(workspace_id)
    if before != after:
        _plan(workspace_id, before, after, by)


def look_everywhere(is_stopping: Callable[[], bool] = lambda: False) -> None:
    """Plan what a change of the installation's own models makes due; for after a start.

    Safe to repeat, and to do in several processes at once.
    """
    asked = ModelRun.objects.order_by("workspace").values_list("workspace", flat=True).distinct()
    for workspace_id in list(asked):
        if is_stopping():
            return
        try:
            _look(workspace_id)
        except Exception:
            logger.exception("A change of model may be missed in workspace %s.", workspace_id)


def questions(workspace_id: int) -> int:
    """How many questions a change would have the model asked."""
    return len(model_runs.to_ask(workspace_id))


def planned(workspace_id: int) -> ModelPlan | None:
    """What is to be asked soon, while it can be."""
    plan = ModelPlan.objects.filter(workspace_id=workspace_id).first()
    if plan is None or language_model(workspace_id) is None:
        return None
    is_changed = plan.was != model_runs.chosen(workspace_id)
    return plan if is_changed and questions(workspace_id) else None


def planned_page(workspace_id: int) -> str:
    """Where it is told that the model will be asked, when it will; else nothing."""
    return model_runs.page() if planned(workspace_id) else ""


def take(key: str) -> None:
    """Do the task of `key`: begin, unless something was changed again since."""
    _name, number, _moment = key.split(":")
    workspace_id = int(number)
    selectors.index_now(workspace_id)  # may take seconds, so before anything is locked
    with transaction.atomic():
        workspace = Workspace.objects.select_for_update().get(pk=workspace_id)
        plan = ModelPlan.objects.filter(workspace=workspace).first()
        if plan is None or key != _key(plan):
            return
        is_known = plan.was != model_runs.chosen(workspace_id)
        is_old = plan.changed_at < now() - LONGEST
        if language_model(workspace) is None or (is_old and not is_known):
            plan.delete()
        elif not is_known or _has_to_wait(plan):
            _put_off(plan, now())
        else:
            model_runs.begin_after_change(workspace, plan.changed_at, by=plan.by)


def _look(workspace_id: int) -> None:
    """Plan it if other models count now than for the last run; what is planned stays as it is."""
    last = ModelRun.objects.filter(workspace_id=workspace_id).first()
    if last is None or language_model(workspace_id) is None:
        return
    was, chosen = model_runs.chosen_then(last), model_runs.chosen(workspace_id)
    if was == chosen or not questions(workspace_id):
        return
    with transaction.atomic():
        Workspace.objects.select_for_update().get(pk=workspace_id)
        newest = ModelRun.objects.filter(workspace_id=workspace_id).first()
        if newest == last and not ModelPlan.objects.filter(workspace_id=workspace_id).exists():
            moment = now()
            _put_off(ModelPlan(workspace_id=workspace_id, was=was, changed_at=moment), moment)


@transaction.atomic
def _plan(workspace_id: int, before: str, after: str, by: User | None) -> None:
    """Plan it, or put off what is planned; a change that is taken back is none."""
    if not questions(workspace_id):
        return
    Workspace.objects.select_for_update().get(pk=workspace_id)
    moment = now()
    plan = ModelPlan.objects.filter(workspace_id=workspace_id).first()
    if plan is None:
        plan = ModelPlan(workspace_id=workspace_id, was=before)
    if plan.was == after:
        plan.delete()
        return
    plan.changed_at, plan.by = moment, by
    _put_off(plan, moment)


def _put_off(plan: ModelPlan, moment: datetime) -> None:
    plan.due_at = moment + PAUSE
    plan.save()
    later_port.do_at(TASK, key=_key(plan), workspace_id=plan.workspace_id, at=plan.due_at, about="")


def _has_to_wait(plan: ModelPlan) -> bool:
    running = ModelRun.objects.filter(workspace=plan.workspace_id, state=ModelRun.State.RUNNING)
    if any(not model_runs.is_stuck(run) for run in running):
        return True
    if plan.changed_at < now() - LONGEST:
        return False
    return selectors.is_placing(plan.workspace_id)


def _key(plan: ModelPlan) -> str:
    return f"model-plan:{plan.workspace_id}:{int(plan.due_at.timestamp() * 1_000_000)}"
