"""Go to: on to a step far away, without a wire across the canvas."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from flowbuilder.core.fields import NodeName
from flowbuilder.core.nodetype import Go, Move, NodeConfig, NodeType, Turn
from flowbuilder.core.words import gettext_noop as _


class GoToConfig(NodeConfig):
    node: NodeName = Field(
        min_length=1, title=_("Step"), description=_("The step to continue from.")
    )


class GoTo(NodeType[GoToConfig]):
    """Continues at another step of this flow.

    It does what a wire does, without crossing the whole canvas: back to the menu, for example.
    """

    name = "go_to"
    title = _("Go to")
    icon = "arrow-back-up"
    category = "decide"
    keywords = (_("jump"), _("back"), _("loop"), _("menu"))
    Config = GoToConfig

    def enter(self, config: GoToConfig, turn: Turn) -> Move:
        return Go("", target=config.node)

    def jumps(self, config: GoToConfig) -> Sequence[str]:
        return [config.node]

    def summary(self, config: GoToConfig) -> str:
        return config.node
