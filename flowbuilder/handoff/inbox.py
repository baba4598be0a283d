"""What the inbox shows, as plain values: the list's rows, the counts, one conversation's card."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import (
    Count,
    Exists,
    F,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from flowbuilder.accounts.models import User
from flowbuilder.common.clock import now
from flowbuilder.common.errors import InvalidInput
from flowbuilder.conversations.models import Conversation, Message
from flowbuilder.handoff import deadlines, selectors, sla, story
from flowbuilder.handoff.models import Agent, Handoff, ReadMark, Ticket

VIEWS = ("mine", "waiting", "team", "bot", "closed")
PAGE = 40
MESSAGES_PAGE = 60
ACTIVE = timedelta(hours=24)
PREVIEW = 160
#: When a wait turns amber for a team that promises nothing.
USUAL_FIRST_REPLY_S = 120

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


def with_row(rows: QuerySet[Conversation], user: User) -> QuerySet[Conversation]:
    """Add what a list row needs: last line, unread, waiting clock, team."""
    messages = Message.objects.filter(conversation=OuterRef("pk")).order_by().values("conversation")
    spoken = Message.objects.filter(conversation=OuterRef("pk")).order_by("-seq")
    heard = spoken.filter(author=Message.Author.VISITOR)
    replied = messages.filter(author=Message.Author.AGENT, private=False).annotate(last=Max("seq"))
    read = ReadMark.objects.filter(conversation=OuterRef("pk"), user=user)
    current = Handoff.objects.filter(
        conversation=OuterRef("pk"),
    ).order_by("-requested_at", "-id")
    seq = IntegerField()
    rows = rows.annotate(
        read_seq=Coalesce(Subquery(read.values("seq")[:1], output_field=seq), 0),
        replied_seq=Coalesce(Subquery(replied.values("last"), output_field=seq), 0),
        last_author=Subquery(spoken.values("author")[:1]),
        last_content=Subquery(spoken.values("content")[:1]),
        last_private=Subquery(spoken.values("private")[:1]),
        last_at=Subquery(spoken.values("at")[:1]),
        heard_content=Subquery(heard.values("content")[:1]),
        heard_at=Subquery(heard.values("at")[:1]),
        team_id=Subquery(current.values("team_id")[:1]),
        team_name=Subquery(current.values("team__name")[:1]),
        handoff_status=Subquery(current.values("status")[:1]),
        handoff_reason=Subquery(current.values("reason")[:1]),
        handoff_priority=Subquery(current.values("priority")[:1]),
        handoff_asked_at=Subquery(current.values("requested_at")[:1]),
        handoff_first_reply=Subquery(current.values("first_reply_at")[:1]),
    )
    visitor = messages.filter(author=Message.Author.VISITOR)
    return rows.annotate(
        unread=Coalesce(
            Subquery(
                visitor.filter(seq__gt=OuterRef("read_seq")).annotate(n=Count("pk")).values("n"),
                output_field=seq,
            ),
            0,
        ),
        unanswered_since=Subquery(
            visitor.filter(seq__gt=OuterRef("replied_seq"))
            .annotate(first=Min("at"))
            .values("first")
        ),
    )


def rows_of(conversations: Sequence[Any]) -> list[Json]:
    """The lines of the list, from conversations that `with_row` annotated."""
    open_ones = list(
        Handoff.objects.filter(
            conversation__in=[one.pk for one in conversations],
            status__in=[Handoff.Status.WAITING, Handoff.Status.ASSIGNED],
        )
    )
    standings = deadlines.standings(open_ones, now())
    promised = {one.conversation_id: standings.get(one.pk) for one in open_ones}
    return [_row_of(one, promised.get(one.pk)) for one in conversations]


def _row_of(conversation: Any, promised: tuple[sla.Targets, sla.Standing] | None) -> Json:
    targets, standing = promised or (sla.Targets(), sla.Standing(clocks=()))
    contact, agent = conversation.contact, conversation.agent
    involved = conversation.handoff_status is not None
    return {
        "id": str(conversation.pk),
        "state": conversation.state,
        "epoch": conversation.owner_epoch,
        "head_seq": conversation.head_seq,
        "seen_seq": conversation.seen_seq,
        "language": conversation.language,
        "channel": conversation.channel,
        "contact": {"id": contact.pk, "name": str(contact), "known": bool(contact.name)},
        "agent": None if agent is None else {"id": agent.pk, "name": agent.shown_name},
        "team": (
            {"id": conversation.team_id, "name": conversation.team_name}
            if conversation.team_id
            else None
        ),
        "reason": conversation.handoff_reason or "",
        "urgent": involved and conversation.handoff_priority == Handoff.Priority.HIGH,
        "waiting_since": _waiting_since(conversation),
        "target_s": targets.first_reply_s or USUAL_FIRST_REPLY_S,
        "sla": _promise_of(standing.pressing),
        "last": _last_line(conversation),
        "unread": 0 if conversation.is_closed else conversation.unread,
        "started_at": _iso(conversation.started_at),
        "last_activity_at": _iso(conversation.last_activity_at),
    }


def _promise_of(clock: sla.Clock | None) -> Json | None:
    if clock is None:
        return None
    return {
        "promise": clock.promise,
        "state": clock.state,
        "due_at": _iso(clock.due_at),
        "paused": clock.paused,
    }


def _last_line(conversation: Any) -> Json | None:
    """The newest line; of one who waits, what they said: "a person will come" tells nothing."""
    if conversation.state == State.QUEUED and conversation.heard_content is not None:
        return {
            "from": Message.Author.VISITOR,
            "text": preview(conversation.heard_content),
            "private": False,
            "at": _iso(conversation.heard_at),
        }
    if conversation.last_author is None:
        return None
    return {
        "from": conversation.last_author,
        "text": preview(conversation.last_content),
        "private": bool(conversation.last_private),
        "at": _iso(conversation.last_at),
    }


def _waiting_since(conversation: Any) -> str | None:
    """Since when a person waits for a person: in the queue, or for the agent's next reply."""
    if conversation.state == State.QUEUED:
        return _iso(conversation.handoff_asked_at)
    if conversation.state == State.AGENT:
        if conversation.handoff_asked_at and conversation.handoff_first_reply is None:
            return _iso(conversation.handoff_asked_at)
        return _iso(conversation.unanswered_since)
    return None


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def preview(content: Json | None) -> str:
    """The words of a message in one line."""
    content = content or {}
    words = content.get("text") or content.get("alt") or content.get("label") or ""
    return " ".join(str(words).split())[:PREVIEW]


def row_for(conversation_id: UUID | str, workspace_id: int, user: User) -> Json | None:
    """The row of one conversation as `user` sees it; None when it is not theirs to see."""
    rows = selectors.conversations_of(workspace_id).filter(pk=conversation_id)
    found = with_row(rows, user).first()
    return None if found is None else rows_of([found])[0]


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
            "first_seen": _iso(contact.created_at),
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
                "requested_at": _iso(one.requested_at),
            }
            for one in story.handoffs_of(conversation)
        ],
        "earlier": [
            {
                "id": str(one.pk),
                "state": one.state,
                "outcome": one.outcome,
                "started_at": _iso(one.started_at),
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
                "created_at": _iso(one.created_at),
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
        "at": _iso(message.at),
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
