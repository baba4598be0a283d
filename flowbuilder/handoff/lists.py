"""The lists of the inbox: which conversations are in each, in what order, and how many."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from flowbuilder.accounts.models import User
from flowbuilder.common.clock import now
from flowbuilder.conversations.models import Conversation
from flowbuilder.handoff import inbox_cursor, selectors, sleeping
from flowbuilder.handoff.inbox_rows import rows_of, with_row
from flowbuilder.handoff.models import Handoff, Mention, SavedView, TagMark

#: `waiting` are those whom nobody has yet. A snoozed one is in `snoozed` and in no other list of
#: conversations with people, except where a promise is at risk.
VIEWS = ("waiting", "mine", "team", "at_risk", "mentioned", "snoozed", "bot", "closed")
PAGE = 40
ACTIVE = timedelta(hours=24)
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
    """The conversations of one view. Waiting ones are in the order they will be answered.

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
            risky = sleeping.at_risk(workspace_id).values("conversation")
            rows = rows.filter(state__in=[State.QUEUED, State.AGENT], pk__in=risky)
        case "mentioned":
            mine = Mention.objects.filter(workspace=workspace_id, user=user)
            rows = rows.filter(pk__in=mine.values("conversation"))
        case "snoozed":
            held = sleeping.asleep(now()).filter(workspace=workspace_id)
            rows = rows.filter(state=State.AGENT, pk__in=held.values("conversation"))
        case "bot":
            rows = rows.filter(state=State.BOT, last_activity_at__gte=now() - ACTIVE)
        case _:
            rows = rows.filter(state=State.CLOSED)
    if team_id is not None:
        rows = rows.filter(
            Exists(Handoff.objects.filter(conversation=OuterRef("pk"), team=team_id))
        )
    rows = _narrowed(rows, narrowing or {})
    if view == "waiting":
        return rows.annotate(
            urgency=F("handoffs__priority"),
            asked_at=F("handoffs__requested_at"),
        ).order_by("urgency", "asked_at", "id")
    return rows.order_by("-last_activity_at", "-id")


def _narrowed(rows: QuerySet[Conversation], narrowing: Mapping[str, Any]) -> QuerySet[Conversation]:
    for tag in narrowing.get("tags") or ():
        rows = rows.filter(Exists(TagMark.objects.filter(conversation=OuterRef("pk"), tag=tag)))
    for field in ("language", "channel"):
        if narrowing.get(field):
            rows = rows.filter(**{field: narrowing[field]})
    return rows.filter(sleeping.is_at_risk()) if narrowing.get("sla") == "at_risk" else rows


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
    if cursor:
        if view == "waiting":
            urgency, at, last = inbox_cursor.read(cursor)
            rows = rows.filter(
                Q(urgency__gt=urgency)
                | Q(urgency=urgency, asked_at__gt=at)
                | Q(urgency=urgency, asked_at=at, id__gt=last)
            )
        else:
            rows = inbox_cursor.after(rows, cursor)
    # The keys first: else the database works out the rest for every row that it sorts.
    keys = list(rows.values_list("pk", flat=True)[: PAGE + 1])
    more = len(keys) > PAGE
    found = {one.pk: one for one in with_row(rows.filter(pk__in=keys[:PAGE]), user)}
    shown = [found[key] for key in keys[:PAGE] if key in found]
    following = None
    if more and shown:
        last_row: Any = shown[-1]
        following = inbox_cursor.write(
            getattr(last_row, "urgency", ""),
            getattr(last_row, "asked_at", None) or last_row.last_activity_at,
            last_row.pk,
        )
    return rows_of(shown), following


def counts_for(workspace_id: int, user: User) -> Json:
    """How many there are in each view, and how many wait for each team.

    Of mentions those count that the agent has not read yet.
    """
    here = Conversation.objects.filter(workspace_id=workspace_id)
    counted = here.filter(state=State.AGENT).aggregate(
        mine=Count("pk", filter=Q(agent=user)), team=Count("pk", filter=~Q(agent=user))
    )
    # Those put aside are few: taken off here they cost less than looked up for each.
    held = sleeping.asleep(now()).filter(workspace=workspace_id, conversation__state=State.AGENT)
    aside = held.aggregate(all=Count("pk"), mine=Count("pk", filter=Q(conversation__agent=user)))
    counted["mine"] -= aside["mine"]
    counted["team"] -= aside["all"] - aside["mine"]
    counted["snoozed"] = aside["all"]
    counted["waiting"] = here.filter(state=State.QUEUED).count()
    counted["bot"] = here.filter(state=State.BOT, last_activity_at__gte=now() - ACTIVE).count()
    counted["at_risk"] = sleeping.at_risk(workspace_id).count()
    unread = Mention.objects.filter(workspace=workspace_id, user=user, seen=False)
    counted["mentioned"] = unread.values("conversation").distinct().count()
    queues = dict(
        Handoff.objects.filter(workspace_id=workspace_id, status=Handoff.Status.WAITING)
        .values_list("team_id")
        .annotate(Count("pk"))
        .order_by()
    )
    return {**counted, "queues": {str(key): n for key, n in queues.items() if key}}


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
    return {
        "id": view.pk,
        "name": view.name,
        "view": view.view,
        "team": team,
        "tags": narrowing.get("tags", []),
        "language": narrowing.get("language", ""),
        "channel": narrowing.get("channel", ""),
        "sla": narrowing.get("sla", ""),
        "count": len(rows.values_list("pk")[:MANY]),
    }
