"""Change the language: the conversation goes on in another one."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from flowbuilder.core.languages import NAMES, FlowLanguage
from flowbuilder.core.nodetype import Go, Move, NodeConfig, NodeType, Port, Turn
from flowbuilder.core.words import gettext_noop as _
from flowbuilder.core.written import written_in

_LABELS = {"written": _("The one the visitor writes in"), **NAMES}


class SetLanguageConfig(NodeConfig):
    language: Literal["written", FlowLanguage] = Field(
        default="en",
        title=_("Language"),
        description=_("If the flow does not have it, the conversation stays in its language."),
        json_schema_extra={"x-labels": {**_LABELS}},
    )


class SetLanguage(NodeType[SetLanguageConfig]):
    """Goes on in another language.

    Ask with buttons which language the visitor prefers and lead each to a step like this, or put
    one behind a question that is answered in the visitor's own words and choose the language that
    they write in. A short or unclear answer changes nothing. From here on they read the
    translations in it, and knowledge and AI answers are asked for in it.
    """

    name = "set_language"
    title = _("Change the language")
    icon = "language"
    category = "decide"
    ports = (Port("next", _("next")),)
    keywords = (_("translation"), _("multilingual"))
    Config = SetLanguageConfig

    def enter(self, config: SetLanguageConfig, turn: Turn) -> Move:
        """Of what the visitor writes, the last words that tell count."""
        if config.language != "written":
            return Go("next", language=config.language)
        said = (text for who, text in reversed(turn.history) if who == "visitor")
        return Go("next", language=next(filter(None, map(written_in, said)), None))

    def summary(self, config: SetLanguageConfig) -> str:
        return _LABELS[config.language]
