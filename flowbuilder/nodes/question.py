"""Question: asks for something and keeps the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, get_args

from pydantic import Field

from flowbuilder.core.effects import SendMessage
from flowbuilder.core.events import Event, VisitorChose, VisitorFilled, VisitorSaid
from flowbuilder.core.fields import Pattern, Template, VariableName
from flowbuilder.core.messages import Form, FormField
from flowbuilder.core.nodetype import Go, Move, NodeConfig, NodeType, Port, Turn, Wait
from flowbuilder.core.words import gettext_noop as _
from flowbuilder.nodes._hearing import words_of
from flowbuilder.nodes._reading import (
    ASK_AGAIN,
    DAYS_LABELS,
    LABELS,
    Days,
    FirstDay,
    LastDay,
    bounds_of,
    is_among,
    limits_wrong,
    other_day,
    read,
    read_answer,
)
from flowbuilder.nodes._wording import Words, speak, wording

Kind = Literal[
    "text", "email", "phone", "order_number", "number", "amount", "date", "postcode", "nip",
    "pesel", "pattern",
]  # fmt: skip


class QuestionConfig(NodeConfig):
    question: Template = Field(
        min_length=1, title=_("Question"), description=_("Ask for one thing at a time.")
    )
    kind: Kind = Field(
        default="text",
        title=_("Kind of answer"),
        description=_("The answer is checked and kept in one form, however it was written."),
        json_schema_extra={"x-labels": {**LABELS}},
    )
    pattern: Pattern = Field(
        default="",
        title=_("Pattern"),
        description=_("A regular expression that the whole answer must match, as in PL-\\d{4}."),
        json_schema_extra={"x-when": {"kind": "pattern"}},
    )
    days: Days = Field(
        default="any",
        title=_("Which days will do"),
        json_schema_extra={"x-labels": dict(DAYS_LABELS), "x-when": {"kind": "date"}},
    )
    first_day: FirstDay = ""
    last_day: LastDay = ""
    unless_said: bool = Field(
        default=False,
        title=_("Do not ask what has just been said"),
        description=_(
            "If what the visitor wrote last holds the answer, as “where is my order 1002?” does, "
            "it is taken from there."
        ),
        json_schema_extra={"x-when": {"kind": [kind for kind in get_args(Kind) if kind != "text"]}},
    )
    save_as: VariableName = Field(
        title=_("Save the answer as"),
        description=_("The variable that keeps it, for later messages and conditions."),
        json_schema_extra={"x-named-by": "question"},
    )
    retry: Template = Field(
        default="",
        title=_("When the answer does not fit"),
        description=_("Say what you expect, with an example. Leave empty for a polite default."),
    )
    attempts: int = Field(
        default=3,
        ge=1,
        le=10,
        title=_("Attempts"),
        description=_("After this many answers that do not fit, it leaves by “gave up”."),
        json_schema_extra={"x-advanced": True},
    )


class Question(NodeType[QuestionConfig]):
    """Asks for something and keeps the answer in a variable.

    Numbers, dates and telephone numbers are understood the way people write them: “12.50”,
    “12/03/2026”, “020 7946 0123”; in the chat on a website a date can be picked in a calendar, too.
    If an answer does not fit, the question is asked again; after the last attempt the conversation
    leaves by “gave up”. What the visitor has just said of their own accord need not be asked.
    """

    name = "question"
    title = _("Question")
    icon = "forms"
    category = "ask"
    ports = (
        Port("next", _("got an answer")),
        Port("gave_up", _("gave up"), problem=True, required=False),
    )
    waits = True
    asks = True
    keywords = (_("ask"), _("input"), _("e-mail"), _("phone"), _("date"))
    Config = QuestionConfig

    def enter(self, config: QuestionConfig, turn: Turn) -> Move:
        said = self._said(config, turn)
        if said is not None:
            return Go("next", remember={config.save_as: said})
        question = self._asked(config, turn, turn.render(config.question))
        return Wait(effects=(question,), keep={"misses": 0})

    def resume(self, config: QuestionConfig, turn: Turn, event: Event) -> Move:
        if not isinstance(event, VisitorSaid | VisitorChose):
            return Wait()
        said = words_of(event)
        if isinstance(event, VisitorFilled):
            said = event.values.get(config.save_as, "")
        answer = read_answer(config.kind, said, turn, config.pattern)
        expected: Words = ASK_AGAIN[config.kind]
        is_day = config.kind == "date" and answer is not None
        if is_day and not is_among(str(answer), config, turn.today):
            answer, expected = None, other_day(config, turn.today)
        if answer is not None:
            return Go("next", remember={config.save_as: answer})
        misses = int(turn.keep.get("misses", 0)) + 1
        if misses >= config.attempts:
            return Go("gave_up")
        again = self._asked(config, turn, wording(turn, config.retry, expected))
        return Wait(effects=(again,), keep={"misses": misses}, again=True)

    def _said(self, config: QuestionConfig, turn: Turn) -> str | int | float | None:
        """The answer, if the visitor has just given it and need not be asked.

        What is kept already was no good when they come round again: they are asked for another.
        """
        if not config.unless_said or config.kind == "text":
            return None
        said = read(config.kind, turn.last_said, turn, config.pattern)
        if config.kind == "date" and said is not None:
            said = said if is_among(str(said), config, turn.today) else None
        return None if said == turn.variables.get(config.save_as) else said

    def _asked(self, config: QuestionConfig, turn: Turn, text: str) -> SendMessage:
        """The effect that asks `text`; a date can be picked as well as written."""
        if config.kind != "date":
            return speak(text)
        low, high = bounds_of(config, turn.today)
        day = FormField(name=config.save_as, input="date", low=low, high=high)
        return SendMessage(content=Form(text=text, fields=(day,)))

    def writes(self, config: QuestionConfig) -> Mapping[str, Sequence[str]]:
        return {"next": [config.save_as]}

    def summary(self, config: QuestionConfig) -> str:
        return config.question

    def check(self, config: QuestionConfig) -> Sequence[tuple[str, str, Mapping[str, object]]]:
        if config.kind == "pattern" and not config.pattern:
            return [("pattern", _("Say which pattern the answer must match."), {})]
        return list(limits_wrong(config)) if config.kind == "date" else ()
