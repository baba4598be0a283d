"""Two workers who make their round at once say a thing once; whoever sits at an inbox hears it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.common.executor import run_in_orm
from flowbuilder.conversations.models import Conversation
from flowbuilder.handoff.models import Handoff, SlaNotice, SlaTarget, Team
from flowbuilder.handoff.services import promises
from tests.handoff.test_races import at_once, closed_connections  # noqa: F401  # a fixture
from tests.handoff.test_socket import fresh_threads, sit_down  # noqa: F401  # fixtures

pytestmark = pytest.mark.django_db(transaction=True)
Start = Callable[..., Conversation]


@pytest.fixture
def promised(workspace: Workspace, team: Team) -> SlaTarget:
    return SlaTarget.objects.create(workspace=workspace, team=team, first_reply_s=300)


def test_of_several_workers_one_notes_each_breach(
    asked: Start, ewa: User, promised: SlaTarget
) -> None:
    late = [asked() for _ in range(5)]
    at = Handoff.objects.latest("requested_at").requested_at + timedelta(minutes=6)

    made = at_once(*[partial(promises.look_at_promises, at)] * 4)

    assert sum(int(str(one)) for one in made) == len(late), made
    assert SlaNotice.objects.count() == len(late)


async def test_an_open_inbox_hears_a_warning_and_a_breach_once(
    sit_down: Callable[[User], Any],  # noqa: F811
    asked: Start,
    ewa: User,
    promised: SlaTarget,
) -> None:
    conversation = await run_in_orm(asked)
    inbox = await sit_down(ewa)
    handoff = await run_in_orm(Handoff.objects.get)
    due_at = handoff.requested_at + timedelta(minutes=5)
    visitor = await run_in_orm(lambda: str(conversation.contact))

    for minutes in (4.5, 4.6, 6, 7):
        at = handoff.requested_at + timedelta(minutes=minutes)
        await run_in_orm(promises.look_at_promises, at)

    frames = [one for one in await inbox.settled() if one["type"].startswith("sla.")]
    assert frames == [
        {
            "type": kind,
            "conversation": str(conversation.pk),
            "visitor": visitor,
            "promise": "first_reply",
            "due_at": due_at.isoformat(),
        }
        for kind in ("sla.warned", "sla.breached")
    ]


async def test_of_several_workers_one_announces_each_breach(
    sit_down: Callable[[User], Any],  # noqa: F811
    asked: Start,
    ewa: User,
    promised: SlaTarget,
) -> None:
    late = {str((await run_in_orm(asked)).pk) for _ in range(5)}
    latest = await run_in_orm(Handoff.objects.latest, "requested_at")
    at = latest.requested_at + timedelta(minutes=6)
    inbox = await sit_down(ewa)

    await asyncio.to_thread(at_once, *[partial(promises.look_at_promises, at)] * 4)

    frames = [one for one in await inbox.settled() if one["type"] == "sla.breached"]
    assert sorted(one["conversation"] for one in frames) == sorted(late)
