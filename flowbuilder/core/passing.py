"""Questions that the talk has left unanswered: what it takes for their buttons to work still.

A keyword, words that meant something else, silence, a person: the talk goes on, and the question
stays above with its buttons. Pressing one takes the session back to that question as it stood, and
answers it; unlike going back to an answer (`trail.py`), nothing that came since is undone. Where
the question was asked and answered again, and something has left the house since, its first buttons
are over: nobody orders twice by pressing what stands further up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flowbuilder.core.document import ALWAYS_SET
from flowbuilder.core.events import VisitorChose
from flowbuilder.core.frames import Frame

#: The buttons of so many questions work still; those of older ones do not.
MAX_PASSED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """A question that was left unanswered.

    Attributes:
        inside: The variables of the called flow that asked it, if that keeps them to itself.
        answered: Its step was answered since, as it was asked again.
    """

    frames: tuple[Frame, ...]
    awaiting: tuple[str, ...]
    keep: Mapping[str, Any]
    inside: Mapping[str, Any] = field(default_factory=dict)
    answered: bool = False

    def to_json(self) -> dict[str, Any]:
        """The question as JSON."""
        return {
            "frames": [frame.to_json() for frame in self.frames],
            "awaiting": list(self.awaiting),
            "keep": dict(self.keep),
            "inside": dict(self.inside),
            "answered": self.answered,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Passed:
        """The question that `to_json` wrote."""
        frames = tuple(Frame(**frame) for frame in data["frames"])
        return cls(**{**data, "frames": frames, "awaiting": tuple(data["awaiting"])})

    def standing(self, variables: Mapping[str, Any]) -> tuple[list[Frame], dict[str, Any]]:
        """The frames there, and the variables, when the main flow's are these `variables`."""
        frames = list(self.frames)
        closed = next((n for n, frame in enumerate(frames) if frame.kept is not None), None)
        if closed is None:
            return frames, dict(variables)
        frames[closed] = replace(frames[closed], kept=dict(variables))
        shared = {name: variables[name] for name in ALWAYS_SET if name in variables}
        return frames, {**self.inside, **shared}


Questions = tuple[Passed, ...]


def passed_at(passed: Questions, event: VisitorChose) -> int | None:
    """The index of the question that this button takes the visitor back to, if it does."""
    if not event.returns:
        return None
    return next((n for n, point in enumerate(passed) if event.effect_id in point.awaiting), None)


def is_passed(passed: Questions, effect_id: str) -> bool:
    """Whether the effect asked one of these questions."""
    return any(effect_id in point.awaiting for point in passed)


def left(passed: Questions, question: Passed) -> Questions:
    """With `question`, which was left just now."""
    others = (point for point in passed if not {*point.awaiting} & {*question.awaiting})
    return (*others, question)[-MAX_PASSED:]


def answered(passed: Questions, flow: str, node: str) -> Questions:
    """After the step was answered: what it asked before has had its answer."""
    return tuple(
        replace(point, answered=True)
        if (point.frames[-1].flow, point.frames[-1].node) == (flow, node)
        else point
        for point in passed
    )


def reached_out(passed: Questions) -> Questions:
    """After something has left the house: without what was answered before it did."""
    return tuple(point for point in passed if not point.answered)


def until(passed: Questions, awaiting: Sequence[str]) -> Questions:
    """Without what was asked after the effects `awaiting`: the visitor went back behind it."""
    last = max(map(_number, awaiting), default=0)
    return tuple(point for point in passed if _number(point.awaiting[0]) <= last)


def _number(effect_id: str) -> int:
    return int(effect_id.rpartition(":")[2])
