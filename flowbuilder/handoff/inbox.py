"""What the inbox shows, as plain values: one conversation's card, its messages, people."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from flowbuilder.accounts.models import User
from flowbuilder.common.clock import now
from flowbuilder.conversations import live
from flowbuilder.conversations.models import Conversation, Message
from flowbuilder.handoff import selectors, story
from flowbuilder.handoff.inbox_rows import iso, row_for
from flowbuilder.handoff.models import Agent, ReadMark, Ticket
from flowbuilder.handoff.services import mentioning

MESSAGES_PAGE = 60

Json = dict[str, Any]


# ---- One conversation ------------------------------------------------------------------


def card_of(conversation: Conversation, user: User) -> Json:
    """Everything beside the messages: contact, story so far, earlier visits, tickets."""
    contact = conversation.contact
    version = conversation.flow_version
    row = row_for(conversation.pk, conversation.workspace_id, user)
    return {
        "row": row,
        "contact": {
            "id": contact.pk,
            "name": contact.name,
            "email": contact.email,
            "phone": contact.phone,
            "language": contact.language,
            "first_seen": iso(contact.created_at),
        },
        "page": {
            "url": str(conversation.page.get("url", "")),
            "title": str(conversation.page.get("title", "")),
        },
        "flow": {"name": version.flow.name, "version": version.number},
        "path": story.path_of(conversation),
        "answers": story.answers_of(conversation),
        "passages": story.passages_of(conversation),
        "last_said": story.last_said(conversation),
        "mood": story.mood_of(conversation),
        "handoffs": [
            {
                "id": one.pk,
                "team": one.team.name if one.team else "",
                "agent": one.agent.shown_name if one.agent else "",
                "status": one.status,
                "reason": one.reason,
                "requested_at": iso(one.requested_at),
            }
            for one in story.handoffs_of(conversation)
        ],
        "earlier": [
            {
                "id": str(one.pk),
                "state": one.state,
                "outcome": one.outcome,
                "started_at": iso(one.started_at),
            }
            for one in story.earlier_of(conversation)
        ],
        "tickets": [
            {
                "id": one.pk,
                "text": one.text,
                "email": one.email,
                "name": one.name,
                "status": one.status,
                "created_at": iso(one.created_at),
            }
            for one in Ticket.objects.filter(conversation=conversation)[:5]
        ],
    }


def messages_of(
    conversation_id: UUID | str, *, after: int | None = None, before: int | None = None
) -> tuple[list[Json], bool]:
    """A page of messages in order, notes too, and whether more lie beyond it.

    `after` pages forward from there, `before` backward; neither gives the newest.
    """
    rows = Message.objects.filter(conversation_id=conversation_id).select_related("agent")
    if after is not None:
        found = list(rows.filter(seq__gt=after).order_by("seq")[: MESSAGES_PAGE + 1])
        return [message_of(one) for one in found[:MESSAGES_PAGE]], len(found) > MESSAGES_PAGE
    if before is not None:
        rows = rows.filter(seq__lt=before)
    found = list(rows.order_by("-seq")[: MESSAGES_PAGE + 1])
    page = found[:MESSAGES_PAGE][::-1]
    return [message_of(one) for one in page], len(found) > MESSAGES_PAGE


def message_of(message: Message) -> Json:
    """One message as the inbox shows it."""
    agent = message.agent
    return {
        "seq": message.seq,
        "from": message.author,
        "private": message.private,
        "content": message.content,
        "generated": message.generated,
        "at": iso(message.at),
        "client_id": message.client_id,
        "agent": None if agent is None else {"id": agent.pk, "name": agent.shown_name},
    }


# ---- People ---------------------------------------------------------------------------------


def agents_shown(workspace_id: int) -> list[Json]:
    """The colleagues, with who is there and how much they have to do."""
    at, busy = now(), selectors.loads(workspace_id)
    return [
        agent_shown(one, at, busy.get(one.user_id, 0)) for one in selectors.agents_of(workspace_id)
    ]


def agent_shown(agent: Agent, at: datetime, load: int) -> Json:
    """One colleague."""
    return {
        "id": agent.user_id,
        "name": agent.user.shown_name,
        "state": agent.state,
        "online": selectors.is_online(agent, at),
        "load": load,
        "capacity": agent.capacity,
        "teams": [team.pk for team in agent.teams.all()],
    }


def teams_shown(workspace_id: int) -> list[Json]:
    """The teams, whether they are open, and how many answer."""
    at = now()
    people = list(selectors.agents_of(workspace_id))
    teams = selectors.teams_of(workspace_id).prefetch_related(*selectors.CALENDAR)
    return [
        {
            "id": team.pk,
            "name": team.name,
            "open": selectors.is_open(team, at),
            "agents_online": sum(
                selectors.is_online(one, at) and team in one.teams.all() for one in people
            ),
        }
        for team in teams
    ]


def me_shown(agent: Agent) -> Json:
    """The person the inbox belongs to."""
    load = selectors.loads(agent.workspace_id).get(agent.user_id, 0)
    return agent_shown(agent, now(), load)


def mark_read(workspace_id: int, conversation_id: UUID, user: User, seq: int) -> int:
    """Note how far `user` has read; never backwards. Returns the mark."""
    conversation = selectors.conversation_of(workspace_id, conversation_id)
    seq = min(seq, conversation.head_seq)
    mark, created = ReadMark.objects.get_or_create(
        conversation=conversation,
        user=user,
        defaults={"workspace_id": workspace_id, "seq": seq},
    )
    if not created and mark.seq < seq:
        mark.seq = seq
        mark.save(update_fields=["seq"])
    if mentioning.mark_seen(conversation_id, user, seq):
        live.row_changed(conversation)
    return mark.seq
