"""Call flow: runs another flow and comes back."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from flowbuilder.core.fields import FlowName
from flowbuilder.core.nodetype import Go, Move, NodeConfig, NodeType, Port, Turn
from flowbuilder.core.words import gettext_noop as _


class CallFlowConfig(NodeConfig):
    flow: FlowName = Field(
        min_length=1,
        title=_("Flow"),
        description=_("The published flow to run. Its variables are shared with this one."),
    )


class CallFlow(NodeType[CallFlowConfig]):
    """Runs another flow, then goes on here.

    Draw a part that several flows share once, such as checking a parcel, and call it from each.
    """

    name = "call_flow"
    title = _("Call a flow")
    icon = "corner-down-right-double"
    category = "decide"
    ports = (Port("next", _("when it ends")),)
    keywords = (_("sub-flow"), _("component"), _("reuse"))
    Config = CallFlowConfig

    def enter(self, config: CallFlowConfig, turn: Turn) -> Move:
        return Go("next", call=config.flow)

    def calls(self, config: CallFlowConfig) -> Sequence[str]:
        return [config.flow]

    def summary(self, config: CallFlowConfig) -> str:
        return config.flow
