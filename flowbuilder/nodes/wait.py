"""Wait: a pause that outlives restarts."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from flowbuilder.core.effects import StartTimer
from flowbuilder.core.events import Event, TimerFired
from flowbuilder.core.nodetype import Go, Move, NodeConfig, NodeType, Port, Turn, Wait
from flowbuilder.core.words import gettext_noop as _

_UNITS = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"))


class WaitConfig(NodeConfig):
    seconds: Annotated[
        int, Field(ge=1, le=30 * 86400, json_schema_extra={"x-control": "duration"})
    ] = Field(
        default=60,
        title=_("How long"),
        description=_(
            "From a second to thirty days. The conversation continues by itself, even after a "
            "server restart."
        ),
    )


class WaitNode(NodeType[WaitConfig]):
    """Pauses for a while, then goes on by itself.

    What the visitor writes meanwhile is kept and does not cut the pause short.
    """

    name = "wait"
    title = _("Wait")
    icon = "clock-pause"
    category = "decide"
    ports = (Port("next", _("next")),)
    waits = True
    takes_files = True
    keywords = (_("delay"), _("pause"), _("timer"))
    Config = WaitConfig

    def enter(self, config: WaitConfig, turn: Turn) -> Move:
        return Wait(effects=(StartTimer(seconds=config.seconds),))

    def resume(self, config: WaitConfig, turn: Turn, event: Event) -> Move:
        return Go("next") if isinstance(event, TimerFired) else Wait()

    def summary(self, config: WaitConfig) -> str:
        left, parts = config.seconds, []
        for size, unit in _UNITS:
            count, left = divmod(left, size)
            if count:
                parts.append(f"{count} {unit}")
        return " ".join(parts)
