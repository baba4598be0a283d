"""A dry run of a draft: the same engine, with effects shown instead of done.

Nothing is stored. The session travels with the author's browser and comes back with the next
event. What only reads is really done unless the author pretends otherwise (search, a model's
answer, HTTP through the guarded door); what would change something elsewhere is asked about
first; what would reach a person (handoff, e-mail, tickets, timers) is said and waits.

Each event brings back the lines of a talk (`core/talks.py`) that tell it, and what the world
answered: so a run can be saved, and repeated with another draft.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from flowbuilder.accounts.models import Workspace
from flowbuilder.common.clock import now
from flowbuilder.common.errors import AppError, InvalidInput
from flowbuilder.common.ids import uuid7
from flowbuilder.conversations.errors import EffectProblem
from flowbuilder.core import effects as core
from flowbuilder.core.effects import Effect, effect_from_json, effect_to_json
from flowbuilder.core.engine import advance
from flowbuilder.core.errors import CoreError, UnexpectedEvent
from flowbuilder.core.events import (
    AgentJoined,
    AgentLeft,
    EffectFailed,
    EffectSucceeded,
    Event,
    TimerFired,
)
from flowbuilder.core.plan import Plan
from flowbuilder.core.session import Session
from flowbuilder.core.trace import TraceStep, node_behind
from flowbuilder.runtime import dispatch, pretending, wording
from flowbuilder.runtime.context import DeferredContext
from flowbuilder.runtime.pretending import Outcome, Pretence

MAX_EVENTS = 20


@dataclass(slots=True, kw_only=True)
class Trial:
    """A talk with a draft so far, and what the last event brought.

    Attributes:
        ahead: By how many seconds the trial's clock is ahead of ours.
        timers: Those that run, by id, in seconds left; the author lets them fire.
        asked: The id of the handoff that is waited for, or empty.
        pending: Effects that the author answers, oldest first.
        repeated: What the world answered the first time, when the trial is repeated.
        happened: The last event as lines of a talk.
        outcomes: What the world answered this time.
    """

    session: Session
    ahead: float = 0.0
    timers: dict[str, int] = field(default_factory=dict)
    asked: str = ""
    pending: list[Effect] = field(default_factory=list)
    pretence: Pretence = field(default_factory=Pretence)
    repeated: list[Mapping[str, Any]] | None = None
    messages: list[dict[str, Any]] = field(default_factory=list)
    trace: list[dict[str, Any]] = field(default_factory=list)
    happened: list[str] = field(default_factory=list)
    outcomes: list[dict[str, Any]] = field(default_factory=list)

    @property
    def at(self) -> datetime:
        """The time in the trial."""
        return now() + timedelta(seconds=self.ahead)

    @property
    def stands(self) -> str:
        """The node of the main flow where it stands; empty after the end."""
        return self.session.frames[0].node if self.session.frames else ""

    def to_json(self) -> dict[str, Any]:
        """What the browser keeps until the next event."""
        return {
            "engine": self.session.to_json(),
            "ahead": self.ahead,
            "timers": self.timers,
            "asked": self.asked,
            "pending": [effect_to_json(effect) for effect in self.pending],
        }


def trial_from(data: Mapping[str, Any], pretence: Pretence) -> Trial:
    """The trial that the browser sent back.

    Raises:
        InvalidInput: It is not what we gave it.
    """
    try:
        pending = [effect_from_json(each) for each in data["pending"]]
        if not all(type(effect) in pretending.CONTROLS for effect in pending):
            raise TypeError("Such an effect is never asked about.")
        return Trial(
            session=Session.from_json(data["engine"]),
            ahead=float(data["ahead"]),
            timers={str(key): int(seconds) for key, seconds in dict(data["timers"]).items()},
            asked=str(data["asked"]),
            pending=pending,
            pretence=pretence,
        )
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        raise InvalidInput(_("This trial cannot be resumed. Start again.")) from None


def take(trial: Trial, plan: Plan, event: Event, workspace: Workspace, line: str) -> None:
    """Take one event, which is told by `line`, and all that comes back at once."""
    place = len(trial.happened)
    waiting = deque[tuple[Event, Effect | None]]([(event, None)])
    for count in range(1, MAX_EVENTS + 2):
        if not waiting:
            return
        if count > MAX_EVENTS:
            trial.trace.append(_line("", _("Too much happened at once, so the trial stopped.")))
            return
        event, effect = waiting.popleft()
        if isinstance(event, TimerFired):
            trial.timers.pop(event.effect_id, None)
        if isinstance(event, AgentJoined | AgentLeft | EffectSucceeded | EffectFailed):
            trial.asked = "" if not isinstance(event, EffectSucceeded) else trial.asked
        before, steps, awaited = trial.stands, list[TraceStep](), trial.session.awaiting
        try:
            trial.session, effects = advance(plan, trial.session, event, watch=steps.append)
        except UnexpectedEvent:
            trial.trace.append(_line("", _("Nothing here is waiting for that.")))
            continue
        except CoreError as problem:
            trial.trace.append(_line("", str(problem)))
            return
        finally:
            trial.trace += [_told(plan, step) for step in steps]
        if effect is None:
            trial.happened.insert(place, line)
        elif isinstance(event, Outcome):
            trial.outcomes.append(pretending.recorded_outcome(effect, event))
            if event.effect_id in awaited:
                trial.happened.append(pretending.line_of(event))
        for issued in effects:
            answer = _show(trial, issued, node_behind(issued.id, steps, before), workspace)
            if answer is not None:
                waiting.append((answer, issued))
        trial.pending = [each for each in trial.pending if each.id in trial.session.awaiting]


def answered(
    trial: Trial, plan: Plan, chosen: str, given: Mapping[str, Any], workspace: Workspace
) -> None:
    """Give the oldest effect that is asked about the answer that the author chose.

    Raises:
        InvalidInput: Nothing is asked about, or there is no such answer.
    """
    if not trial.pending:
        raise InvalidInput(_("No step waits for an answer."), code="nothing_asked")
    effect = trial.pending[0]
    outcome = _again(trial, effect) or (
        _really(trial, effect, workspace)
        if chosen == pretending.REAL
        else pretending.made_up(effect, chosen, given, trial.at)
    )
    trial.pending = trial.pending[1:]
    trial.outcomes.append(pretending.recorded_outcome(effect, outcome))
    take(trial, plan, outcome, workspace, pretending.line_of(outcome))


def time_passes(trial: Trial, plan: Plan, seconds: int, workspace: Workspace) -> None:
    """Put the clock forward; timers that run out meanwhile fire, in their order."""
    trial.happened.append(f"time: +{seconds}s")
    left = seconds
    for _count in range(MAX_EVENTS):
        due = [(after, key) for key, after in trial.timers.items() if after <= left]
        if not due:
            break
        after, key = min(due)
        _age(trial, after)
        left -= after
        place = len(trial.happened)
        take(trial, plan, TimerFired(at=trial.at, effect_id=key), workspace, "")
        trial.happened[place:] = filter(None, trial.happened[place:])
    _age(trial, left)


def _age(trial: Trial, seconds: int) -> None:
    trial.ahead += seconds
    trial.timers = {key: max(0, after - seconds) for key, after in trial.timers.items()}


def _show(trial: Trial, effect: Effect, node: str, workspace: Workspace) -> Event | None:
    """Show what an effect would do; return its answer when there is one now."""
    match effect:
        case core.SendMessage():
            trial.messages.append(
                {
                    "from": effect.author,
                    "content": effect.content.model_dump(mode="json"),
                    "generated": effect.generated,
                    "effectId": effect.id,
                    "node": node,
                }
            )
        case core.StartTimer():
            trial.timers[effect.id] = effect.seconds
        case core.CancelTimer():
            trial.timers.pop(effect.timer_id, None)
        case core.RequestHandoff():
            return _handoff(trial, effect, node, workspace)
        case core.CheckAvailability():
            return _again(trial, effect) or EffectSucceeded(
                at=trial.at,
                effect_id=effect.id,
                result=_availability(trial, effect.team, workspace),
            )
        case core.AskSurvey():
            return _again(trial, effect) or EffectSucceeded(
                at=trial.at,
                effect_id=effect.id,
                result=pretending.survey(workspace, effect, trial.at),
            )
        case core.EndSession():
            trial.timers.clear()
        case _ if type(effect) in pretending.CONTROLS:
            return _asked(trial, effect, node, workspace)
        case core.SendEmail():
            trial.trace.append(_line(node, wording.of_effect(effect)))
            return EffectSucceeded(at=trial.at, effect_id=effect.id, result={"sent": True})
        case core.CheckConsent():
            trial.trace.append(_line(node, wording.of_effect(effect)))
            return EffectSucceeded(at=trial.at, effect_id=effect.id, result={"agreed": False})
        case core.UpdateContact():
            trial.trace.append(_line(node, wording.of_effect(effect)))
            return EffectSucceeded(at=trial.at, effect_id=effect.id, result={})
        case _:
            trial.trace.append(_line(node, wording.of_effect(effect)))
    return None


def _availability(trial: Trial, team: str, workspace: Workspace) -> dict[str, Any]:
    language = trial.session.language
    return pretending.availability(trial.pretence, workspace, team, trial.at, language)


def _handoff(
    trial: Trial, effect: core.RequestHandoff, node: str, workspace: Workspace
) -> EffectSucceeded:
    again = _again(trial, effect)
    if isinstance(again, EffectSucceeded):
        outcome = str(again.result.get("outcome"))
    else:
        there = _availability(trial, effect.team, workspace)
        outcome = "queued" if there["takes_visitors"] else "nobody"
    if outcome == "nobody":
        trial.trace.append(_line(node, _("Nobody is available.")))
    else:
        trial.asked = effect.id
        trial.trace.append(
            _line(node, _("Waits for a person. Choose “A person takes over” or “Nobody comes”."))
        )
    return EffectSucceeded(at=trial.at, effect_id=effect.id, result={"outcome": outcome})


def _asked(trial: Trial, effect: Effect, node: str, workspace: Workspace) -> Outcome | None:
    """The world's answer: that of the first time, the real one, one made up, or not yet any."""
    again = _again(trial, effect)
    if again is not None:
        return again
    if (answer := trial.pretence.world.get(type(effect))) is not None:
        return EffectSucceeded(at=trial.at, effect_id=effect.id, result=answer(effect, node))
    chosen = trial.pretence.answer_to(effect)
    if chosen == pretending.ASK or (chosen == pretending.REAL and trial.repeated is not None):
        trial.pending.append(effect)
        return None
    trial.trace.append(_line(node, wording.of_effect(effect)))
    if chosen == pretending.REAL:
        return _really(trial, effect, workspace)
    return pretending.made_up(effect, chosen, {}, trial.at)


def _again(trial: Trial, effect: Effect) -> Outcome | None:
    """What came back for such an effect the first time, when the trial is repeated."""
    for kept in trial.repeated or ():
        if kept.get("effect") == type(effect).__name__:
            assert trial.repeated is not None
            trial.repeated.remove(kept)
            return pretending.outcome_again(effect, kept, trial.at)
    return None


def _really(trial: Trial, effect: Effect, workspace: Workspace) -> Outcome:
    context = DeferredContext(
        workspace_id=workspace.pk,
        conversation_id=None,
        flow_id=trial.pretence.flow_id,
        language=trial.session.language,
        now=trial.at,
        stream=lambda _text: None,
        idempotency_key=f"trial:{uuid7()}",
    )
    try:
        result = dispatch.DEFERRED[type(effect)](trial.pretence.as_allowed(effect), context)
    except (EffectProblem, AppError) as problem:
        code = problem.code if isinstance(problem, EffectProblem) else problem.error_code
        return EffectFailed(at=trial.at, effect_id=effect.id, code=code, message=str(problem))
    return EffectSucceeded(at=trial.at, effect_id=effect.id, result=result)


def _told(plan: Plan, step: TraceStep) -> dict[str, Any]:
    text = wording.of_trace(plan, step)
    line = _line("" if step.flow else step.node, text, step.port)
    return {**line, "kind": step.kind, "inside": wording.of_place(plan, step)}


def _line(node: str, text: str, port: str = "") -> dict[str, Any]:
    return {"node": node, "port": port or None, "text": text, "kind": "note", "inside": ""}
