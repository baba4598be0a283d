"""Reading surveys and their answers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from flowbuilder.accounts.models import Workspace
from flowbuilder.conversations import queue_port
from flowbuilder.conversations.models import Conversation, Message
from flowbuilder.conversations.satisfaction_port import Rating, SurveyAnswer
from flowbuilder.core.scales import SCALES
from flowbuilder.flows.models import FlowVersion
from flowbuilder.flows.selectors import plan_for
from flowbuilder.flows.surroundings import Named
from flowbuilder.surveys import rules, scoring
from flowbuilder.surveys.models import (
    UNMEASURED,
    Asked,
    HandledBy,
    Kind,
    Response,
    Survey,
    SurveyText,
)

#: How many of the last messages are looked through for an answer from the knowledge.
LOOKED_BACK = 30
#: The words that a survey may have of its own.
WORDS = (
    "question", "low_label", "high_label", "follow_up", "follow_up_low", "follow_up_high", "thanks",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """The three figures of a period, each with the number of answers behind it.

    A figure is None for fewer than `scoring.FEWEST` answers.
    """

    csat: float | None
    csat_answers: int
    nps: float | None
    nps_answers: int
    ces: float | None
    ces_answers: int


def scores(workspace: Workspace, start: datetime, end: datetime) -> Scores:
    """The figures of the answers given from `start` up to, not including, `end`."""
    given: dict[str, list[int]] = {kind: [] for kind in SCALES}
    rows = Response.objects.filter(
        workspace=workspace, at__gte=start, at__lt=end, score__isnull=False, kind__in=SCALES
    )
    for kind, score in rows.values_list("kind", "score"):
        given[kind].append(int(score or 0))
    figures = {kind: scoring.score(kind, values).value for kind, values in given.items()}
    return Scores(
        csat=figures["csat"],
        csat_answers=len(given["csat"]),
        nps=figures["nps"],
        nps_answers=len(given["nps"]),
        ces=figures["ces"],
        ces_answers=len(given["ces"]),
    )


def satisfied(conversation_ids: Collection[UUID]) -> dict[UUID, bool]:
    """Whether the last score given in each of these conversations is a high one of its scale.

    Conversations without a score are absent, and so are anonymous scores: nobody knows whose.
    """
    rows = _scored(conversation_ids)
    last: dict[UUID, bool] = {}
    for given in rows.select_related("survey").order_by("at", "pk"):
        scale = given.survey or SCALES.get(given.kind)
        if scale is not None and given.conversation_id is not None:
            last[given.conversation_id] = (given.score or 0) >= scale.high_from
    return last


def _scored(conversation_ids: Collection[UUID]) -> QuerySet[Response]:
    """The scores on a scale: an option's place says nothing about how it went."""
    rows = Response.objects.filter(conversation__in=conversation_ids, score__isnull=False)
    return rows.exclude(kind__in=UNMEASURED)


def answers_of(contact_id: int, most: int) -> list[SurveyAnswer]:
    """The newest answers that the contact gave under their own name, in the words of the question.

    Anonymous ones have no conversation, so they cannot be among them.
    """
    rows = Response.objects.filter(conversation__contact=contact_id, anonymous=False)
    given = list(rows.select_related("survey").order_by("-at", "-pk")[:most])
    asked = Message.objects.filter(
        conversation__in={one.conversation_id for one in given}, content__kind="rating"
    )
    questions = list(asked.order_by("-seq").values_list("conversation_id", "at", "content"))
    found = []
    for one in given:
        words = (
            str(content.get("text", ""))
            for conversation, at, content in questions
            if conversation == one.conversation_id and at <= one.at
        )
        scale = one.survey or SCALES.get(one.kind)
        measured = scale is not None and one.kind not in UNMEASURED
        text = None if one.survey is None else _text(one.survey, one.language)
        own = text.question if text is not None and not measured else ""
        if one.conversation_id is None:
            continue
        found.append(
            SurveyAnswer(
                conversation=one.conversation_id,
                question=own or next(words, "") or str(one.survey or one.get_kind_display()),
                score=one.score if measured else None,
                high=scale.high if scale is not None and measured else None,
                comment=" · ".join(filter(None, [chosen_label(one, one.language), one.comment])),
                at=one.at,
            )
        )
    return found


def labels(survey: Survey, language: str) -> list[str]:
    """The answers to choose from, in `language` if they are there in it."""
    text = _text(survey, language)
    return text.labels if text is not None and survey.kind == Kind.CHOICE else []


def chosen_label(answer: Response, language: str) -> str:
    """The answer that was chosen, in `language` if it is there in it; empty without a choice."""
    if answer.survey is None or answer.kind != Kind.CHOICE or answer.score is None:
        return ""
    return next(iter(labels(answer.survey, language)[answer.score - 1 : answer.score]), "")


def ratings(conversation_ids: Collection[UUID]) -> dict[UUID, Rating]:
    """The last score given in each of these conversations, out of what, and its comment."""
    rows = _scored(conversation_ids)
    last: dict[UUID, Rating] = {}
    for given in rows.select_related("survey").order_by("at", "pk"):
        scale = given.survey or SCALES.get(given.kind)
        if scale is not None and given.conversation_id is not None and given.score is not None:
            last[given.conversation_id] = Rating(
                score=given.score, high=scale.high, comment=given.comment
            )
    return last


def named_surveys(workspace: Workspace) -> list[Named]:
    """The surveys as a flow names them."""
    found = Survey.objects.filter(workspace=workspace)
    return [Named(survey.slug, survey.name) for survey in found]


def survey_named(workspace_id: int, slug: str) -> Survey | None:
    """The workspace's survey of that short name."""
    return Survey.objects.filter(workspace=workspace_id, slug=slug).first()


def as_asked(survey: Survey, language: str, at: datetime) -> dict[str, Any]:
    """What `AskSurvey` brings back when the survey is due: its scale, words and limits."""
    text = _text(survey, language)
    expires = rules.expiry(at, survey.expires_hours)
    return {
        "due": True,
        "kind": survey.kind,
        "low": survey.low,
        "high": survey.high,
        "low_until": survey.low_until,
        "high_from": survey.high_from,
        "comment": survey.comment,
        "anonymous": survey.anonymous,
        "expires_at": expires.isoformat() if expires else "",
        "options": labels(survey, language),
        **{word: getattr(text, word, "") for word in WORDS},
    }


def _text(survey: Survey, language: str) -> SurveyText | None:
    """The words in `language`. An own question is rather asked in another one than not at all."""
    texts = list(survey.texts.all())
    same = [text for text in texts if text.language == language]
    if survey.kind in SCALES:
        return same[0] if same else None
    asked = [
        text for text in (*same, *texts)
        if text.question and (text.labels or survey.kind != Kind.CHOICE)
    ]  # fmt: skip
    return asked[0] if asked else None


def why_not(survey: Survey | None, conversation: Conversation, at: datetime) -> str:
    """Why the survey is not asked of this visitor now, as a code; empty when it is due."""
    if survey is None:
        return "survey_gone"
    if not survey.active or (survey.kind not in SCALES and _text(survey, "") is None):
        return "survey_off"
    handled_by = HandledBy.AGENT if last_agent(conversation) else HandledBy.BOT
    if not rules.suits(survey.after, handled_by):
        return f"survey_not_after_{handled_by.value}"
    by_contact = survey.sample_by == Survey.SampleBy.CONTACT
    subject = str(conversation.contact_id if by_contact else conversation.pk)
    if not rules.is_sampled(survey.slug, subject, survey.sample_percent):
        return "survey_not_sampled"
    if survey.cooldown_days and not rules.has_rested(
        _last_asked(survey, conversation.contact_id), at, survey.cooldown_days
    ):
        return "survey_cooling_down"
    return ""


def _last_asked(survey: Survey, contact_id: int) -> datetime | None:
    """When the person was last asked it, or anything, in whichever conversation of theirs."""
    asked = Asked.objects.filter(conversation__contact=contact_id)
    if not survey.cooldown_all:
        asked = asked.filter(survey=survey)
    return asked.order_by("-at").values_list("at", flat=True).first()


def last_agent(conversation: Conversation) -> int | None:
    """The person who wrote last in this conversation, if any did."""
    if conversation.owner_epoch == 0:
        return None  # it has been with the assistant all along
    return (
        Message.objects.filter(conversation=conversation, author="agent", private=False)
        .order_by("-seq")
        .values_list("agent_id", flat=True)
        .first()
    )


def last_team(conversation: Conversation) -> int | None:
    """The team that served this conversation last; waiting in vain for one is no service."""
    if last_agent(conversation) is None:
        return None
    return queue_port.last_team(conversation)


def last_answer(conversation: Conversation) -> str:
    """What the knowledge answered last in this conversation; empty when it did not."""
    plan = plan_for(FlowVersion(pk=conversation.flow_version_id))  # cached by the key alone
    knows = (step.type.category == "know" for flow in plan.steps.values() for step in flow.values())
    if not any(knows):
        return ""
    new = [row for row in conversation.unsaved or () if isinstance(row, Message)]
    stored = Message.objects.filter(conversation=conversation).order_by("-seq")[:LOOKED_BACK]
    for message in chain(reversed(new), stored):
        if message.author in {"bot", "ai"} and (sources := message.content.get("sources")):
            return str(sources[0]["title"])[:200]
    return ""
