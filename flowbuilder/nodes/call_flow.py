"""Call flow: runs another flow and comes back."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any

from pydantic import Field

from flowbuilder.core.fields import (
    VARIABLE_PATTERN,
    FlowName,
    Line,
    OptionalVariableName,
    ShortHiddenTemplate,
    ShortName,
)
from flowbuilder.core.nodetype import Go, Move, NodeConfig, NodeType, Port, PortPerItem, Turn
from flowbuilder.core.words import gettext_noop as _
from flowbuilder.nodes._values import value_of_kind

_ONE_VARIABLE = re.compile(r"\{\{\s*([a-z][a-z0-9_]*)\s*\}\}")

#: The name of a variable of the other flow.
TheirName = Annotated[str, Field(pattern=VARIABLE_PATTERN)]


class Given(NodeConfig):
    name: TheirName = Field(title=_("Input"))
    value: ShortHiddenTemplate = Field(default="", title=_("Value"))


class Taken(NodeConfig):
    name: TheirName = Field(title=_("Output"))
    variable: OptionalVariableName = Field(default="", title=_("Variable"))


class Way(NodeConfig):
    name: ShortName = Field(
        title=_("Short name"), description=_("As the ends of the other flow call it.")
    )
    label: Line = Field(default="", title=_("Way out"), description=_("As shown on the canvas."))


class CallFlowConfig(NodeConfig):
    flow: FlowName = Field(min_length=1, title=_("Flow"), description=_("The flow to run."))
    inputs: tuple[Given, ...] = Field(
        default=(),
        max_length=50,
        title=_("What it is given"),
        json_schema_extra={"x-control": "flow-inputs"},
    )
    outputs: tuple[Taken, ...] = Field(
        default=(),
        max_length=50,
        title=_("What it gives back"),
        json_schema_extra={"x-control": "flow-outputs"},
    )
    ways: tuple[Way, ...] = Field(
        default=(),
        max_length=10,
        title=_("Further ways out"),
        description=_("Where to go on when the other flow ends with a way back of that name."),
    )


class CallFlow(NodeType[CallFlowConfig]):
    """Runs another flow, then goes on here.

    Draw a part that several flows share once, such as checking a parcel, and call it from each.
    A flow that names its inputs and outputs keeps its other variables to itself; one that names
    none shares all of them with this one. When an input is not of its kind, such as a number that
    reads “soon”, it leaves by “problem”.
    """

    name = "call_flow"
    title = _("Call a flow")
    icon = "corner-down-right-double"
    category = "decide"
    ports = (
        Port("next", _("when it ends")),
        Port("problem", _("problem"), problem=True, required=False),
    )
    port_per_item = PortPerItem(field="ways", key="name", label="label")
    keywords = (_("sub-flow"), _("component"), _("reuse"))
    Config = CallFlowConfig

    def enter(self, config: CallFlowConfig, turn: Turn) -> Move:
        kinds = turn.inputs_of(config.flow)
        given: dict[str, Any] = {}
        for each in config.inputs:
            if each.name not in kinds:
                continue
            value, is_of_kind = _valued(each.value, kinds[each.name], turn)
            if not is_of_kind:
                return Go("problem", why="value_of_other_kind")
            if value is not None:
                given[each.name] = value
        take = {each.name: each.variable for each in config.outputs if each.variable}
        return Go("next", call=config.flow, give=given, take=take)

    def calls(self, config: CallFlowConfig) -> Sequence[str]:
        return [config.flow]

    def writes(self, config: CallFlowConfig) -> Mapping[str, Sequence[str]]:
        taken = [each.variable for each in config.outputs if each.variable]
        return dict.fromkeys(("next", *(way.name for way in config.ways)), taken)

    def check(self, config: CallFlowConfig) -> Sequence[tuple[str, str, Mapping[str, object]]]:
        names = [way.name for way in config.ways]
        return [
            ("ways", _("Two ways out have the same short name, “{name}”."), {"name": name})
            for name in dict.fromkeys(names)
            if names.count(name) > 1 or name in {port.name for port in self.ports}
        ]

    def summary(self, config: CallFlowConfig) -> str:
        return config.flow


def _valued(template: str, kind: str, turn: Turn) -> tuple[Any, bool]:
    """What an input is given, and whether that is of its kind. A lone variable goes as it is."""
    alone = _ONE_VARIABLE.fullmatch(template.strip())
    value = turn.variables.get(alone[1]) if alone else turn.render(template).strip()
    if value is None or value == "":
        return None, True
    if isinstance(value, str) and kind != "text":
        value = value_of_kind(kind, value, turn)
        return value, value is not None
    return value, _IS_OF_KIND[kind](value)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_IS_OF_KIND: Mapping[str, Callable[[object], bool]] = {
    "text": lambda value: not isinstance(value, Mapping | list | tuple),
    "number": _is_number,
    "boolean": lambda value: isinstance(value, bool),
    "date": lambda value: False,
    "list": lambda value: isinstance(value, list | tuple),
    "object": lambda value: isinstance(value, Mapping),
}
