"""When and where an entry is given: it is on, today lies within its dates, and the flow is its own.

Dates are whole days in the workspace's time zone, the first and the last one included.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from django.db.models import Min, Q, QuerySet

from flowbuilder.accounts.models import Workspace
from flowbuilder.common.clock import now
from flowbuilder.knowledge.models import Entry

#: Given today, not yet, not any more, or switched off.
Standing = Literal["given", "later", "over", "off"]


def zone_of(workspace_id: int) -> ZoneInfo:
    """The time zone whose days count."""
    name = Workspace.objects.values_list("timezone", flat=True).get(pk=workspace_id)
    return ZoneInfo(name)


def today_in(workspace_id: int) -> date:
    """Today, where the workspace is."""
    return now().astimezone(zone_of(workspace_id)).date()


def stands(standing: Standing, today: date, of: str = "") -> Q:
    """The condition on entries that stand so today; `of` is the way to them, such as `entry__`."""
    later, over = Q(**{f"{of}valid_from__gt": today}), Q(**{f"{of}valid_until__lt": today})
    is_on = Q(**{f"{of}enabled": True})
    conditions = {
        "given": is_on & ~later & ~over, "later": is_on & later, "over": is_on & over & ~later,
        "off": ~is_on,
    }  # fmt: skip
    return conditions[standing]


def standing(entry: Entry, today: date) -> Standing:
    """How an entry in hand stands."""
    if not entry.enabled:
        return "off"
    if entry.valid_from is not None and today < entry.valid_from:
        return "later"
    return "over" if entry.valid_until is not None and entry.valid_until < today else "given"


def entries_of(workspace_id: int) -> QuerySet[Entry]:
    """The entries that are given today, in any flow."""
    return Entry.objects.filter(stands("given", today_in(workspace_id)), workspace_id=workspace_id)


def next_change(workspace_id: int) -> datetime | None:
    """When the next entry begins or ceases to be given by its dates; None if none does."""
    zone = zone_of(workspace_id)
    today = now().astimezone(zone).date()
    dated = Entry.objects.filter(workspace_id=workspace_id, enabled=True)
    begins = dated.filter(valid_from__gt=today).aggregate(at=Min("valid_from"))["at"]
    ends = dated.filter(valid_until__gte=today).aggregate(at=Min("valid_until"))["at"]
    days = [day for day in (begins, ends and ends + timedelta(days=1)) if day]
    return datetime.combine(min(days), time(), tzinfo=zone) if days else None
