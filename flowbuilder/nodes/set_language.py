"""Change the language: the conversation goes on in another one."""

from __future__ import annotations

from pydantic import Field

from flowbuilder.core.languages import NAMES, FlowLanguage
from flowbuilder.core.nodetype import Go, Move, NodeConfig, NodeType, Port, Turn
from flowbuilder.core.words import gettext_noop as _


class SetLanguageConfig(NodeConfig):
    language: FlowLanguage = Field(
        default="en",
        title=_("Language"),
        description=_("If the flow does not have it, the conversation stays in its language."),
        json_schema_extra={"x-labels": dict(NAMES)},
    )


class SetLanguage(NodeType[SetLanguageConfig]):
    """Goes on in another language.

    Ask with buttons which language the visitor prefers and lead each to a step like this. From
    here on they read the translations in it, and knowledge and AI answers are asked for in it.
    """

    name = "set_language"
    title = _("Change the language")
    icon = "language"
    category = "decide"
    ports = (Port("next", _("next")),)
    keywords = (_("translation"), _("multilingual"))
    Config = SetLanguageConfig

    def enter(self, config: SetLanguageConfig, turn: Turn) -> Move:
        return Go("next", language=config.language)

    def summary(self, config: SetLanguageConfig) -> str:
        return NAMES[config.language]
