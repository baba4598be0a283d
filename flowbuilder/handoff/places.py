"""Where a visitor stands in the queue of the chat, and how long it may take."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from flowbuilder.common.clock import now
from flowbuilder.conversations.models import Conversation
from flowbuilder.conversations.queue_port import QueuePlace
from flowbuilder.handoff import candidates, routing, selectors
from flowbuilder.handoff.models import Handoff, Team


def queue_place(conversation: Conversation) -> QueuePlace | None:
    """Where the conversation stands among the chats of its queue, with an estimate if there is an
    honest one. A letter has no place there."""
    mine = selectors.open_handoff(conversation)
    if mine is None or mine.status != Handoff.Status.WAITING or mine.team is None or mine.by_mail:
        return None
    at, team = now(), mine.team
    ahead = _ahead_of(mine, team, at)
    eta = routing.estimate_wait(
        ahead,
        _request(mine.skills, conversation.language, mine.passed_by_id, mine.requested_at, at),
        candidates.without_history(team, at),
        service_times(team),
    )
    return QueuePlace(position=len(ahead) + 1, eta_s=eta)


def service_times(team: Team) -> list[float]:
    """How long the team's last chats took, in seconds, from taken to ended."""
    rows = Handoff.objects.filter(
        team=team,
        by_mail=False,
        assigned_at__isnull=False,
        closed_at__isnull=False,
        closed_at__gte=now() - selectors.RECENT,
    ).order_by("-closed_at")[: selectors.SAMPLES]
    return [
        (row.closed_at - row.assigned_at).total_seconds()
        for row in rows
        if row.closed_at and row.assigned_at
    ]


def _ahead_of(mine: Handoff, team: Team, at: datetime) -> list[routing.Request]:
    before = selectors.waiting_in(team).filter(
        Q(priority__lt=mine.priority)
        | Q(priority=mine.priority, requested_at__lt=mine.requested_at)
        | Q(priority=mine.priority, requested_at=mine.requested_at, pk__lt=mine.pk)
    )
    wanted = before.values_list("skills", "conversation__language", "passed_by", "requested_at")
    return [_request(*each, at) for each in wanted]


def _request(
    skills: Sequence[str], language: str, passed_by: int | None, since: datetime, at: datetime
) -> routing.Request:
    return routing.Request(
        language=language,
        skills=frozenset(skills),
        waited_s=(at - since).total_seconds(),
        passed_by=passed_by,
    )
