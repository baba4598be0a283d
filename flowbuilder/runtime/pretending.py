"""What a trial pretends of the world: who is there, and what other services answer.

An answer is chosen by a word. `real` asks the world itself; any other word makes one up.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from flowbuilder.accounts.models import Language, Workspace
from flowbuilder.common import strict_json
from flowbuilder.common.errors import InvalidInput
from flowbuilder.core import effects as core
from flowbuilder.core.effects import Effect
from flowbuilder.core.events import EffectFailed, EffectSucceeded
from flowbuilder.handoff import selectors as handoff
from flowbuilder.handoff.calendar_words import opening_in_words
from flowbuilder.surveys import selectors as surveys

Outcome = EffectSucceeded | EffectFailed

REAL = "real"
ASK = "ask"
#: What may be really done in a trial, by the name of its control.
CONTROLS: Mapping[type[Effect], str] = {
    core.SearchKnowledge: "knowledge",
    core.FindTopic: "knowledge",
    core.PickOut: "model",
    core.AskModel: "model",
    core.CallHttp: "http",
}
ANSWERS: Mapping[str, tuple[str, ...]] = {
    "knowledge": ("found", "suggest", "none", "problem"),
    "model": ("answered", "not_grounded", "unclear", "excluded", "wants_human", "problem"),
    "http": ("ok", "refused", "problem", "uncertain"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pretence:
    """What the author takes for granted.

    Attributes:
        open: Whether teams are open; None for what their hours say at the trial's time.
        agents_online: How many people are there.
        answers: By control, `real`, `ask` (the author, each time) or one of `ANSWERS`.
        flow_id: The flow on trial, whose own answers are given.
        world: Who answers in the world's place, where nothing may leave: a template's preview.
    """

    open: bool | None = True
    agents_online: int = 1
    answers: Mapping[str, str] = field(default_factory=dict)
    flow_id: int | None = None
    world: Mapping[type[Effect], Callable[[Any, str], dict[str, Any]]] = field(default_factory=dict)

    def answer_to(self, effect: Effect) -> str:
        """How `effect` is answered. What changes something elsewhere is never done unasked."""
        chosen = self.answers.get(CONTROLS[type(effect)], REAL)
        return ASK if chosen == REAL and not effect.repeatable else chosen

    def as_allowed(self, effect: Effect) -> Effect:
        """A topic is looked for without a model where the author did not allow to ask one."""
        if isinstance(effect, core.FindTopic) and self.answers.get("model", REAL) != REAL:
            return replace(effect, ask_model=False)
        return effect


def pretence_from(data: Any, flow_id: int | None = None) -> Pretence:
    """The author's pretence in a trial. What is not understood is as if it were not said."""
    given = data if isinstance(data, Mapping) else {}
    is_open, online = given.get("open", True), given.get("agents_online", 1)
    return Pretence(
        open=is_open if is_open is None or isinstance(is_open, bool) else True,
        agents_online=online if isinstance(online, int) else 1,
        flow_id=flow_id,
        answers={
            name: given[name]
            for name, known in ANSWERS.items()
            if given.get(name) in (REAL, ASK, *known)
        },
    )


def availability(
    pretence: Pretence, workspace: Workspace, team_name: str, at: datetime, language: str
) -> dict[str, Any]:
    """Whether the team is open, how many are there and when it opens, as `CheckAvailability` is
    answered. Who pretends that an open team is closed is told of the opening after this one."""
    team = handoff.team_for(workspace.pk, team_name)
    calendar = handoff.calendar_of(team) if team is not None else None
    is_open, opens = pretence.open, ""
    if is_open is None:
        is_open = calendar is not None and calendar.is_open(at)
    if calendar is not None and not is_open:
        with override(Language.nearest(language)):
            opens = opening_in_words(calendar, calendar.next_closing(at) or at)
    online = pretence.agents_online
    return {
        "open": is_open,
        "opens": opens,
        "takes_visitors": bool(is_open and online),
        "agents_online": online,
        "agents_free": online,
    }


def survey(workspace: Workspace, effect: core.AskSurvey, at: datetime) -> dict[str, Any]:
    """The survey as `AskSurvey` is answered. In a trial it is due, whatever its rules say."""
    found = surveys.survey_named(workspace.pk, effect.name)
    if found is None:
        return {"due": False, "why": "survey_gone"}
    return surveys.as_asked(found, effect.language, at)


def made_up(effect: Effect, chosen: str, given: Mapping[str, Any], at: datetime) -> Outcome:
    """The answer to `effect` that was `chosen`, with the author's own `text` or `status` if any.

    Raises:
        InvalidInput: There is no such answer.
    """
    text = str(given.get("text") or "").strip()
    match effect, chosen:
        case core.SearchKnowledge(), "found" | "suggest" | "none":
            return _succeeded(effect, at, _found(effect, chosen, text))
        case core.FindTopic(), "found" | "suggest" | "none":
            topic = effect.topics[0][0] if chosen == "found" else ""
            return _succeeded(effect, at, {"topic": topic, "ranking": [], "ms": 0})
        case core.AskModel(), (
            "answered" | "not_grounded" | "unclear" | "excluded" | "wants_human"
        ):
            with override(effect.language):
                said = text or _("This is a made-up answer.")
                options = [_("The first possible question"), _("The second possible question")]
            told = said if chosen == "answered" else ""
            result = {"outcome": chosen, "text": told, "sources": [], "generated": True}
            more = {"options": options} if chosen == "unclear" else {}
            return _succeeded(effect, at, {**result, "model": "", **more})
        case core.PickOut(), ("answered" | "not_grounded" | "unclear" | "excluded" | "wants_human"):
            quoted = text or effect.text
            found = {
                name: {"quote": quoted, **({"option": options[0]} if options else {})}
                for name, _what, options in effect.wanted
                if chosen == "answered"
            }
            return _succeeded(effect, at, {"found": found, "model": ""})
        case core.CallHttp(), "ok" | "refused":
            usual = 200 if chosen == "ok" else 404
            status = given.get("status")
            status = status if isinstance(status, int) and 100 <= status <= 599 else usual
            return _succeeded(effect, at, {"status": status, "body": _body(text), "headers": {}})
        case core.CallHttp(), "uncertain":
            return EffectFailed(at=at, effect_id=effect.id, code=core.UNCERTAIN)
        case core.CallHttp(), "problem":
            return EffectFailed(at=at, effect_id=effect.id, code="http_timeout")
        case core.AskModel() | core.PickOut(), "problem":
            return EffectFailed(at=at, effect_id=effect.id, code="model_timeout")
        case core.SearchKnowledge() | core.FindTopic(), "problem":
            return EffectFailed(at=at, effect_id=effect.id, code="search_failed")
    raise InvalidInput(_("There is no such answer to this step."), code="unknown_answer")


def _succeeded(effect: Effect, at: datetime, result: dict[str, Any]) -> EffectSucceeded:
    return EffectSucceeded(at=at, effect_id=effect.id, result=result)


def _found(effect: core.SearchKnowledge, verdict: str, text: str) -> dict[str, Any]:
    if verdict == "none":
        return {"verdict": verdict, "hits": [], "ms": 0}
    with override(effect.language):
        answer = text or _("This is a made-up answer.")
        questions = [effect.query, _("Another question")][: 2 if verdict == "suggest" else 1]
    hits = [
        {"id": str(number), "question": question, "answer": answer, "score": 1.0, "source": ""}
        for number, question in enumerate(questions, 1)
    ]
    return {"verdict": verdict, "hits": hits, "ms": 0}


def _body(text: str) -> Any:
    """JSON where it is some, as the real door reads it; else the text."""
    try:
        return strict_json.loads(text) if text else {}
    except strict_json.BrokenJson:
        return text


def recorded_outcome(effect: Effect, outcome: Outcome) -> dict[str, Any]:
    """What came back for `effect`, to be given again when the trial is repeated."""
    kept: dict[str, Any] = {"effect": type(effect).__name__}
    if isinstance(outcome, EffectFailed):
        return {**kept, "code": outcome.code}
    return {**kept, "result": dict(outcome.result)}


def outcome_again(effect: Effect, kept: Mapping[str, Any], at: datetime) -> Outcome:
    """The outcome that `recorded_outcome` wrote, for another effect of its kind."""
    if kept.get("code"):
        return EffectFailed(at=at, effect_id=effect.id, code=str(kept["code"]))
    result = kept.get("result")
    return EffectSucceeded(
        at=at, effect_id=effect.id, result=result if isinstance(result, dict) else {}
    )


def line_of(outcome: Outcome) -> str:
    """The outcome as a line of a talk."""
    if isinstance(outcome, EffectFailed):
        return f"fails: {outcome.code}"
    return f"result: {json.dumps(dict(outcome.result), ensure_ascii=False)}"
