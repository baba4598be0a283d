"""Those who wait for a person are told where they stand, at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from flowbuilder.channels.web.models import Widget
from flowbuilder.common.clock import now
from flowbuilder.common.executor import run_in_orm
from flowbuilder.conversations.models import Conversation
from flowbuilder.core.testing import flow
from flowbuilder.handoff.models import Agent, Team
from flowbuilder.handoff.services import answering

pytestmark = pytest.mark.django_db(transaction=True)

#: Less than the 25 seconds after which a socket asks by itself.
AT_ONCE_S = 10.0
LEADS_TO_PEOPLE = flow(
    ("person", "handoff", {}), ("bye", "end", {}), wires="person.done>bye", locale="en"
)


@pytest.fixture
def staffed(widget: Widget, make_widget: Callable[..., Widget], agent: Any) -> Any:
    """A widget that leads straight to people, of whom one is there."""
    team = Team.objects.create(workspace=widget.workspace, name="Shop", slug="shop")
    there = Agent.objects.create(workspace=widget.workspace, user=agent, last_seen_at=now())
    there.teams.add(team)
    make_widget(LEADS_TO_PEOPLE, key="people")
    return agent


async def test_whoever_is_behind_moves_up_when_the_first_is_taken(visit: Any, staffed: Any):
    first, second = await visit("people"), await visit("people")
    await first.hello()
    await second.send(type="hello", visitor=None, after=0)
    waits = await second.read_until("status", state="queued", position=2)

    def take_first() -> None:
        conversation = Conversation.objects.get(pk=first.conversation)
        answering.claim(
            conversation.workspace, conversation.pk, staffed, epoch=conversation.owner_epoch
        )

    await run_in_orm(take_first)
    moved = None
    while moved is None or moved["type"] != "status":
        moved = await second.read(AT_ONCE_S)

    assert (waits["position"], moved["state"], moved["position"]) == (2, "queued", 1)
