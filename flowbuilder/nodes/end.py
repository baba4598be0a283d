"""End: the conversation, or the flow that was called, is over."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from flowbuilder.core.effects import OUTCOME_LABELS, Effect, RecordOutcome
from flowbuilder.core.fields import OptionalShortName, Template
from flowbuilder.core.nodetype import Move, NodeConfig, NodeType, Stop, Turn
from flowbuilder.core.words import gettext_noop as _
from flowbuilder.nodes._wording import speak


class EndConfig(NodeConfig):
    text: Template = Field(
        default="",
        title=_("Last words"),
        description=_("Leave empty to end without a word."),
    )
    outcome: Literal["resolved", "unresolved", "none"] = Field(
        default="none",
        title=_("Outcome"),
        description=_("What the figures count: was the visitor's matter resolved?"),
        json_schema_extra={
            "x-labels": {**OUTCOME_LABELS, "none": _("not known")},
        },
    )
    way: OptionalShortName = Field(
        default="",
        title=_("Way back"),
        description=_(
            "For a flow that others call: the short name of the way out by which the step that "
            "called it goes on. Leave empty for the usual one."
        ),
        json_schema_extra={"x-advanced": True},
    )


class End(NodeType[EndConfig]):
    """Ends the conversation, or returns to the flow that called this one.

    Say whether the matter was resolved: the share of resolved conversations in your figures
    comes from here.
    """

    name = "end"
    title = _("End")
    icon = "player-stop"
    category = "decide"
    ends = True
    keywords = (_("finish"), _("close"), _("goodbye"), _("outcome"))
    Config = EndConfig

    def enter(self, config: EndConfig, turn: Turn) -> Move:
        effects: list[Effect] = []
        if config.text.strip():
            effects.append(speak(turn.render(config.text)))
        if config.outcome != "none":
            effects.append(RecordOutcome(name=config.outcome, node=turn.node))
        return Stop(effects=effects, way=config.way)

    def summary(self, config: EndConfig) -> str:
        return config.text
