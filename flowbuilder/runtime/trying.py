"""What an author lets happen in a trial, as it comes from the editor."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from flowbuilder.accounts.models import Workspace
from flowbuilder.common.clock import now
from flowbuilder.common.errors import InvalidInput
from flowbuilder.core.engine import new_session
from flowbuilder.core.events import (
    AgentJoined,
    AgentLeft,
    EffectSucceeded,
    Event,
    SessionStarted,
    VisitorAskedForPerson,
    VisitorChose,
    VisitorFilled,
    VisitorSaid,
    VisitorUploaded,
)
from flowbuilder.core.messages import SKIP
from flowbuilder.core.passing import is_passed
from flowbuilder.core.plan import Plan, starting_at
from flowbuilder.core.pretended_files import pretended
from flowbuilder.core.session import Status
from flowbuilder.core.talks import assignment, moment
from flowbuilder.runtime.pretending import Pretence
from flowbuilder.runtime.simulate import Trial, answered, take, time_passes, trial_from

MAX_STEPS_AGAIN = 200
MAX_SEEDS = 200
LONGEST_WAIT = 366 * 86_400
MAX_FILES, MAX_NAME = 5, 120
MAX_FIELDS, MAX_ENTERED = 20, 4000
_VARIABLE = re.compile(r"[a-z][a-z0-9_]{0,39}")


def tried(
    plan: Plan,
    kept: Mapping[str, Any] | None,
    event: Mapping[str, Any],
    pretence: Pretence,
    workspace: Workspace,
) -> Trial:
    """The trial after `event`; a new one when there is none yet or it starts.

    Raises:
        InvalidInput: There is no such event, or `kept` is not what we gave.
    """
    starts = kept is None or event.get("kind") == "start"
    if starts or kept is None:
        return _started(plan, event if event.get("kind") == "start" else {}, pretence, workspace)
    trial = trial_from(kept, pretence)
    _let_happen(trial, plan, event, workspace)
    return trial


def tried_again(
    plan: Plan, steps: Sequence[Mapping[str, Any]], pretence: Pretence, workspace: Workspace
) -> list[Trial]:
    """The same events with another draft: the trial after each, as far as they can happen.

    Where the world is asked what it was not asked before, the trial stops and the author answers.
    """
    trials = list[Trial]()
    kept: Mapping[str, Any] | None = None
    for step in steps:
        event, outcomes = step.get("event"), step.get("outcomes")
        if not isinstance(event, Mapping) or not isinstance(outcomes, list):
            raise InvalidInput(_("This trial cannot be repeated. Start again."))
        repeated = [each for each in outcomes if isinstance(each, Mapping)]
        if kept is None:
            trial = _started(plan, event, pretence, workspace, repeated)
        else:
            trial = trial_from(kept, pretence)
            trial.repeated = repeated
            is_answer = event.get("kind") == "answer"
            is_over = trial.session.status is Status.ENDED
            if is_over or (trial.pending and not is_answer):
                break
            if trial.pending or not is_answer:
                _let_happen(trial, plan, {**event, "effect_id": ""}, workspace)
        trials.append(trial)
        kept = trial.to_json()
    return trials


def _started(
    plan: Plan,
    given: Mapping[str, Any],
    pretence: Pretence,
    workspace: Workspace,
    repeated: list[Mapping[str, Any]] | None = None,
) -> Trial:
    seeds = given.get("variables")
    seeds = dict(list(seeds.items())[:MAX_SEEDS]) if isinstance(seeds, Mapping) else {}
    for name in seeds:
        _checked(name)
    chance = str(given.get("chance") or "")
    if len(chance) > 16 or (chance and not chance.isalnum()):
        raise _unknown()
    node = str(given.get("node") or "")
    language = plan.language_for(str(given.get("language") or ""))
    trial = Trial(
        session=new_session(chance or "s", "web", language, plan, seeds, zone=workspace.timezone),
        pretence=pretence,
        repeated=repeated,
    )
    if given.get("clock"):
        _set_clock(trial, given["clock"])
    if language != plan.locale:
        trial.happened.append(f"language: {language}")
    if node:
        trial.happened.append(f"start: {node}")
    trial.happened += [f"given: {assignment(name, value)}" for name, value in seeds.items()]
    if chance:
        trial.happened.append(f"chance: {chance}")
    try:
        begins = starting_at(plan, node or None)
    except LookupError:
        raise InvalidInput(
            _("The step to begin at is no longer there. Start from the beginning."),
            code="no_such_step",
        ) from None
    take(trial, begins, SessionStarted(at=trial.at, buttons_last=True), workspace, "")
    trial.happened = [line for line in trial.happened if line]
    return trial


def _let_happen(trial: Trial, plan: Plan, data: Mapping[str, Any], workspace: Workspace) -> None:
    match data.get("kind"):
        case "time":
            seconds = data.get("seconds")
            if not isinstance(seconds, int) or not 0 <= seconds <= LONGEST_WAIT:
                raise _unknown()
            time_passes(trial, plan, seconds, workspace)
        case "clock":
            _set_clock(trial, data.get("to"))
        case "set":
            name, value = _checked(str(data.get("name") or "")), data.get("value")
            trial.session = trial.session.but(variables={**trial.session.variables, name: value})
            trial.happened.append(f"set: {assignment(name, value)}")
        case "answer":
            answered(trial, plan, str(data.get("how") or ""), data, workspace)
        case _:
            event, line = _event_from(data, trial)
            take(trial, plan, event, workspace, line)


def _set_clock(trial: Trial, to: object) -> None:
    try:
        at = moment(str(to))
        trial.ahead = (at - now()).total_seconds()
        now() + timedelta(seconds=trial.ahead + 2 * LONGEST_WAIT)
    except (ValueError, OverflowError):
        raise InvalidInput(_("This is no time that a clock can show.")) from None
    trial.happened.append(f"clock: {at.isoformat(timespec='seconds')}")


def _event_from(data: Mapping[str, Any], trial: Trial) -> tuple[Event, str]:
    """The event that the author let happen, and the line of a talk that tells it."""
    at = trial.at
    text = str(data.get("text") or data.get("value") or "")
    match data.get("kind"):
        case "say":
            return VisitorSaid(at=at, text=text), f"visitor: {_one_line(text)}".strip()
        case "choose":
            label, offer = str(data.get("label") or text), str(data.get("effect_id") or "")
            returns = is_passed(trial.session.passed, offer)
            chosen = VisitorChose(at=at, value=text, label=label, effect_id=offer, returns=returns)
            return chosen, f"chooses: {_one_line(text if text == SKIP else label)}"
        case "fill":
            values, offer = _entered(data.get("values")), str(data.get("effect_id") or "")
            filled = VisitorFilled(
                at=at,
                values=values,
                label=str(data.get("label") or ""),
                effect_id=offer,
                returns=is_passed(trial.session.passed, offer),
            )
            return filled, f"fills: {json.dumps(values, ensure_ascii=False)}"
        case "upload":
            names = _names(data.get("names"))
            files = VisitorUploaded(at=at, text=text, files=pretended(names))
            return files, f"sends: {', '.join(names)}"
        case "human":
            return VisitorAskedForPerson(at=at), "person:"
        case "nobody":
            nobody = {"outcome": "nobody"}
            return EffectSucceeded(at=at, effect_id=trial.asked, result=nobody), "agent: nobody"
        case "agent" if data.get("action") == "close":
            return AgentLeft(at=at, outcome="closed"), "agent: closes"
        case "agent" if data.get("action") == "hand_back":
            target = str(data.get("target") or "") or None
            line = f"agent: hands back to {target}" if target else "agent: hands back"
            return AgentLeft(at=at, outcome="handed_back", target=target), line
        case "agent":
            name = _one_line(str(data.get("name") or _("Anna")))
            return AgentJoined(at=at, agent=name), f"agent: joins {name}"
    raise _unknown()


def _entered(given: object) -> dict[str, str]:
    """What was entered into a form."""
    if not isinstance(given, dict) or len(given) > MAX_FIELDS:
        raise _unknown()
    return {_checked(str(name)): str(value)[:MAX_ENTERED] for name, value in given.items()}


def _names(given: object) -> list[str]:
    """The names of files that are pretended to be sent."""
    listed = given if isinstance(given, list) else []
    names = [_one_line(each.replace(",", " ")) for each in listed if isinstance(each, str)]
    names = [name[:MAX_NAME] for name in names if name][:MAX_FILES]
    if not names:
        raise _unknown()
    return names


def _checked(name: str) -> str:
    if not _VARIABLE.fullmatch(name):
        raise InvalidInput(_("There is no variable of that name."), code="no_such_variable")
    return name


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _unknown() -> InvalidInput:
    return InvalidInput(_("There is no such event in a trial."), code="unknown_event")
