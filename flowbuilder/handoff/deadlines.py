"""The promises of handoffs as the database knows them: targets, calendars, what was said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from uuid import UUID

from flowbuilder.conversations.models import Message
from flowbuilder.handoff import selectors, sla
from flowbuilder.handoff.calendars import Calendar
from flowbuilder.handoff.models import Handoff, SlaTarget, Team

Priority = Handoff.Priority
ByPriority = Mapping[str, sla.Targets]


def standings(
    handoffs: Sequence[Handoff], at: datetime, *, states_only: bool = False
) -> dict[int, tuple[sla.Targets, sla.Standing]]:
    """How the promises of these handoffs stand, by the handoff's pk; none for a team without.

    With `states_only` what was said is read only where it may change a state, and a `due_at` of
    a promise in time may therefore be too early.
    """
    promised = targets_of({one.team_id for one in handoffs if one.team_id})
    calendars = _calendars(promised)
    judged: dict[int, tuple[sla.Targets, sla.Standing]] = {}
    in_need: list[Handoff] = []
    for one in handoffs:
        if one.team_id not in promised:
            continue
        targets = promised[one.team_id][one.priority]
        calendar = calendars[one.team_id]
        standing = sla.standing(targets, course_of(one), calendar, at)
        judged[one.pk] = targets, standing
        if _may_pause(one, targets) and not (states_only and _is_fine(standing)):
            in_need.append(one)
    pauses = _pauses(in_need)
    for one in in_need:
        if one.team_id is None or one.conversation_id not in pauses:
            continue
        targets, _ = judged[one.pk]
        course = course_of(one, pauses[one.conversation_id])
        judged[one.pk] = targets, sla.standing(targets, course, calendars[one.team_id], at)
    return judged


def at_risk(workspace_id: int, at: datetime) -> list[UUID]:
    """The conversations with a promise at risk now, as their rows show it."""
    held = Handoff.objects.filter(
        workspace_id=workspace_id,
        status__in=[Handoff.Status.WAITING, Handoff.Status.ASSIGNED],
        team__in=SlaTarget.objects.filter(workspace_id=workspace_id).values("team"),
    )
    handoffs = list(held)
    judged = standings(handoffs, at, states_only=True)
    return [
        one.conversation_id
        for one in handoffs
        if one.pk in judged and sla.is_at_risk(judged[one.pk][1])
    ]


def targets_of(teams: Iterable[int]) -> dict[int, ByPriority]:
    """What these teams promise, by team and priority; none for a team that promises nothing.

    A priority without a line of its own has that of the normal one.
    """
    rows: dict[int, dict[str, sla.Targets]] = {}
    for row in SlaTarget.objects.filter(team__in=teams):
        targets = sla.Targets(first_reply_s=row.first_reply_s, resolution_s=row.resolution_s)
        rows.setdefault(row.team_id, {})[row.priority] = targets
    return {
        team: {
            priority: said.get(priority) or said.get(Priority.NORMAL) or sla.Targets()
            for priority in Priority.values
        }
        for team, said in rows.items()
    }


def course_of(handoff: Handoff, pauses: Sequence[sla.Span] = ()) -> sla.Course:
    """What has happened in the handoff so far."""
    return sla.Course(
        reply_from=handoff.waiting_from,
        resolution_from=handoff.resolution_clock_from or handoff.requested_at,
        first_reply_at=handoff.first_reply_at,
        ended_at=handoff.closed_at,
        pauses=pauses,
    )


def _calendars(teams: Iterable[int]) -> dict[int, Calendar]:
    keys = list(teams)
    if not keys:
        return {}
    rows = Team.objects.filter(pk__in=keys).prefetch_related(*selectors.CALENDAR)
    return {team.pk: selectors.calendar_of(team) for team in rows}


def _may_pause(handoff: Handoff, targets: sla.Targets) -> bool:
    """Somebody may have answered, here or before it was passed on, and then waited."""
    answered = handoff.first_reply_at is not None or handoff.resolution_clock_from is not None
    return targets.resolution_s is not None and answered


def _is_fine(standing: sla.Standing) -> bool:
    # A pause makes a promise no worse: what is in time without pauses is in time with them.
    return all(
        clock.state is sla.State.IN_TIME
        for clock in standing.clocks
        if clock.promise is sla.Promise.RESOLUTION
    )


def _pauses(handoffs: Sequence[Handoff]) -> dict[UUID, list[sla.Span]]:
    """When we waited for the visitor, in each of these handoffs' conversations."""
    if not handoffs:
        return {}
    began = {one.conversation_id: course_of(one).resolution_from for one in handoffs}
    said = (
        Message.objects.filter(
            conversation__in=began,
            private=False,
            author__in=[Message.Author.AGENT, Message.Author.VISITOR],
            at__gte=min(began.values()),
        )
        .order_by("conversation", "seq")
        .values_list("conversation_id", "author", "at")
    )
    return {
        key: sla.pauses_of(
            (author == Message.Author.AGENT, at) for _, author, at in words if at >= began[key]
        )
        for key, words in groupby(said, key=itemgetter(0))
    }
