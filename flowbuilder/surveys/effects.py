"""What the engine asks of surveys."""

from __future__ import annotations

from flowbuilder.common.clock import now
from flowbuilder.common.rows import new_row
from flowbuilder.conversations.models import Conversation, Message
from flowbuilder.conversations.services import store_with_turn
from flowbuilder.core.effects import RecordSurvey
from flowbuilder.surveys.models import HandledBy, Response
from flowbuilder.surveys.scoring import fits


def record_response(effect: RecordSurvey, conversation: Conversation) -> None:
    """Keep a score; or the comment that follows it, which joins the same node's answer.

    Safe to repeat: the score is found again by the effect's id, and a comment that is there
    already is written over with itself. A score off the scale is not kept.
    """
    if not fits(effect.survey, effect.score):
        return
    if effect.comment and _add_comment(effect, conversation):
        return
    agent = _last_agent(conversation)
    response = new_row(
        Response,
        effect_id=effect.id,
        workspace_id=conversation.workspace_id,
        conversation_id=conversation.pk,
        survey=effect.survey,
        score=effect.score,
        comment=effect.comment,
        node=effect.node,
        flow_version_id=conversation.flow_version_id,
        handled_by=HandledBy.AGENT if agent else HandledBy.BOT,
        agent_id=agent,
        at=now(),
    )
    store_with_turn(conversation, response)


def _add_comment(effect: RecordSurvey, conversation: Conversation) -> bool:
    answered = Response.objects.filter(
        conversation=conversation, node=effect.node, survey=effect.survey
    ).first()
    if answered is None:
        return False
    answered.comment = effect.comment
    answered.save(update_fields=["comment"])
    return True


def _last_agent(conversation: Conversation) -> int | None:
    """The person who wrote last in this conversation, if any did."""
    if conversation.owner_epoch == 0:
        return None  # it has been with the assistant all along
    return (
        Message.objects.filter(conversation=conversation, author="agent", private=False)
        .order_by("-seq")
        .values_list("agent_id", flat=True)
        .first()
    )
