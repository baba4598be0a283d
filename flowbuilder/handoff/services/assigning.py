"""What whoever leads the agents does with a conversation that is not theirs: pass it on."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.accounts.services import audit
from flowbuilder.common.clock import now
from flowbuilder.common.errors import NotFound
from flowbuilder.conversations.models import Conversation
from flowbuilder.handoff import selectors
from flowbuilder.handoff.errors import NobodyThere, NothingToClaim
from flowbuilder.handoff.models import Handoff, Team
from flowbuilder.handoff.services import answering, holding, pushing, queue, writing

PASSED = (Conversation.State.QUEUED, Conversation.State.AGENT)


def assign(
    workspace: Workspace,
    conversation_id: UUID,
    by: User,
    *,
    epoch: int,
    agent_id: int,
    note: str = "",
) -> Conversation:
    """Give a conversation that waits, or that a colleague answers, to an agent who is there.

    `agent_id` is the agent's user id. Who leads the agents may give one more than they can take.

    Raises:
        OwnerChanged: It changed hands since `by` looked. Nothing was changed.
        NothingToClaim: It is with the assistant, or has ended.
        NobodyThere: The agent has no inbox open.
    """
    with transaction.atomic():
        conversation = holding.as_seen(workspace, conversation_id, epoch=epoch)
        if conversation.state not in PASSED:
            raise NothingToClaim(holding.who_has(conversation))
        agent = _agent(workspace, agent_id)
        if conversation.agent_id == agent.pk:
            return conversation
        answering.take(conversation, agent, given=agent != by)
        if agent != by:
            _name(by, note, conversation, selectors.open_handoff(conversation))
            pushing.tell_of_assignment(conversation, agent.pk, by)
        about = {"conversation": str(conversation.pk), "to": agent.pk}
        audit(workspace, by, "conversation.transferred", str(conversation.contact), **about)
    queue.hand_out(workspace.pk)
    return selectors.conversation_of(workspace.pk, conversation_id)


def move(
    workspace: Workspace,
    conversation_id: UUID,
    by: User,
    *,
    epoch: int,
    team_id: int,
    note: str = "",
) -> Conversation:
    """Have a conversation that waits wait for another team instead, in the order of asking.

    The handoff stays the same one, so the flow still waits for it and no clock begins anew.

    Raises:
        OwnerChanged: It changed hands since `by` looked. Nothing was changed.
        NothingToClaim: It waits no more.
        NobodyThere: Nobody of that team has an inbox open, and it is no e-mail.
    """
    with transaction.atomic():
        conversation = holding.as_seen(workspace, conversation_id, epoch=epoch)
        handoff = selectors.open_handoff(conversation)
        if conversation.state != Conversation.State.QUEUED or handoff is None:
            raise NothingToClaim(holding.who_has(conversation))
        team = _team(workspace, team_id, by_mail=handoff.by_mail)
        if handoff.team_id == team.pk:
            return conversation
        _name(by, note, conversation, handoff)
        queue.pass_on(conversation, handoff, team)
        about = {"conversation": str(conversation.pk), "team": team.pk}
        audit(workspace, by, "conversation.transferred", str(conversation.contact), **about)
    queue.hand_out(workspace.pk)
    return selectors.conversation_of(workspace.pk, conversation_id)


def _name(by: User, note: str, conversation: Conversation, handoff: Handoff | None) -> None:
    """Have whoever goes on read who passed it on, and their note; an earlier note is not lost."""
    writing.leave_note(conversation, by, note)
    if handoff is not None and (note.strip() or not handoff.passed_note):
        handoff.passed_by, handoff.passed_note = by, writing.in_short(note)
        handoff.save(update_fields=["passed_by", "passed_note"])


def _team(workspace: Workspace, team_id: int, *, by_mail: bool) -> Team:
    team = selectors.teams_of(workspace).filter(pk=team_id).first()
    if team is None:
        raise NotFound(_("This team does not exist."))
    if not by_mail and not selectors.is_staffed(team, now()):
        raise NobodyThere(
            _(
                "Nobody from “{team}” has an inbox open now, so nothing was changed. Choose "
                "somebody else."
            ).format(team=team.name)
        )
    return team


def _agent(workspace: Workspace, user_id: int) -> User:
    agent = selectors.agents_of(workspace.pk).filter(user_id=user_id).first()
    if agent is None:
        raise NotFound(_("This colleague does not exist."))
    if not selectors.is_present(agent, now()):
        raise NobodyThere(
            _("{name} has no inbox open now, so nothing was changed. Choose somebody else.").format(
                name=agent.user.shown_name
            )
        )
    return agent.user
