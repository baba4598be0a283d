"""Reading teams, agents and queues.

A letter (`Handoff.by_mail`) waits beside the chat: it stands in nobody's way there, takes no room
of the agent who has it, and says nothing of how soon a visitor in the chat is answered.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, Exists, Max, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from flowbuilder.accounts.access import ROLE_PERMISSIONS, Permission
from flowbuilder.accounts.models import Membership, User, Workspace
from flowbuilder.common.clock import now
from flowbuilder.common.errors import NotFound
from flowbuilder.conversations.merging import WITH_PENDING
from flowbuilder.conversations.models import Conversation, Message
from flowbuilder.flows.surroundings import Named
from flowbuilder.handoff import calendars, sleeping
from flowbuilder.handoff.models import Agent, Handoff, Team, Ticket

#: `Handoff.waiting_from` in a query.
WAITING_FROM = Case(When(reply_owed=True, then=Coalesce("reply_clock_from", "requested_at")))
LEASE = timedelta(seconds=60)
#: How long an agent's inbox may be closed while a visitor waits for their answer.
LEFT_ALONE = timedelta(minutes=3)
RECENT = timedelta(days=14)
SAMPLES = 30
ANSWERING_ROLES = [
    role for role, allowed in ROLE_PERMISSIONS.items() if Permission.INBOX_USE in allowed
]


# ---- Teams and their calendars ----------------------------------------------


def teams_of(workspace: Workspace | int) -> QuerySet[Team]:
    """The workspace's teams; the first is the one that answers when none is named."""
    key = workspace.pk if isinstance(workspace, Workspace) else workspace
    return Team.objects.filter(workspace_id=key).order_by("id")


def named_teams(workspace: Workspace) -> list[Named]:
    """The teams as a flow names them."""
    return [Named(team.slug, team.name) for team in teams_of(workspace)]


def named_skills(workspace: Workspace) -> list[Named]:
    """What the agents know, as a step may ask for it."""
    known = {skill for agent in agents_of(workspace.pk) for skill in agent.skills}
    return [Named(skill, skill) for skill in sorted(known)]


def team_for(workspace_id: int, slug: str) -> Team | None:
    """The team of that short name, else the workspace's first, else None."""
    teams = list(teams_of(workspace_id))
    named = [team for team in teams if slug and team.slug == slug]
    return next(iter(named or teams), None)


#: What a calendar is made from, for `prefetch_related` where many teams are read.
CALENDAR = ("hours", "holidays", "exceptions")


def calendar_of(team: Team) -> calendars.Calendar:
    """The team's calendar: the one place that says when it is open."""
    weekly: dict[int, tuple[calendars.Hours, ...]] = {}
    for row in team.hours.all():
        hours = calendars.Hours(row.opens, row.closes)
        weekly[row.weekday] = (*weekly.get(row.weekday, ()), hours)
    exceptions: dict[date, tuple[tuple[calendars.Hours, ...], str]] = {}
    for special in team.exceptions.all():
        hours = calendars.Hours(special.opens, special.closes)
        others, name = exceptions.get(special.day, ((), ""))
        exceptions[special.day] = (*others, hours), name or special.name
    return calendars.Calendar(
        zone=ZoneInfo(team.timezone),
        weekly=weekly,
        exceptions=exceptions,
        closed={holiday.day: holiday.name for holiday in team.holidays.all()},
        polish_holidays=team.holidays_poland,
    )


def is_open(team: Team, at: datetime) -> bool:
    """Is the team open at `at`, by its hours, its time zone and its holidays?"""
    return calendar_of(team).is_open(at)


# ---- Agents -------------------------------------------------------------------


def is_present(agent: Agent, at: datetime) -> bool:
    """The agent has an inbox open: its lease has not run out."""
    return agent.last_seen_at is not None and at - agent.last_seen_at < LEASE


def is_online(agent: Agent, at: datetime) -> bool:
    """The agent chose to answer and is there."""
    return agent.state == Agent.State.ONLINE and is_present(agent, at)


def agents_of(workspace_id: int) -> QuerySet[Agent]:
    """The workspace's agents whose role still lets them answer."""
    members = Membership.objects.filter(
        workspace_id=workspace_id, role__in=ANSWERING_ROLES, user__is_active=True
    )
    return (
        Agent.objects.filter(workspace_id=workspace_id, user__in=members.values("user"))
        .select_related("user")
        .prefetch_related("teams")
        .order_by("id")
    )


def agents_in(team: Team) -> QuerySet[Agent]:
    """The agents of one team."""
    return agents_of(team.workspace_id).filter(teams=team)


def agents_online(team: Team, at: datetime | None = None, *, but: User | None = None) -> int:
    """How many agents of the team, `but` for one, are there and answering."""
    moment = at or now()
    return sum(is_online(agent, moment) for agent in agents_in(team) if agent.user != but)


def is_staffed(team: Team | None, at: datetime, *, but: User | None = None) -> bool:
    """Somebody of the team, `but` for one, is there.

    After hours, too: whoever still works may still answer.
    """
    return team is not None and agents_online(team, at, but=but) > 0


def takes_visitors(team: Team, at: datetime) -> bool:
    """The team is open and somebody of it is there."""
    return is_open(team, at) and is_staffed(team, at)


def ready(team: Team | None, at: datetime) -> Team | None:
    """Whose people can take a visitor who asks for `team`: it, else the one it passes on to.

    None where neither is open with somebody there.
    """
    for each in (team, team.overflow_to if team else None):
        if each is not None and takes_visitors(each, at):
            return each
    return None


def overflowing(at: datetime) -> list[Handoff]:
    """Who waits for a team that passes on: longer than it lets anybody, or while none of it is
    there."""
    waiting = Handoff.objects.filter(
        status=Handoff.Status.WAITING, by_mail=False, overflowed=False,
        team__overflow_to__isnull=False,
    ).select_related("team__overflow_to")  # fmt: skip
    return [
        handoff
        for handoff in in_order(waiting)
        if handoff.team is not None
        and (
            at - handoff.requested_at >= timedelta(minutes=handoff.team.overflow_minutes)
            or not is_staffed(handoff.team, at)
        )
    ]


def agent_for(user: User, workspace_id: int) -> Agent | None:
    """The person's place in the inbox, if their role gives one and it was taken."""
    return agents_of(workspace_id).filter(user=user).first()


def loads(workspace_id: int) -> dict[int, int]:
    """How many chats each person answers now, by user id; snoozed ones do not count."""
    return _held(_with_agents(workspace_id).exclude(is_letter()), workspace_id)


def letters(workspace_id: int) -> dict[int, int]:
    """How many letters of each person wait for their answer, by user id; not the snoozed ones."""
    spoken = Message.objects.filter(
        conversation=OuterRef("pk"),
        private=False,
        author__in=[Message.Author.VISITOR, Message.Author.AGENT],
    ).order_by("-seq")
    theirs = _with_agents(workspace_id).annotate(last_by=Subquery(spoken.values("author")[:1]))
    return _held(theirs.filter(is_letter(), last_by=Message.Author.VISITOR), workspace_id)


def _with_agents(workspace_id: int) -> QuerySet[Conversation]:
    """The workspace's conversations that an agent has."""
    return Conversation.objects.filter(
        workspace_id=workspace_id, state=Conversation.State.AGENT, agent__isnull=False
    )


def is_letter() -> Exists:
    """For a filter of conversations: whoever has it answers by e-mail."""
    assigned = Handoff.objects.filter(status=Handoff.Status.ASSIGNED, by_mail=True)
    return Exists(assigned.filter(conversation=OuterRef("pk")))


def _held(here: QuerySet[Conversation], workspace_id: int) -> dict[int, int]:
    busy = dict(here.values_list("agent_id").annotate(Count("pk")).order_by())
    held = sleeping.asleep(now()).filter(workspace_id=workspace_id, conversation__in=here)
    aside = held.values_list("conversation__agent_id").annotate(Count("pk")).order_by()
    for agent_id, count in aside:
        busy[agent_id] -= count
    return {agent_id: count for agent_id, count in busy.items() if count > 0}


# ---- Queues ---------------------------------------------------------------------


def waiting_in(team: Team, *, by_mail: bool = False) -> QuerySet[Handoff]:
    """Those who wait for the team in the chat, or by letter, in the order they are answered."""
    waiting = Handoff.objects.filter(team=team, status=Handoff.Status.WAITING, by_mail=by_mail)
    return in_order(waiting)


def in_order(waiting: QuerySet[Handoff]) -> QuerySet[Handoff]:
    """Urgent ones first, then whoever has waited longest. ("high" sorts before "normal".)"""
    return waiting.order_by("priority", "requested_at", "id")


def open_handoff(conversation: Conversation) -> Handoff | None:
    """The handoff that is waiting or assigned, if there is one."""
    return (
        Handoff.objects.filter(
            conversation=conversation,
            status__in=[Handoff.Status.WAITING, Handoff.Status.ASSIGNED],
        )
        .select_related("team")
        .first()
    )


def unanswered_since(conversation_id: UUID) -> datetime | None:
    """When the visitor wrote what no agent has answered yet; the first of it."""
    said = Message.objects.filter(conversation=conversation_id, private=False).order_by()
    replied = said.filter(author=Message.Author.AGENT).aggregate(last=Max("seq"))["last"] or 0
    unanswered = said.filter(author=Message.Author.VISITOR, seq__gt=replied)
    return unanswered.order_by("seq").values_list("at", flat=True).first()


def waited_for_in_vain(conversation: Conversation) -> Handoff | None:
    """The latest handoff, if nobody came and the visitor has not said a word since."""
    latest = Handoff.objects.filter(conversation=conversation).order_by("-pk").first()
    if latest is None or latest.status not in (Handoff.Status.TIMED_OUT, Handoff.Status.NOBODY):
        return None
    visitor = Message.objects.filter(conversation=conversation, author=Message.Author.VISITOR)
    return None if visitor.filter(at__gt=latest.closed_at).exists() else latest


def in_vain(at: datetime, patience: timedelta) -> list[Handoff]:
    """Open handoffs that may be waited for in vain: nobody of the team is there, it takes longer
    than `patience`, or the agent has been gone for `LEFT_ALONE`. Nobody waits in a snoozed one,
    and whoever is answered by e-mail sits before no screen."""
    waiting = Handoff.objects.filter(status=Handoff.Status.WAITING, by_mail=False)
    waiting = waiting.select_related("team")
    staffed: dict[int | None, bool] = {}
    found = []
    for handoff in waiting:
        if handoff.team_id not in staffed:
            staffed[handoff.team_id] = is_staffed(handoff.team, at)
        if not staffed[handoff.team_id] or at - handoff.waits_since >= patience:
            found.append(handoff)
    there = Agent.objects.filter(
        workspace=OuterRef("workspace"),
        user=OuterRef("agent"),
        last_seen_at__gt=at - LEFT_ALONE,
    )
    assigned = Handoff.objects.filter(
        ~Exists(there),
        ~sleeping.is_asleep(at, "conversation"),
        status=Handoff.Status.ASSIGNED,
        by_mail=False,
        assigned_at__lt=at - LEFT_ALONE,
    )
    return [*found, *assigned]


def asked_by(conversation: Conversation) -> str | None:
    """The effect by which the flow last asked for a person; who came may have passed it on."""
    asked = Handoff.objects.filter(conversation=conversation).exclude(effect_id=None)
    return asked.order_by("-pk").values_list("effect_id", flat=True).first()


def last_team(conversation: Conversation) -> int | None:
    """The number of the team that the conversation was passed to last, if it ever was."""
    passed = Handoff.objects.filter(conversation=conversation).exclude(team=None).order_by("-pk")
    return passed.values_list("team_id", flat=True).first()


def first_replies(team: Team) -> list[float]:
    """How long visitors in the chat waited for the team's last first replies, in seconds of its
    hours."""
    rows = Handoff.objects.filter(
        team=team, by_mail=False, reply_owed=True, first_reply_at__gte=now() - RECENT
    ).order_by("-first_reply_at")[:SAMPLES]
    calendar = calendar_of(team)
    return [
        calendar.open_seconds(row.waiting_from, row.first_reply_at)
        for row in rows
        if row.waiting_from and row.first_reply_at
    ]


# ---- One conversation -------------------------------------------------------------


def conversations_of(workspace_id: int) -> QuerySet[Conversation]:
    """The workspace's conversations, with what a list shows of them."""
    rows = Conversation.objects.filter(workspace_id=workspace_id)
    return rows.select_related("contact", "agent").defer("session")


def conversation_of(workspace_id: int, conversation_id: UUID | str) -> Conversation:
    """One conversation. Raises NotFound for an absent and for a foreign one alike."""
    rows = conversations_of(workspace_id).select_related(
        *(f"contact__{name}" for name in WITH_PENDING), "agent", "flow_version__flow"
    )
    found = rows.defer(None).filter(pk=conversation_id).first()
    if found is None:
        raise NotFound(_("This conversation does not exist."))
    return found


# ---- What the figures are made from --------------------------------------------


def first_requests(conversation: Any) -> QuerySet[Handoff, datetime]:
    """When `conversation` (a pk or an `OuterRef`) was first passed to people, for a subquery."""
    return (
        Handoff.objects.filter(conversation=conversation)
        .order_by("requested_at")
        .values_list("requested_at", flat=True)[:1]
    )


def waiting_count(workspace: Workspace) -> int:
    """How many conversations wait for a person now."""
    return Handoff.objects.filter(workspace=workspace, status=Handoff.Status.WAITING).count()


def open_ticket_count(workspace: Workspace) -> int:
    """How many messages that were left have no answer yet."""
    return Ticket.objects.filter(workspace=workspace, status=Ticket.Status.OPEN).count()
