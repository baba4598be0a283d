"""Running a recorded conversation again: on its own version to debug it, on another to try that.

The event log holds all that ever entered the engine, so the same events give the same session.
Nothing is done and nothing is stored.
"""

from __future__ import annotations

from dataclasses import dataclass

from flowbuilder.conversations.models import Conversation
from flowbuilder.conversations.selectors import taken_events
from flowbuilder.core.effects import Effect
from flowbuilder.core.engine import advance, new_session
from flowbuilder.core.errors import UnexpectedEvent
from flowbuilder.core.events import Event, event_from_json
from flowbuilder.core.session import Session
from flowbuilder.flows.models import FlowVersion
from flowbuilder.flows.selectors import plan_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What a version makes of a conversation's events.

    Attributes:
        turns: Each event with the effects it led to.
        same: The session at the end is the one that is stored.
        refused: Events that this version's session could not take.
    """

    session: Session
    turns: tuple[tuple[Event, tuple[Effect, ...]], ...]
    same: bool
    refused: int


def replay_conversation(conversation: Conversation, version: FlowVersion | None = None) -> Replay:
    """Take the conversation's events through `version`, or through its own."""
    plan = plan_for(version or conversation.flow_version)
    session = new_session(str(conversation.pk), conversation.channel, conversation.language, plan)
    turns: list[tuple[Event, tuple[Effect, ...]]] = []
    refused = 0
    for record in taken_events(conversation.pk):
        event = event_from_json(record.payload)
        try:
            session, effects = advance(plan, session, event)
        except UnexpectedEvent:
            refused += 1
            continue
        turns.append((event, effects))
    same = session.to_json() == conversation.session
    return Replay(session=session, turns=tuple(turns), same=same, refused=refused)
