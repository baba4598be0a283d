"""Greeting: the first words of a conversation."""

from __future__ import annotations

from pydantic import Field

from flowbuilder.core.fields import Template
from flowbuilder.core.nodetype import Go, Move, NodeConfig, NodeType, Port, Turn
from flowbuilder.core.words import gettext_noop as _
from flowbuilder.nodes._wording import speak, wording

WELCOME = {
    "pl": "Dzień dobry, w czym możemy pomóc?",
    "en": "Hello, how can we help?",
}


class GreetingConfig(NodeConfig):
    text: Template = Field(
        default="",
        title=_("Greeting"),
        description=_("The first words a visitor reads. Leave empty for a short welcome."),
    )


class Greeting(NodeType[GreetingConfig]):
    """Welcomes the visitor.

    Say who you are and what you can help with, in a sentence or two. The notice that an
    assistant is answering is shown above it automatically.
    """

    name = "greeting"
    title = _("Greeting")
    icon = "hand-stop"
    category = "talk"
    ports = (Port("next", _("next")),)
    keywords = (_("welcome"), _("hello"))
    Config = GreetingConfig

    def enter(self, config: GreetingConfig, turn: Turn) -> Move:
        return Go("next", effects=(speak(wording(turn, config.text, WELCOME)),))

    def summary(self, config: GreetingConfig) -> str:
        return config.text
