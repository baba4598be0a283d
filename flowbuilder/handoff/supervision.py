"""What whoever leads the agents sees of this moment: teams, agents, who waits, what is under way.

However many wait, it is the same few queries, and only the beginning of a list is read. Promises
are known from the notices, which the rounds make once a minute, as in the inbox.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    Min,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    When,
    Window,
)
from django.db.models.functions import RowNumber

from flowbuilder.accounts.models import Workspace
from flowbuilder.common.clock import now
from flowbuilder.conversations.models import Conversation, Message
from flowbuilder.handoff import selectors, sleeping
from flowbuilder.handoff.models import Agent, Handoff, SlaNotice, Team
from flowbuilder.handoff.moment import (
    AgentNow,
    Beginning,
    Choice,
    Overview,
    Presence,
    Promised,
    Queue,
    Talk,
    TeamNow,
    by_room,
)

#: So many of those who wait, and of the conversations under way, are shown.
SHOWN = 50

Status = Handoff.Status
Kind = SlaNotice.Kind
Author = Message.Author


def overview(workspace: Workspace, team_id: int | None = None) -> Overview:
    """How things stand now. A `team_id` that is none of the workspace's chooses no team."""
    at = now()
    teams = list(selectors.teams_of(workspace).prefetch_related(*selectors.CALENDAR))
    agents = _agents(workspace.pk, at)
    queues, medians = _queues(workspace.pk, at), _medians(workspace.pk, at)
    shown = [_team(one, agents, queues, medians, at) for one in teams]
    loose = [one for one in agents if not one.teams and one.is_shown]
    if None in queues or loose:
        shown.append(
            TeamNow(
                team=None,
                is_open=True,
                opens_at=None,
                agents=tuple(loose),
                queue=queues.get(None, Queue()),
                median_s=medians.get(None),
            )
        )
    chosen = next((one for one in teams if one.pk == team_id), None)
    scope = queues.get(chosen.pk, Queue()) if chosen else _sum(queues.values())
    return Overview(
        teams=tuple(shown),
        chosen=chosen,
        total=_sum(queues.values()),
        available=sum(one.presence is Presence.AVAILABLE for one in agents),
        agents=len(agents),
        waiting=_waiting(workspace.pk, chosen, scope.waiting, at),
        under_way=_under_way(workspace.pk, chosen, scope.under_way, at),
    )


def choice_for(conversation: Conversation) -> Choice:
    """The agents who have an inbox open, without the one who answers the conversation now.

    One who waits may wait for another team, if somebody of it is there.
    """
    handoff = selectors.open_handoff(conversation)
    team = handoff.team_id if handoff else None
    there = [
        one
        for one in _agents(conversation.workspace_id, now())
        if one.presence is not Presence.ABSENT and one.id != conversation.agent_id
    ]
    there.sort(key=by_room)
    return Choice(
        own=[one for one in there if team in one.teams],
        others=[one for one in there if team not in one.teams],
        teams=_other_teams(conversation, handoff, there),
    )


def _other_teams(
    conversation: Conversation, handoff: Handoff | None, there: list[AgentNow]
) -> list[Team]:
    if conversation.state != Conversation.State.QUEUED or handoff is None:
        return []
    staffed = {team for one in there if one.presence is Presence.AVAILABLE for team in one.teams}
    return [
        team
        for team in selectors.teams_of(conversation.workspace_id)
        if team.pk != handoff.team_id and (handoff.by_mail or team.pk in staffed)
    ]


def handoffs_between(workspace: Workspace, start: datetime, end: datetime) -> QuerySet[Handoff]:
    """The handoffs asked for in that time, the oldest first, with the promises they broke."""
    broken = SlaNotice.objects.filter(kind=Kind.BREACH).order_by("promise")
    return (
        Handoff.objects.filter(workspace=workspace, requested_at__gte=start, requested_at__lt=end)
        .select_related("team", "agent")
        .prefetch_related(Prefetch("sla_notices", queryset=broken, to_attr="broken"))
        .order_by("requested_at", "pk")
    )


# ---- Figures -------------------------------------------------------------------


def _agents(workspace_id: int, at: datetime) -> list[AgentNow]:
    busy, letters = selectors.loads(workspace_id), selectors.letters(workspace_id)
    return [
        AgentNow(
            id=one.user_id,
            name=one.user.shown_name,
            presence=_presence(one, at),
            load=busy.get(one.user_id, 0),
            letters=letters.get(one.user_id, 0),
            capacity=one.capacity,
            teams=frozenset(team.pk for team in one.teams.all()),
        )
        for one in selectors.agents_of(workspace_id)
    ]


def _presence(agent: Agent, at: datetime) -> Presence:
    if not selectors.is_present(agent, at):
        return Presence.ABSENT
    return Presence.AVAILABLE if selectors.is_online(agent, at) else Presence.AWAY


def _queues(workspace_id: int, at: datetime) -> dict[int | None, Queue]:
    """The figures of each team with an open handoff; a broken promise is no longer at risk."""
    waiting = Q(status=Status.WAITING)
    broken, warned = (
        Exists(sleeping.notices().filter(handoff=OuterRef("pk"), kind=kind))
        for kind in (Kind.BREACH, Kind.WARNING)
    )
    rows = (
        Handoff.objects.filter(
            workspace_id=workspace_id, status__in=[Status.WAITING, Status.ASSIGNED]
        )
        .order_by()
        .values("team_id")
        .annotate(
            waiting=Count("pk", filter=waiting),
            under_way=Count("pk", filter=~waiting),
            broken=Count("pk", filter=broken),
            at_risk=Count("pk", filter=warned & ~broken),
            first=Min(selectors.WAITING_FROM, filter=waiting),
        )
    )
    return {
        row["team_id"]: Queue(
            waiting=row["waiting"],
            under_way=row["under_way"],
            at_risk=row["at_risk"],
            broken=row["broken"],
            longest_s=_seconds(row["first"], at),
        )
        for row in rows
    }


def _sum(queues: Iterable[Queue]) -> Queue:
    each = list(queues)
    return Queue(
        waiting=sum(one.waiting for one in each),
        under_way=sum(one.under_way for one in each),
        at_risk=sum(one.at_risk for one in each),
        broken=sum(one.broken for one in each),
        longest_s=max((one.longest_s for one in each if one.longest_s is not None), default=None),
    )


def _medians(workspace_id: int, at: datetime) -> dict[int | None, int]:
    """How long half of those have waited, by team: of an even number, between the middle two."""
    middle = (
        Handoff.objects.filter(workspace_id=workspace_id, status=Status.WAITING)
        .annotate(began=selectors.WAITING_FROM)
        .annotate(
            place=Window(RowNumber(), partition_by="team_id", order_by=["began", "id"]),
            size=Window(Count("pk"), partition_by="team_id"),
        )
        .filter(size__lte=F("place") * 2, size__gte=F("place") * 2 - 2)
        .values_list("team_id", "began")
    )
    waits: dict[int | None, list[timedelta]] = {}
    for team, asked in middle:
        waits.setdefault(team, []).append(at - asked)
    return {
        team: int(sum(each, timedelta()).total_seconds() / len(each))
        for team, each in waits.items()
    }


def _team(
    team: Team,
    agents: Sequence[AgentNow],
    queues: Mapping[int | None, Queue],
    medians: Mapping[int | None, int],
    at: datetime,
) -> TeamNow:
    calendar = selectors.calendar_of(team)
    is_open = calendar.is_open(at)
    return TeamNow(
        team=team,
        is_open=is_open,
        opens_at=None if is_open else calendar.next_opening(at),
        agents=tuple(one for one in agents if team.pk in one.teams),
        queue=queues.get(team.pk, Queue()),
        median_s=medians.get(team.pk),
    )


# ---- Lists ---------------------------------------------------------------------


def _waiting(workspace_id: int, team: Team | None, count: int, at: datetime) -> Beginning:
    rows = list(selectors.in_order(_of(workspace_id, team, Status.WAITING))[:SHOWN])
    promised = _promised(rows)
    talks = [
        _talk(one, one.waiting_from or one.requested_at, promised.get(one.pk), at) for one in rows
    ]
    return Beginning(talks=tuple(talks), more=max(count - len(talks), 0))


def _under_way(workspace_id: int, team: Team | None, count: int, at: datetime) -> Beginning:
    """Those whose visitor spoke last come first, then those that have been quiet for longest."""
    spoken = Message.objects.filter(
        conversation=OuterRef("conversation"),
        private=False,
        author__in=[Author.VISITOR, Author.AGENT],
    ).order_by("-seq")
    rows: list[Any] = list(
        _of(workspace_id, team, Status.ASSIGNED)
        .annotate(
            last_by=Subquery(spoken.values("author")[:1]),
            last_at=Subquery(spoken.values("at")[:1]),
        )
        .order_by(Case(When(last_by=Author.VISITOR, then=0), default=1), "last_at", "id")[:SHOWN]
    )
    promised = _promised(rows)
    aside = sleeping.of_rows([one.conversation_id for one in rows], at)
    talks = [
        _talk(
            one,
            one.assigned_at or one.requested_at,
            promised.get(one.pk),
            at,
            last_by=one.last_by or "",
            last_s=_seconds(one.last_at, at),
            aside=one.conversation_id in aside,
        )
        for one in rows
    ]
    return Beginning(talks=tuple(talks), more=max(count - len(talks), 0))


def _of(workspace_id: int, team: Team | None, status: str) -> QuerySet[Handoff]:
    rows = Handoff.objects.filter(workspace_id=workspace_id, status=status)
    if team is not None:
        rows = rows.filter(team=team)
    return rows.select_related("conversation__contact", "team", "agent").defer(
        "conversation__session"
    )


def _promised(handoffs: Sequence[Handoff]) -> dict[int, Promised]:
    """The worst notice of each, then the earliest."""
    found: dict[int, Promised] = {}
    rows = sleeping.notices().filter(handoff__in=[one.pk for one in handoffs])
    for row in rows.order_by("kind", "due_at"):  # "breach" sorts before "warning"
        found.setdefault(
            row.handoff_id, Promised(broken=row.kind == Kind.BREACH, due_at=row.due_at)
        )
    return found


def _talk(
    handoff: Handoff, since: datetime, promise: Promised | None, at: datetime, **last: Any
) -> Talk:
    return Talk(
        id=handoff.conversation_id,
        visitor=str(handoff.conversation.contact),
        team=handoff.team.name if handoff.team else "",
        agent=handoff.agent.shown_name if handoff.agent else "",
        urgent=handoff.priority == Handoff.Priority.HIGH,
        reason=handoff.shown_reason,
        since_s=_seconds(since, at) or 0,
        promise=promise,
        **last,
    )


def _seconds(since: datetime | None, at: datetime) -> int | None:
    return None if since is None else max(int((at - since).total_seconds()), 0)
