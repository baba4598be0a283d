"""Asking the model by itself after it was changed: once, some time after the last change.

Theory. A change of the language model, or of the model that places texts, is seen where the
settings are saved: what is chosen is compared before and after. The plan remembers what there was
before its first change, so a change that is taken back costs nothing. Each change puts the run
off; only the task of the newest one finds its moment in the plan. It waits for texts that are
being placed and for a run that is under way, and then begins as the button does: within the
budget, or it keeps a run that says why it asked nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from flowbuilder.accounts.models import Workspace
from flowbuilder.common.clock import now
from flowbuilder.flows import later_port
from flowbuilder.knowledge import model_runs, selectors
from flowbuilder.knowledge.models import MeaningSettings, ModelPlan, ModelRun
from flowbuilder.llm.selectors import language_model

if TYPE_CHECKING:
    from flowbuilder.accounts.models import User

#: The name of the task that the runtime does; see `dispatch.TASKS`.
TASK = "AskAfterChange"
#: A minute in which somebody who is trying settings may change them again.
PAUSE = timedelta(minutes=1)
#: So long texts that are being placed are waited for; an endpoint may be out of order for days.
LONGEST = timedelta(hours=1)

How = MeaningSettings.How


@contextmanager
def changing(workspace_id: int, by: User | None = None) -> Iterator[None]:
    """Have the expected questions asked soon, if other models are chosen after the block.

    Part of the caller's transaction.
    """
    before = _chosen(workspace_id)
    yield
    after = _chosen(workspace_id)
    if before != after:
        _plan(workspace_id, before, after, by)


def questions(workspace_id: int) -> int:
    """How many questions a change would have the model asked."""
    return len(model_runs.to_ask(workspace_id))


def planned(workspace_id: int) -> ModelPlan | None:
    """What is to be asked soon, while it can be."""
    plan = ModelPlan.objects.filter(workspace_id=workspace_id).first()
    is_possible = plan is not None and language_model(workspace_id) is not None
    return plan if is_possible and questions(workspace_id) else None


def planned_page(workspace_id: int) -> str:
    """Where it is told that the model will be asked, when it will; else nothing."""
    return model_runs.page() if planned(workspace_id) else ""


def take(key: str) -> None:
    """Do the task of `key`: begin, unless something was changed again since."""
    _name, number, _moment = key.split(":")
    workspace_id = int(number)
    selectors.index_now(workspace_id)  # may take seconds, so before anything is locked
    with transaction.atomic():
        plan = ModelPlan.objects.select_for_update().filter(workspace_id=workspace_id).first()
        if plan is None or key != _key(plan):
            return
        if language_model(workspace_id) is None or plan.was == _chosen(workspace_id):
            plan.delete()
        elif _has_to_wait(plan):
            _put_off(plan, now())
        else:
            workspace = Workspace.objects.get(pk=workspace_id)
            model_runs.begin_after_change(workspace, plan.changed_at, by=plan.by)


@transaction.atomic
def _plan(workspace_id: int, before: str, after: str, by: User | None) -> None:
    """Plan it, or put off what is planned; a change that is taken back is none."""
    if not questions(workspace_id):
        return
    moment = now()
    plan = ModelPlan.objects.select_for_update().filter(workspace_id=workspace_id).first()
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


def _chosen(workspace_id: int) -> str:
    """Which models are chosen, to be compared: the one that answers, and the one of meanings."""
    model = language_model(workspace_id)
    answers = (model_runs.name_of(model), model_runs.address_of(model)) if model else None
    own = MeaningSettings.objects.filter(workspace_id=workspace_id).first()
    how = own.how if own else How.LOCAL
    place = (own.base_url, own.model) if own and how == How.ENDPOINT else None
    return json.dumps([answers, how, place])
