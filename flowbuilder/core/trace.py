"""The trace: what happened inside a turn, for the try-it panel, the log and whoever debugs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from flowbuilder.core.words import gettext_noop as _

NODE_FAILED = _("The step failed.")
EFFECT_FAILED = _("What the step asked for could not be done.")
NOT_FILLED_IN = _("A text in the step could not be filled in.")
NO_SUCH_PORT = _("The step left by a port it does not have.")
NO_SUCH_NODE = _("The step it should go to is not in this flow.")
NO_SUCH_FLOW = _("The flow it should call does not exist.")
TOO_DEEP = _("Too many flows called one another.")
LATE = _("This answers a question that is no longer being asked.")
ENDLESS = _("These steps looped without waiting for the visitor, so they were stopped.")


TraceKind = Literal["entered", "waits", "left", "stopped", "trigger", "problem", "ignored"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceStep:
    """One thing that happened inside a turn, for whoever watches.

    Attributes:
        text: Why, as a translation key or in the node's own words.
        detail: What a person who debugs wants besides: a code, an exception, the cycle.
        issued: How many effects the session had issued by then.
        variables: What the session remembered when it left; None at any other step.
    """

    kind: TraceKind
    flow: str = ""
    node: str = ""
    port: str = ""
    text: str = ""
    detail: str = ""
    issued: int = 0
    variables: Mapping[str, Any] | None = None


Watch = Callable[[TraceStep], None]


def node_behind(effect_id: str, steps: Iterable[TraceStep], before: str = "") -> str:
    """The node of the main flow that issued an effect of the turn that took `steps`.

    `before` is the node of the main flow that the turn began at.
    """
    number, node = int(effect_id.rpartition(":")[2]), before
    for step in steps:
        if step.node and not step.flow:
            node = step.node
        if step.issued >= number:
            return node
    return node
