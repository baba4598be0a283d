"""What an event would lead to, told before it happens. Nothing is stored and nobody is told."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import translation

from flowbuilder.accounts.models import Language
from flowbuilder.conversations.engine_port import Foreseen
from flowbuilder.conversations.models import Conversation
from flowbuilder.core.effects import (
    DEFERRED,
    AskSurvey,
    CheckAvailability,
    CheckConsent,
    Effect,
    OpenTicket,
    RequestHandoff,
    SendMessage,
)
from flowbuilder.core.engine import advance
from flowbuilder.core.errors import CoreError
from flowbuilder.core.events import Event
from flowbuilder.core.messages import labels_of, words_of
from flowbuilder.core.session import Session, Status
from flowbuilder.core.trace import TraceStep
from flowbuilder.flows.models import FlowVersion
from flowbuilder.flows.selectors import plan_for

#: What comes back with an answer that only the doing of it brings.
ASK_ELSEWHERE = (*DEFERRED, AskSurvey, CheckAvailability, CheckConsent, OpenTicket)


def foresee(conversation: Conversation, event: Event) -> Foreseen | None:
    """What the flow would say, as the visitor would read it, up to where it waits or asks others.

    None where the conversation has no session, or the flow would not take the event.
    """
    if conversation.session is None:
        return None
    plan = plan_for(FlowVersion(pk=conversation.flow_version_id))
    steps: list[TraceStep] = []
    with translation.override(Language.nearest(conversation.language)):
        try:
            session, effects = advance(
                plan, Session.from_json(conversation.session), event, watch=steps.append
            )
        except CoreError:
            return None
    says = [effect for effect in effects if isinstance(effect, SendMessage)]
    frame = session.frames[-1] if session.frames else None
    stands = _key(frame.flow, frame.node) if frame is not None else ""
    return Foreseen(
        begins=_behind(says[0], steps) if says else stands,
        stands=stands,
        says=tuple(_in_words(effect) for effect in says),
        then=_then(session, effects),
    )


def _then(session: Session, effects: Sequence[Effect]) -> str:
    if session.status is Status.ENDED:
        return "ends"
    if any(isinstance(effect, RequestHandoff) for effect in effects):
        return "queue"
    asks = {effect.id for effect in effects if isinstance(effect, ASK_ELSEWHERE)}
    return "goes_on" if asks.intersection(session.awaiting) else "waits"


def _in_words(effect: SendMessage) -> str:
    options = " · ".join(labels_of(effect.content))
    return "\n".join(filter(None, [words_of(effect.content), options and f"[{options}]"]))


def _behind(effect: Effect, steps: Sequence[TraceStep]) -> str:
    """The step that issued it, also within a flow that is run for another."""
    number, found = int(effect.id.rpartition(":")[2]), ""
    for step in steps:
        found = _key(step.flow, step.node) if step.node else found
        if step.issued >= number:
            break
    return found


def _key(flow: str, node: str) -> str:
    return f"{flow}/{node}" if flow else node
