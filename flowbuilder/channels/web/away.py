"""What a chat says at its top while nobody of the team is at work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from flowbuilder.channels.web.models import Widget
from flowbuilder.common.clock import now
from flowbuilder.core.plan import MESSAGE, PERSON, Plan
from flowbuilder.flows.models import FlowVersion
from flowbuilder.flows.selectors import plan_for
from flowbuilder.handoff import selectors as handoff
from flowbuilder.handoff.calendars import MIDNIGHT, Calendar
from flowbuilder.handoff.models import Team

#: So far ahead a chat knows the hours; one that stays open for longer says nothing then.
LOOK_AHEAD = timedelta(days=3)
#: Up to so many days ahead a weekday alone says which day is meant.
WITHIN_DAYS = 6


def away_of(widget: Widget, language: str) -> list[dict[str, Any]]:
    """Lines for visitors, each with the time in which it holds, in seconds since 1970.

    They cover the next days, so that a chat that stays open need not ask again when hours turn.
    It goes by the calendar that “Business hours” goes by, of the team to which the flow hands
    over; while the one that this passes on to is at work, nothing is said. A flow that hands
    over to nobody promises nobody, and says nothing.
    """
    team = team_of(widget)
    if team is None:
        return []
    calendar, at = handoff.calendar_of(team), now()
    calendars = [calendar]
    if team.overflow_to is not None:
        calendars.append(handoff.calendar_of(team.overflow_to))
    lines: list[dict[str, Any]] = []
    end = at + LOOK_AHEAD
    with translation.override(language):
        while at < end:
            until = _next_turn(calendars, at)
            if not any(each.is_open(at) for each in calendars):
                lines.append(_line(at, until, _said(calendar, at)))
            at = until
    return lines


def team_of(widget: Widget) -> Team | None:
    """The team to which the widget's flow hands over; None for none."""
    version_id = widget.flow.published_id
    if not version_id:
        return None
    slug = _team_asked(plan_for(FlowVersion(pk=version_id)))
    return handoff.team_for(widget.workspace_id, slug) if slug is not None else None


def _line(at: datetime, until: datetime, text: str) -> dict[str, Any]:
    return {"from": int(at.timestamp()), "until": int(until.timestamp()), "text": text}


def _next_turn(calendars: Sequence[Calendar], at: datetime) -> datetime:
    """When what is said at `at` may be another: hours turn, or “tomorrow” becomes “today”."""
    first = calendars[0]
    tomorrow = first.today(at) + timedelta(days=1)
    midnight = datetime.combine(tomorrow, MIDNIGHT, first.zone).astimezone(UTC)
    turns = (turn(at) for each in calendars for turn in (each.next_opening, each.next_closing))
    return min([midnight, *(turn for turn in turns if turn is not None)])


def _said(calendar: Calendar, at: datetime) -> str:
    opens = calendar.next_opening(at)
    return _back(calendar, at, opens) if opens is not None else _("We are away.")


def _team_asked(plan: Plan) -> str | None:
    """The short name of the team that answers, empty for the workspace's first; None for none."""
    asked = {
        getattr(step.config, "team", "") or plan.default_team
        for steps in plan.steps.values()
        for step in steps.values()
        if step.type.name == "handoff" and step.node not in (PERSON, MESSAGE)
    }
    if not asked:
        return None
    return asked.pop() if len(asked) == 1 else plan.default_team


def _back(calendar: Calendar, at: datetime, opens: datetime) -> str:
    wall = opens.astimezone(calendar.zone)
    days = (wall.date() - calendar.today(at)).days
    time = f"{wall.hour}:{wall:%M}"
    if days == 0:
        return _("We are away. Back today at {time}.").format(time=time)
    if days == 1:
        return _("We are away. Back tomorrow at {time}.").format(time=time)
    if days > WITHIN_DAYS:
        day = date_format(wall, "j E")
        return _("We are away. Back on {day} at {time}.").format(day=day, time=time)
    by_weekday = (
        _("We are away. Back on Monday at {time}."),
        _("We are away. Back on Tuesday at {time}."),
        _("We are away. Back on Wednesday at {time}."),
        _("We are away. Back on Thursday at {time}."),
        _("We are away. Back on Friday at {time}."),
        _("We are away. Back on Saturday at {time}."),
        _("We are away. Back on Sunday at {time}."),
    )
    return by_weekday[wall.weekday()].format(time=time)
