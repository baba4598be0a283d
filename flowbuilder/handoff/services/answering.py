"""Taking a conversation, giving it back to the flow, ending it.

One owner at a time. Every change of owner names the epoch the agent saw; when it has moved, the
agent is told who was faster and nothing is changed.
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.common.clock import now
from flowbuilder.conversations import engine_port, mail_port
from flowbuilder.conversations.engine_port import Foreseen
from flowbuilder.conversations.models import Conversation
from flowbuilder.conversations.ownership import Move
from flowbuilder.conversations.services import change_owner, lock
from flowbuilder.core.events import AgentLeft
from flowbuilder.handoff import matters, selectors, story
from flowbuilder.handoff.errors import AlreadyClosed, NoSuchStep, NothingToClaim
from flowbuilder.handoff.models import Handoff
from flowbuilder.handoff.services import holding, queue
from flowbuilder.handoff.services.presence import ensure_agent
from flowbuilder.handoff.services.reopening import queue_again
from flowbuilder.handoff.services.words import say_closed, say_handed_back

State = Conversation.State
Status = Handoff.Status


def claim(workspace: Workspace, conversation_id: UUID, user: User, *, epoch: int) -> Conversation:
    """Take a waiting conversation out of its queue. Of two who try at once, one wins.

    Raises:
        OwnerChanged: Somebody was faster.
        NothingToClaim: Nobody waits there any more.
    """
    with transaction.atomic():
        conversation = holding.as_seen(workspace, conversation_id, epoch=epoch)
        if conversation.state != State.QUEUED:
            raise NothingToClaim(
                _("This conversation is no longer waiting. You can take it over instead.")
            )
        take(conversation, user)
    return holding.fresh(workspace, conversation_id)


def take_over(
    workspace: Workspace, conversation_id: UUID, user: User, *, epoch: int
) -> Conversation:
    """Take a conversation from the assistant, the queue or a colleague, at any time.

    Raises:
        OwnerChanged: It changed hands since the agent looked.
        AlreadyClosed: It is over, and the visitor has no e-mail address to be answered at.
    """
    with transaction.atomic():
        conversation = holding.as_seen(workspace, conversation_id, epoch=epoch)
        if conversation.is_closed and conversation.contact.blocked_at is not None:
            raise AlreadyClosed(_("This person is blocked. Unblock them first."))
        if conversation.is_closed and mail_port.threads([conversation.pk]):
            conversation = queue_again(conversation, team=None, reason="")
        holding.still_open(conversation)
        if conversation.state == State.AGENT and conversation.agent_id == user.pk:
            return conversation
        take(conversation, user)
        holding.write_down(conversation, user, "conversation.taken_over")
    return holding.fresh(workspace, conversation_id)


def hand_back(
    workspace: Workspace, conversation_id: UUID, user: User, *, epoch: int, node: str = ""
) -> Conversation:
    """Give the conversation back to the flow, at `node` or where the flow would go on.

    Raises:
        NoSuchStep: The conversation's version has no such node.
    """
    with transaction.atomic():
        conversation = holding.mine(workspace, conversation_id, user, epoch=epoch)
        _check_step(conversation, node)
        _leave(conversation, Status.HANDED_BACK)
        say_handed_back(conversation)
        engine_port.take_turn(conversation.pk, _back_at(node))
        holding.write_down(conversation, user, "conversation.handed_back", node=node)
    queue.hand_out(workspace.pk)
    return holding.fresh(workspace, conversation_id)


def handed_back_at(conversation: Conversation, node: str = "") -> Foreseen | None:
    """What the visitor would read if the conversation were handed back now, and where it would go.

    Raises:
        NoSuchStep: The conversation's version has no such node.
    """
    _check_step(conversation, node)
    return engine_port.foresee(conversation, _back_at(node))


def close(workspace: Workspace, conversation_id: UUID, user: User, *, epoch: int) -> Conversation:
    """End the agent's part. The flow goes on by its port, perhaps to a survey, and then ends.

    While the survey is asked the conversation is among the ended ones already.
    """
    with transaction.atomic():
        conversation = holding.mine(workspace, conversation_id, user, epoch=epoch)
        handoff = _leave(conversation, Status.CLOSED)
        say_closed(conversation, user)
        engine_port.take_turn(conversation.pk, AgentLeft(at=now(), outcome="closed"))
        conversation = lock(conversation_id)
        if conversation.state == State.BOT and story.is_over(conversation):
            change_owner(conversation, Move.END, expected_epoch=conversation.owner_epoch)
        elif handoff is not None and story.is_rated(conversation):
            Handoff.objects.filter(pk=handoff.pk).update(rating=True)
        holding.write_down(conversation, user, "conversation.closed")
    queue.hand_out(workspace.pk)
    return holding.fresh(workspace, conversation_id)


def take(conversation: Conversation, user: User, *, given: bool = False) -> None:
    """Make `user` the owner of a locked conversation, whoever has it, and tell the engine.

    `given`: somebody else chose them, and they may not have looked yet.
    """
    ensure_agent(conversation.workspace_id, user)
    was_with_agent = conversation.state == State.AGENT
    handoff = selectors.open_handoff(conversation)
    at = now()
    if was_with_agent:
        previous = queue.end_handoff(conversation, Status.TRANSFERRED, at)
        handoff = previous and queue.follow(previous, team=previous.team, at=at, to_agent=True)
    if handoff is None:
        fresh = not was_with_agent
        handoff = Handoff.objects.create(
            workspace_id=conversation.workspace_id,
            conversation=conversation,
            team=selectors.team_for(conversation.workspace_id, "") if fresh else None,
            last_wrote=matters.last_wrote(conversation) if fresh else "",
            by_mail=conversation.channel == queue.BY_MAIL,
            status=Status.WAITING,
            requested_at=at,
        )
    queue.take(conversation, handoff, user, given=given)
    queue.tell_engine_of(conversation, user, given=given)


def _check_step(conversation: Conversation, node: str) -> None:
    if node and node not in story.steps_of(conversation):
        raise NoSuchStep(_("The flow of this conversation has no such step. Pick another."))


def _back_at(node: str) -> AgentLeft:
    return AgentLeft(at=now(), outcome="handed_back", target=node or None)


def _leave(conversation: Conversation, status: str) -> Handoff | None:
    handoff = queue.end_handoff(conversation, status)
    change_owner(conversation, Move.GIVE_BACK, expected_epoch=conversation.owner_epoch)
    return handoff
