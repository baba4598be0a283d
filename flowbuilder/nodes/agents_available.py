"""Available agents: can anybody take the visitor now?"""

from __future__ import annotations

from pydantic import Field

from flowbuilder.core.effects import CheckAvailability
from flowbuilder.core.events import EffectFailed, EffectSucceeded, Event
from flowbuilder.core.fields import TeamName
from flowbuilder.core.nodetype import Go, Move, NodeConfig, NodeType, Port, Turn, Wait
from flowbuilder.core.words import gettext_noop as _


class AgentsAvailableConfig(NodeConfig):
    team: TeamName = Field(
        default="",
        title=_("Team"),
        description=_("Whose agents count. Empty for the team in the flow's settings."),
    )
    needs_room: bool = Field(
        default=False,
        title=_("Without waiting"),
        description=_(
            "Whoever has as many conversations as they take at once then counts as not there."
        ),
    )


class AgentsAvailable(NodeType[AgentsAvailableConfig]):
    """Goes one way when an agent of a team can take the visitor, and another when none can.

    It is what a handoff would find: outside opening hours nobody can, and where the team passes
    visitors on to another one, its agents count too. Use it to offer a talk with a person only
    while there is one.
    """

    name = "agents_available"
    title = _("Available agents")
    icon = "users"
    category = "decide"
    ports = (Port("available", _("somebody there")), Port("nobody", _("nobody there")))
    waits = True
    asks_world = True
    keywords = (_("agent"), _("consultant"), _("queue"), _("available"))
    Config = AgentsAvailableConfig

    def enter(self, config: AgentsAvailableConfig, turn: Turn) -> Move:
        return Wait(effects=(CheckAvailability(team=config.team or turn.default_team),))

    def resume(self, config: AgentsAvailableConfig, turn: Turn, event: Event) -> Move:
        match event:
            case EffectSucceeded(result=result):
                enough = int(result.get("agents_free") or 0) > 0 or not config.needs_room
                return Go("available" if result.get("takes_visitors") and enough else "nobody")
            case EffectFailed(code=code):
                return Go("nobody", why=code)
        return Wait()

    def summary(self, config: AgentsAvailableConfig) -> str:
        return config.team
