"""Question: asks for something and keeps the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from pydantic import Field

from flowbuilder.core.events import Event, VisitorChose, VisitorSaid
from flowbuilder.core.fields import Pattern, Template, VariableName
from flowbuilder.core.nodetype import Go, Move, NodeConfig, NodeType, Port, Turn, Wait
from flowbuilder.core.patterns import matches
from flowbuilder.core.words import gettext_noop as _
from flowbuilder.nodes._answers import MAX_ANSWER, date_in, email_in, number_in, phone_in
from flowbuilder.nodes._hearing import words_of
from flowbuilder.nodes._wording import speak, wording

MAX_WORDS = 100
_AROUND_WORDS = ".,;:!?()[]#\"'„”“’"

Kind = Literal["text", "email", "phone", "number", "date", "pattern"]

ASK_AGAIN: Mapping[str, Mapping[str, str]] = {
    "text": {
        "pl": "Proszę napisać odpowiedź w kilku słowach.",
        "en": "Please write your answer in a few words.",
    },
    "email": {
        "pl": "To nie wygląda na adres e-mail. Proszę podać go w postaci imie@example.pl.",
        "en": "That does not look like an e-mail address. Please write it like name@example.com.",
    },
    "phone": {
        "pl": "Proszę podać numer telefonu, na przykład 501 234 567.",
        "en": "Please give a telephone number, for example 07700 900123.",
    },
    "number": {
        "pl": "Proszę podać liczbę, na przykład 3 albo 12,50.",
        "en": "Please give a number, for example 3 or 12.50.",
    },
    "date": {
        "pl": "Proszę podać datę, na przykład 12.03.2026.",
        "en": "Please give a date, for example 12/03/2026.",
    },
    "pattern": {
        "pl": "To nie ma oczekiwanej postaci. Proszę sprawdzić i napisać jeszcze raz.",
        "en": "That is not in the expected form. Please check it and write it again.",
    },
}


class QuestionConfig(NodeConfig):
    question: Template = Field(
        min_length=1, title=_("Question"), description=_("Ask for one thing at a time.")
    )
    kind: Kind = Field(
        default="text",
        title=_("Kind of answer"),
        description=_("The answer is checked and kept in one form, however it was written."),
        json_schema_extra={
            "x-labels": {
                "text": _("any text"),
                "email": _("an e-mail address"),
                "phone": _("a telephone number"),
                "number": _("a number"),
                "date": _("a date"),
                "pattern": _("a pattern"),
            }
        },
    )
    pattern: Pattern = Field(
        default="",
        title=_("Pattern"),
        description=_("A regular expression that the whole answer must match, as in PL-\\d{4}."),
        json_schema_extra={"x-when": {"kind": "pattern"}},
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
    “12/03/2026”, “020 7946 0123”. If an answer does not fit, the question is asked again; after
    the last attempt the conversation leaves by “gave up”.
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
    keywords = (_("ask"), _("input"), _("e-mail"), _("phone"), _("date"))
    Config = QuestionConfig

    def enter(self, config: QuestionConfig, turn: Turn) -> Move:
        return Wait(effects=(speak(turn.render(config.question)),), keep={"misses": 0})

    def resume(self, config: QuestionConfig, turn: Turn, event: Event) -> Move:
        if not isinstance(event, VisitorSaid | VisitorChose):
            return Wait()
        answer = self._read(config, turn, words_of(event))
        if answer is not None:
            return Go("next", remember={config.save_as: answer})
        misses = int(turn.keep.get("misses", 0)) + 1
        if misses >= config.attempts:
            return Go("gave_up")
        again = wording(turn, config.retry, ASK_AGAIN[config.kind])
        return Wait(effects=(speak(again),), keep={"misses": misses})

    def _read(self, config: QuestionConfig, turn: Turn, text: str) -> Any:
        """The answer in the form that is stored, or None when it does not fit."""
        match config.kind:
            case "text":
                return text[:MAX_ANSWER] or None
            case "email":
                return email_in(text)
            case "phone":
                return phone_in(text, turn.language)
            case "number":
                return number_in(text, turn.language)
            case "date":
                return date_in(text, turn.now.date())
            case "pattern":
                return matching(config.pattern, text)

    def writes(self, config: QuestionConfig) -> Mapping[str, Sequence[str]]:
        return {"next": [config.save_as]}

    def summary(self, config: QuestionConfig) -> str:
        return config.question

    def check(self, config: QuestionConfig) -> Sequence[tuple[str, str, Mapping[str, object]]]:
        if config.kind == "pattern" and not config.pattern:
            return [("pattern", _("Say which pattern the answer must match."), {})]
        return ()


def matching(pattern: str, text: str) -> str | None:
    """The answer in `text` that matches: all of it, or the one word of it that does."""
    text = text[:MAX_ANSWER].strip()
    if matches(pattern, text):
        return text
    words = {word.strip(_AROUND_WORDS) for word in text.split()[:MAX_WORDS]}
    found = [word for word in words if matches(pattern, word)]
    return found[0] if len(found) == 1 else None
