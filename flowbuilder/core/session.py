"""The session: one run of a flow, as a value that can be stored and taken up days later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from flowbuilder.core.effects import LATER
from flowbuilder.core.events import (
    AgentJoined,
    AgentLeft,
    ContactChanged,
    EffectFailed,
    EffectSucceeded,
    Event,
    SessionClosed,
    SessionStarted,
    TimerFired,
    VersionChanged,
    VisitorAskedForPerson,
    VisitorChose,
    VisitorSaid,
    VisitorWentBack,
)
from flowbuilder.core.frames import Frame, returned
from flowbuilder.core.passing import Passed, Questions
from flowbuilder.core.trail import Trail, Waypoint

__all__ = ["RATING", "TAKES", "TALK", "Frame", "Session", "Status", "returned"]

#: What a session's farewell may be.
RATING, TALK = "rating", "talk"


class Status(StrEnum):
    """Who or what the session waits for."""

    NEW = "new"
    WAITING = "waiting"
    QUEUED = "queued"
    WITH_AGENT = "with_agent"
    ENDED = "ended"


_FROM_VISITOR: tuple[type[Event], ...] = (VisitorSaid, VisitorChose, VisitorAskedForPerson)
_FROM_WORLD: tuple[type[Event], ...] = (EffectSucceeded, EffectFailed, TimerFired)

#: The one table of which status takes which event; the engine refuses the rest.
TAKES: Mapping[Status, tuple[type[Event], ...]] = {
    Status.NEW: (SessionStarted,),
    Status.WAITING: (
        *_FROM_VISITOR, VisitorWentBack, *_FROM_WORLD, AgentJoined, SessionClosed, VersionChanged,
        ContactChanged,
    ),
    Status.QUEUED: (*_FROM_VISITOR, *_FROM_WORLD, AgentJoined, SessionClosed, ContactChanged),
    Status.WITH_AGENT: (
        AgentLeft, TimerFired, EffectSucceeded, EffectFailed, SessionClosed, ContactChanged,
    ),
    Status.ENDED: (VisitorAskedForPerson, AgentJoined, AgentLeft),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One run of a flow inside a conversation.

    Attributes:
        id: Stable; effect ids and chances are made from it.
        zone: The time zone whose days count, such as `Europe/Warsaw`; empty for UTC.
        frames: The call stack, innermost last; empty before the start, after the end, and while
            it waits for the visitor to begin a new version from its start.
        awaiting: Ids of the last effects the waiting node issued, in their order.
        clock: The id of the timer among them that runs, or empty.
        keep: What the waiting node wants back on resume.
        offered: The labels that the visitor may pick from now, folded; typing one is no request.
        silence_timer: The id of the running "visitor silent" timer, or empty.
        effects_issued: How many effects the session has issued; the next id's number.
        last_wrote: What the visitor last wrote in their own words since a person was last asked
            for or had the conversation: no button, no survey's answer, no mere "human, please".
        asked_for_person: The visitor's last event did, and no handoff has told of it yet.
        mood: How the visitor was last found to sound, `calm` or `upset`; empty if nobody judged.
        mood_reasons: Why upset, as keys of `mood.REASONS`.
        upset_heeded: The `upset` trigger has led once.
        history: The last 20 utterances as (`visitor` or `assistant`, text), oldest first.
        retries: How often the visitor was last asked the same again, as no answer did fit; counted
            only where a mood is judged.
        path: The last 200 nodes entered, for the handoff card and the trace.
        trail: The answers that the visitor may change, oldest first.
        buttons_last: It keeps those at all.
        passed: The questions left unanswered whose buttons still work, oldest first.
        farewell: What is left since a person ended the matter: `rating` while that is asked for,
            `talk` for anything else; empty when nobody did, and once the visitor opens it again.
    """

    id: str
    channel: str = "web"
    language: str = "pl"
    status: Status = Status.NEW
    frames: tuple[Frame, ...] = ()
    variables: Mapping[str, Any] = field(default_factory=dict)
    awaiting: tuple[str, ...] = ()
    keep: Mapping[str, Any] = field(default_factory=dict)
    offered: tuple[str, ...] = ()
    silence_timer: str = ""
    effects_issued: int = 0
    turns: int = 0
    last_said: str = ""
    last_wrote: str = ""
    asked_for_person: bool = False
    history: tuple[tuple[str, str], ...] = ()
    path: tuple[str, ...] = ()
    mood: str = field(default="", metadata=LATER)
    mood_reasons: tuple[str, ...] = field(default=(), metadata=LATER)
    upset_heeded: bool = field(default=False, metadata=LATER)
    retries: int = field(default=0, metadata=LATER)
    trail: Trail = field(default=(), metadata=LATER)
    farewell: str = field(default="", metadata=LATER)
    zone: str = field(default="", metadata=LATER)
    buttons_last: bool = field(default=False, metadata=LATER)
    passed: Questions = field(default=(), metadata=LATER)
    clock: str = field(default="", metadata=LATER)

    def to_json(self) -> dict[str, Any]:
        """The session as JSON."""
        values = {
            name: value
            for name, given in type(self).__dataclass_fields__.items()
            if (value := getattr(self, name)) != given.default or not given.metadata.get("later")
        }
        values["status"] = self.status.value
        values["frames"] = [frame.to_json() for frame in self.frames]
        values["history"] = [list(pair) for pair in self.history]
        values["awaiting"], values["path"] = list(self.awaiting), list(self.path)
        values["variables"], values["keep"] = dict(self.variables), dict(self.keep)
        values["offered"] = list(self.offered)
        if "mood_reasons" in values:
            values["mood_reasons"] = list(self.mood_reasons)
        if "trail" in values:
            values["trail"] = [point.to_json() for point in self.trail]
        if "passed" in values:
            values["passed"] = [point.to_json() for point in self.passed]
        return values

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Session:
        """The session that `to_json` wrote. Raises KeyError, TypeError or ValueError on others."""
        values = dict(data)
        values["status"] = Status(values["status"])
        values["frames"] = tuple(Frame(**f) for f in values["frames"])
        values["history"] = tuple((who, what) for who, what in values["history"])
        values["awaiting"], values["path"] = tuple(values["awaiting"]), tuple(values["path"])
        values["offered"] = tuple(values.get("offered", ()))
        values["mood_reasons"] = tuple(values.get("mood_reasons", ()))
        values["trail"] = tuple(Waypoint.from_json(p) for p in values.get("trail", ()))
        values["passed"] = tuple(Passed.from_json(p) for p in values.get("passed", ()))
        session = cls(**values)
        counts = isinstance(session.effects_issued, int) and isinstance(session.turns, int)
        memory = isinstance(session.variables, dict) and isinstance(session.keep, dict)
        words = isinstance(session.last_said, str) and isinstance(session.last_wrote, str)
        if not (counts and memory and words):
            raise TypeError("This is not a session that was stored.")
        return session

    @property
    def outermost(self) -> Mapping[str, Any]:
        """The main flow's variables, with what the flows it calls have for it already."""
        variables = self.variables
        for frame in reversed(self.frames[:-1]):
            variables = returned(frame, variables)
        return variables

    def but(self, **changes: Any) -> Session:
        """A copy with `changes`."""
        return replace(self, **changes)
