"""Histories that grow without end: snapshots on the way, a warning, and an end with a person."""

from __future__ import annotations

import logging

from flowbuilder.conversations.models import Conversation
from flowbuilder.conversations.services import store_with_turn
from flowbuilder.core.events import (
    EffectFailed,
    EffectSucceeded,
    Event,
    TimerFired,
    VisitorAskedForPerson,
    VisitorChose,
    VisitorSaid,
    VisitorWentBack,
)
from flowbuilder.runtime.models import Snapshot

SNAPSHOT_EVERY = 1_000
WARN_AT = 10_000
#: With so many events behind it no flow goes on: a person gets the conversation, or it ends.
END_AT = 50_000
#: What a flow would answer to. What a person does with a conversation always counts.
MOVES_THE_FLOW = (
    VisitorSaid, VisitorChose, VisitorWentBack, VisitorAskedForPerson, EffectSucceeded,
    EffectFailed, TimerFired,
)  # fmt: skip

logger = logging.getLogger(__name__)


def is_at_its_end(conversation: Conversation, event: Event) -> bool:
    """Say whether the flow may no longer answer `event`: the history has grown too long."""
    if conversation.log_size < END_AT or conversation.state != Conversation.State.BOT:
        return False
    return isinstance(event, MOVES_THE_FLOW)


def keep_up(conversation: Conversation, log_before: int) -> None:
    """Keep a snapshot when the log, which had `log_before` events, has passed the next mark.

    Called when a turn is about to be stored: the session has then taken every event that it will
    ever take of those in the log.
    """
    now = conversation.log_size
    if conversation.session is not None and log_before // SNAPSHOT_EVERY < now // SNAPSHOT_EVERY:
        snapshot = Snapshot(
            conversation=conversation,
            number=now,
            flow_version_id=conversation.flow_version_id,
            session=conversation.session,
        )
        store_with_turn(conversation, snapshot)
    if log_before < WARN_AT <= now:
        logger.warning(
            "Conversation %s has %s events. Its flow probably runs in circles.",
            conversation.pk,
            now,
        )
