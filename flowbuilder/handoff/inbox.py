"""What the inbox shows, as plain values: its lists and counts, one conversation's card, people."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import (
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
)
from django.utils.translation import gettext as _

from flowbuilder.accounts.models import User
from flowbuilder.common.clock import now
from flowbuilder.common.errors import InvalidInput
from flowbuilder.conversations.models import Conversation, Message
from flowbuilder.handoff import selectors, story
from flowbuilder.handoff.inbox_rows import iso, row_for, rows_of, with_row
from flowbuilder.handoff.models import Agent, Handoff, ReadMark, Ticket

VIEWS = ("mine", "waiting", "team", "bot", "closed")
PAGE = 40
MESSAGES_PAGE = 60
ACTIVE = timedelta(hours=24)

State = Conversation.State
Json = dict[str, Any]


# ---- Lists -------------------------------------------------------------------------


def conversations_in(
    view: str, workspace_id: int, user: User, team_id: int | None = None
) -> QuerySet[Conversation]:
    """The conversations of one view. Waiting ones are in the order they will be answered."""
    rows = selectors.conversations_of(workspace_id)
    match view:
        case "mine":
            rows = rows.filter(state=State.AGENT, agent=user)
        case "waiting":
            rows = rows.filter(state=State.QUEUED, handoffs__status=Handoff.Status.WAITING)
        case "team":
            rows = rows.filter(state=State.AGENT).exclude(agent=user)
        case "bot":
            rows = rows.filter(state=State.BOT, last_activity_at__gte=now() - ACTIVE)
        case _:
            rows = rows.filter(state=State.CLOSED)
    if team_id is not None:
        rows = rows.filter(
            Exists(Handoff.objects.filter(conversation=OuterRef("pk"), team=team_id))
        )
    if view == "waiting":
        return rows.annotate(
            urgency=F("handoffs__priority"),
            asked_at=F("handoffs__requested_at"),
        ).order_by("urgency", "asked_at", "id")
    return rows.order_by("-last_activity_at", "-id")


def page_of(
    view: str, workspace_id: int, user: User, team_id: int | None = None, cursor: str = ""
) -> tuple[list[Json], str | None]:
    """One page of a view's rows, and the cursor of the next."""
    rows = conversations_in(view, workspace_id, user, team_id)
    if cursor:
        urgency, at, last = _read_cursor(cursor)
        if view == "waiting":
            rows = rows.filter(
                Q(urgency__gt=urgency)
                | Q(urgency=urgency, asked_at__gt=at)
                | Q(urgency=urgency, asked_at=at, id__gt=last)
            )
        else:
            rows = rows.filter(Q(last_activity_at__lt=at) | Q(last_activity_at=at, id__lt=last))
    # The keys first: else the database works out the rest for every row that it sorts.
    keys = list(rows.values_list("pk", flat=True)[: PAGE + 1])
    more = len(keys) > PAGE
    found = {one.pk: one for one in with_row(rows.filter(pk__in=keys[:PAGE]), user)}
    shown = [found[key] for key in keys[:PAGE] if key in found]
    following = None
    if more:
        last_row: Any = shown[-1]
        following = _write_cursor(
            getattr(last_row, "urgency", ""),
            getattr(last_row, "asked_at", None) or last_row.last_activity_at,
            last_row.pk,
        )
    return rows_of(shown), following


def _write_cursor(urgency: str, at: datetime, last: UUID) -> str:
    text = f"{urgency}|{at.isoformat()}|{last}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read_cursor(cursor: str) -> tuple[str, datetime, UUID]:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        urgency, at, last = base64.urlsafe_b64decode(padded).decode().split("|")
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None:
            raise ValueError
        return urgency, moment, UUID(last)
    except (ValueError, binascii.Error):
        raise InvalidInput(
            _("This place in the list is not known. Start from the top."), code="wrong_cursor"
        ) from None


def counts_for(workspace_id: int, user: User) -> Json:
    """How many there are in each view, and how many wait for each team."""
    here = Conversation.objects.filter(workspace_id=workspace_id)
    counted = here.filter(state=State.AGENT).aggregate(
        mine=Count("pk", filter=Q(agent=user)), team=Count("pk", filter=~Q(agent=user))
    )
    counted["waiting"] = here.filter(state=State.QUEUED).count()
    counted["bot"] = here.filter(state=State.BOT, last_activity_at__gte=now() - ACTIVE).count()
    queues = dict(
        Handoff.objects.filter(workspace_id=workspace_id, status=Handoff.Status.WAITING)
        .values_list("team_id")
        .annotate(Count("pk"))
        .order_by()
    )
    return {**counted, "queues": {str(key): n for key, n in queues.items() if key}}


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
    return mark.seq
