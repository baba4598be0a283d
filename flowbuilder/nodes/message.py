"""Message: something said, with nothing asked."""

from __future__ import annotations

from pydantic import Field

from flowbuilder.core.fields import Template
from flowbuilder.core.nodetype import Go, Move, NodeConfig, NodeType, Port, Turn
from flowbuilder.core.words import gettext_noop as _
from flowbuilder.nodes._wording import speak


class MessageConfig(NodeConfig):
    text: Template = Field(
        min_length=1,
        title=_("Text"),
        description=_(
            "You can use {{ variables }}, **bold**, *italic*, [links](https://…) and lists."
        ),
    )
    variants: list[Template] = Field(
        default_factory=list,
        max_length=10,
        title=_("Other wordings"),
        description=_("One of the wordings is picked each time, so that it sounds less stiff."),
        json_schema_extra={"x-advanced": True},
    )


class Message(NodeType[MessageConfig]):
    """Says something and goes on.

    Keep it short: two or three sentences are read, more are skipped. With several wordings
    the assistant picks one of them each time.
    """

    name = "message"
    title = _("Message")
    icon = "message"
    category = "talk"
    ports = (Port("next", _("next")),)
    keywords = (_("text"), _("say"), _("send"))
    Config = MessageConfig

    def enter(self, config: MessageConfig, turn: Turn) -> Move:
        wordings = [config.text, *(v for v in config.variants if v.strip())]
        return Go("next", effects=(speak(turn.render(wordings[turn.chance(len(wordings))])),))

    def summary(self, config: MessageConfig) -> str:
        return config.text
