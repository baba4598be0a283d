"""FAQ lookup: answers from the knowledge that the team wrote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import Field

from flowbuilder.core.effects import RecordUnanswered, SearchKnowledge
from flowbuilder.core.events import (
    EffectFailed,
    EffectSucceeded,
    Event,
    VisitorChose,
    VisitorSaid,
)
from flowbuilder.core.fields import HiddenTemplate, OptionalVariableName, Template
from flowbuilder.core.messages import Source
from flowbuilder.core.nodetype import Go, Move, NodeConfig, NodeType, Port, Turn, Wait
from flowbuilder.core.words import gettext_noop as _
from flowbuilder.nodes._hearing import chosen, words_of
from flowbuilder.nodes._opening import OPENED, wait_for_question
from flowbuilder.nodes._wording import NONE_LABEL, offer, own_words, speak, wording

MAX_SUGGESTED = 3
#: So many of the last utterances tell what a follow-up is about.
REMEMBERED = 8
NONE_OF_THESE = "__none__"

DID_YOU_MEAN = {
    "pl": "Czy chodzi o jedno z tych pytań?",
    "en": "Did you mean one of these?",
}


class FaqLookupConfig(NodeConfig):
    query: HiddenTemplate = Field(
        default="",
        title=_("What to look for"),
        description=_("Leave empty to look for what the visitor wrote last."),
        json_schema_extra={"x-advanced": True},
    )
    suggest: Template = Field(
        default="",
        title=_("When several questions are close"),
        description=_(
            "Shown above a list of up to three questions. Leave empty for the default text."
        ),
    )
    save_question_as: OptionalVariableName = Field(
        default="",
        title=_("Save the question as"),
        description=_("A variable for what was looked up, for an AI answer or an agent later on."),
    )


class FaqLookup(NodeType[FaqLookupConfig]):
    """Looks the visitor's question up among your questions and answers.

    A sure match is answered at once. When the matches are only close, the visitor picks from up
    to three questions. A question with no answer is kept for you on the page of unanswered
    questions, and the conversation leaves by “not found”.

    A greeting, or “I have a question”, is answered by asking what it is about.

    What the flow's settings say is never answered about is not looked up: the conversation leaves
    by “excluded topic”, and the question is not kept.
    """

    name = "faq_lookup"
    title = _("FAQ lookup")
    icon = "book-2"
    category = "know"
    ports = (
        Port("found", _("found")),
        Port("not_found", _("not found")),
        Port("excluded", _("excluded topic"), required=False, otherwise="not_found"),
        Port("problem", _("problem"), problem=True, required=False),
    )
    waits = True
    asks_world = True
    keywords = (_("knowledge"), _("answers"), _("search"), _("help"))
    Config = FaqLookupConfig

    def enter(self, config: FaqLookupConfig, turn: Turn) -> Move:
        return self._search(config, turn.render(config.query).strip() or turn.last_said, turn)

    def resume(self, config: FaqLookupConfig, turn: Turn, event: Event) -> Move:
        match event:
            case EffectSucceeded(result=result):
                return self._found(config, turn, result)
            case EffectFailed(code=code):
                return Go("problem", why=code)
            case VisitorSaid() | VisitorChose() if turn.keep.get("offered"):
                return self._picked(config, turn, event)
            case VisitorSaid(text=text) if turn.keep.get(OPENED):
                return self._search(config, text, turn)
        return Wait()

    def _search(self, config: FaqLookupConfig, query: str, turn: Turn) -> Move:
        query = query.strip()
        if not query:
            return Go("not_found")
        if (opened := wait_for_question(turn, query)) is not None:
            return opened
        return Wait(
            effects=(
                SearchKnowledge(
                    query=query,
                    language=turn.language,
                    history=turn.history[-REMEMBERED:],
                    excluded=turn.voice.excluded,
                ),
            ),
            remember={config.save_question_as: query} if config.save_question_as else {},
            keep={"query": query},
        )

    def _found(self, config: FaqLookupConfig, turn: Turn, result: Mapping[str, Any]) -> Move:
        if result.get("verdict") == "excluded":
            return Go("excluded")
        hits = list(result.get("hits") or ())
        verdict = result.get("verdict") if hits else "none"
        if verdict == "found":
            return self._answer(hits[0])
        if verdict != "suggest":
            return self._not_found(turn)
        offered = {str(number): hit for number, hit in enumerate(hits[:MAX_SUGGESTED], 1)}
        question = offer(wording(turn, config.suggest, DID_YOU_MEAN), self._options(offered, turn))
        return Wait(effects=(question,), keep={**turn.keep, "offered": offered})

    def _picked(self, config: FaqLookupConfig, turn: Turn, event: Event) -> Move:
        offered = turn.keep["offered"]
        value = chosen(event, self._options(offered, turn))
        if value == NONE_OF_THESE:
            return self._not_found(turn)
        if value is not None:
            return self._answer(offered[value])
        return self._search(config, words_of(event), turn)

    def _options(self, offered: Mapping[str, Any], turn: Turn) -> list[tuple[str, str]]:
        questions = [(number, str(hit["question"])) for number, hit in offered.items()]
        return [*questions, (NONE_OF_THESE, own_words(turn, NONE_LABEL))]

    def _answer(self, hit: Mapping[str, Any]) -> Move:
        origin = str(hit.get("source") or "")
        link = origin if origin.startswith(("https://", "http://")) else ""
        source = Source(title=str(hit.get("title") or hit["question"]), url=link)
        return Go("found", effects=(speak(str(hit["answer"]), sources=(source,)),))

    def _not_found(self, turn: Turn) -> Move:
        unanswered = RecordUnanswered(question=str(turn.keep["query"]), node=turn.node)
        return Go("not_found", effects=(unanswered,))

    def writes(self, config: FaqLookupConfig) -> Mapping[str, Sequence[str]]:
        return {"*": [config.save_question_as]} if config.save_question_as else {}

    def summary(self, config: FaqLookupConfig) -> str:
        return config.query
