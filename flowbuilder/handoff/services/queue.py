"""Asking for a person, handing out those who wait, and ending a wait.

Theory. Chats come first: a team hands out a letter only while nobody waits for it in the chat.
Each has room of its own: an agent is given chats up to their capacity, whatever letters they have,
and letters while fewer than that many wait for their answer, whatever chats they have. So neither
keeps the other from being answered, and no morning's post lands on whoever comes first.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from flowbuilder.accounts.models import User
from flowbuilder.common.clock import now
from flowbuilder.conversations import engine_port, live
from flowbuilder.conversations.models import Conversation
from flowbuilder.conversations.ownership import Move
from flowbuilder.conversations.services import change_owner, lock
from flowbuilder.core.events import AgentJoined
from flowbuilder.handoff import candidates, routing, selectors, story
from flowbuilder.handoff.models import Agent, Handoff, Team
from flowbuilder.handoff.services import pushing
from flowbuilder.handoff.services.words import say_given, say_joined, say_passed_on

Status = Handoff.Status
#: So many of those who wait are told at once that they moved; the others ask within 25 seconds.
TOLD = 50
#: How often an agent or a visitor may be gone before the next pair is left to the next time.
MISSES = 3
#: So many of a team's queue are looked at for one whom somebody free can answer.
LOOKED_AT = 30
#: On this channel a conversation waits whatever the hour: nobody sits before a screen.
BY_MAIL = "email"
#: A conversation of so many messages is a long story, and hard for whoever takes it over.
LONG = 60


def put_in_queue(
    conversation: Conversation,
    *,
    effect_id: str,
    team_slug: str,
    reason: str,
    priority: str,
    last_wrote: str = "",
    asked: bool = False,
    skills: Sequence[str] = (),
    hard: bool = False,
) -> Handoff:
    """Put a locked conversation in a team's queue, or note that nobody is there.

    Safe to repeat: the second time finds the first one's handoff and changes nothing.
    """
    earlier = Handoff.objects.filter(conversation=conversation, effect_id=effect_id).first()
    if earlier is not None:
        return earlier
    at = now()
    team = selectors.team_for(conversation.workspace_id, team_slug)
    by_mail = conversation.channel == BY_MAIL
    ready = team if by_mail else selectors.ready(team, at)
    there = ready is not None
    before = end_handoff(conversation, Status.GAVE_UP, at)
    before = before or selectors.waited_for_in_vain(conversation)
    handoff = Handoff.objects.create(
        workspace_id=conversation.workspace_id,
        conversation=conversation,
        team=ready or team,
        effect_id=effect_id,
        reason=reason[:500],
        last_wrote=last_wrote[:500],
        asked=asked,
        priority=priority,
        skills=candidates.clean_skills(skills),
        hard=hard or conversation.head_seq >= LONG,
        by_mail=by_mail,
        overflowed=there and ready != team,
        status=Status.WAITING if there else Status.NOBODY,
        requested_at=at,
        closed_at=None if there else at,
        **(_clocks(before, to_agent=False) if before else {}),
    )
    if there:
        change_owner(conversation, Move.ASK, expected_epoch=conversation.owner_epoch)
        _announce_moves(handoff)
    return handoff


def assign_at_once(conversation: Conversation, handoff: Handoff) -> User | None:
    """Give a handoff that has just begun to wait to a free agent, if the team wants that.

    The caller holds the lock and tells the engine.
    """
    if handoff.team is None or not handoff.team.auto_assign:
        return None
    if handoff.by_mail and selectors.waiting_in(handoff.team).exists():
        return None
    at = now()
    (request,) = candidates.requests([handoff], at)
    there = candidates.of_team(handoff.team, at, by_mail=handoff.by_mail)
    chosen = routing.choose(there, request)
    if chosen is None:
        return None
    user = User.objects.get(pk=chosen.id)
    if not _has_room(handoff, user):
        return None
    take(conversation, handoff, user, given=True)
    pushing.tell_of_assignment(conversation, user.pk)
    return user


def take(conversation: Conversation, handoff: Handoff, user: User, *, given: bool = False) -> None:
    """Make `user` the owner of a locked conversation. The engine is told by the caller.

    `given`: it was not they who took it, so nobody can say that they are there yet.
    """
    change_owner(conversation, Move.TAKE, expected_epoch=conversation.owner_epoch, agent=user)
    handoff.status = Status.ASSIGNED
    handoff.agent = user
    handoff.assigned_at = now()
    handoff.save(update_fields=["status", "agent", "assigned_at"])
    _announce_moves(handoff)
    say = say_given if given else say_joined
    say(conversation, user)


def end_handoff(
    conversation: Conversation, status: str, at: datetime | None = None
) -> Handoff | None:
    """End the conversation's open handoff, if it has one, as `status`."""
    handoff = selectors.open_handoff(conversation)
    if handoff is None:
        return None
    was_waiting = handoff.status == Status.WAITING
    handoff.status = status
    handoff.closed_at = at or now()
    handoff.save(update_fields=["status", "closed_at"])
    if was_waiting:
        _announce_moves(handoff)
    return handoff


def move(conversation: Conversation, handoff: Handoff, team: Team) -> None:
    """Have a handoff that waits wait for `team`, in the place that its asking gives it there."""
    _announce_moves(handoff)
    handoff.team, handoff.moved_at = team, now()
    handoff.save(update_fields=["team", "moved_at"])
    _announce_moves(handoff)
    live.status_changed(conversation)


def pass_on(conversation: Conversation, handoff: Handoff, team: Team) -> None:
    """Have a locked conversation wait for `team`, say so, and hand it to who is free there."""
    move(conversation, handoff, team)
    say_passed_on(conversation, team.name)
    user = assign_at_once(conversation, handoff)
    if user is not None:
        tell_engine_of(conversation, user, given=True)
    else:
        pushing.tell_of_wait(handoff)


def follow(
    handoff: Handoff,
    *,
    team: Team | None,
    at: datetime,
    priority: str | None = None,
    to_agent: bool = False,
) -> Handoff:
    """The handoff that comes after one that was passed on, with its story; it waits."""
    return Handoff.objects.create(
        workspace_id=handoff.workspace_id,
        conversation_id=handoff.conversation_id,
        team=team,
        reason=handoff.reason,
        last_wrote=handoff.last_wrote,
        priority=priority or handoff.priority,
        status=Status.WAITING,
        requested_at=at,
        **carried(handoff, to_agent=to_agent),
    )


def carried(before: Handoff, *, to_agent: bool) -> dict[str, Any]:
    """What stays of `before` in the handoff that follows it: what it takes, and the clocks.

    `to_agent`: an agent has it at once, so that nobody stands in a queue.
    """
    kept: dict[str, Any] = {"skills": before.skills, "hard": before.hard}
    kept["by_mail"], kept["asked"] = before.by_mail, before.asked
    return {**kept, **_clocks(before, to_agent=to_agent)}


def _clocks(before: Handoff, *, to_agent: bool) -> dict[str, Any]:
    """Passing a visitor on gives nobody more time: the resolution counts from the first request,
    and so does the first reply until somebody has given it; then, from what is unanswered.
    """
    replied = before.first_reply_at is not None or not before.reply_owed
    unanswered = selectors.unanswered_since(before.conversation_id) if replied else None
    return {
        "reply_owed": not (to_agent and replied and unanswered is None),
        "resolution_clock_from": before.resolution_clock_from or before.requested_at,
        "reply_clock_from": unanswered if replied else before.waiting_from,
    }


def tell_of_order(handoff: Handoff) -> None:
    """Tell who waits for `handoff`'s team, the one with it too, that the order may be another."""
    live.announce(live.conversation_group(handoff.conversation_id), "queue.moved")
    _announce_moves(handoff)


def _announce_moves(handoff: Handoff) -> None:
    """Tell those behind `handoff` in its queue, on commit, that they stand elsewhere now."""
    if handoff.team is None or handoff.by_mail:
        return
    behind = selectors.waiting_in(handoff.team).exclude(pk=handoff.pk)
    for conversation_id in behind.values_list("conversation_id", flat=True)[:TOLD]:
        live.announce(live.conversation_group(conversation_id), "queue.moved")


def _has_room(handoff: Handoff, user: User) -> bool:
    """Whether the agent can take one more; nobody else hands them one until this is committed."""
    agent = (
        Agent.objects.select_for_update()
        .filter(workspace_id=handoff.workspace_id, user=user)
        .first()
    )
    load = candidates.load_of(handoff.workspace_id, by_mail=handoff.by_mail)
    busy = load.get(user.pk, 0)
    return agent is not None and busy < agent.capacity


def left_queue(conversation: Conversation, why: str) -> None:
    """The visitor waits no more: they gave up (`gave_up`), or it took too long (`timed_out`)."""
    end_handoff(conversation, why)


def rating_over(conversation: Conversation) -> None:
    """The visitor rated the conversation, or went on to something else."""
    Handoff.objects.filter(conversation=conversation, rating=True).update(rating=False)


def tell_engine_of(conversation: Conversation, user: User, *, given: bool = False) -> None:
    """Let the machine fall silent, unless a person had the conversation already."""
    if story.is_silent(conversation):
        return
    joined = AgentJoined(at=now(), agent=user.shown_name, given=given)
    engine_port.take_turn(conversation.pk, joined)


def hand_out(workspace_id: int) -> int:
    """Give those who wait in teams that hand out to whoever is free now; return how many.

    Called when an agent becomes free or comes online. Each is a transaction of its own; one
    that somebody claimed meanwhile is left alone.
    """
    given = 0
    for team in selectors.teams_of(workspace_id).filter(auto_assign=True):
        missed = 0
        while missed < MISSES and (found := _next_pair(team)) is not None:
            if _assign(*found):
                given += 1
            else:
                missed += 1
    return given


def _next_pair(team: Team) -> tuple[Handoff, User] | None:
    """The first in the queue whom somebody free can answer, and who that is; a letter only where
    no chat waits.

    Whoever waits for the right person does not keep those behind from being answered.
    """
    at = now()
    by_mail = not selectors.waiting_in(team).exists()
    queue = selectors.waiting_in(team, by_mail=by_mail)
    waiting = list(queue.select_related("conversation")[:LOOKED_AT])
    there = candidates.of_team(team, at, by_mail=by_mail) if waiting else []
    for handoff, request in zip(waiting, candidates.requests(waiting, at), strict=True):
        chosen = routing.choose(there, request)
        if chosen is not None:
            return handoff, User.objects.get(pk=chosen.id)
    return None


def hand_out_everywhere() -> None:
    """Hand out where somebody still waits: a rest is over, or the right person took too long."""
    waiting = Handoff.objects.filter(status=Status.WAITING, team__auto_assign=True)
    for workspace_id in waiting.order_by().values_list("workspace_id", flat=True).distinct():
        hand_out(workspace_id)


@transaction.atomic
def _assign(handoff: Handoff, user: User) -> bool:
    conversation = lock(handoff.conversation_id)
    current = selectors.open_handoff(conversation)
    if current is None or current.pk != handoff.pk or current.status != Status.WAITING:
        return False
    if not _has_room(current, user):
        return False
    take(conversation, current, user, given=True)
    pushing.tell_of_assignment(conversation, user.pk)
    tell_engine_of(conversation, user, given=True)
    return True


def announce_agents(workspace_id: int) -> None:
    """Tell open inboxes, on commit, that an agent came, went or changed."""
    live.announce(live.inbox_group(workspace_id), "agents.changed")
