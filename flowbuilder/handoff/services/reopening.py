"""A letter brings a conversation to people: one that is over, or that nobody looks after."""

from __future__ import annotations

from flowbuilder.common.clock import now
from flowbuilder.conversations import engine_port
from flowbuilder.conversations.models import Conversation
from flowbuilder.conversations.ownership import Move
from flowbuilder.conversations.services import change_owner, lock
from flowbuilder.core.events import AgentJoined
from flowbuilder.handoff import selectors, story
from flowbuilder.handoff.models import Handoff, Team
from flowbuilder.handoff.services import queue

State = Conversation.State


def queue_again(conversation: Conversation, *, team: Team | None, reason: str) -> Conversation:
    """Put a locked conversation into a team's queue, whatever the hour, and return it afresh.

    The machine is silent from now on; what an agent ends leads on from where the flow stood. One
    that waits or is answered already is left as it is. Without `team` the one that had it last,
    else the workspace's first. Nor does one of a blocked contact come to anybody.
    """
    if conversation.state in {State.QUEUED, State.AGENT} or conversation.contact.blocked_at:
        return conversation
    before = Handoff.objects.filter(conversation=conversation).exclude(team=None).first()
    chosen = team or (before.team if before else None)
    chosen = chosen or selectors.team_for(conversation.workspace_id, "")
    move = Move.REOPEN if conversation.is_closed else Move.ASK
    change_owner(conversation, move, expected_epoch=conversation.owner_epoch)
    handoff = Handoff.objects.create(
        workspace_id=conversation.workspace_id,
        conversation=conversation,
        team=chosen,
        reason=reason[:500],
        status=Handoff.Status.WAITING,
        requested_at=now(),
        by_mail=True,
    )
    if not story.is_silent(conversation):
        engine_port.take_turn(conversation.pk, AgentJoined(at=handoff.requested_at, agent=""))
        conversation = lock(conversation.pk)
    queue.assign_at_once(conversation, handoff)
    return conversation
