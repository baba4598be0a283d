"""Taking a live session over to another version of its flow: a function of values.

It says nothing to the visitor and starts nothing. A session whose place is still there waits on
in that place; any other is put back to the start and begins anew when the visitor next writes.
Its variables stay in either case; the questions answered so far belong to the version before, so
their answers cannot be changed any more, and the buttons of those left unanswered are over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from flowbuilder.core.events import VersionChanged
from flowbuilder.core.plan import Plan
from flowbuilder.core.session import Frame, Session


def standing(plan: Plan, frames: Sequence[Frame]) -> tuple[str, ...]:
    """The types of the nodes where `frames` stand; empty for one that is unknown."""
    steps = (plan.step(frame.flow, frame.node) for frame in frames)
    return tuple(step.type.name if step is not None else "" for step in steps)


def lost_frame(plan: Plan, frames: Sequence[Frame], stood: Sequence[str]) -> Frame | None:
    """The first frame that has no place in `plan`, or None when all of them have.

    A frame keeps its place when its node is there with the same type, and still waits if it is
    the innermost, or still calls the same flow if it is not.
    """
    for index, frame in enumerate(frames):
        step = plan.step(frame.flow, frame.node)
        if step is None or step.type.name != (stood[index] if index < len(stood) else ""):
            return frame
    for outer, inner in pairwise(frames):
        step = plan.step(outer.flow, outer.node)
        if step is None or outer.port not in step.ports:
            return outer
        if inner.flow not in step.type.calls(step.config):
            return outer
    innermost = plan.step(frames[-1].flow, frames[-1].node) if frames else None
    return None if innermost is None or innermost.type.waits else frames[-1]


def moved(plan: Plan, session: Session, event: VersionChanged) -> Session:
    """The session as it goes on by `plan`. Never raises."""
    if event.how == "move" and lost_frame(plan, session.frames, event.stood) is None:
        return _with_initial(plan, session.but(trail=(), passed=()))
    variables = {**plan.initial, **session.outermost}
    return session.but(
        variables=variables,
        frames=(),
        awaiting=(),
        clock="",
        keep={},
        offered=(),
        trail=(),
        passed=(),
    )


def _with_initial(plan: Plan, session: Session) -> Session:
    """The session with what the main flow's variables begin as, where it has no value yet."""
    for index, frame in enumerate(session.frames):
        if frame.kept is not None:
            renewed = replace(frame, kept={**plan.initial, **frame.kept})
            frames = (*session.frames[:index], renewed, *session.frames[index + 1 :])
            return session.but(frames=frames)
    return session.but(variables={**plan.initial, **session.variables})
