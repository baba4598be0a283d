"""A dry run of a draft: the same engine, with effects shown instead of done.

Nothing is stored. The session travels with the author's browser and comes back with the next
event. What only reads is really done (search, a model's answer, HTTP through the guarded door);
what would reach a person (handoff, e-mail, tickets, timers) is said and waits for the author.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from flowbuilder.accounts.models import Workspace
from flowbuilder.common.clock import now
from flowbuilder.common.errors import AppError, InvalidInput
from flowbuilder.common.ids import uuid7
from flowbuilder.conversations.errors import EffectProblem
from flowbuilder.core import effects as core
from flowbuilder.core.effects import Effect
from flowbuilder.core.engine import advance, new_session
from flowbuilder.core.errors import CoreError, UnexpectedEvent
from flowbuilder.core.events import (
    AgentJoined,
    AgentLeft,
    EffectFailed,
    EffectSucceeded,
    Event,
    SessionStarted,
    TimerFired,
    VisitorAskedForPerson,
    VisitorChose,
    VisitorSaid,
)
from flowbuilder.core.plan import Plan
from flowbuilder.core.session import Session
from flowbuilder.core.trace import TraceStep
from flowbuilder.runtime import dispatch, wording
from flowbuilder.runtime.context import DeferredContext

MAX_EVENTS = 20
REALLY_DONE = (core.SearchKnowledge, core.AskModel, core.CallHttp)


@dataclass(slots=True, kw_only=True)
class Trial:
    """A talk with a draft so far, and what the last event brought.

    Attributes:
        timers: Those that run, by id, in seconds; the author lets them fire.
        asked: The id of the handoff that is waited for, or empty.
        controls: What the author pretends: `open`, `agents_online`, `agent`, `language`.
    """

    session: Session
    timers: dict[str, int] = field(default_factory=dict)
    asked: str = ""
    controls: Mapping[str, Any] = field(default_factory=dict)
    messages: list[dict[str, Any]] = field(default_factory=list)
    trace: list[dict[str, Any]] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """What the browser keeps until the next event."""
        return {"engine": self.session.to_json(), "timers": self.timers, "asked": self.asked}


def trial_from(data: Mapping[str, Any] | None, plan: Plan, controls: Mapping[str, Any]) -> Trial:
    """The trial that the browser sent back, or a new one.

    Raises:
        InvalidInput: It is not what we gave it.
    """
    if data is None:
        language = plan.language_for(str(controls.get("language") or ""))
        session = new_session(str(uuid7()), "web", language, plan)
        return Trial(session=session, controls=controls)
    try:
        session = Session.from_json(data["engine"])
        timers = {str(key): int(seconds) for key, seconds in dict(data["timers"]).items()}
        asked = str(data["asked"])
    except (KeyError, TypeError, ValueError, AttributeError):
        raise InvalidInput(_("This trial cannot be resumed. Start again.")) from None
    return Trial(session=session, timers=timers, asked=asked, controls=controls)


def event_from(data: Mapping[str, Any], trial: Trial) -> Event:
    """The event that the author let happen.

    Raises:
        InvalidInput: There is no such event.
    """
    at, kind = now(), data.get("kind")
    text = str(data.get("text") or data.get("value") or "")
    match kind:
        case "start":
            return SessionStarted(at=at)
        case "say":
            return VisitorSaid(at=at, text=text)
        case "choose":
            label = str(data.get("label") or text)
            return VisitorChose(
                at=at, value=text, label=label, effect_id=str(data.get("effect_id") or "")
            )
        case "human":
            return VisitorAskedForPerson(at=at)
        case "timer":
            timer = str(data.get("id") or next(iter(trial.timers), ""))
            return TimerFired(at=at, effect_id=timer)
        case "effect" if data.get("code"):
            return EffectFailed(
                at=at, effect_id=str(data.get("id") or trial.asked), code=str(data["code"])
            )
        case "effect":
            result = data.get("result")
            return EffectSucceeded(
                at=at,
                effect_id=str(data.get("id") or trial.asked),
                result=result if isinstance(result, dict) else {},
            )
        case "agent":
            return _agent(data)
        case "nobody":
            return EffectSucceeded(at=at, effect_id=trial.asked, result={"outcome": "nobody"})
    raise InvalidInput(_("There is no such event in a trial."), code="unknown_event")


def _agent(data: Mapping[str, Any]) -> Event:
    if data.get("action") in {"close", "hand_back"}:
        closed = data["action"] == "close"
        target = None if closed else (str(data.get("target") or "") or None)
        return AgentLeft(at=now(), outcome="closed" if closed else "handed_back", target=target)
    return AgentJoined(at=now(), agent=str(data.get("name") or _("Anna")))


def take(trial: Trial, plan: Plan, event: Event, workspace: Workspace) -> None:
    """Take one event, and all that comes back at once."""
    waiting = deque([event])
    count = 0
    while waiting:
        count += 1
        if count > MAX_EVENTS:
            trial.trace.append(_line("", _("Too much happened at once, so the trial stopped.")))
            return
        event = waiting.popleft()
        if isinstance(event, TimerFired):
            trial.timers.pop(event.effect_id, None)
        if isinstance(event, AgentJoined | AgentLeft | EffectSucceeded | EffectFailed):
            trial.asked = "" if not isinstance(event, EffectSucceeded) else trial.asked
        try:
            trial.session, effects = advance(
                plan, trial.session, event, watch=lambda step: _watch(trial, plan, step)
            )
        except UnexpectedEvent:
            trial.trace.append(_line("", _("Nothing here is waiting for that.")))
            continue
        except CoreError as problem:
            trial.trace.append(_line("", str(problem)))
            return
        for effect in effects:
            answer = _show(trial, effect, workspace)
            if answer is not None:
                waiting.append(answer)


def _show(trial: Trial, effect: Effect, workspace: Workspace) -> Event | None:
    """Show what an effect would do; return its answer when there is one now."""
    node = trial.session.frames[-1].node if trial.session.frames else ""
    match effect:
        case core.SendMessage():
            trial.messages.append(
                {
                    "from": effect.author,
                    "content": effect.content.model_dump(mode="json"),
                    "generated": effect.generated,
                    "effectId": effect.id,
                }
            )
        case core.StartTimer():
            trial.timers[effect.id] = effect.seconds
        case core.CancelTimer():
            trial.timers.pop(effect.timer_id, None)
        case core.RequestHandoff():
            return _handoff(trial, effect, node)
        case core.CheckAvailability():
            return EffectSucceeded(at=now(), effect_id=effect.id, result=_availability(trial))
        case core.EndSession():
            trial.timers.clear()
        case _ if isinstance(effect, REALLY_DONE):
            return _really(effect, workspace, trial.session.language)
        case core.SendEmail():
            trial.trace.append(_line(node, wording.of_effect(effect)))
            return EffectSucceeded(at=now(), effect_id=effect.id, result={"sent": True})
        case _:
            trial.trace.append(_line(node, wording.of_effect(effect)))
    return None


def _handoff(trial: Trial, effect: core.RequestHandoff, node: str) -> Event:
    there = _availability(trial)
    if not there["open"] or not there["agents_online"]:
        trial.trace.append(_line(node, _("Nobody is available.")))
        return EffectSucceeded(at=now(), effect_id=effect.id, result={"outcome": "nobody"})
    trial.asked = effect.id
    trial.trace.append(
        _line(node, _("Waits for a person. Choose “A person takes over” or “Nobody comes”."))
    )
    return EffectSucceeded(at=now(), effect_id=effect.id, result={"outcome": "queued"})


def _availability(trial: Trial) -> dict[str, Any]:
    online = trial.controls.get("agents_online", 1)
    return {
        "open": trial.controls.get("open", True) is not False,
        "agents_online": online if isinstance(online, int) else 1,
    }


def _really(effect: Effect, workspace: Workspace, language: str) -> Event:
    context = DeferredContext(
        workspace_id=workspace.pk,
        conversation_id=None,
        language=language,
        now=now(),
        stream=lambda _text: None,
        idempotency_key=f"trial:{effect.id}",
    )
    try:
        result = dispatch.DEFERRED[type(effect)](effect, context)
    except (EffectProblem, AppError) as problem:
        code = problem.code if isinstance(problem, EffectProblem) else problem.error_code
        return EffectFailed(at=now(), effect_id=effect.id, code=code, message=str(problem))
    return EffectSucceeded(at=now(), effect_id=effect.id, result=result)


def _watch(trial: Trial, plan: Plan, step: TraceStep) -> None:
    text = wording.of_trace(plan, step)
    trial.trace.append({**_line(step.node, text, step.port), "kind": step.kind})


def _line(node: str, text: str, port: str = "") -> dict[str, Any]:
    return {"node": node, "port": port or None, "text": text, "kind": "note"}
