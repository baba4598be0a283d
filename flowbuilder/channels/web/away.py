"""What a chat says at its top while nobody of the team is at work."""

from __future__ import annotations

from datetime import datetime, timedelta
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
from flowbuilder.handoff.calendars import Calendar

#: A team that never opens is away for so long; whoever comes back later has loaded the chat anew.
NEXT_LOOK = timedelta(days=1)
#: Up to so many days ahead a weekday alone says which day is meant.
WITHIN_DAYS = 6


def away_of(widget: Widget) -> dict[str, Any] | None:
    """A line for visitors, and until when it holds, in seconds since 1970; None for no line.

    It goes by the calendar that “Business hours” goes by, of the team to which the flow hands
    over; while the one that this passes on to is at work, nothing is said. A flow that hands
    over to nobody promises nobody, and says nothing.
    """
    version_id = widget.flow.published_id
    if not version_id:
        return None
    slug = _team_asked(plan_for(FlowVersion(pk=version_id)))
    team = handoff.team_for(widget.workspace_id, slug) if slug is not None else None
    if team is None:
        return None
    calendar, at = handoff.calendar_of(team), now()
    other = team.overflow_to
    if calendar.is_open(at) or (other is not None and handoff.is_open(other, at)):
        return None
    opens = calendar.next_opening(at)
    with translation.override(widget.language):
        text = _back(calendar, at, opens) if opens is not None else _("We are away.")
    return {"text": text, "until": int((opens or at + NEXT_LOOK).timestamp())}


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
