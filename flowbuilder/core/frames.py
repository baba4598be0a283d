"""Frames: where a session stands in a flow, and in those that called it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flowbuilder.core.document import ALWAYS_SET


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Where one flow of the call stack is. `port` is how the caller goes on when it returns.

    While it calls a flow that keeps its variables to itself, `kept` are the caller's own, and
    `take` says, by the called flow's outputs, into which of them those go.
    """

    flow: str
    node: str
    port: str = ""
    kept: Mapping[str, Any] | None = None
    take: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The frame as JSON."""
        own = {"flow": self.flow, "node": self.node, "port": self.port}
        return own if self.kept is None else {**own, "kept": self.kept, "take": self.take}


def returned(caller: Frame, inside: Mapping[str, Any]) -> Mapping[str, Any]:
    """The caller's variables after what it called ends with those `inside`."""
    if caller.kept is None:
        return inside
    shared = {name: inside[name] for name in ALWAYS_SET if name in inside}
    taken = {into: inside[name] for name, into in caller.take.items() if name in inside}
    return {**caller.kept, **shared, **taken}
