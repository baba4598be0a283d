"""Where the assistant stopped when a person came: its question that has no answer yet."""

from __future__ import annotations

from typing import Literal, NamedTuple

from flowbuilder.conversations.models import Conversation
from flowbuilder.core.plan import Plan
from flowbuilder.core.session import Frame, Session
from flowbuilder.flows.selectors import plan_for
from flowbuilder.handoff.models import Handoff

#: `stands`: the flow waits there still, and goes on there by itself; `left`: the visitor asked for
#: a person instead of answering, and the flow would go on behind the person.
How = Literal["", "stands", "left"]


class Stopped(NamedTuple):
    """The key of the step, as `story.steps_of` has it, and how it was left; empty for none."""

    step: str = ""
    how: How = ""


def stopped_at(conversation: Conversation) -> Stopped:
    """The question that the visitor was asked when a person came, if nothing answered it.

    None where the flow itself led on from it to people, or has asked something else since.
    """
    if conversation.session is None:
        return Stopped()
    session, plan = Session.from_json(conversation.session), plan_for(conversation.flow_version)
    if not session.frames:
        return Stopped()
    top = session.frames[-1]
    step = plan.step(top.flow, top.node)
    if step is None or not step.type.person:
        return Stopped(_key(top), "stands") if step is not None and step.type.asks else Stopped()
    if not session.passed:
        return Stopped()
    left = session.passed[-1].frames[-1]
    if plan.step(left.flow, left.node) is None:
        return Stopped()
    behind = _since(session, plan, left)
    if behind is None or (_leads(plan, left, behind) and not _was_asked_for(conversation)):
        return Stopped()
    return Stopped(_key(left), "left")


def _since(session: Session, plan: Plan, left: Frame) -> str | None:
    """The step entered right after the one that was left; None where another was asked since."""
    after = ""
    for name in reversed(session.path):
        if name == _key(left):
            return after
        flow, _slash, node = name.rpartition("/")
        step = plan.step(flow, node)
        if step is None or (step.type.asks and not step.type.person):
            return None
        after = name
    return None


def _leads(plan: Plan, left: Frame, behind: str) -> bool:
    """Whether a way out of the step leads to the one that was entered after it."""
    step = plan.step(left.flow, left.node)
    ways = set(step.ports.values()) if step is not None else set()
    return behind.rpartition("/")[2] in ways


def _was_asked_for(conversation: Conversation) -> bool:
    """Whether the visitor asked for the person who has the conversation, or had it last."""
    newest = Handoff.objects.filter(conversation=conversation).order_by("-requested_at", "-id")
    return bool(newest.values_list("asked", flat=True).first())


def _key(frame: Frame) -> str:
    return f"{frame.flow}/{frame.node}" if frame.flow else frame.node
