"""Retracing: recorded events taken through the engine again, step by step; nothing is performed.

The engine is a function, so the same events give the same effects and sessions. Where they do
not, something outside the events was looked at, or the version is another one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from flowbuilder.core.effects import Effect, effect_to_json
from flowbuilder.core.engine import advance
from flowbuilder.core.errors import TurnTooLong, UnexpectedEvent
from flowbuilder.core.events import Event, VersionChanged
from flowbuilder.core.plan import Plan
from flowbuilder.core.session import Session
from flowbuilder.core.trace import TraceStep

PlanOf = Callable[[int], Plan]


@dataclass(frozen=True, slots=True, kw_only=True)
class Retraced:
    """One event taken again.

    Attributes:
        version: The number of the version that took it.
        before: The session as it was.
        session: The session afterwards.
        refused: Why this session could not take the event; it is then as it was.
    """

    event: Event
    version: int
    before: Session
    session: Session
    effects: tuple[Effect, ...] = ()
    trace: tuple[TraceStep, ...] = ()
    refused: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """The first place where a retraced history is not the recorded one.

    Attributes:
        index: Which event, from 0.
        what: What differs: `effects`, fields of the session, or `length`.
    """

    index: int
    what: tuple[str, ...]


def retrace(
    plan_of: PlanOf,
    version: int,
    session: Session,
    events: Iterable[Event],
    *,
    follow: bool = True,
) -> Iterator[Retraced]:
    """Take `session` through `events` again, from `version` on.

    Args:
        plan_of: The plan of a version, by its number.
        follow: Go on by another version where the history did; else stay on `version`.
    """
    for event in events:
        before, seen = session, list[TraceStep]()
        if isinstance(event, VersionChanged):
            if not follow:
                yield Retraced(event=event, version=version, before=before, session=session)
                continue
            version = event.version
        effects, refused = tuple[Effect, ...](), ""
        try:
            session, effects = advance(plan_of(version), session, event, watch=seen.append)
        except (UnexpectedEvent, TurnTooLong) as problem:
            refused = str(problem)
        yield Retraced(
            event=event,
            version=version,
            before=before,
            session=session,
            effects=effects,
            trace=tuple(seen),
            refused=refused,
        )


def outcome_of(step: Retraced) -> dict[str, Any]:
    """What came of an event, as a history is kept: its effects and the session."""
    return {
        "effects": [effect_to_json(effect) for effect in step.effects],
        "session": step.session.to_json(),
    }


def first_difference(
    recorded: Iterable[Mapping[str, Any]], steps: Iterable[Retraced]
) -> Difference | None:
    """Where `steps` first lead to something else than was `recorded`; None when nowhere.

    `recorded` are outcomes as `outcome_of` gives them, or as they come back from JSON.
    """
    for index, (kept, step) in enumerate(zip_longest(recorded, steps)):
        if kept is None or step is None:
            return Difference(index=index, what=("length",))
        now, then = _plain(outcome_of(step)), _plain(kept)
        what = differing(then["session"], now["session"])
        if then["effects"] != now["effects"]:
            what = ("effects", *what)
        if what:
            return Difference(index=index, what=what)
    return None


def differing(one: Mapping[str, Any], other: Mapping[str, Any]) -> tuple[str, ...]:
    """The names under which two mappings do not hold the same."""
    return tuple(
        name for name in (*one, *(set(other) - set(one))) if one.get(name) != other.get(name)
    )


def state_hash(session: Session) -> str:
    """A hash that two sessions share only when they are the same."""
    text = json.dumps(session.to_json(), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Mapping[str, Any]) -> Any:
    return json.loads(json.dumps(value))
