"""Once a minute: nobody waits for a person who will not come, or longer than promised unnoticed.

Three things end no wait by themselves: a team that everybody has left, a queue that an agent
passed a visitor to (the flow's own clock stopped when the agent joined), and an agent whose inbox
is gone. Whoever waits there is given to somebody else, asked whether they wait on, or told, and
the flow goes on.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from flowbuilder.common.clock import now
from flowbuilder.conversations import engine_port, merging
from flowbuilder.conversations.models import Conversation, EventRecord, Message
from flowbuilder.conversations.ownership import Move
from flowbuilder.conversations.services import change_owner, lock
from flowbuilder.core.events import AgentLeft, EffectSucceeded, SessionClosed
from flowbuilder.handoff import selectors, story
from flowbuilder.handoff.models import Handoff
from flowbuilder.handoff.services import promises, pushing, queue, snoozing, wording
from flowbuilder.handoff.services.words import say_cut_off

#: How long a visitor whom an agent passed to a team waits for it before they are asked.
PATIENCE = timedelta(minutes=10)

#: How long a rating is waited for after an agent ended the matter; so many end in one round.
RATED_WITHIN, EXPIRED_AT_ONCE = timedelta(days=7), 200

State = Conversation.State
Status = Handoff.Status
logger = logging.getLogger(__name__)


def make_rounds(is_stopping: Callable[[], bool] = lambda: False) -> int:
    """Look after everyone who waits in vain; return how many were helped.

    Each is a transaction of its own and safe to repeat: of two processes one finds nothing to do.
    """
    helped = _help(selectors.overflowing(now()), _pass_on, is_stopping)
    helped += _help(selectors.in_vain(now(), PATIENCE), _look_after, is_stopping)
    _let_ratings_expire(is_stopping)
    queue.hand_out_everywhere()
    promises.look_at_promises(now(), is_stopping)
    snoozing.wake_due()
    merging.merge_due(is_stopping)
    wording.read_all(is_stopping)
    return helped


def _help(
    found: list[Handoff], helps: Callable[[Handoff], bool], is_stopping: Callable[[], bool]
) -> int:
    helped = 0
    for handoff in found:
        if is_stopping():
            break
        try:
            helped += helps(handoff)
        except Exception:
            logger.exception("Conversation %s could not be looked after.", handoff.conversation_id)
    return helped


def _let_ratings_expire(is_stopping: Callable[[], bool]) -> None:
    """End the conversations of which nobody will give a rating any more."""
    asked = Handoff.objects.filter(rating=True, closed_at__lt=now() - RATED_WITHIN)
    for conversation_id in asked.values_list("conversation_id", flat=True)[:EXPIRED_AT_ONCE]:
        if is_stopping():
            break
        with transaction.atomic():
            if story.is_rated(lock(conversation_id)):
                reason = "rating_expired"
                engine_port.take_turn(conversation_id, SessionClosed(at=now(), reason=reason))
            Handoff.objects.filter(conversation=conversation_id).update(rating=False)


@transaction.atomic
def _pass_on(seen: Handoff) -> bool:
    """Have who waits for a team whose queue runs over wait for the other one."""
    conversation = lock(seen.conversation_id)
    handoff = selectors.open_handoff(conversation)
    if handoff is None or (handoff.pk, handoff.status) != (seen.pk, Status.WAITING):
        return False
    team = handoff.team
    if team is None or team.pk != seen.team_id or handoff.overflowed:
        return False
    other = team.overflow_to
    if other is None or not selectors.takes_visitors(other, now()):
        return False
    handoff.overflowed = True
    handoff.save(update_fields=["overflowed"])
    queue.pass_on(conversation, handoff, other)
    return True


@transaction.atomic
def _look_after(seen: Handoff) -> bool:
    conversation = lock(seen.conversation_id)
    handoff = selectors.open_handoff(conversation)
    at = now()
    if handoff is None or handoff.pk != seen.pk or handoff.status != seen.status:
        return False
    if handoff.status == Status.ASSIGNED:
        return _replace_agent(conversation, handoff, at)
    if selectors.is_staffed(handoff.team, at):
        if not story.is_silent(conversation) or at - handoff.waits_since < PATIENCE:
            return False
        if _asks(conversation, at):
            return True
    _give_up(conversation, at)
    return True


def _asks(conversation: Conversation, at: datetime) -> bool:
    """Have the flow ask whether the visitor waits on: the step that had asked for a person, or the
    one that every flow has for it.

    From then on the wait is the flow's again, as before the person came: its clock, its way out.
    """
    receipt = engine_port.take_turn(conversation.pk, AgentLeft(at=at, outcome="waits"))
    return receipt.fate == EventRecord.Fate.TAKEN


def _replace_agent(conversation: Conversation, handoff: Handoff, at: datetime) -> bool:
    """Put a visitor whose agent vanished first in the team's queue."""
    latest = conversation.messages.filter(private=False).order_by("-seq").first()
    if latest is None or latest.author != Message.Author.VISITOR:
        return False  # the visitor waits for nothing
    gone = conversation.agent
    queue.end_handoff(conversation, Status.TRANSFERRED, at)
    after = queue.follow(handoff, team=handoff.team, at=at, priority=Handoff.Priority.HIGH)
    change_owner(conversation, Move.REQUEUE, expected_epoch=conversation.owner_epoch)
    if gone is not None:
        say_cut_off(conversation, gone)
    if not selectors.is_staffed(after.team, at):
        _give_up(conversation, at)
    elif queue.assign_at_once(conversation, after) is None:
        pushing.tell_of_wait(after)
    return True


def _give_up(conversation: Conversation, at: datetime) -> None:
    """Tell the visitor, in the flow's words, that nobody comes, and let the flow go on."""
    queue.end_handoff(conversation, Status.NOBODY, at)
    if not story.is_silent(conversation) and (asked_by := selectors.asked_by(conversation)):
        engine_port.take_turn(
            conversation.pk,
            EffectSucceeded(at=at, effect_id=asked_by, result={"outcome": "nobody"}),
        )
        conversation = lock(conversation.pk)
        if conversation.state != State.QUEUED:
            return
    change_owner(conversation, Move.GIVE_BACK, expected_epoch=conversation.owner_epoch)
    engine_port.take_turn(conversation.pk, AgentLeft(at=at, outcome="nobody"))
