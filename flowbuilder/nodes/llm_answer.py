"""LLM answer: a model answers, bound to the knowledge."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from flowbuilder.core.effects import AskModel, RecordUnanswered
from flowbuilder.core.events import EffectFailed, EffectSucceeded, Event
from flowbuilder.core.fields import HiddenTemplate, Template
from flowbuilder.core.messages import Source
from flowbuilder.core.nodetype import Go, Move, NodeConfig, NodeType, Port, Turn, Wait
from flowbuilder.core.words import gettext_noop as _
from flowbuilder.nodes._wording import speak, wording

REMEMBERED = 8
#: How the model's failure is called when the workspace may spend no more.
OVER_BUDGET = "model_budget"

NO_ANSWER = {
    "pl": "Nie mam na to pewnej odpowiedzi.",
    "en": "I do not have a reliable answer to that.",
}


class LlmAnswerConfig(NodeConfig):
    question: HiddenTemplate = Field(
        default="",
        title=_("What to answer"),
        description=_("Leave empty to answer what the visitor wrote last."),
        json_schema_extra={"x-advanced": True},
    )
    instructions: HiddenTemplate = Field(
        default="",
        title=_("Instructions"),
        description=_("Tone and limits, as in “Two sentences at most; do not promise dates.”"),
    )
    fallback: Template = Field(
        default="",
        title=_("When there is no answer"),
        description=_(
            "Said before it leaves by “not sure” or “problem”. Leave empty for the default text."
        ),
    )
    timeout_s: int = Field(
        default=20,
        ge=2,
        le=60,
        title=_("Time limit in seconds"),
        description=_("After this the conversation leaves by “problem”."),
        json_schema_extra={"x-advanced": True},
    )


class LlmAnswer(NodeType[LlmAnswerConfig]):
    """Lets a language model answer from your knowledge, and from nothing else.

    The answer names its sources and is marked as written by AI. When no model is connected, the
    best passage is quoted instead. When the knowledge does not hold an answer, it says so and
    leaves by “not sure”; a good next step is a person. When the budget for the model is used up,
    it leaves by “budget used up”.
    """

    name = "llm_answer"
    title = _("AI answer")
    icon = "sparkles"
    category = "know"
    ports = (
        Port("answered", _("got an answer")),
        Port("not_grounded", _("not sure")),
        Port("wants_human", _("wants a person")),
        Port("problem", _("problem"), problem=True, required=False),
        Port("over_budget", _("budget used up"), problem=True, required=False, otherwise="problem"),
    )
    waits = True
    asks_world = True
    keywords = (_("AI"), _("model"), _("GPT"), _("LLM"))
    Config = LlmAnswerConfig

    def enter(self, config: LlmAnswerConfig, turn: Turn) -> Move:
        question = turn.render(config.question).strip() or turn.last_said.strip()
        if not question:
            return self._no_answer("not_grounded", config, turn)
        before = turn.history
        if before and before[-1] == ("visitor", question):
            before = before[:-1]
        asked = AskModel(
            question=question,
            language=turn.language,
            instructions=turn.render(config.instructions),
            history=before[-REMEMBERED:],
            timeout_s=config.timeout_s,
        )
        return Wait(effects=(asked,), keep={"question": question})

    def resume(self, config: LlmAnswerConfig, turn: Turn, event: Event) -> Move:
        match event:
            case EffectFailed(code=code):
                port = "over_budget" if code == OVER_BUDGET else "problem"
                return self._no_answer(port, config, turn, why=code)
            case EffectSucceeded(result=result):
                return self._answered(config, turn, result)
        return Wait()

    def _answered(self, config: LlmAnswerConfig, turn: Turn, result: Mapping[str, Any]) -> Move:
        outcome, text = result.get("outcome"), str(result.get("text") or "").strip()
        if outcome == "wants_human":
            return Go("wants_human")
        if outcome != "answered" or not text:
            return self._no_answer("not_grounded", config, turn)
        generated = bool(result.get("generated"))
        sources = [
            Source(title=str(source["title"]), url=str(source.get("url") or ""))
            for source in result.get("sources") or ()
        ]
        said = speak(
            text, sources=sources, author="ai" if generated else "bot", generated=generated
        )
        question = str(turn.keep.get("question", ""))
        settled = RecordUnanswered(question=question, node=turn.node, settled=True)
        return Go("answered", effects=(said, settled))

    def _no_answer(self, port: str, config: LlmAnswerConfig, turn: Turn, why: str = "") -> Move:
        said = speak(wording(turn, config.fallback, NO_ANSWER))
        question = str(turn.keep.get("question", ""))
        if not question:
            return Go(port, effects=(said,), why=why)
        unanswered = RecordUnanswered(question=question, node=turn.node)
        return Go(port, effects=(said, unanswered), why=why)

    def summary(self, config: LlmAnswerConfig) -> str:
        return config.instructions
