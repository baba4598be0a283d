"""Survey: how it went, on a well-known scale or as a survey of the workspace asks it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from flowbuilder.core.closings import closes
from flowbuilder.core.effects import AskSurvey, Effect
from flowbuilder.core.events import (
    EffectFailed,
    EffectSucceeded,
    Event,
    VisitorChose,
    VisitorSaid,
)
from flowbuilder.core.fields import SurveyName, Template
from flowbuilder.core.messages import SKIP
from flowbuilder.core.nodetype import Go, Move, NodeConfig, NodeType, Port, Turn, Wait
from flowbuilder.core.words import gettext_noop as _
from flowbuilder.nodes._answers import MAX_ANSWER
from flowbuilder.nodes._hearing import chosen, words_of
from flowbuilder.nodes._scales import (
    NO_WORDS,
    SKIP_LABEL,
    USUAL,
    Form,
    is_withheld,
    skips,
    step_form,
    survey_form,
)
from flowbuilder.nodes._wording import offer, own_words, speak, wording

ASK_COMMENT = {
    "pl": "Co zdecydowało o tej ocenie? Każde słowo się przyda.",
    "en": "What is the main reason for your score? Every word helps.",
}
ASK_MORE = {
    "pl": "Czy chcieliby Państwo coś do tego dodać?",
    "en": "Would you like to add anything to that?",
}
CHOOSE_AGAIN = {
    "pl": "Proszę wybrać jedną z odpowiedzi albo napisać „pomiń”.",
    "en": "Please pick one of the answers, or write “skip”.",
}
ASK_AGAIN = {
    "pl": "Proszę wybrać liczbę od {low} do {high} albo napisać „pomiń”.",
    "en": "Please pick a number from {low} to {high}, or write “skip”.",
}
THANKS = {"pl": "Dziękujemy za odpowiedź.", "en": "Thank you for your answer."}
#: After a comment that was skipped nothing was answered to thank for.
THANKS_ALL_THE_SAME = {"pl": "Dziękujemy.", "en": "Thank you."}
TOO_LATE = {
    "pl": "Dziękujemy. Czas na odpowiedź w tej ankiecie już minął, więc nie wliczymy jej do "
    "wyników.",
    "en": "Thank you. The time for answering this survey has passed, so we will not count this "
    "answer.",
}
_OWN_QUESTION: dict[str, Any] = {"x-when": {"survey": ""}}


class SurveyConfig(NodeConfig):
    survey: SurveyName = Field(
        default="",
        title=_("Survey"),
        description=_(
            "A survey has its own words, and rules of whom it asks and when. Without one, this "
            "step asks its own question every time."
        ),
    )
    kind: Literal["csat", "nps", "ces"] = Field(
        default="csat",
        title=_("Scale"),
        json_schema_extra={
            "x-labels": {
                "csat": _("CSAT: satisfied with it? 1 to 5"),
                "nps": _("NPS: would you recommend us? 0 to 10"),
                "ces": _("CES: how easy was it? 1 to 7"),
            },
            **_OWN_QUESTION,
        },
    )
    question: Template = Field(
        default="",
        title=_("Question"),
        description=_("Leave empty for the scale's usual question."),
        json_schema_extra=_OWN_QUESTION,
    )
    ask_comment: bool = Field(
        default=False,
        title=_("Ask for a comment"),
        description=_("One more question after the score, which may be skipped."),
        json_schema_extra=_OWN_QUESTION,
    )
    comment: Template = Field(
        default="",
        title=_("Question about the comment"),
        description=_("Leave empty for the default text."),
        json_schema_extra={"x-when": {"ask_comment": True, "survey": ""}},
    )
    thanks: Template = Field(
        default="",
        title=_("Thanks"),
        description=_("Leave empty for a short thank-you."),
        json_schema_extra={"x-advanced": True, **_OWN_QUESTION},
    )


class Survey(NodeType[SurveyConfig]):
    """Asks how it went and keeps the score for your figures.

    A low score has its own port, so that you can ask what went wrong or offer a person: in
    CSAT 1 and 2, in NPS 0 to 6 (detractors), in CES 1 to 3. So has a high one: in CSAT 4 and 5,
    in NPS 9 and 10 (promoters), in CES 5 to 7. A visitor may always skip it. A survey of yours
    that is not due leaves by “not asked”; an anonymous one always leaves by “next”, and so does one
    with answers to choose from or in the visitor's own words. Until you
    wire these four ports, they lead where “next” leads.
    """

    name = "survey"
    title = _("Survey")
    icon = "star"
    category = "people"
    ports = (
        Port("next", _("next")),
        Port("low", _("low score"), required=False, otherwise="next"),
        Port("high", _("high score"), required=False, otherwise="next"),
        Port("skipped", _("skipped"), required=False, otherwise="next"),
        Port("not_asked", _("not asked"), required=False, otherwise="next"),
    )
    waits = True
    rates = True
    keywords = (_("rating"), _("feedback"), _("CSAT"), _("NPS"), _("CES"), _("score"))
    Config = SurveyConfig

    def enter(self, config: SurveyConfig, turn: Turn) -> Move:
        if config.survey:
            return Wait(
                effects=(AskSurvey(name=config.survey, language=turn.language, node=turn.node),)
            )
        return self._ask(config, step_form(config.kind, config.ask_comment), turn, {})

    def resume(self, config: SurveyConfig, turn: Turn, event: Event) -> Move:
        match event:
            case EffectSucceeded(result=result, effect_id=effect_id) if "survey" not in turn.keep:
                return self._checked(config, turn, result, effect_id)
            case EffectFailed(code=code) if "survey" not in turn.keep:
                return Go("not_asked", why=code)
            case VisitorSaid() | VisitorChose():
                form = self._form(config, turn.keep)
                if form is not None:
                    return self._heard(config, form, turn, event)
        return Wait()

    def _checked(
        self, config: SurveyConfig, turn: Turn, result: Mapping[str, Any], effect_id: str
    ) -> Move:
        if not result.get("due"):
            return Go("not_asked", why=str(result.get("why") or ""))
        survey = {**result, "name": config.survey, "asked": effect_id}
        return self._ask(config, survey_form(survey), turn, {"survey": survey})

    def _form(self, config: SurveyConfig, keep: Mapping[str, Any]) -> Form | None:
        """What was asked, or None while it is not known yet whether anything is."""
        if "survey" in keep:
            return survey_form(keep["survey"])
        return None if config.survey and not keep else step_form(config.kind, config.ask_comment)

    def _ask(self, config: SurveyConfig, form: Form, turn: Turn, keep: Mapping[str, Any]) -> Move:
        usual = USUAL[form.kind].question if form.kind in USUAL else NO_WORDS
        if form.name:
            text = form.words.get("question") or own_words(turn, usual)
        else:
            text = wording(turn, config.question, usual)
        return Wait(effects=(form.offer(turn, text),), keep={**keep, "misses": 0})

    def _heard(
        self, config: SurveyConfig, form: Form, turn: Turn, event: VisitorSaid | VisitorChose
    ) -> Move:
        if "score" in turn.keep:
            return self._comment(config, form, turn, event)
        if form.kind == "open":
            return self._in_own_words(config, form, turn, event)
        said = event.value if isinstance(event, VisitorChose) else event.text
        score = form.score_in(turn, event)
        answers = score is not None or (form.anonymous and is_withheld(said))
        if form.is_over(turn.now):
            late = self._too_late(form, turn) if answers else ()
            return Go("skipped", effects=late, why="survey_expired")
        if answers:
            return self._scored(config, form, turn, score)
        words = words_of(event)
        if skips(said) or skips(words) or closes(words) or turn.keep.get("misses"):
            return Go("skipped")
        again = own_words(turn, CHOOSE_AGAIN if form.options else ASK_AGAIN)
        again = again.format(low=form.low, high=form.high)
        return Wait(effects=(form.offer(turn, again),), keep={**turn.keep, "misses": 1})

    def _scored(self, config: SurveyConfig, form: Form, turn: Turn, score: int | None) -> Move:
        kept = form.record(turn, score)
        known = form.low if score is None or form.anonymous else score  # anonymously, all alike
        if not form.wants_comment(known):
            return self._leave(config, form, turn, known, kept)
        if form.name:
            usual = ASK_COMMENT if form.is_measured else ASK_MORE
            text = form.follow_up(known) or own_words(turn, usual)
        else:
            text = wording(turn, config.comment, ASK_COMMENT)
        question = offer(text, self._skip(turn))
        keep = {"survey": turn.keep["survey"]} if form.name else {}
        return Wait(effects=(kept, question), keep={**keep, "score": known})

    def _in_own_words(
        self, config: SurveyConfig, form: Form, turn: Turn, event: VisitorSaid | VisitorChose
    ) -> Move:
        said = words_of(event)
        # A “1” is their answer here, not the first button, which is the only one: to skip.
        pressed = isinstance(event, VisitorChose) and chosen(event, self._skip(turn)) == SKIP
        if pressed or skips(said, no_answers=True) or not said:
            return Go("skipped")
        if isinstance(event, VisitorChose):  # a button of an earlier question
            return Wait()
        if form.is_over(turn.now):
            return Go("skipped", effects=self._too_late(form, turn), why="survey_expired")
        answer = "" if form.anonymous and is_withheld(said) else said[:MAX_ANSWER]
        return self._leave(config, form, turn, form.low, form.record(turn, None, answer))

    def _comment(
        self, config: SurveyConfig, form: Form, turn: Turn, event: VisitorSaid | VisitorChose
    ) -> Move:
        score, said = int(turn.keep["score"]), words_of(event)
        if chosen(event, self._skip(turn)) == SKIP or skips(said) or not said:
            return self._leave(config, form, turn, score, usual=THANKS_ALL_THE_SAME)
        if isinstance(event, VisitorChose):  # the scale again, in another tab: no comment
            return Wait(effects=(form.record(turn, None),) if form.anonymous else ())
        if form.is_over(turn.now):
            return Go(form.port_of(score), effects=self._too_late(form, turn))
        comment = "" if form.anonymous and is_withheld(said) else said[:MAX_ANSWER]
        kept = form.record(turn, None if form.anonymous else score, comment)
        return self._leave(config, form, turn, score, kept)

    def _too_late(self, form: Form, turn: Turn) -> tuple[Effect, ...]:
        """Says so; what was said anonymously is withheld all the same."""
        said = speak(own_words(turn, TOO_LATE))
        return (form.record(turn, None), said) if form.anonymous else (said,)

    def _skip(self, turn: Turn) -> list[tuple[str, str]]:
        return [(SKIP, own_words(turn, SKIP_LABEL))]

    def _leave(
        self,
        config: SurveyConfig,
        form: Form,
        turn: Turn,
        score: int,
        *kept: Effect,
        usual: Mapping[str, str] = THANKS,
    ) -> Move:
        if form.name:
            thanks = form.words.get("thanks") or own_words(turn, usual)
        else:
            thanks = wording(turn, config.thanks, usual)
        return Go(form.port_of(score), effects=(*kept, speak(thanks)))

    def is_for_person(self, config: SurveyConfig, keep: Mapping[str, Any], text: str) -> bool:
        """A question, where a number or one of the answers is asked for."""
        form = self._form(config, keep)
        if form is None or form.kind == "open" or "score" in keep:
            return False
        return "?" in text and len(text.split()) > 2

    def summary(self, config: SurveyConfig) -> str:
        return config.survey or config.question
