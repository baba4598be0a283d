"""Histories that grow without end: snapshots on the way, a warning, and an end with a person."""

from __future__ import annotations

import logging

from flowbuilder.conversations.models import Conversation
from flowbuilder.runtime.models import Snapshot

SNAPSHOT_EVERY = 1_000
WARN_AT = 10_000

logger = logging.getLogger(__name__)


def keep_up(conversation: Conversation, log_before: int) -> None:
    """Keep a snapshot when the log, which had `log_before` events, has passed the next mark.

    Called at the end of a turn, when the session has taken every event that it will ever take
    of those in the log.
    """
    now = conversation.log_size
    if conversation.session is not None and log_before // SNAPSHOT_EVERY < now // SNAPSHOT_EVERY:
        Snapshot.objects.create(
            conversation=conversation,
            number=now,
            flow_version_id=conversation.flow_version_id,
            session=conversation.session,
        )
    if log_before < WARN_AT <= now:
        logger.warning(
            "Conversation %s has %s events. Its flow probably runs in circles.",
            conversation.pk,
            now,
        )
