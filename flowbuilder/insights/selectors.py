"""What the figures are made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q, Subquery

from flowbuilder.accounts.models import Workspace
from flowbuilder.conversations.models import Conversation, Message
from flowbuilder.flows.figures_port import Figures
from flowbuilder.flows.models import Flow
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
    messages = Message.objects.filter(conversation=OuterRef("pk"), private=False).order_by("seq")
    said = messages.filter(author="visitor")
    answers = messages.filter(author__in=("bot", "ai", "agent"), seq__gt=OuterRef("first_seq"))
    rows = (
        Conversation.objects.filter(
            workspace=workspace, started_at__gte=period.start, started_at__lt=period.end
        )
        .annotate(first_seq=Subquery(said.values("seq")[:1]))
        .filter(first_seq__isnull=False)
        .annotate(
            said_at=Subquery(said.values("at")[:1]),
            answered_at=Subquery(answers.values("at")[:1]),
            asked_at=Subquery(first_requests(OuterRef("pk"))),
            person_at=Subquery(messages.filter(author="agent").values("at")[:1]),
        )
        .values_list("said_at", "answered_at", "asked_at", "person_at", "outcome")
    )
    return [
        Talk(
            said_at=said_at,
            answered_at=answered_at,
            asked_for_person_at=asked_at,
            person_answered_at=person_at,
            resolved=outcome == "resolved",
        )
        for said_at, answered_at, asked_at, person_at, outcome in rows
    ]


def figures_of_versions(flow: Flow) -> dict[int, Figures]:
    """How many talks each of the flow's versions has and how many went to a person, by its pk."""
    said = Message.objects.filter(conversation=OuterRef("pk"), private=False, author="visitor")
    rows = (
        Conversation.objects.filter(Exists(said), workspace=flow.workspace_id)
        .filter(flow_version__flow=flow)
        .annotate(passed_on=Exists(first_requests(OuterRef("pk"))))
        .order_by()
        .values_list("flow_version")
        .annotate(count=Count("pk"), handed_over=Count("pk", filter=Q(passed_on=True)))
    )
    return {version: Figures(count, handed_over) for version, count, handed_over in rows}
