"""Passing a conversation on: to a colleague, or back into the queue of a team."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.common.clock import now
from flowbuilder.common.errors import InvalidInput, NotFound
from flowbuilder.conversations.models import Conversation
from flowbuilder.conversations.ownership import Move
from flowbuilder.conversations.services import change_owner
from flowbuilder.handoff import selectors
from flowbuilder.handoff.errors import NobodyThere
from flowbuilder.handoff.models import Handoff, Team
from flowbuilder.handoff.services import holding, pushing, queue, writing
from flowbuilder.handoff.services.words import say_given, say_joined, say_passed_on

Status = Handoff.Status


def transfer(
    workspace: Workspace,
    conversation_id: UUID,
    user: User,
    *,
    epoch: int,
    team_id: int | None = None,
    agent_id: int | None = None,
    comment: str = "",
) -> Conversation:
    """Pass the conversation to a colleague, or back into the queue of a team.

    `agent_id` is the colleague's user id. A comment becomes a note for whoever takes over. What
    is answered by e-mail may be left to those who are not there: nobody sits before a screen.

    Raises:
        NobodyThere: They are not there, or nobody else of the team is. Nothing was changed.
    """
    if (team_id is None) == (agent_id is None):
        raise InvalidInput(_("Choose one team or one colleague."))
    with transaction.atomic():
        conversation = holding.mine(workspace, conversation_id, user, epoch=epoch)
        at = now()
        current = selectors.open_handoff(conversation)
        by_mail = current is not None and current.by_mail
        colleague = chosen = None
        if agent_id is not None:
            colleague = _colleague(workspace, agent_id, by_mail=by_mail)
        if team_id is not None:
            chosen = _team(workspace, team_id, user, by_mail=by_mail)
        before = queue.end_handoff(conversation, Status.TRANSFERRED, at)
        team = chosen or (before.team if before else None)
        after = Handoff(
            workspace=workspace,
            conversation=conversation,
            team=team,
            reason=before.reason if before else "",
            last_wrote=before.last_wrote if before else "",
            priority=before.priority if before else Handoff.Priority.NORMAL,
            requested_at=at,
            passed_by=user,
            passed_note=writing.in_short(comment),
            **(queue.carried(before, to_agent=colleague is not None) if before else {}),
        )
        writing.leave_note(conversation, user, comment)
        if colleague is not None:
            change_owner(conversation, Move.TAKE, expected_epoch=epoch, agent=colleague)
            pushing.tell_of_assignment(conversation, colleague.pk, user)
            after.status, after.agent, after.assigned_at = Status.ASSIGNED, colleague, at
            after.save()
            say = say_joined if colleague == user else say_given
            say(conversation, colleague)
        elif team is not None:
            change_owner(conversation, Move.REQUEUE, expected_epoch=epoch)
            after.status = Status.WAITING
            after.save()
            say_passed_on(conversation, team.name)
            if queue.assign_at_once(conversation, after) is None:
                pushing.tell_of_wait(after)
        holding.write_down(conversation, user, "conversation.transferred")
    queue.hand_out(workspace.pk)
    return holding.fresh(workspace, conversation_id)


def _team(workspace: Workspace, team_id: int, user: User, *, by_mail: bool) -> Team:
    team = selectors.teams_of(workspace).filter(pk=team_id).first()
    if team is None:
        raise NotFound(_("This team does not exist."))
    if by_mail:
        return team
    if not selectors.is_staffed(team, now()):
        words = _("Nobody from “{team}” is available now, so the conversation stays with you.")
        raise NobodyThere(words.format(team=team.name))
    if not selectors.is_staffed(team, now(), but=user):
        words = _("Nobody else from “{team}” is available, so the conversation stays with you.")
        raise NobodyThere(words.format(team=team.name))
    return team


def _colleague(workspace: Workspace, user_id: int, *, by_mail: bool) -> User:
    agent = selectors.agents_of(workspace.pk).filter(user_id=user_id).first()
    if agent is None:
        raise NotFound(_("This colleague does not exist."))
    if not by_mail and not selectors.is_present(agent, now()):
        raise NobodyThere(
            _("{name} is not available now, so the conversation stays with you.").format(
                name=agent.user.shown_name
            )
        )
    return agent.user
