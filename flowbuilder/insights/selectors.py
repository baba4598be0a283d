"""What the figures are made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Min, OuterRef, Q, Subquery

from flowbuilder.accounts.models import Workspace
from flowbuilder.conversations.models import Conversation, Message
from flowbuilder.handoff.selectors import first_requests
from flowbuilder.insights.measures import Talk


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days of the workspace's time zone, the last one included."""

    first: date
    last: date
    zone: ZoneInfo

    @property
    def start(self) -> datetime:
        """The first moment."""
        return datetime.combine(self.first, time.min, self.zone)

    @property
    def end(self) -> datetime:
        """The first moment after."""
        return datetime.combine(self.last + timedelta(days=1), time.min, self.zone)

    @property
    def days(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1

    def before(self) -> Period:
        """The period of the same length just before."""
        length = timedelta(days=self.days)
        return Period(self.first - length, self.last - length, self.zone)


def talks(workspace: Workspace, period: Period) -> list[Talk]:
    """The conversations that began in the period and in which the visitor said something."""
    answer = (
        Message.objects.filter(
            conversation=OuterRef("pk"),
            seq__gt=OuterRef("first_seq"),
            author__in=("bot", "ai", "agent"),
            private=False,
        )
        .order_by("seq")
        .values("at")[:1]
    )
    from_visitor = Q(messages__author="visitor")
    from_agent = Q(messages__author="agent", messages__private=False)
    rows = (
        Conversation.objects.filter(
            workspace=workspace, started_at__gte=period.start, started_at__lt=period.end
        )
        .annotate(
            first_seq=Min("messages__seq", filter=from_visitor),
            said_at=Min("messages__at", filter=from_visitor),
            person_at=Min("messages__at", filter=from_agent),
        )
        .filter(said_at__isnull=False)
        .annotate(
            answered_at=Subquery(answer),
            asked_at=Subquery(first_requests(OuterRef("pk"))),
        )
        .values_list("said_at", "answered_at", "asked_at", "person_at", "outcome")
    )
    return [
        Talk(
            said_at=said,
            answered_at=answered,
            asked_for_person_at=asked,
            person_answered_at=person,
            resolved=outcome == "resolved",
        )
        for said, answered, asked, person, outcome in rows
    ]
