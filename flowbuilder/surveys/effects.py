"""What the engine asks of surveys."""

from __future__ import annotations

import secrets
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from flowbuilder.common.clock import now
from flowbuilder.common.rows import new_row
from flowbuilder.conversations.models import Conversation
from flowbuilder.conversations.services import store_with_turn
from flowbuilder.core.effects import AnswerSurvey, AskSurvey, RecordSurvey
from flowbuilder.core.events import EffectSucceeded, Event
from flowbuilder.core.scales import SCALES, Scale
from flowbuilder.surveys import selectors
from flowbuilder.surveys.models import Asked, HandledBy, Kind, Response, Survey
from flowbuilder.surveys.scoring import fits


def ask_survey(effect: AskSurvey, conversation: Conversation) -> Event:
    """Say whether the survey is due and in which words, and note that it was asked.

    Safe to repeat: the note's key is the effect's id.
    """
    at = now()
    survey = selectors.survey_named(conversation.workspace_id, effect.name)
    why = selectors.why_not(survey, conversation, at)
    if survey is None or why:
        return EffectSucceeded(at=at, effect_id=effect.id, result={"due": False, "why": why})
    agent = selectors.last_agent(conversation)
    asked = new_row(
        Asked,
        effect_id=effect.id,
        workspace_id=conversation.workspace_id,
        survey_id=survey.pk,
        conversation_id=conversation.pk,
        contact_id=conversation.contact_id,
        flow_version_id=conversation.flow_version_id,
        node=effect.node,
        language=effect.language,
        handled_by=HandledBy.AGENT if agent else HandledBy.BOT,
        agent_id=None if survey.anonymous else agent,
        team_id=None if survey.anonymous else selectors.last_team(conversation),
        given_answer="" if survey.anonymous else selectors.last_answer(conversation),
        at=at,
        answered=False,
        commented=False,
    )
    store_with_turn(conversation, asked)
    result = selectors.as_asked(survey, effect.language, at)
    return EffectSucceeded(at=at, effect_id=effect.id, result=result)


def record_response(effect: RecordSurvey, conversation: Conversation) -> None:
    """Keep a score; or the comment that follows it, which joins the same node's answer.

    Safe to repeat: the score is found again by the effect's id, and a comment that is there
    already is written over with itself. A score off the scale is not kept.
    """
    if not fits(SCALES[effect.survey], effect.score):
        return
    if effect.comment and _add_comment(effect, conversation, None):
        return
    _record(effect, conversation, kind=effect.survey, score=effect.score)


def record_answer(effect: AnswerSurvey, conversation: Conversation) -> None:
    """Keep an answer to a survey of the workspace, or the comment that follows it.

    As safe to repeat as `record_response`. What answers a survey that is gone is not kept.
    """
    survey = selectors.survey_named(conversation.workspace_id, effect.name)
    if survey is None:
        return
    if effect.anonymous:
        _record_apart(effect, conversation, survey)
        return
    if survey.kind == Kind.OPEN:
        if effect.comment:
            _mark(effect.asked, "answered", conversation)
            _record(effect, conversation, kind=survey.kind, score=None, survey_id=survey.pk)
        return
    if effect.score is None or not fits(_scale(survey), effect.score):
        return
    if effect.comment and _add_comment(effect, conversation, survey):
        _mark(effect.asked, "commented", conversation)
        return
    _mark(effect.asked, "answered", conversation)
    _record(effect, conversation, kind=survey.kind, score=effect.score, survey_id=survey.pk)


def _record(effect: AnswerSurvey | RecordSurvey, conversation: Conversation, **about: Any) -> None:
    agent = selectors.last_agent(conversation)
    response = new_row(
        Response,
        effect_id=effect.id,
        workspace_id=conversation.workspace_id,
        conversation_id=conversation.pk,
        **{"survey_id": None, **about},
        comment=effect.comment,
        node=effect.node,
        language=_language(conversation),
        flow_version_id=conversation.flow_version_id,
        handled_by=HandledBy.AGENT if agent else HandledBy.BOT,
        agent_id=agent,
        team_id=selectors.last_team(conversation),
        given_answer=selectors.last_answer(conversation),
        anonymous=False,
        at=now(),
    )
    store_with_turn(conversation, response)


def _record_apart(effect: AnswerSurvey, conversation: Conversation, survey: Survey) -> None:
    """Keep an anonymous score or comment with nothing that leads back to who gave it.

    The row's id and key are drawn at random, and of the time only the day is kept: numbers that
    rise with time would line up with the conversations'. Doing it twice is prevented by the note
    that the survey was asked, which says that it was answered and not with what.
    """
    answers = survey.kind == Kind.OPEN or not effect.comment
    mark = "answered" if answers else "commented"
    scored = effect.score is not None and fits(_scale(survey), effect.score)
    if not (effect.comment or scored) or not _mark(effect.asked, mark, conversation):
        return
    Response(
        pk=-secrets.randbelow(2**62) - 1,  # below nought the database itself counts nothing
        effect_id=f"anonymous:{secrets.token_hex(16)}",
        workspace_id=conversation.workspace_id,
        kind=survey.kind,
        survey=survey,
        score=None if effect.comment else effect.score,
        comment=effect.comment,
        node=effect.node,
        language=_language(conversation),
        flow_version_id=conversation.flow_version_id,
        handled_by=_handled_by(conversation),
        anonymous=True,
        at=_day(conversation),
    ).save(force_insert=True)


def _mark(asked: str, mark: str, conversation: Conversation) -> bool:
    """Note that what was asked is `answered` or `commented`; False when that is noted already.

    Words that waited for another answer are taken in the turn that asks, which has not stored
    its rows yet.
    """
    for row in conversation.unsaved or ():
        if isinstance(row, Asked) and row.effect_id == asked:
            is_first = not getattr(row, mark)
            setattr(row, mark, True)
            return is_first
    return bool(Asked.objects.filter(effect_id=asked, **{mark: False}).update(**{mark: True}))


def _day(conversation: Conversation) -> datetime:
    """Noon of today, in the workspace's time zone."""
    zone = ZoneInfo(conversation.workspace.timezone)
    return datetime.combine(now().astimezone(zone).date(), time(12), zone)


def _scale(survey: Survey) -> Scale:
    return Scale(survey.low, survey.high, survey.low_until, survey.high_from)


def _language(conversation: Conversation) -> str:
    """The language that it was asked in, which a step may have changed since it began."""
    session = conversation.session or {}
    return str(session.get("language") or conversation.language)


def _handled_by(conversation: Conversation) -> str:
    return HandledBy.AGENT if selectors.last_agent(conversation) else HandledBy.BOT


def _add_comment(
    effect: AnswerSurvey | RecordSurvey, conversation: Conversation, survey: Survey | None
) -> bool:
    survey_id = survey.pk if survey else None
    for row in conversation.unsaved or ():  # the score came in this very turn
        if isinstance(row, Response) and (row.node, row.survey_id) == (effect.node, survey_id):
            row.comment = effect.comment
            return True
    answers = Response.objects.filter(conversation=conversation, node=effect.node, survey=survey)
    answered = answers.order_by("-at", "-pk").first()
    if answered is None:
        return False
    answered.comment = effect.comment
    answered.save(update_fields=["comment"])
    return True
