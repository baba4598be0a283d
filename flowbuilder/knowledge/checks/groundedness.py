"""Groundedness over time: of the answers that a model wrote to visitors, how many stood.

Counted is what the model wrote as an answer in a conversation: it stood when every sentence was
found in the passages it was given, and was held back when one was not. What it did not answer
(it said that it does not know, asked back, was asked for a person), quotations, trials by authors
and drafts for agents are not counted.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import DatabaseError, transaction
from django.db.models import Count, Q
from django.db.models.functions import TruncDate

from flowbuilder.common.clock import now
from flowbuilder.conversations.models import Conversation
from flowbuilder.knowledge.models import CheckedAnswer
from flowbuilder.knowledge.search import validity

logger = logging.getLogger(__name__)

#: The days that are shown, today included.
DAYS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The answers of one day; of a day without any there is no `Day`."""

    day: date
    stood: int
    held_back: int

    @property
    def written(self) -> int:
        """How many the model wrote."""
        return self.stood + self.held_back


@dataclass(frozen=True, slots=True, kw_only=True)
class Groundedness:
    """The last days on which a model wrote answers, the oldest first."""

    today: date
    days: Sequence[Day]

    @property
    def stood(self) -> int:
        """How many answers stood."""
        return sum(each.stood for each in self.days)

    @property
    def written(self) -> int:
        """How many answers were written."""
        return sum(each.written for each in self.days)


def note(workspace_id: int, conversation_id: UUID, model: str, stood: bool) -> None:
    """Keep how an answer came out that a model wrote to a visitor; a figure is worth no answer, so
    what fails here only stands in the server's log."""
    try:
        with transaction.atomic():
            CheckedAnswer.objects.create(
                workspace_id=workspace_id, conversation_id=conversation_id, at=now(),
                model=model[:120], stood=stood,
            )  # fmt: skip
    except DatabaseError:
        logger.exception("How an answer came out could not be kept.")


def forget_old(workspace_id: int) -> None:
    """Delete what no page shows any more."""
    since = now() - timedelta(days=DAYS + 1)
    CheckedAnswer.objects.filter(workspace_id=workspace_id, at__lt=since).delete()


def lately(workspace_id: int) -> Groundedness:
    """The last `DAYS` days, in the workspace's time zone."""
    zone = validity.zone_of(workspace_id)
    today = now().astimezone(zone).date()
    since = datetime.combine(today - timedelta(days=DAYS - 1), time(), tzinfo=zone)
    counted = (
        CheckedAnswer.objects.filter(workspace_id=workspace_id, at__gte=since)
        .annotate(day=TruncDate("at", tzinfo=zone))
        .values("day")
        .annotate(held=Count("id", filter=Q(stood=True)), fell=Count("id", filter=Q(stood=False)))
        .order_by("day")
    )
    days = [Day(day=row["day"], stood=row["held"], held_back=row["fell"]) for row in counted]
    return Groundedness(today=today, days=days)


def held_back(workspace_id: int, limit: int = 5) -> list[Conversation]:
    """The newest conversations of these days in which an answer was held back."""
    since = now() - timedelta(days=DAYS)
    rows = CheckedAnswer.objects.filter(workspace_id=workspace_id, at__gte=since, stood=False)
    newest = rows.exclude(conversation_id=None).order_by("-at").values_list("conversation_id")
    ids = list(dict.fromkeys(key for (key,) in newest[: limit * 4]))
    here = Conversation.objects.filter(workspace_id=workspace_id).in_bulk(ids)
    return [here[key] for key in ids if key in here][:limit]
