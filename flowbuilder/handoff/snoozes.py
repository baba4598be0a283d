"""When a snoozed conversation comes back: what is offered, and what may be chosen.

The choices are made by the calendar of the team that has the conversation: its time zone, and
"tomorrow" is never a moment at which the team is closed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from flowbuilder.common.errors import InvalidInput
from flowbuilder.conversations.models import Conversation
from flowbuilder.handoff import selectors
from flowbuilder.handoff.calendars import Calendar
from flowbuilder.handoff.models import Team

#: "Later today" is in so many hours, if that is still before the evening.
LATER, EVENING = timedelta(hours=3), time(21)
MORNING = time(9)
LONGEST = timedelta(days=366)
_LOCAL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")


@dataclass(frozen=True, slots=True)
class Choice:
    """A moment that is offered."""

    key: str
    until: datetime


def calendar_for(conversation: Conversation) -> Calendar:
    """The calendar of the team that has the conversation, else of the workspace's first team."""
    handoff = selectors.open_handoff(conversation)
    team: Team | None = handoff.team if handoff is not None else None
    team = team or selectors.team_for(conversation.workspace_id, "")
    if team is None:
        return Calendar(zone=ZoneInfo("Europe/Warsaw"))
    return selectors.calendar_of(team)


def choices(calendar: Calendar, at: datetime) -> list[Choice]:
    """What is offered at `at`: later today if there is time, tomorrow morning, Monday morning.

    Where tomorrow and Monday are the same moment, it is offered once, by its true name.
    """
    *others, tomorrow, monday = _moments(calendar, at)
    if tomorrow.until != monday.until:
        return [*others, tomorrow, monday]
    is_next_day = tomorrow.until.date() == at.astimezone(calendar.zone).date() + timedelta(days=1)
    return [*others, tomorrow if is_next_day else monday]


def _moments(calendar: Calendar, at: datetime) -> list[Choice]:
    here = at.astimezone(calendar.zone)
    found = []
    later = _to_quarter(here + LATER)
    if later.date() == here.date() and later.time() <= EVENING:
        found.append(Choice("later_today", later))
    found.append(Choice("tomorrow", _morning(calendar, here.date() + timedelta(days=1))))
    monday = here.date() + timedelta(days=7 - here.weekday())
    found.append(Choice("monday", _morning(calendar, monday)))
    return found


def moment_of(calendar: Calendar, at: datetime, *, choice: str = "", local: str = "") -> datetime:
    """The moment that an agent chose, by its key or as the clock on the team's wall shows it.

    Raises:
        InvalidInput: It is no moment, has passed, is too far away, or is not offered any more.
    """
    if choice:
        for one in _moments(calendar, at):
            if one.key == choice:
                return one.until
        raise InvalidInput(
            _("It is too late for that today. Choose another time."), code="too_late"
        )
    try:
        if not _LOCAL.fullmatch(local):
            raise ValueError
        until = datetime.fromisoformat(local).replace(tzinfo=calendar.zone)
    except ValueError:
        raise InvalidInput(_("Choose a day and a time."), code="no_moment") from None
    if until <= at:
        raise InvalidInput(_("This time has passed. Choose a later one."), code="too_late")
    if until > at + LONGEST:
        raise InvalidInput(_("Choose a time within a year."), code="too_far")
    return until


def _morning(calendar: Calendar, day: date) -> datetime:
    """Nine o'clock on that day, or when the team next opens if it is closed then."""
    nine = datetime.combine(day, MORNING, calendar.zone)
    if calendar.is_open(nine):
        return nine
    opening = calendar.next_opening(nine)
    return opening.astimezone(calendar.zone) if opening is not None else nine


def _to_quarter(moment: datetime) -> datetime:
    """The next full quarter of an hour."""
    rest = timedelta(
        minutes=moment.minute % 15, seconds=moment.second, microseconds=moment.microsecond
    )
    return moment - rest + timedelta(minutes=15) if rest else moment
