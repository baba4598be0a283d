"""What routing is told: the agents of a team, and those who wait for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db.models import Count, Max

from flowbuilder.handoff import routing, selectors
from flowbuilder.handoff.models import Handoff, Team

#: The hard cases of so long count when the next one is given to somebody.
HARD_WITHIN = timedelta(hours=8)
#: So long a contact is taken to know who answered last.
KNOWN_FOR = timedelta(days=7)
MOST_SKILLS, LONGEST_SKILL = 20, 60


def of_team(team: Team, at: datetime, *, by_mail: bool = False) -> list[routing.Candidate]:
    """The team's agents as routing sees them; `id` is the user's. Letters have a load of their
    own."""
    assigned = Handoff.objects.filter(workspace_id=team.workspace_id, assigned_at__isnull=False)
    last = dict(assigned.order_by().values_list("agent_id").annotate(Max("assigned_at")))
    hard = assigned.filter(hard=True, agent__isnull=False)
    of_late = hard.filter(assigned_at__gt=at - HARD_WITHIN).order_by().values_list("agent_id")
    had = dict(of_late.annotate(Count("pk")))
    rest = timedelta(minutes=team.rest_minutes)
    resting = set(hard.filter(closed_at__gt=at - rest).values_list("agent_id", flat=True))
    return [
        replace(
            one,
            last_assigned=when.timestamp() if (when := last.get(one.id)) else 0.0,
            hard=had.get(one.id, 0),
            rests=one.id in resting,
        )
        for one in without_history(team, at, by_mail=by_mail)
    ]


def without_history(team: Team, at: datetime, *, by_mail: bool = False) -> list[routing.Candidate]:
    """The same of this moment alone: what agents did before is not looked up."""
    busy = load_of(team.workspace_id, by_mail=by_mail)
    return [
        routing.Candidate(
            id=agent.user_id,
            online=selectors.is_online(agent, at),
            load=busy.get(agent.user_id, 0),
            capacity=agent.capacity,
            languages=frozenset(agent.languages),
            skills=frozenset(agent.skills),
        )
        for agent in selectors.agents_in(team)
    ]


def load_of(workspace_id: int, *, by_mail: bool) -> dict[int, int]:
    """What of their capacity each person has taken, by user id: chats, or letters to answer."""
    return selectors.letters(workspace_id) if by_mail else selectors.loads(workspace_id)


def requests(waiting: Sequence[Handoff], at: datetime) -> list[routing.Request]:
    """Those who wait as routing sees them; their conversations are read with them."""
    contacts = {handoff.conversation.contact_id for handoff in waiting}
    answered = Handoff.objects.filter(
        conversation__contact__in=contacts, first_reply_at__gt=at - KNOWN_FOR, agent__isnull=False
    )
    known = dict(
        answered.order_by("first_reply_at").values_list("conversation__contact_id", "agent_id")
    )
    return [
        routing.Request(
            language=handoff.conversation.language,
            skills=frozenset(handoff.skills),
            is_hard=handoff.hard,
            known_to=known.get(handoff.conversation.contact_id),
            waited_s=(at - handoff.requested_at).total_seconds(),
            passed_by=handoff.passed_by_id,
        )
        for handoff in waiting
    ]


def clean_skills(skills: Iterable[str]) -> list[str]:
    """Skills as they are compared: lower case, single spaces, each once, in order."""
    cleaned = (" ".join(skill.split()).lower()[:LONGEST_SKILL] for skill in skills)
    return list(dict.fromkeys(skill for skill in cleaned if skill))[:MOST_SKILLS]
