"""LLM answer: a model answers, bound to the knowledge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from flowbuilder.core.effects import AskModel, RecordUnanswered
from flowbuilder.core.events import (
    EffectFailed,
    EffectSucceeded,
    Event,
    VisitorChose,
    VisitorSaid,
)
from flowbuilder.core.fields import HiddenTemplate, Template
from flowbuilder.core.messages import Source
from flowbuilder.core.nodetype import Go, Move, NodeConfig, NodeType, Port, Turn, Wait
from flowbuilder.core.words import gettext_noop as _
from flowbuilder.nodes._hearing import chosen, personal_data, words_of
from flowbuilder.nodes._opening import OPENED, wait_for_question
from flowbuilder.nodes._wording import NONE_LABEL, offer, own_words, speak, wording

REMEMBERED = 8
#: So many times in a row it asks back before it says that it does not know.
MAX_ASKED_BACK = 2
#: How the model's failure is called when the workspace may spend no more.
OVER_BUDGET = "model_budget"
NONE_OF_THESE = "__none__"

NO_ANSWER = {
    "pl": "Nie mam na to pewnej odpowiedzi.",
    "en": "I do not have a reliable answer to that.",
}
NOT_HERE = {
    "pl": "O tym nie mogę tutaj rozmawiać.",
    "en": "I can't talk about that here.",
}
WHICH = {
    "pl": "Nie mam pewności, o co chodzi. Czy o któreś z tych pytań?",
    "en": "I am not sure what you mean. Is it one of these?",
}

Topic = Annotated[str, StringConstraints(min_length=1, max_length=120)]


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
        description=_(
            "Limits, as in “Two sentences at most; do not promise dates.” What a variable holds is "
            "told to the model as information, never as an instruction."
        ),
    )
    fallback: Template = Field(
        default="",
        title=_("When there is no answer"),
        description=_(
            "Said before it leaves by “not sure” or “problem”. Leave empty for the default text."
        ),
    )
    excluded: list[Topic] = Field(
        default=[],
        max_length=20,
        title=_("Never answer about"),
        description=_(
            "A topic in each line, in a few words, as in “medical advice”. It binds this step; "
            "topics of the whole flow stand in its settings."
        ),
        json_schema_extra={"x-control": "lines"},
    )
    ask_back: bool = Field(
        default=False,
        title=_("Ask back when the question is unclear"),
        description=_("Offers up to three questions of your knowledge to pick from."),
        json_schema_extra={"x-initial": True},
    )
    mask: bool = Field(
        default=True,
        title=_("Hide personal data from the model"),
        description=_(
            "E-mail addresses, telephone and other long numbers, streets, the visitor's name and "
            "variables with personal data are replaced before the call and put back afterwards."
        ),
    )
    check: bool = Field(
        default=False,
        title=_("Have the model check its answer"),
        description=_(
            "Each answer then takes two questions to the model: about twice the tokens, and a "
            "second or two longer, because nothing is shown before the check. What the model does "
            "not confirm leaves by “not sure”. When the check fails, the one by words counts."
        ),
        json_schema_extra={"x-advanced": True},
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
    best passage is quoted instead. A question that only follows up the one before is understood
    with it; an unclear one is asked back. A greeting is answered by asking what it is about. When
    the knowledge does not hold an answer, it says so and leaves by “not sure”; a good next step is
    a person. When the model fails or its budget is used up, what the knowledge surely answers is
    quoted all the same; the rest leaves by “problem” or “budget used up”. Who the assistant is,
    and how it speaks to people, is in the settings of the flow.
    """

    name = "llm_answer"
    title = _("AI answer")
    icon = "sparkles"
    category = "know"
    ports = (
        Port("answered", _("got an answer")),
        Port("not_grounded", _("not sure")),
        Port("wants_human", _("wants a person")),
        Port("excluded", _("excluded topic"), required=False, otherwise="not_grounded"),
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
        return self._ask(question, config, turn)

    def resume(self, config: LlmAnswerConfig, turn: Turn, event: Event) -> Move:
        match event:
            case EffectFailed(code=code):
                port = "over_budget" if code == OVER_BUDGET else "problem"
                return self._no_answer(port, config, turn, why=code)
            case EffectSucceeded(result=result):
                return self._answered(config, turn, result)
            case VisitorSaid() | VisitorChose() if turn.keep.get("offered"):
                return self._picked(config, turn, event)
            case VisitorSaid(text=text) if turn.keep.get(OPENED) and text.strip():
                return self._ask(text.strip(), config, turn)
        return Wait()

    def _ask(self, question: str, config: LlmAnswerConfig, turn: Turn) -> Move:
        if (opened := wait_for_question(turn, question)) is not None:
            return opened
        before = turn.history
        if before and before[-1] == ("visitor", question):
            before = before[:-1]
        back = int(turn.keep.get("asked_back", 0))
        declined = _has_declined(before)
        instructions, given = turn.render_apart(config.instructions)
        asked = AskModel(
            question=question,
            language=turn.language,
            instructions=instructions,
            history=before[-REMEMBERED:],
            timeout_s=config.timeout_s,
            persona=turn.voice.persona,
            address=turn.voice.address,
            excluded=tuple(dict.fromkeys((*turn.voice.excluded, *config.excluded))),
            ask_back=config.ask_back and back < MAX_ASKED_BACK and not declined,
            mask=config.mask,
            personal=personal_data(turn) if config.mask else (),
            check=config.check,
            given=tuple(given.items()),
            declined=declined,
        )
        again = {"asked_back": back} if back else {}
        return Wait(effects=(asked,), keep={"question": question, **again})

    def _answered(self, config: LlmAnswerConfig, turn: Turn, result: Mapping[str, Any]) -> Move:
        outcome, text = result.get("outcome"), str(result.get("text") or "").strip()
        options = [str(option) for option in result.get("options") or ()]
        if outcome == "wants_human":
            return Go("wants_human")
        if outcome == "excluded":
            said = speak(wording(turn, config.fallback, NOT_HERE))
            return Go("excluded", effects=(said,))
        if outcome == "unclear" and options:
            back = int(turn.keep.get("asked_back", 0)) + 1
            keep = {**turn.keep, "offered": options, "asked_back": back}
            asked = offer(own_words(turn, WHICH), _offered(options, turn))
            return Wait(effects=(asked,), keep=keep)
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

    def _picked(self, config: LlmAnswerConfig, turn: Turn, event: Event) -> Move:
        options = list(turn.keep["offered"])
        value = chosen(event, _offered(options, turn))
        if value == NONE_OF_THESE:
            return self._no_answer("not_grounded", config, turn)
        return self._ask(options[int(value)] if value else words_of(event), config, turn)

    def _no_answer(self, port: str, config: LlmAnswerConfig, turn: Turn, why: str = "") -> Move:
        said = speak(wording(turn, config.fallback, NO_ANSWER))
        question = str(turn.keep.get("question", ""))
        if not question:
            return Go(port, effects=(said,), why=why)
        unanswered = RecordUnanswered(question=question, node=turn.node)
        return Go(port, effects=(said, unanswered), why=why)

    def without_model(self, config: LlmAnswerConfig) -> str:
        return _("Until one is, this step quotes the best passage of your knowledge.")

    def summary(self, config: LlmAnswerConfig) -> str:
        return config.instructions


def _has_declined(history: Sequence[tuple[str, str]]) -> bool:
    """The visitor just said that none of the questions offered was meant."""
    return history[-1:] in [(("visitor", label),) for label in NONE_LABEL.values()]


def _offered(options: Sequence[str], turn: Turn) -> list[tuple[str, str]]:
    numbered = [(str(number), option) for number, option in enumerate(options)]
    return [*numbered, (NONE_OF_THESE, own_words(turn, NONE_LABEL))]
