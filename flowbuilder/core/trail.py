"""Going back: the questions a visitor has answered, and all it takes to stand at one again.

The session keeps a short trail of them. A waypoint holds where the session stood; of the variables
it holds only those that changed until the next waypoint, so that a long value is not kept once for
every answer. What has left the house cannot be called back, so an effect that `reaches_out` ends
the trail: answers from before it stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flowbuilder.core.events import VisitorChose
from flowbuilder.core.frames import Frame

#: So many answers may be changed; those before them stay.
MAX_TRAIL = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Waypoint:
    """A question that was answered.

    Attributes:
        answer: The answer's place in the transcript.
        said: How many utterances were added to the session's history since.
        was: What variables held, of those that changed since.
        unset: The names of those that were not there.
    """

    answer: int
    frames: tuple[Frame, ...]
    awaiting: tuple[str, ...]
    keep: Mapping[str, Any]
    offered: tuple[str, ...]
    language: str
    last_said: str
    last_wrote: str
    said: int = 0
    was: Mapping[str, Any] = field(default_factory=dict)
    unset: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The waypoint as JSON."""
        values = {name: getattr(self, name) for name in type(self).__dataclass_fields__}
        values["frames"] = [frame.to_json() for frame in self.frames]
        for name in ("awaiting", "offered", "unset"):
            values[name] = list(values[name])
        values["keep"], values["was"] = dict(self.keep), dict(self.was)
        return values

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Waypoint:
        """The waypoint that `to_json` wrote."""
        values = dict(data)
        values["frames"] = tuple(Frame(**frame) for frame in values["frames"])
        for name in ("awaiting", "offered", "unset"):
            values[name] = tuple(values[name])
        return cls(**values)


Trail = tuple[Waypoint, ...]


def answered_at(trail: Trail, answer: int) -> int | None:
    """The index of the waypoint whose answer has this place in the transcript."""
    return next((n for n, point in enumerate(trail) if point.answer == answer), None)


def replaced_at(trail: Trail, event: VisitorChose) -> int | None:
    """The index of the question that a button answers anew, if it is one of its buttons."""
    index = answered_at(trail, event.instead_of) if event.instead_of else None
    return index if index is not None and event.effect_id in trail[index].awaiting else None


def followed(
    trail: Trail,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    said: int,
) -> Trail:
    """The trail after a turn that led from the variables `before` to those `after`."""
    if not trail:
        return trail
    last = trail[-1]
    known = {*last.was, *last.unset}
    was = {
        name: value
        for name, value in before.items()
        if name not in known and (name not in after or after[name] != value)
    }
    unset = tuple(name for name in after if name not in before and name not in known)
    if not (was or unset or said):
        return trail
    last = replace(
        last, was={**last.was, **was}, unset=(*last.unset, *unset), said=last.said + said
    )
    return (*trail[:-1], last)


def without(trail: Trail, name: str) -> Trail:
    """The trail when going back is to leave this variable as it is."""
    return tuple(
        replace(
            point,
            was={key: value for key, value in point.was.items() if key != name},
            unset=tuple(key for key in point.unset if key != name),
        )
        for point in trail
    )


def as_then(
    trail: Sequence[Waypoint], index: int, variables: Mapping[str, Any]
) -> tuple[dict[str, Any], int]:
    """The variables as they were at the waypoint, and how many utterances came since."""
    found = dict(variables)
    for point in reversed(trail[index:]):
        for name in point.unset:
            found.pop(name, None)
        found.update(point.was)
    return found, sum(point.said for point in trail[index:])
