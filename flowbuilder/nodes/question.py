"""Question: asks for something and keeps the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from pydantic import Field

from flowbuilder.core.events import Event, VisitorChose, VisitorSaid
from flowbuilder.core.fields import Pattern, Template, VariableName
from flowbuilder.core.nodetype import Go, Move, NodeConfig, NodeType, Port, Turn, Wait
from flowbuilder.core.words import gettext_noop as _
from flowbuilder.nodes._hearing import words_of
from flowbuilder.nodes._reading import LABELS, read_answer
from flowbuilder.nodes._wording import speak, wording

Kind = Literal[
    "text", "email", "phone", "order_number", "number", "amount", "date", "postcode", "nip",
    "pesel", "pattern",
]  # fmt: skip

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
    "order_number": {
        "pl": "Proszę podać numer zamówienia, na przykład ZAM-1234.",
        "en": "Please give the order number, for example ZAM-1234.",
    },
    "amount": {
        "pl": "Proszę podać kwotę, na przykład 49,90 zł.",
        "en": "Please give a sum of money, for example £49.90.",
    },
    "postcode": {
        "pl": "Proszę podać kod pocztowy, na przykład 00-950.",
        "en": "Please give a postcode, for example SW1A 1AA.",
    },
    "nip": {
        "pl": "Ten NIP nie jest poprawny. Proszę sprawdzić cyfry i podać go jeszcze raz.",
        "en": "This NIP is not right. Please check its digits and give it again.",
    },
    "pesel": {
        "pl": "Ten PESEL nie jest poprawny. Proszę sprawdzić cyfry i podać go jeszcze raz.",
        "en": "This PESEL is not right. Please check its digits and give it again.",
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
        json_schema_extra={"x-labels": {**LABELS}},
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
        answer = read_answer(config.kind, words_of(event), turn, config.pattern)
        if answer is not None:
            return Go("next", remember={config.save_as: answer})
        misses = int(turn.keep.get("misses", 0)) + 1
        if misses >= config.attempts:
            return Go("gave_up")
        again = wording(turn, config.retry, ASK_AGAIN[config.kind])
        return Wait(effects=(speak(again),), keep={"misses": misses})

    def writes(self, config: QuestionConfig) -> Mapping[str, Sequence[str]]:
        return {"next": [config.save_as]}

    def summary(self, config: QuestionConfig) -> str:
        return config.question

    def check(self, config: QuestionConfig) -> Sequence[tuple[str, str, Mapping[str, object]]]:
        if config.kind == "pattern" and not config.pattern:
            return [("pattern", _("Say which pattern the answer must match."), {})]
        return ()
