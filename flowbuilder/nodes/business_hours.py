"""Business hours: is the team there now?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import Field

from flowbuilder.core.effects import CheckAvailability
from flowbuilder.core.events import EffectFailed, EffectSucceeded, Event
from flowbuilder.core.fields import OptionalVariableName, TeamName
from flowbuilder.core.nodetype import Go, Move, NodeConfig, NodeType, Port, Turn, Wait
from flowbuilder.core.words import gettext_noop as _


class BusinessHoursConfig(NodeConfig):
    team: TeamName = Field(
        default="",
        title=_("Team"),
        description=_("Whose opening hours count. Empty for the team in the flow's settings."),
    )
    needs_agent: bool = Field(
        default=False,
        title=_("Someone must be online too"),
        description=_(
            "When nobody is online, the team then counts as closed, even in opening hours."
        ),
    )
    save_opening_as: OptionalVariableName = Field(
        default="",
        title=_("Save when it opens as"),
        description=_(
            "A variable for the next opening in words, such as “Monday 30 November, 08:00”. "
            "It is empty when nobody is online in opening hours."
        ),
    )


class BusinessHours(NodeType[BusinessHoursConfig]):
    """Goes one way while a team is open and another while it is closed.

    The hours and holidays are those on the team's page. Use it before a handoff, to say when
    people are back instead of letting the visitor wait.
    """

    name = "business_hours"
    title = _("Business hours")
    icon = "clock-hour-4"
    category = "decide"
    ports = (Port("open", _("when open")), Port("closed", _("when closed")))
    waits = True
    asks_world = True
    keywords = (_("opening hours"), _("calendar"), _("holidays"), _("available"))
    Config = BusinessHoursConfig

    def enter(self, config: BusinessHoursConfig, turn: Turn) -> Move:
        return Wait(effects=(CheckAvailability(team=config.team or turn.default_team),))

    def resume(self, config: BusinessHoursConfig, turn: Turn, event: Event) -> Move:
        match event:
            case EffectSucceeded(result=result):
                enough = int(result.get("agents_online") or 0) > 0 or not config.needs_agent
                if result.get("open") and enough:
                    return Go("open")
                return Go("closed", remember=_kept(config, str(result.get("opens") or "")))
            case EffectFailed(code=code):
                return Go("closed", remember=_kept(config, ""), why=code)
        return Wait()

    def writes(self, config: BusinessHoursConfig) -> Mapping[str, Sequence[str]]:
        return {"closed": [config.save_opening_as]} if config.save_opening_as else {}

    def summary(self, config: BusinessHoursConfig) -> str:
        return config.team


def _kept(config: BusinessHoursConfig, opens: str) -> dict[str, str]:
    return {config.save_opening_as: opens} if config.save_opening_as else {}
