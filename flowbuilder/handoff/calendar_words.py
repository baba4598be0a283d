"""A calendar in words, in the language of whoever reads it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from flowbuilder.handoff.calendars import Calendar, DayPlan, Hours, Why


def coming_days(calendar: Calendar, first: date, days: int) -> list[str]:
    """`days` days from `first` on, each in a line."""
    return [in_words(calendar.plan(first + timedelta(days=n))) for n in range(days)]


def in_words(plan: DayPlan) -> str:
    """One day: "Wednesday 24 December: closed (Christmas Eve)"."""
    what = ", ".join(map(_hours, plan.hours)) or pgettext("team", "closed")
    name = _(plan.name) if plan.why is Why.HOLIDAY else plan.name
    if plan.why is Why.EXCEPTION and not name:
        name = _("exception")
    if plan.why is Why.CLOSED_DAY and not name:
        name = _("closed day")
    line = _("{weekday} {date}: {what}").format(
        weekday=date_format(plan.day, "l"), date=date_format(plan.day, "j E"), what=what
    )
    return capfirst(f"{line} ({name})" if name else line)


def opening_in_words(calendar: Calendar, at: datetime) -> str:
    """When the team opens next, by its own clock: "Monday 30 November, 08:00".

    Empty while it is open, and when no opening is known.
    """
    opens = calendar.next_opening(at)
    if opens is None:
        return ""
    wall = opens.astimezone(calendar.zone)
    return _("{weekday} {date}, {time}").format(
        weekday=date_format(wall, "l"), date=date_format(wall, "j E"), time=f"{wall:%H:%M}"
    )


def _hours(hours: Hours) -> str:
    if hours.all_day:
        return _("open all day")
    return f"{hours.opens:%H:%M}–{hours.closes:%H:%M}"
