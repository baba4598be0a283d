"""Live conversations and a newer version of their flow: who is where, and taking them over.

Publishing only marks the conversations, in one statement; each is taken over by the turn that
next hears its visitor while it waits for nothing else. So a mark outlives a restart, any worker
acts on it, and a conversation that a person has is taken over when it is back with the flow.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from django.db.models import Count, F, QuerySet
from django.db.models.fields.json import KT

from flowbuilder.conversations.models import Conversation
from flowbuilder.core.engine import advance
from flowbuilder.core.errors import InvalidFlow
from flowbuilder.core.events import VersionChanged
from flowbuilder.core.moving import lost_frame, standing
from flowbuilder.core.plan import Plan
from flowbuilder.core.session import Frame, Session, Status
from flowbuilder.flows import services
from flowbuilder.flows.live_port import Choice
from flowbuilder.flows.models import Flow, FlowVersion
from flowbuilder.flows.selectors import plan_for
from flowbuilder.flows.step_names import StepNames

State = Conversation.State


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where some live conversations stand.

    Attributes:
        node: The node's id in the flow itself; in a called flow, that of the node that calls it.
        lasts: The draft has it too, so that they could go on there; None while it has errors.
    """

    version: int
    node: str
    title: str
    about: str
    count: int
    lasts: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """A flow's live conversations: how many, on which versions, where.

    Attributes:
        versions: How many on each version's number, newest first.
        places: Where those with the flow stand; what the draft no longer has, then the fullest.
        with_person: How many wait for a person or have one; these are taken over afterwards.
    """

    count: int
    with_person: int
    versions: tuple[tuple[int, int], ...]
    places: tuple[Place, ...]


def live_conversations(flow: Flow) -> QuerySet[Conversation]:
    """The flow's conversations that are not closed."""
    found = Conversation.objects.filter(workspace=flow.workspace_id, flow_version__flow=flow)
    return found.exclude(state=State.CLOSED)


def whereabouts(flow: Flow) -> Whereabouts:
    """Where the flow's live conversations are, and what its draft would do to them."""
    groups = list(
        live_conversations(flow)
        .order_by()
        .values("flow_version", "state", frames=KT("session__frames"))
        .annotate(count=Count("pk"))
    )
    ids = {group["flow_version"] for group in groups}
    versions = {version.pk: version for version in FlowVersion.objects.filter(pk__in=ids)}
    try:
        draft = services.plan_of_draft(flow)
    except InvalidFlow:
        draft = None
    by_version, places, with_person = Counter[int](), Counter[tuple[int, str, bool | None]](), 0
    for group in groups:
        version, count = versions[group["flow_version"]], group["count"]
        by_version[version.number] += count
        if group["state"] != State.BOT:
            with_person += count
        elif frames := [Frame(**frame) for frame in json.loads(group["frames"] or "[]")]:
            lasts = None if draft is None else _lasts(draft, plan_for(version), frames)
            places[version.pk, frames[0].node, lasts] += count
    named = {key: StepNames(version) for key, version in versions.items()}
    shown = (
        Place(
            version=versions[key].number,
            node=node,
            title=named[key].title(node),
            about=named[key].about(node),
            count=count,
            lasts=lasts,
        )
        for (key, node, lasts), count in places.items()
    )
    return Whereabouts(
        count=by_version.total(),
        with_person=with_person,
        versions=tuple(sorted(by_version.items(), reverse=True)),
        places=tuple(sorted(shown, key=lambda p: (p.lasts is not False, -p.count, p.title))),
    )


def _lasts(draft: Plan, plan: Plan, frames: list[Frame]) -> bool:
    return lost_frame(draft, frames, standing(plan, frames)) is None


def go_on_by(version: FlowVersion, how: Choice) -> int:
    """Mark the flow's live conversations to go on by `version`; returns how many.

    Each gets a number of its event log taken: whoever has the conversation at hand (`hot.py`)
    then sees that it was written to and reads it anew.
    """
    older = live_conversations(version.flow).exclude(flow_version=version)
    return older.update(next_version=version, next_how=how, log_size=F("log_size") + 1)


def take_over(
    conversation: Conversation, at_hand: Session | None, at: datetime
) -> tuple[VersionChanged, Session] | None:
    """Take the conversation of a turn over to its `next_version`, unless a person has it.

    Returns what happened, for the log, and the session; None when it is to stay for now. The
    caller makes sure that no effect's answer is awaited.
    """
    if conversation.state != State.BOT or conversation.session is None:
        return None
    session = at_hand or Session.from_json(conversation.session)
    if session.status is not Status.WAITING or conversation.next_version_id is None:
        return None
    before, after = conversation.flow_version_id, conversation.next_version_id
    numbers = dict(FlowVersion.objects.filter(pk__in=[before, after]).values_list("pk", "number"))
    event = VersionChanged(
        at=at,
        version=numbers[after],
        before=numbers[before],
        how=cast(Literal["move", "restart"], conversation.next_how),
        stood=standing(plan_for(FlowVersion(pk=before)), session.frames),
    )
    session, _effects = advance(plan_for(FlowVersion(pk=after)), session, event)
    conversation.session = session.to_json()
    conversation.flow_version_id = after
    conversation.next_version_id, conversation.next_how = None, ""
    return event, session
