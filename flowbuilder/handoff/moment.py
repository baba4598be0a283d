"""The values of which the view of this moment is made. Pure, but for the team's row in one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from flowbuilder.handoff import durations
from flowbuilder.handoff.models import Team


class Presence(StrEnum):
    """Whether an agent can be given a conversation."""

    AVAILABLE = "available"
    AWAY = "away"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentNow:
    """One agent. `load` counts the chats of all teams and `letters` the letters that wait for an
    answer; those put aside do not count."""

    id: int
    name: str
    presence: Presence
    load: int
    capacity: int
    teams: frozenset[int]
    letters: int = 0

    @property
    def is_full(self) -> bool:
        """There is no room for one more."""
        return self.load >= self.capacity

    @property
    def is_shown(self) -> bool:
        """The agent is there, or somebody still counts on them."""
        return self.presence is not Presence.ABSENT or self.load + self.letters > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """The open handoffs of a team, or of all of them, in figures."""

    waiting: int = 0
    under_way: int = 0
    at_risk: int = 0
    broken: int = 0
    longest_s: int | None = None

    @property
    def longest(self) -> str:
        """The longest wait in words."""
        return _words(self.longest_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamNow:
    """One team; None in its place stands for those without a team.

    `opens_at` is when a team that is closed opens next, if it ever does.
    """

    team: Team | None
    is_open: bool
    opens_at: datetime | None
    agents: tuple[AgentNow, ...]
    queue: Queue
    median_s: int | None

    @property
    def median(self) -> str:
        """The median wait in words."""
        return _words(self.median_s)

    @property
    def shown(self) -> list[AgentNow]:
        """The agents to be listed one by one, the least busy first."""
        return sorted((one for one in self.agents if one.is_shown), key=by_room)

    @property
    def absent(self) -> list[str]:
        """The names of the others."""
        return [one.name for one in self.agents if not one.is_shown]


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """A promise still to be kept, of which a notice was made."""

    broken: bool
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """A conversation that waits, or is under way.

    Attributes:
        since_s: For how long it has waited; under way, how long the agent has had it.
        last_by: Who of the two, visitor and agent, spoke last; empty for neither.
        aside: The agent has put it aside for now.
    """

    id: UUID
    visitor: str
    team: str
    agent: str
    urgent: bool
    reason: str
    since_s: int
    promise: Promised | None
    last_by: str = ""
    last_s: int | None = None
    aside: bool = False

    @property
    def since(self) -> str:
        """`since_s` in words."""
        return _words(self.since_s)

    @property
    def last(self) -> str:
        """How long ago somebody spoke, in words."""
        return _words(self.last_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """The first talks of a list, and how many more there are."""

    talks: tuple[Talk, ...]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """All of it. The lists are those of the `chosen` team, where one is."""

    teams: tuple[TeamNow, ...]
    chosen: Team | None
    total: Queue
    available: int
    agents: int
    waiting: Beginning
    under_way: Beginning


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Who may be given a conversation: agents of its team, others, the least busy first; teams."""

    own: list[AgentNow] = field(default_factory=list)
    others: list[AgentNow] = field(default_factory=list)
    teams: list[Team] = field(default_factory=list)


def by_room(agent: AgentNow) -> tuple[int, float, str]:
    """What agents are sorted by: the available ones first, and of those the least busy."""
    return list(Presence).index(agent.presence), agent.load / agent.capacity, agent.name


def _words(seconds: int | None) -> str:
    return "" if seconds is None else durations.short(seconds)
