"""Publishing at a chosen hour: the draft as it was when it was scheduled, checked again then."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from flowbuilder.accounts.access import Permission, may
from flowbuilder.accounts.models import User
from flowbuilder.accounts.services import audit
from flowbuilder.common.clock import now
from flowbuilder.flows import later_port, services
from flowbuilder.flows.errors import FlowHasProblems, NothingScheduled, UnfitMoment
from flowbuilder.flows.live_port import Choice
from flowbuilder.flows.models import Flow, ScheduledPublish

#: The name of the task that the runtime does when a publishing is due; see `dispatch.TASKS`.
TASK = "PublishFlow"
FARTHEST = timedelta(days=366)

State, Reason = ScheduledPublish.State, ScheduledPublish.Reason


def schedule(
    *, flow: Flow, revision: int, day: date, hour: time, note: str, user: User,
    live: Choice = "stay",
) -> ScheduledPublish:  # fmt: skip
    """Have the draft of `revision` published on `day` at `hour`, by the workspace's clock.

    Takes the place of what was scheduled before.

    Raises:
        UnfitMoment: It is past, or more than a year ahead.
        DraftIsStale: The draft is no longer the one that was looked at.
        FlowHasProblems: It has errors already; carries all problems.
    """
    due = datetime.combine(day, hour, ZoneInfo(flow.workspace.timezone))
    if due <= now():
        raise UnfitMoment(_("This moment has passed. Choose a later one."))
    if due > now() + FARTHEST:
        raise UnfitMoment(_("Choose a day within the next year."))
    with transaction.atomic():
        locked = services.locked_draft(flow, revision)
        services.fit_to_publish(locked.workspace, locked.draft)
        _end_earlier(locked)
        scheduled = ScheduledPublish.objects.create(
            workspace=locked.workspace,
            flow=locked,
            document=locked.draft,
            revision=revision,
            after=locked.published,
            note=note.strip()[:500],
            live=live,
            due_at=due,
            created_by=user,
        )
        later_port.do_at(
            TASK,
            key=_key(scheduled.pk),
            workspace_id=locked.workspace_id,
            at=due,
            about=locked.name,
        )
        audit(
            locked.workspace, user, "flow.scheduled", locked.name,
            flow=locked.pk, due=due.isoformat(),
        )  # fmt: skip
    return scheduled


def unschedule(*, flow: Flow, user: User) -> None:
    """Cancel what waits, or put away the word that it was not published.

    Raises:
        NothingScheduled: It was published, cancelled or read meanwhile.
    """
    with transaction.atomic():
        locked = Flow.objects.select_for_update().get(pk=flow.pk)
        waited = locked.scheduled.filter(state=State.WAITING).exists()
        if not _end_earlier(locked):
            raise NothingScheduled(_("Nothing is scheduled any more."))
        if waited:
            audit(locked.workspace, user, "flow.unscheduled", locked.name, flow=locked.pk)


def publish_due(key: str) -> None:
    """Publish what is due under `key`, or note why not. Safe to repeat."""
    number = int(key.rpartition(":")[2])
    flow_id = ScheduledPublish.objects.filter(pk=number).values_list("flow_id", flat=True).first()
    if flow_id is None:
        return
    with transaction.atomic():
        flow = Flow.objects.select_for_update().get(pk=flow_id)
        found = ScheduledPublish.objects.select_related("created_by")
        scheduled = found.filter(pk=number, state=State.WAITING).first()
        if scheduled is None:
            return
        by = scheduled.created_by
        reason = _hindrance(flow, scheduled)
        if not reason:
            with translation.override(by.language if by else flow.workspace.language):
                reason = _published(flow, scheduled)
        scheduled.state, scheduled.reason = (State.REFUSED if reason else State.DONE), reason
        scheduled.save(update_fields=["state", "reason", "problems"])
        if reason:
            audit(
                flow.workspace, by, "flow.not_published", flow.name,
                flow=flow.pk, reason=str(reason),
            )  # fmt: skip


def _hindrance(flow: Flow, scheduled: ScheduledPublish) -> str:
    if flow.archived:
        return Reason.ARCHIVED
    if flow.published_id != scheduled.after_id:
        return Reason.NEWER
    if not may(scheduled.created_by, flow.workspace_id, Permission.FLOWS_PUBLISH):
        return Reason.NOT_ALLOWED
    return ""


def _published(flow: Flow, scheduled: ScheduledPublish) -> str:
    """Publish it, or say that it has errors and keep them on the row in hand."""
    try:
        services.publish_document(
            flow,
            scheduled.document,
            revision=scheduled.revision,
            note=scheduled.note,
            user=scheduled.created_by,
            live=cast(Choice, scheduled.live),
        )
    except FlowHasProblems as broken:
        found = broken.details["problems"]
        scheduled.problems = [problem for problem in found if problem["level"] == "error"]
        return Reason.ERRORS
    return ""


def _end_earlier(locked: Flow) -> int:
    """Cancel what waits and put away what was refused; returns how many there were."""
    for number in locked.scheduled.filter(state=State.WAITING).values_list("pk", flat=True):
        later_port.call_off(_key(number))
    cancelled = locked.scheduled.filter(state=State.WAITING).update(state=State.CANCELLED)
    return cancelled + locked.scheduled.filter(state=State.REFUSED).update(state=State.READ)


def _key(number: int) -> str:
    return f"publish:{number}"
