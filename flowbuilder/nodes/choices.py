"""Choices: a question with buttons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import Field, StringConstraints

from flowbuilder.core.events import Event, VisitorChose, VisitorSaid
from flowbuilder.core.fields import OptionalVariableName, ShortTemplate, Template, VisitorWords
from flowbuilder.core.nodetype import (
    Go,
    Move,
    NodeConfig,
    NodeType,
    Port,
    PortPerItem,
    Turn,
    Wait,
)
from flowbuilder.core.words import gettext_noop as _
from flowbuilder.nodes._hearing import chosen
from flowbuilder.nodes._wording import Retries, Retry, offer, wording

ASK_AGAIN = {
    "pl": "Proszę wybrać jedną z poniższych odpowiedzi.",
    "en": "Please pick one of the answers below.",
}


class ChoiceOption(NodeConfig):
    value: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")] = Field(
        title=_("Short name"),
        description=_("The name used in conditions and variables; letters, digits, - and _."),
        json_schema_extra={"x-control": "slug"},
    )
    label: ShortTemplate = Field(
        min_length=1, title=_("Button"), description=_("The words on the button.")
    )

    words: VisitorWords = Field(
        default="",
        title=_("Other words for it"),
        description=_("Typing one of these counts as pressing it. Put commas between them."),
        json_schema_extra={"x-advanced": True},
    )


class ChoicesConfig(NodeConfig):
    text: Template = Field(
        min_length=1,
        title=_("Question"),
        description=_("What the visitor reads above the buttons."),
    )
    options: list[ChoiceOption] = Field(
        min_length=1,
        max_length=12,
        title=_("Buttons"),
        description=_("Each has its own port. Three to six are easy to choose from."),
    )
    save_as: OptionalVariableName = Field(
        default="",
        title=_("Save the choice as"),
        description=_("A variable for the short name of the chosen button, if you need it later."),
    )
    retries: Retries = 1
    retry: Retry = ""


class ChoicesNode(NodeType[ChoicesConfig]):
    """Asks a question with buttons, each leading its own way.

    A visitor may also type: the words of a button, or its number, count as pressing it. After any
    other answer the question is repeated, and then the conversation leaves by “something else”;
    wire that to an FAQ lookup, which reads what the visitor wrote.
    """

    name = "choices"
    title = _("Choices")
    icon = "list-check"
    category = "talk"
    ports = (Port("fallback", _("something else"), problem=True, required=False),)
    port_per_item = PortPerItem(field="options", key="value", label="label")
    waits = True
    asks = True
    keywords = (_("buttons"), _("menu"), _("options"), _("quick replies"))
    Config = ChoicesConfig

    def enter(self, config: ChoicesConfig, turn: Turn) -> Move:
        question = offer(turn.render(config.text), self._offered(config, turn))
        return Wait(effects=(question,), keep={"asked_again": 0})

    def resume(self, config: ChoicesConfig, turn: Turn, event: Event) -> Move:
        if not isinstance(event, VisitorSaid | VisitorChose):
            return Wait()
        options = self._offered(config, turn)
        other_words = {option.value: option.words.split(",") for option in config.options}
        value = chosen(event, options, other_words)
        if value is not None:
            return Go(value, remember={config.save_as: value} if config.save_as else {})
        asked_again = int(turn.keep.get("asked_again", 0))
        if asked_again >= config.retries:
            return Go("fallback")
        again = offer(wording(turn, config.retry, ASK_AGAIN), options)
        return Wait(effects=(again,), keep={"asked_again": asked_again + 1}, again=True)

    def _offered(self, config: ChoicesConfig, turn: Turn) -> list[tuple[str, str]]:
        return [(option.value, turn.render(option.label)) for option in config.options]

    def writes(self, config: ChoicesConfig) -> Mapping[str, Sequence[str]]:
        if not config.save_as:
            return {}
        return {option.value: [config.save_as] for option in config.options}

    def summary(self, config: ChoicesConfig) -> str:
        return config.text

    def check(self, config: ChoicesConfig) -> Sequence[tuple[str, str, Mapping[str, object]]]:
        taken = {port.name for port in self.ports}
        count = Counter(option.value for option in config.options)
        twice = [value for value, times in count.items() if times > 1]
        reserved = [value for value in count if value in taken]
        return [
            *(
                ("options", _("Two buttons have the same short name, “{name}”."), {"name": v})
                for v in twice
            ),
            *(
                (
                    "options",
                    _("A button cannot have the short name “{name}”: a port already uses it."),
                    {"name": v},
                )
                for v in reserved
            ),
        ]
