"""What an agent does with a conversation: take it, answer, pass it on, give it back, end it.

One owner at a time. Every change of owner names the epoch the agent saw; when it has moved, the
agent is told who was faster and nothing is changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.accounts.services import audit
from flowbuilder.common.clock import now
from flowbuilder.common.errors import InvalidInput, NotFound
from flowbuilder.conversations import attachments, engine_port, mail_port
from flowbuilder.conversations.errors import OwnerChanged
from flowbuilder.conversations.models import Conversation, Message
from flowbuilder.conversations.ownership import Move
from flowbuilder.conversations.services import append_message, change_owner, lock
from flowbuilder.core.events import AgentLeft
from flowbuilder.handoff import selectors, story
from flowbuilder.handoff.errors import (
    AlreadyClosed,
    NobodyThere,
    NoSuchStep,
    NothingToClaim,
    NotYourTurn,
)
from flowbuilder.handoff.models import Handoff, Team
from flowbuilder.handoff.services import mentioning, pushing, queue
from flowbuilder.handoff.services.presence import ensure_agent
from flowbuilder.handoff.services.reopening import queue_again
from flowbuilder.handoff.services.words import (
    say_closed,
    say_handed_back,
    say_joined,
    say_passed_on,
)

State = Conversation.State
Status = Handoff.Status
MAX_TEXT = 4000


def claim(workspace: Workspace, conversation_id: UUID, user: User, *, epoch: int) -> Conversation:
    """Take a waiting conversation out of its queue. Of two who try at once, one wins.

    Raises:
        OwnerChanged: Somebody was faster.
        NothingToClaim: Nobody waits there any more.
    """
    with transaction.atomic():
        conversation = as_seen(workspace, conversation_id, epoch=epoch)
        if conversation.state != State.QUEUED:
            raise NothingToClaim(
                _("This conversation is no longer waiting. You can take it over instead.")
            )
        take(conversation, user)
    return _fresh(workspace, conversation_id)


def take_over(
    workspace: Workspace, conversation_id: UUID, user: User, *, epoch: int
) -> Conversation:
    """Take a conversation from the assistant, the queue or a colleague, at any time.

    Raises:
        OwnerChanged: It changed hands since the agent looked.
        AlreadyClosed: It is over, and the visitor has no e-mail address to be answered at.
    """
    with transaction.atomic():
        conversation = as_seen(workspace, conversation_id, epoch=epoch)
        if conversation.is_closed and conversation.contact.blocked_at is not None:
            raise AlreadyClosed(_("This person is blocked. Unblock them first."))
        if conversation.is_closed and mail_port.threads([conversation.pk]):
            conversation = queue_again(conversation, team=None, reason="")
        _still_open(conversation)
        if conversation.state == State.AGENT and conversation.agent_id == user.pk:
            return conversation
        take(conversation, user)
        _write_down(conversation, user, "conversation.taken_over")
    return _fresh(workspace, conversation_id)


def reply(
    workspace: Workspace,
    conversation_id: UUID,
    user: User,
    *,
    text: str,
    client_id: str,
    epoch: int,
    files: Sequence[UUID] = (),
) -> Message:
    """Answer the visitor, perhaps with files. The same `client_id` again returns the first message.

    Raises:
        NotYourTurn: Someone else has the conversation; nothing was sent.
        NoSuchFile: A file is not there or was sent already; nothing was sent.
    """
    with transaction.atomic():
        conversation = _locked(workspace, conversation_id)
        earlier = _earlier(conversation, user, client_id)
        if earlier is not None:
            return earlier
        _still_open(conversation)
        _expect(conversation, epoch)
        _mine(conversation, user)
        message = append_message(
            conversation,
            author=Message.Author.AGENT,
            content=_content(conversation, user, text, client_id, files),
            client_id=client_id,
            agent=user,
        )
        Handoff.objects.filter(
            conversation=conversation, status=Status.ASSIGNED, first_reply_at=None
        ).update(first_reply_at=message.at)
    return message


@transaction.atomic
def send_again(workspace: Workspace, conversation_id: UUID, *, seq: int) -> None:
    """Have the e-mail with message `seq`, which failed, sent once more. Raises NotFound."""
    mail_port.send_again(_locked(workspace, conversation_id), seq)


@transaction.atomic
def note(
    workspace: Workspace,
    conversation_id: UUID,
    user: User,
    *,
    text: str,
    client_id: str,
    files: Sequence[UUID] = (),
    mentions: Sequence[int] = (),
) -> Message:
    """Write something that only colleagues see. Any agent may, at any time.

    `mentions` are the user ids of those whom the text calls `@name`; they are told.
    """
    conversation = _locked(workspace, conversation_id)
    earlier = _earlier(conversation, user, client_id)
    if earlier is not None:
        return earlier
    content = _content(conversation, user, text, client_id, files)
    named = mentioning.named_in(workspace.pk, content["text"], mentions) if mentions else []
    message = append_message(
        conversation,
        author=Message.Author.AGENT,
        content={**content, "mentions": named} if named else content,
        private=True,
        client_id=client_id,
        agent=user,
    )
    mentioning.mention(message, workspace.pk, user, named)
    return message


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

    `agent_id` is the colleague's user id. A comment becomes a note for whoever takes over.

    Raises:
        NobodyThere: They are not there, or nobody else of the team is. Nothing was changed.
    """
    if (team_id is None) == (agent_id is None):
        raise InvalidInput(_("Choose one team or one colleague."))
    with transaction.atomic():
        conversation = mine(workspace, conversation_id, user, epoch=epoch)
        at = now()
        colleague = _colleague(workspace, agent_id) if agent_id is not None else None
        chosen = _team(workspace, team_id, user) if team_id is not None else None
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
            passed_note=in_short(comment),
            **(queue.carried(before) if before else {}),
        )
        leave_note(conversation, user, comment)
        if colleague is not None:
            change_owner(conversation, Move.TAKE, expected_epoch=epoch, agent=colleague)
            pushing.tell_of_assignment(conversation, colleague.pk, user)
            after.status, after.agent, after.assigned_at = Status.ASSIGNED, colleague, at
            after.save()
            say_joined(conversation, colleague)
        elif team is not None:
            change_owner(conversation, Move.REQUEUE, expected_epoch=epoch)
            after.status = Status.WAITING
            after.save()
            say_passed_on(conversation, team.name)
            if queue.assign_at_once(conversation, after) is None:
                pushing.tell_of_wait(after)
        _write_down(conversation, user, "conversation.transferred")
    queue.hand_out(workspace.pk)
    return _fresh(workspace, conversation_id)


def hand_back(
    workspace: Workspace, conversation_id: UUID, user: User, *, epoch: int, node: str = ""
) -> Conversation:
    """Give the conversation back to the flow, at `node` or where the flow would go on.

    Raises:
        NoSuchStep: The conversation's version has no such node.
    """
    with transaction.atomic():
        conversation = mine(workspace, conversation_id, user, epoch=epoch)
        if node and node not in story.steps_of(conversation):
            raise NoSuchStep(_("The flow of this conversation has no such step. Pick another."))
        _leave(conversation, Status.HANDED_BACK)
        say_handed_back(conversation)
        engine_port.take_turn(
            conversation.pk, AgentLeft(at=now(), outcome="handed_back", target=node or None)
        )
        _write_down(conversation, user, "conversation.handed_back", node=node)
    queue.hand_out(workspace.pk)
    return _fresh(workspace, conversation_id)


def close(workspace: Workspace, conversation_id: UUID, user: User, *, epoch: int) -> Conversation:
    """End the agent's part. The flow goes on by its port, perhaps to a survey, and then ends.

    While the survey is asked the conversation is among the ended ones already.
    """
    with transaction.atomic():
        conversation = mine(workspace, conversation_id, user, epoch=epoch)
        handoff = _leave(conversation, Status.CLOSED)
        say_closed(conversation, user)
        engine_port.take_turn(conversation.pk, AgentLeft(at=now(), outcome="closed"))
        conversation = lock(conversation_id)
        if conversation.state == State.BOT and story.is_over(conversation):
            change_owner(conversation, Move.END, expected_epoch=conversation.owner_epoch)
        elif handoff is not None and story.is_rated(conversation):
            Handoff.objects.filter(pk=handoff.pk).update(rating=True)
        _write_down(conversation, user, "conversation.closed")
    queue.hand_out(workspace.pk)
    return _fresh(workspace, conversation_id)


# ---- What they share ---------------------------------------------------------------


def mine(workspace: Workspace, conversation_id: UUID, user: User, *, epoch: int) -> Conversation:
    """The agent's own open conversation, locked.

    Raises:
        OwnerChanged: It changed hands since the agent looked.
        NotYourTurn: It is somebody else's.
    """
    conversation = as_seen(workspace, conversation_id, epoch=epoch)
    _mine(conversation, user)
    return conversation


def as_seen(workspace: Workspace, conversation_id: UUID, *, epoch: int) -> Conversation:
    """The conversation, locked, if it has not changed hands since it was seen.

    Raises:
        OwnerChanged: It has.
    """
    conversation = _locked(workspace, conversation_id)
    _expect(conversation, epoch)
    return conversation


def _locked(workspace: Workspace, conversation_id: UUID) -> Conversation:
    conversation = lock(conversation_id)
    if conversation.workspace_id != workspace.pk:
        raise NotFound(_("This conversation does not exist."))
    return conversation


def _fresh(workspace: Workspace, conversation_id: UUID) -> Conversation:
    return selectors.conversation_of(workspace.pk, conversation_id)


def _still_open(conversation: Conversation) -> None:
    if conversation.is_closed:
        raise AlreadyClosed(_("This conversation has ended, so nothing was sent."))


def _expect(conversation: Conversation, epoch: int) -> None:
    if conversation.owner_epoch != epoch:
        raise OwnerChanged(who_has(conversation), epoch=conversation.owner_epoch)


def _mine(conversation: Conversation, user: User) -> None:
    _still_open(conversation)
    if conversation.state != State.AGENT or conversation.agent_id != user.pk:
        raise NotYourTurn(who_has(conversation), epoch=conversation.owner_epoch)


def who_has(conversation: Conversation) -> str:
    """Say who answers the conversation, to somebody whose wish could not be done."""
    if conversation.state == State.AGENT and conversation.agent is not None:
        name = conversation.agent.shown_name
        return _("{name} is now answering this conversation, so nothing was changed.").format(
            name=name
        )
    if conversation.state == State.QUEUED:
        return _("This conversation is now waiting in a queue, so nothing was changed.")
    if conversation.state == State.CLOSED:
        return _("This conversation has ended, so nothing was changed.")
    return _("The assistant is now answering this conversation, so nothing was changed.")


def take(
    conversation: Conversation, user: User, *, priority: str | None = Handoff.Priority.NORMAL
) -> None:
    """Make `user` the owner of a locked conversation, whoever has it, and tell the engine.

    From a colleague it goes on at `priority`; None leaves that as it was.
    """
    ensure_agent(conversation.workspace_id, user)
    was_with_agent = conversation.state == State.AGENT
    handoff = selectors.open_handoff(conversation)
    at = now()
    if was_with_agent:
        previous = queue.end_handoff(conversation, Status.TRANSFERRED, at)
        handoff = previous and queue.follow(previous, team=previous.team, at=at, priority=priority)
    if handoff is None:
        fresh = not was_with_agent
        handoff = Handoff.objects.create(
            workspace_id=conversation.workspace_id,
            conversation=conversation,
            team=selectors.team_for(conversation.workspace_id, "") if fresh else None,
            last_wrote=story.last_wrote(conversation) if fresh else "",
            status=Status.WAITING,
            requested_at=at,
        )
    queue.take(conversation, handoff, user)
    queue.tell_engine_of(conversation, user)


def leave_note(conversation: Conversation, user: User, text: str) -> None:
    """Put what whoever passes a locked conversation on wrote, if anything, among its notes."""
    if text.strip():
        append_message(
            conversation,
            author=Message.Author.AGENT,
            content={"kind": "text", "text": _clean(text), "sources": []},
            private=True,
            agent=user,
        )


def in_short(note: str) -> str:
    """A note as it stands in the list: one line."""
    return " ".join(note.split())[:500]


def _leave(conversation: Conversation, status: str) -> Handoff | None:
    handoff = queue.end_handoff(conversation, status)
    change_owner(conversation, Move.GIVE_BACK, expected_epoch=conversation.owner_epoch)
    return handoff


def _earlier(conversation: Conversation, user: User, client_id: str) -> Message | None:
    return Message.objects.filter(
        conversation=conversation, client_id=client_id, agent=user
    ).first()


def _content(
    conversation: Conversation, user: User, text: str, client_id: str, files: Sequence[UUID]
) -> dict[str, Any]:
    """The content of a reply or a note; its files are marked as sent with it."""
    if not files:
        return {"kind": "text", "text": _clean(text), "sources": []}
    words = _clean(text) if text.strip() else ""
    found = attachments.ready_to_send(
        conversation.pk, files, client_id, author=Message.Author.AGENT, agent=user
    )
    attachments.mark_sent(found, client_id)
    return attachments.content_of(words, found)


def _clean(text: str) -> str:
    text = text.strip()
    if not text:
        raise InvalidInput(_("Write something first."), code="empty")
    if len(text) > MAX_TEXT:
        raise InvalidInput(
            _("This is too long: at most {limit} characters.").format(limit=MAX_TEXT),
            code="too_long",
        )
    return text


def _team(workspace: Workspace, team_id: int, user: User) -> Team:
    team = selectors.teams_of(workspace).filter(pk=team_id).first()
    if team is None:
        raise NotFound(_("This team does not exist."))
    if not selectors.is_staffed(team, now()):
        words = _("Nobody from “{team}” is available now, so the conversation stays with you.")
        raise NobodyThere(words.format(team=team.name))
    if not selectors.is_staffed(team, now(), but=user):
        words = _("Nobody else from “{team}” is available, so the conversation stays with you.")
        raise NobodyThere(words.format(team=team.name))
    return team


def _colleague(workspace: Workspace, user_id: int) -> User:
    agent = selectors.agents_of(workspace.pk).filter(user_id=user_id).first()
    if agent is None:
        raise NotFound(_("This colleague does not exist."))
    if not selectors.is_present(agent, now()):
        raise NobodyThere(
            _("{name} is not available now, so the conversation stays with you.").format(
                name=agent.user.shown_name
            )
        )
    return agent.user


def _write_down(conversation: Conversation, user: User, action: str, **data: str) -> None:
    about = str(conversation.contact)
    audit(conversation.workspace, user, action, about, conversation=str(conversation.pk), **data)
