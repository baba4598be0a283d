"""Set variable: gives a variable a value of its kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from pydantic import Field

from flowbuilder.core.fields import HiddenTemplate, VariableName
from flowbuilder.core.nodetype import Go, Move, NodeConfig, NodeType, Port, Turn
from flowbuilder.core.words import gettext_noop as _
from flowbuilder.nodes._values import value_of_kind


class SetVariableConfig(NodeConfig):
    variable: VariableName = Field(title=_("Variable"))
    kind: Literal["text", "number", "boolean", "date", "list"] = Field(
        default="text",
        title=_("Kind of value"),
        json_schema_extra={
            "x-labels": {
                "text": _("any text"),
                "number": _("a number"),
                "boolean": _("yes or no"),
                "date": _("a date"),
                "list": _("a list"),
            }
        },
    )
    value: HiddenTemplate = Field(
        default="",
        title=_("Value"),
        description=_(
            "You can use {{ variables }} and filters, as in {{ price | times: 2 }}. A list has "
            "one item per line. Leave empty to clear the variable."
        ),
    )


class SetVariable(NodeType[SetVariableConfig]):
    """Keeps a value for later: a fixed one, or one made from other variables.

    When the value is not of the chosen kind, such as a number that reads “soon”, it leaves by
    “problem” and the variable stays as it was.
    """

    name = "set_variable"
    title = _("Set a variable")
    icon = "variable"
    category = "decide"
    ports = (
        Port("next", _("next")),
        Port("problem", _("problem"), problem=True, required=False),
    )
    keywords = (_("remember"), _("assign"), _("value"))
    Config = SetVariableConfig

    def enter(self, config: SetVariableConfig, turn: Turn) -> Move:
        text = turn.render(config.value).strip()
        value = value_of_kind(config.kind, text, turn) if text else None
        if text and value is None:
            return Go("problem", why="value_of_other_kind")
        return Go("next", remember={config.variable: value})

    def writes(self, config: SetVariableConfig) -> Mapping[str, Sequence[str]]:
        return {"next": [config.variable]}

    def summary(self, config: SetVariableConfig) -> str:
        return f"{config.variable} = {config.value}"
