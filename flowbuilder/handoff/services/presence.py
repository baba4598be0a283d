"""Who is there: the agent's own choice, and the lease that an open inbox renews."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from flowbuilder.accounts.access import Permission, may
from flowbuilder.accounts.models import User, Workspace
from flowbuilder.common.clock import now
from flowbuilder.handoff import selectors
from flowbuilder.handoff.errors import NotAnAgent
from flowbuilder.handoff.models import Agent
from flowbuilder.handoff.services import queue

RENEW_AFTER = timedelta(seconds=15)


def ensure_agent(workspace_id: int, user: User) -> Agent:
    """Return the person's place in the inbox, made on first use: in every team, and away until
    they say otherwise.

    Raises:
        NotAnAgent: Their role does not let them answer.
    """
    if not may(user, workspace_id, Permission.INBOX_USE):
        raise NotAnAgent(_("Your role does not let you answer visitors."))
    agent, created = Agent.objects.get_or_create(
        workspace_id=workspace_id, user=user, defaults={"state": Agent.State.AWAY}
    )
    if created:
        agent.teams.set(selectors.teams_of(workspace_id))
    return agent


def set_availability(workspace: Workspace, user: User, state: str) -> Agent:
    """Note that the person answers visitors, or does not for now."""
    with transaction.atomic():
        agent = ensure_agent(workspace.pk, user)
        agent.state = Agent.State(state)
        agent.last_seen_at = now()
        agent.save(update_fields=["state", "last_seen_at"])
        queue.announce_agents(workspace.pk)
    if agent.state == Agent.State.ONLINE:
        queue.hand_out(workspace.pk)
    return agent


def heartbeat(workspace_id: int, user: User) -> Agent:
    """Renew the lease of someone whose inbox is open. Cheap: it writes every 15 seconds."""
    agent = ensure_agent(workspace_id, user)
    at = now()
    if agent.last_seen_at is not None and at - agent.last_seen_at < RENEW_AFTER:
        return agent
    came_back = not selectors.is_present(agent, at)
    with transaction.atomic():
        Agent.objects.filter(pk=agent.pk).update(last_seen_at=at)
        agent.last_seen_at = at
        if came_back:
            queue.announce_agents(workspace_id)
    if came_back and agent.state == Agent.State.ONLINE:
        queue.hand_out(workspace_id)
    return agent
