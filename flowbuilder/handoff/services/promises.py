"""Promises about to be broken, and broken ones, are said once and written down for good.

A notice's row is its own mark: of several workers one makes it, and only that one announces it.
A promise that was broken between two rounds, and is no longer to be kept, is written down only.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import datetime

from django.db import transaction

from flowbuilder.conversations import live
from flowbuilder.handoff import deadlines, sla
from flowbuilder.handoff.models import Handoff, SlaNotice

BATCH = 500
Kind = SlaNotice.Kind
KINDS = {sla.State.WARNING: Kind.WARNING, sla.State.BREACHED: Kind.BREACH}
NAMES = {Kind.WARNING: "sla.warned", Kind.BREACH: "sla.breached"}

logger = logging.getLogger(__name__)


def look_at_promises(at: datetime, is_stopping: Callable[[], bool] = lambda: False) -> int:
    """Say what has become of the promises of every handoff that is not settled.

    Safe to repeat and to do twice at once. Returns how many notices this call made.
    """
    made = seen = 0
    unsettled = Handoff.objects.filter(sla_settled=False).order_by("pk")
    while not is_stopping() and (batch := list(unsettled.filter(pk__gt=seen)[:BATCH])):
        seen = batch[-1].pk
        known = _known(batch)
        judged = deadlines.standings(batch, at, states_only=True)
        troubled: list[int] = []
        for handoff in batch:
            _, standing = judged.get(handoff.pk, (None, sla.Standing(clocks=())))
            try:
                made += sum(_notice(*one, at) for one in _news(handoff, standing, known))
            except Exception:
                logger.exception("The promises of handoff %s could not be noted.", handoff.pk)
                troubled.append(handoff.pk)
        over = [one.pk for one in batch if one.closed_at and one.pk not in troubled]
        Handoff.objects.filter(pk__in=over).update(sla_settled=True)
    return made


def _known(batch: list[Handoff]) -> set[tuple[int, str, str]]:
    notices = SlaNotice.objects.filter(handoff__in=batch)
    return set(notices.values_list("handoff_id", "promise", "kind"))


def _news(
    handoff: Handoff, standing: sla.Standing, known: set[tuple[int, str, str]]
) -> Iterator[tuple[Handoff, sla.Clock]]:
    """The clocks of which something is to be said that has not been. No warning after a breach."""
    for clock in standing.clocks:
        kind = KINDS.get(clock.state)
        said = {kind for pk, promise, kind in known if (pk, promise) == (handoff.pk, clock.promise)}
        if kind is not None and kind not in said and Kind.BREACH not in said:
            yield handoff, clock


@transaction.atomic
def _notice(handoff: Handoff, clock: sla.Clock, at: datetime) -> bool:
    kind = KINDS[clock.state]
    _, made = SlaNotice.objects.get_or_create(
        handoff=handoff,
        promise=clock.promise.value,
        kind=kind,
        defaults={
            "workspace_id": handoff.workspace_id,
            "due_at": clock.due_at or at,
            "noticed_at": at,
        },
    )
    if made and clock.running:
        live.announce(
            live.inbox_group(handoff.workspace_id),
            NAMES[kind],
            conversation=str(handoff.conversation_id),
            visitor=str(handoff.conversation.contact),
            promise=clock.promise.value,
            due_at=clock.due_at.isoformat() if clock.due_at else None,
        )
    return made
