"""The lists of the inbox: which conversations are in each, in what order, and how many."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from flowbuilder.accounts.models import User
from flowbuilder.common.clock import now
from flowbuilder.conversations.models import Conversation, Message
from flowbuilder.handoff import deadlines, inbox_cursor, selectors, sleeping
from flowbuilder.handoff.inbox_rows import rows_of, with_row, with_wait
from flowbuilder.handoff.models import Handoff, Mention, ReadMark, SavedView, TagMark, Ticket

#: `closed` are those that are over, and those that an agent ended and that are being rated.
#: `waiting` are those whom nobody has yet. A snoozed one is in `snoozed` and in no other list of
#: conversations with people, except where a promise is at risk.
#: `left` are those with a message that was left and has no answer yet, whoever has them; one that
#: nobody has can be snoozed, too.
VIEWS = ("waiting", "mine", "team", "at_risk", "left", "mentioned", "snoozed", "bot", "closed")
PAGE = 40
ACTIVE = timedelta(hours=24)
#: How one's own are ranked: the waiting before the answered.
WAITS, ANSWERED = "a", "b"
#: A saved view's badge counts no further.
MANY = 100

State = Conversation.State
Json = dict[str, Any]


def conversations_in(
    view: str,
    workspace_id: int,
    user: User,
    team_id: int | None = None,
    narrowing: Mapping[str, Any] | None = None,
) -> QuerySet[Conversation]:
    """The conversations of one view. Waiting ones are in the order they will be answered, one's
    own by who waits longest for an answer; all others by what happened last.

    `narrowing` leaves those that have all of `tags` (their keys), `language`, `channel`, and a
    promise at risk (`sla`).
    """
    rows = selectors.conversations_of(workspace_id)
    awake = ~sleeping.is_asleep(now())
    match view:
        case "mine":
            rows = rows.filter(awake, state=State.AGENT, agent=user)
        case "waiting":
            rows = rows.filter(state=State.QUEUED, handoffs__status=Handoff.Status.WAITING)
        case "team":
            rows = rows.filter(awake, state=State.AGENT).exclude(agent=user)
        case "at_risk":
            risky = deadlines.at_risk(workspace_id, now())
            rows = rows.filter(state__in=[State.QUEUED, State.AGENT], pk__in=risky)
        case "left":
            rows = rows.filter(awake, pk__in=_left(workspace_id, team_id).values("conversation"))
        case "mentioned":
            mine = Mention.objects.filter(workspace=workspace_id, user=user)
            rows = rows.filter(pk__in=mine.values("conversation"))
        case "snoozed":
            held = sleeping.asleep(now()).filter(workspace=workspace_id)
            aside = Q(state=State.AGENT) | Q(pk__in=_left(workspace_id).values("conversation"))
            rows = rows.filter(aside, pk__in=held.values("conversation"))
        case "bot":
            rows = rows.filter(
                ~sleeping.is_rated(), state=State.BOT, last_activity_at__gte=now() - ACTIVE
            )
        case "rated":
            rated = Handoff.objects.filter(workspace=workspace_id, rating=True)
            rows = rows.filter(state=State.BOT, pk__in=rated.values("conversation"))
        case _:
            rows = rows.filter(state=State.CLOSED)
    if team_id is not None and view != "left":
        rows = rows.filter(
            Exists(Handoff.objects.filter(conversation=OuterRef("pk"), team=team_id))
        )
    rows = _narrowed(rows, workspace_id, narrowing or {})
    if view == "waiting":
        return rows.annotate(
            urgency=F("handoffs__priority"),
            asked_at=F("handoffs__requested_at"),
        ).order_by("urgency", "asked_at", "id")
    if view == "mine":
        return _by_wait(rows)
    return rows.order_by("-last_activity_at", "-id")


def _left(workspace_id: int, team_id: int | None = None) -> QuerySet[Ticket]:
    """The messages without an answer; with `team_id`, those that were left for it."""
    waiting = Ticket.objects.filter(workspace=workspace_id, status=Ticket.Status.OPEN)
    return waiting if team_id is None else waiting.filter(team=team_id)


def _by_wait(rows: QuerySet[Conversation]) -> QuerySet[Conversation]:
    """Who waits longest for an answer first; then the answered, who spoke last first.

    Only what visitors write and the agent's answers move a conversation: no note of one's own does.
    """
    first = Q(waiting_from__isnull=False, handoff_first_reply__isnull=True)
    return (
        with_wait(rows)
        .annotate(
            waits_since=Case(When(first, then=F("waiting_from")), default=F("unanswered_since")),
        )
        .annotate(
            spoke_at=Case(
                When(waits_since__isnull=True, then=Coalesce(F("heard_at"), F("started_at")))
            ),
            urgency=Case(
                When(waits_since__isnull=False, then=Value(WAITS)),
                default=Value(ANSWERED),
                output_field=CharField(),
            ),
        )
        .order_by("urgency", "waits_since", "-spoke_at", "-id")
    )


def _after(rows: QuerySet[Conversation], view: str, cursor: str) -> QuerySet[Conversation]:
    """Those of a view's rows that come after the cursor."""
    if view not in ("waiting", "mine"):
        return inbox_cursor.after(rows, cursor)
    urgency, at, last = inbox_cursor.read(cursor)
    later = Q(urgency__gt=urgency)
    if view == "waiting":
        return rows.filter(
            later
            | Q(urgency=urgency, asked_at__gt=at)
            | Q(urgency=urgency, asked_at=at, id__gt=last)
        )
    if urgency == WAITS:
        here = Q(urgency=WAITS)
        return rows.filter(
            later | here & Q(waits_since__gt=at) | here & Q(waits_since=at, id__lt=last)
        )
    return rows.filter(Q(urgency=urgency) & (Q(spoke_at__lt=at) | Q(spoke_at=at, id__lt=last)))


def _place_of(row: Any) -> tuple[str, datetime, UUID]:
    """The keys of a row that the next page begins after."""
    for field in ("asked_at", "waits_since", "spoke_at"):
        if getattr(row, field, None):
            return row.urgency, getattr(row, field), row.pk
    return "", row.last_activity_at, row.pk


def _narrowed(
    rows: QuerySet[Conversation], workspace_id: int, narrowing: Mapping[str, Any]
) -> QuerySet[Conversation]:
    for tag in narrowing.get("tags") or ():
        rows = rows.filter(Exists(TagMark.objects.filter(conversation=OuterRef("pk"), tag=tag)))
    for field in ("language", "channel"):
        if narrowing.get(field):
            rows = rows.filter(**{field: narrowing[field]})
    if narrowing.get("sla") == "at_risk":
        return rows.filter(pk__in=deadlines.at_risk(workspace_id, now()))
    return rows


def page_of(
    view: str,
    workspace_id: int,
    user: User,
    team_id: int | None = None,
    cursor: str = "",
    narrowing: Mapping[str, Any] | None = None,
) -> tuple[list[Json], str | None]:
    """One page of a view's rows, and the cursor of the next."""
    rows = conversations_in(view, workspace_id, user, team_id, narrowing)
    others = conversations_in("rated", workspace_id, user, team_id, narrowing)
    if cursor:
        rows = _after(rows, view, cursor)
        if view == "closed":
            others = inbox_cursor.after(others, cursor)
    # The keys first: else the database works out the rest for every row that it sorts.
    if view == "closed":
        # In two, each by its index: the few that are being rated, and all that are over.
        ended = [*rows.values_list("last_activity_at", "pk")[: PAGE + 1]]
        ended += others.values_list("last_activity_at", "pk")[: PAGE + 1]
        keys = [key for _at, key in sorted(ended, reverse=True)[: PAGE + 1]]
        rows = selectors.conversations_of(workspace_id)
    else:
        keys = list(rows.values_list("pk", flat=True)[: PAGE + 1])
    more = len(keys) > PAGE
    found = {one.pk: one for one in with_row(rows.filter(pk__in=keys[:PAGE]), user)}
    shown = [found[key] for key in keys[:PAGE] if key in found]
    following = None
    if more and shown:
        following = inbox_cursor.write(*_place_of(shown[-1]))
    return rows_of(shown), following


def counts_for(workspace_id: int, user: User) -> Json:
    """How many there are in each view, how many chats the agent has, and how many wait for each
    team.

    Of mentions those count that the agent has not read yet.
    """
    here = Conversation.objects.filter(workspace_id=workspace_id)
    counted = here.filter(state=State.AGENT).aggregate(
        mine=Count("pk", filter=Q(agent=user)), team=Count("pk", filter=~Q(agent=user))
    )
    # Those put aside are few: taken off here they cost less than looked up for each.
    held = sleeping.asleep(now()).filter(workspace=workspace_id)
    letters = _left(workspace_id).values("conversation")
    unheld = held.exclude(conversation__state=State.AGENT)
    counted["snoozed"] = unheld.filter(conversation__in=letters).count()
    held = held.filter(conversation__state=State.AGENT)
    aside = held.aggregate(all=Count("pk"), mine=Count("pk", filter=Q(conversation__agent=user)))
    counted["mine"] -= aside["mine"]
    counted["team"] -= aside["all"] - aside["mine"]
    counted["snoozed"] += aside["all"]
    counted["waiting"] = here.filter(state=State.QUEUED).count()
    with_bot = here.filter(state=State.BOT, last_activity_at__gte=now() - ACTIVE)
    counted["bot"] = with_bot.exclude(sleeping.is_rated()).count()
    counted["at_risk"] = len(deadlines.at_risk(workspace_id, now()))
    awake = letters.exclude(sleeping.is_asleep(now(), "conversation"))
    counted["left"] = awake.distinct().count()
    unread = Mention.objects.filter(workspace=workspace_id, user=user, seen=False)
    counted["mentioned"] = unread.values("conversation").distinct().count()
    own = here.filter(~sleeping.is_asleep(now()), state=State.AGENT, agent=user)
    counted["chats"] = own.exclude(selectors.is_letter()).count()
    counted["mine_unread"] = own.filter(_has_unread(user)).count()
    queues = dict(
        Handoff.objects.filter(workspace_id=workspace_id, status=Handoff.Status.WAITING)
        .values_list("team_id")
        .annotate(Count("pk"))
        .order_by()
    )
    return {**counted, "queues": {str(key): n for key, n in queues.items() if key}}


def _has_unread(user: User) -> Exists:
    """For a filter of conversations: the visitor wrote something that `user` has not read."""
    read = ReadMark.objects.filter(conversation=OuterRef("conversation"), user=user)
    seen = Coalesce(Subquery(read.values("seq")[:1]), 0)
    heard = Message.objects.filter(conversation=OuterRef("pk"), author=Message.Author.VISITOR)
    return Exists(heard.filter(seq__gt=seen))


# ---- Saved views --------------------------------------------------------------------------


def saved_views(workspace_id: int, user: User) -> list[Json]:
    """The agent's own views, in the order they were made, each with how many are in it."""
    views = SavedView.objects.filter(workspace_id=workspace_id, user=user)
    return [saved_view_shown(one, user) for one in views]


def saved_view_shown(view: SavedView, user: User) -> Json:
    """One saved view; `count` stops at `MANY`."""
    narrowing = dict(view.narrowing)
    team = narrowing.pop("team", None)
    rows = conversations_in(view.view, view.workspace_id, user, team, narrowing).order_by()
    count = len(rows.values_list("pk")[:MANY])
    if view.view == "closed":
        rated = conversations_in("rated", view.workspace_id, user, team, narrowing).order_by()
        count = min(count + rated.count(), MANY)
    return {
        "id": view.pk,
        "name": view.name,
        "view": view.view,
        "team": team,
        "tags": narrowing.get("tags", []),
        "language": narrowing.get("language", ""),
        "channel": narrowing.get("channel", ""),
        "sla": narrowing.get("sla", ""),
        "count": count,
    }
