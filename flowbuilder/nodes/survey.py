"""Survey: how it went, on one of three well-known scales."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from flowbuilder.core.effects import RecordSurvey, SendMessage
from flowbuilder.core.events import Event, VisitorChose, VisitorSaid
from flowbuilder.core.fields import Template
from flowbuilder.core.messages import SKIP, Rating
from flowbuilder.core.nodetype import Go, Move, NodeConfig, NodeType, Port, Turn, Wait
from flowbuilder.core.words import gettext_noop as _
from flowbuilder.nodes._answers import MAX_ANSWER
from flowbuilder.nodes._hearing import chosen, fold, words_of
from flowbuilder.nodes._wording import Words, offer, own_words, speak, wording

Kind = Literal["csat", "nps", "ces"]


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale from `low` to `high`; scores up to `unhappy` take their own branch."""

    low: int
    high: int
    unhappy: int
    question: Words
    low_label: Words
    high_label: Words


SCALES: dict[Kind, Scale] = {
    "csat": Scale(
        low=1,
        high=5,
        unhappy=2,
        question={
            "pl": "Jak oceniają Państwo tę rozmowę?",
            "en": "How would you rate this conversation?",
        },
        low_label={"pl": "bardzo źle", "en": "very poor"},
        high_label={"pl": "bardzo dobrze", "en": "very good"},
    ),
    "nps": Scale(
        low=0,
        high=10,
        unhappy=6,
        question={
            "pl": "Na ile prawdopodobne jest, że polecą nas Państwo znajomym?",
            "en": "How likely are you to recommend us to a friend?",
        },
        low_label={"pl": "na pewno nie polecę", "en": "not at all likely"},
        high_label={"pl": "na pewno polecę", "en": "extremely likely"},
    ),
    "ces": Scale(
        low=1,
        high=7,
        unhappy=3,
        question={
            "pl": "Jak łatwo było załatwić tę sprawę?",
            "en": "How easy was it to get this done?",
        },
        low_label={"pl": "bardzo trudno", "en": "very difficult"},
        high_label={"pl": "bardzo łatwo", "en": "very easy"},
    ),
}
ASK_COMMENT = {
    "pl": "Co zdecydowało o tej ocenie? Każde słowo się przyda.",
    "en": "What is the main reason for your score? Every word helps.",
}
ASK_AGAIN = {
    "pl": "Proszę wybrać liczbę od {low} do {high} albo napisać „pomiń”.",
    "en": "Please pick a number from {low} to {high}, or write “skip”.",
}
THANKS = {"pl": "Dziękujemy za odpowiedź.", "en": "Thank you for your answer."}
SKIP_LABEL = {"pl": "Pomiń", "en": "Skip"}
_SKIP_WORDS = frozenset({"pomin", "nie", "nie chce", "skip", "no", "no thanks", "no thank you"})


class SurveyConfig(NodeConfig):
    kind: Kind = Field(
        default="csat",
        title=_("Scale"),
        json_schema_extra={
            "x-labels": {
                "csat": _("CSAT: satisfied with it? 1 to 5"),
                "nps": _("NPS: would you recommend us? 0 to 10"),
                "ces": _("CES: how easy was it? 1 to 7"),
            }
        },
    )
    question: Template = Field(
        default="",
        title=_("Question"),
        description=_("Leave empty for the scale's usual question."),
    )
    ask_comment: bool = Field(
        default=False,
        title=_("Ask for a comment"),
        description=_("One more question after the score, which may be skipped."),
    )
    comment: Template = Field(
        default="",
        title=_("Question about the comment"),
        description=_("Leave empty for the default text."),
        json_schema_extra={"x-when": {"ask_comment": True}},
    )
    thanks: Template = Field(
        default="",
        title=_("Thanks"),
        description=_("Leave empty for a short thank-you."),
        json_schema_extra={"x-advanced": True},
    )


class Survey(NodeType[SurveyConfig]):
    """Asks how it went and keeps the score for your figures.

    A low score has its own port, so that you can ask what went wrong or offer a person: in
    CSAT 1 and 2, in NPS 0 to 6, in CES 1 to 3. A visitor may always skip it. Until you wire
    these two ports, they lead where “next” leads.
    """

    name = "survey"
    title = _("Survey")
    icon = "star"
    category = "people"
    ports = (
        Port("next", _("next")),
        Port("low", _("low score"), required=False, otherwise="next"),
        Port("skipped", _("skipped"), required=False, otherwise="next"),
    )
    waits = True
    rates = True
    keywords = (_("rating"), _("feedback"), _("CSAT"), _("NPS"), _("CES"), _("score"))
    Config = SurveyConfig

    def enter(self, config: SurveyConfig, turn: Turn) -> Move:
        text = wording(turn, config.question, SCALES[config.kind].question)
        question = self._offer(config, turn, text)
        return Wait(effects=(question,), keep={"misses": 0})

    def resume(self, config: SurveyConfig, turn: Turn, event: Event) -> Move:
        if not isinstance(event, VisitorSaid | VisitorChose):
            return Wait()
        if "score" in turn.keep:
            return self._comment(config, turn, event)
        scale = SCALES[config.kind]
        score = self._score(scale, event)
        if score is not None:
            return self._scored(config, turn, score)
        if fold(words_of(event)) in _SKIP_WORDS or turn.keep.get("misses"):
            return Go("skipped")
        again = own_words(turn, ASK_AGAIN).format(low=scale.low, high=scale.high)
        return Wait(effects=(self._offer(config, turn, again),), keep={"misses": 1})

    def _offer(self, config: SurveyConfig, turn: Turn, text: str) -> SendMessage:
        """Asks `text` with the scale to press."""
        scale = SCALES[config.kind]
        return SendMessage(
            content=Rating(
                text=text,
                scale=config.kind,
                low=scale.low,
                high=scale.high,
                low_label=own_words(turn, scale.low_label),
                high_label=own_words(turn, scale.high_label),
                skip=own_words(turn, SKIP_LABEL),
            )
        )

    def _score(self, scale: Scale, event: VisitorSaid | VisitorChose) -> int | None:
        said = event.value if isinstance(event, VisitorChose) else event.text
        written = re.fullmatch(r"\s*(\d{1,2})\s*(?:/\s*\d{1,2}|[.!])?\s*", said)
        score = int(written[1]) if written else -1
        return score if scale.low <= score <= scale.high else None

    def _scored(self, config: SurveyConfig, turn: Turn, score: int) -> Move:
        kept = RecordSurvey(survey=config.kind, score=score, node=turn.node)
        if not config.ask_comment:
            return self._leave(config, turn, score, kept)
        question = offer(wording(turn, config.comment, ASK_COMMENT), self._skip(turn))
        return Wait(effects=(kept, question), keep={"score": score})

    def _comment(self, config: SurveyConfig, turn: Turn, event: Event) -> Move:
        score, said = int(turn.keep["score"]), words_of(event)
        skips = chosen(event, self._skip(turn)) == SKIP or fold(said) in _SKIP_WORDS
        if skips or not said:
            return self._leave(config, turn, score)
        if isinstance(event, VisitorChose):  # the scale again, in another tab: no comment
            return Wait()
        kept = RecordSurvey(
            survey=config.kind, score=score, comment=said[:MAX_ANSWER], node=turn.node
        )
        return self._leave(config, turn, score, kept)

    def _skip(self, turn: Turn) -> list[tuple[str, str]]:
        return [(SKIP, own_words(turn, SKIP_LABEL))]

    def _leave(self, config: SurveyConfig, turn: Turn, score: int, *kept: RecordSurvey) -> Move:
        port = "low" if score <= SCALES[config.kind].unhappy else "next"
        return Go(port, effects=(*kept, speak(wording(turn, config.thanks, THANKS))))

    def summary(self, config: SurveyConfig) -> str:
        return config.question
