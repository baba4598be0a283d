"""When the weekly list is due, and who gets it. See `weekly_mail` for what it says.

It is planned by the first question that finds no answer, and from then on by each list for the
next, as long as questions are open. The job's key is the Monday, so it is planned once.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings

from flowbuilder.accounts.access import Permission, people_who_may
from flowbuilder.common.clock import now
from flowbuilder.flows import later_port
from flowbuilder.knowledge.models import WeeklyChoice

if TYPE_CHECKING:
    from flowbuilder.accounts.models import User, Workspace

#: The names of the tasks that the runtime does; see `dispatch.TASKS`.
BEGIN, SEND = "BeginWeeklyList", "SendWeeklyList"
MONDAY, HOUR = 0, time(8)
READERS_LIMIT = 50


def plan_next(workspace: Workspace) -> None:
    """Have the list of the next Monday morning made. Part of the transaction."""
    due = next_due(now(), ZoneInfo(workspace.timezone))
    later_port.do_at(
        BEGIN,
        key=f"weekly-list-{workspace.pk}-{due.date().isoformat()}",
        workspace_id=workspace.pk,
        at=due,
        about="",
    )


def next_due(moment: datetime, zone: ZoneInfo) -> datetime:
    """The first Monday, 8:00 in `zone`, after `moment`."""
    today = moment.astimezone(zone).date()
    monday = today + timedelta(days=(MONDAY - today.weekday()) % 7)
    due = datetime.combine(monday, HOUR, zone)
    return due if due > moment else datetime.combine(monday + timedelta(days=7), HOUR, zone)


def send_later(workspace: Workspace, monday: date) -> None:
    """Have the list of `monday` sent to everyone who wants it. Part of the transaction."""
    for reader in readers(workspace)[:READERS_LIMIT]:
        later_port.do_at(
            SEND,
            key=f"weekly-list-{workspace.pk}-{monday.isoformat()}-{reader.pk}",
            workspace_id=workspace.pk,
            at=now(),
            about="",
        )


def readers(workspace: Workspace) -> list[User]:
    """Those who may write answers, have an address and want the list."""
    able = people_who_may(workspace.pk, Permission.KNOWLEDGE_EDIT).exclude(email="")
    choices = WeeklyChoice.objects.filter(workspace=workspace)
    chosen = dict(choices.values_list("user_id", "wanted"))
    return [user for user in able if chosen.get(user.pk, is_usual())]


def is_wanted(workspace: Workspace, user: User) -> bool:
    """Whether `user` gets the list of `workspace`."""
    choice = WeeklyChoice.objects.filter(workspace=workspace, user=user).first()
    return choice.wanted if choice is not None else is_usual()


def is_usual() -> bool:
    """Whether who did not choose gets it: only where e-mail really leaves the machine."""
    return bool(settings.EMAIL_HOST)


def choose(workspace: Workspace, user: User, *, wanted: bool) -> None:
    """Switch the list of `workspace` on or off for `user`."""
    WeeklyChoice.objects.update_or_create(
        workspace=workspace, user=user, defaults={"wanted": wanted}
    )
