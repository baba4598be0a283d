"""When a snoozed conversation may come back, and what its team's calendar says of the days ahead.

The moments that are offered go by the clock of the agent's own device, which reckons them; the team
only says on which days it is closed, so that nothing is put off to a day on which nobody is there.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from flowbuilder.common.errors import InvalidInput
from flowbuilder.conversations.models import Conversation
from flowbuilder.handoff import selectors
from flowbuilder.handoff.calendars import Calendar
from flowbuilder.handoff.models import Team

LONGEST = timedelta(days=366)
#: So many days ahead are told of; somewhere on earth it is tomorrow already.
AHEAD = 9


def calendar_for(conversation: Conversation) -> Calendar:
    """The calendar of the team that has the conversation, else of the workspace's first team."""
    handoff = selectors.open_handoff(conversation)
    team: Team | None = handoff.team if handoff is not None else None
    team = team or selectors.team_for(conversation.workspace_id, "")
    if team is None:
        return Calendar(zone=ZoneInfo("Europe/Warsaw"))
    return selectors.calendar_of(team)


def closed_days(calendar: Calendar, at: datetime) -> list[date]:
    """Of the days after `at`, those on which the team does not work at all."""
    today = calendar.today(at)
    days = [today + timedelta(days=ahead) for ahead in range(AHEAD)]
    return [day for day in days if not calendar.plan(day).hours]


def checked(until: datetime | None, at: datetime) -> datetime:
    """The moment that an agent chose.

    Raises:
        InvalidInput: There is none, it has passed, or it is too far away.
    """
    if until is None:
        raise InvalidInput(_("Choose a day and a time."), code="no_moment")
    if until <= at:
        raise InvalidInput(_("This time has passed. Choose a later one."), code="too_late")
    if until > at + LONGEST:
        raise InvalidInput(_("Choose a time within a year."), code="too_far")
    return until
