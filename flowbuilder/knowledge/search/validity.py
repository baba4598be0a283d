"""When an entry, or a passage of a source, is given: it is on, and today lies within its dates.

Dates are whole days in the workspace's time zone, the first and the last one included.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from django.db.models import Min, Q, QuerySet

from flowbuilder.accounts.models import Workspace
from flowbuilder.common.clock import now
from flowbuilder.knowledge.given_models import Given
from flowbuilder.knowledge.models import Entry, Source

#: Given today, not yet, not any more, or switched off.
Standing = Literal["given", "later", "over", "off"]
#: What ends within so many days is told of beforehand.
SOON = timedelta(days=14)


def zone_of(workspace_id: int) -> ZoneInfo:
    """The time zone whose days count."""
    name = Workspace.objects.values_list("timezone", flat=True).get(pk=workspace_id)
    return ZoneInfo(name)


def today_in(workspace_id: int) -> date:
    """Today, where the workspace is."""
    return now().astimezone(zone_of(workspace_id)).date()


def stands(standing: Standing, today: date, of: str = "") -> Q:
    """The condition on what stands so today; `of` is the way to it, such as `entry__`."""
    later, over = Q(**{f"{of}valid_from__gt": today}), Q(**{f"{of}valid_until__lt": today})
    is_on = Q(**{f"{of}enabled": True})
    conditions = {
        "given": is_on & ~later & ~over, "later": is_on & later, "over": is_on & over & ~later,
        "off": ~is_on,
    }  # fmt: skip
    return conditions[standing]


def ends_soon(today: date) -> Q:
    """The condition on what is given today, and ends within `SOON`."""
    return stands("given", today) & Q(valid_until__lte=today + SOON)


def standing(given: Given, today: date) -> Standing:
    """How an entry or a source in hand stands."""
    if not given.enabled:
        return "off"
    if given.valid_from is not None and today < given.valid_from:
        return "later"
    return "over" if given.valid_until is not None and given.valid_until < today else "given"


def entries_of(workspace_id: int) -> QuerySet[Entry]:
    """The entries that are given today, in any flow."""
    return Entry.objects.filter(stands("given", today_in(workspace_id)), workspace_id=workspace_id)


def next_change(workspace_id: int) -> datetime | None:
    """When the next entry or source begins or ceases to be given by its dates; None if none."""
    zone = zone_of(workspace_id)
    today = now().astimezone(zone).date()
    days = []
    for model in (Entry, Source):
        dated = model._default_manager.filter(workspace_id=workspace_id, enabled=True)
        begins = dated.filter(valid_from__gt=today).aggregate(at=Min("valid_from"))["at"]
        ends = dated.filter(valid_until__gte=today).aggregate(at=Min("valid_until"))["at"]
        days += [day for day in (begins, ends and ends + timedelta(days=1)) if day]
    return datetime.combine(min(days), time(), tzinfo=zone) if days else None
