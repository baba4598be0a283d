"""Read marks and “is typing”, between a visitor's socket and the inboxes of two agents."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from flowbuilder.accounts.models import Role, User
from flowbuilder.channels.web.models import Widget
from flowbuilder.common.clock import now
from flowbuilder.common.executor import run_in_orm
from flowbuilder.conversations.models import Conversation
from flowbuilder.handoff.models import Agent, Team
from flowbuilder.handoff.services import answering
from tests.channels.test_queue import LEADS_TO_PEOPLE
from tests.channels.visitor import Visitor
from tests.handoff.test_socket import Inbox, session_of

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass
class Meeting:
    """A visitor, the agent who has them, and a colleague who has the conversation open."""

    visitor: Visitor
    agent: Inbox
    colleague: Inbox
    row: Conversation

    async def all_quiet(self) -> None:
        """All three have taken in what came before."""
        await self.visitor.settle()
        for inbox in (self.agent, self.colleague):
            await inbox.settled()


@pytest.fixture
async def meeting(
    visit: Any, widget: Widget, make_widget: Callable[..., Widget], make_user: Callable[..., User]
) -> AsyncIterator[Meeting]:
    def staff() -> list[User]:
        team = Team.objects.create(workspace=widget.workspace, name="Shop", slug="shop")
        people = [make_user(Role.AGENT, widget.workspace, name) for name in ("ewa", "jan")]
        for person in people:
            agent = Agent.objects.create(
                workspace=widget.workspace, user=person, last_seen_at=now()
            )
            agent.teams.add(team)
        make_widget(LEADS_TO_PEOPLE, key="people")
        return people

    ewa, jan = await run_in_orm(staff)
    visitor = await visit("people")
    await visitor.hello()
    await visitor.say("Where is my parcel?")

    def take() -> Conversation:
        row = Conversation.objects.get(pk=visitor.conversation)
        answering.claim(row.workspace, row.pk, ewa, epoch=row.owner_epoch)
        return Conversation.objects.get(pk=row.pk)

    row = await run_in_orm(take)
    inboxes = [Inbox(await run_in_orm(session_of, person)) for person in (ewa, jan)]
    for inbox in inboxes:
        await inbox.open()
        await inbox.send({"type": "watch", "conversation": str(row.pk), "after": row.head_seq})
        await inbox.until("conversation.updated")
    made = Meeting(visitor, *inboxes, row)
    await made.all_quiet()
    yield made
    await asyncio.gather(*(inbox.close() for inbox in inboxes))


async def test_what_the_visitor_has_seen_is_marked_for_every_agent_who_looks(meeting: Meeting):
    await meeting.visitor.send(type="seen", seq=meeting.row.head_seq)

    for inbox in (meeting.agent, meeting.colleague):
        seen = await inbox.until("visitor.seen")
        assert (seen["conversation"], seen["seq"]) == (str(meeting.row.pk), meeting.row.head_seq)
    kept = await run_in_orm(Conversation.objects.get, pk=meeting.row.pk)
    assert kept.seen_seq == meeting.row.head_seq


@pytest.mark.parametrize("far", [0, 1_000])
async def test_what_is_not_there_or_was_seen_already_marks_nothing(meeting: Meeting, far: int):
    await meeting.visitor.send(type="seen", seq=meeting.row.head_seq)
    await meeting.agent.until("visitor.seen")

    await meeting.visitor.send(type="seen", seq=meeting.row.head_seq + far)
    await meeting.visitor.settle()

    assert "visitor.seen" not in [frame["type"] for frame in await meeting.agent.settled()]
    kept = await run_in_orm(Conversation.objects.get, pk=meeting.row.pk)
    assert kept.seen_seq == meeting.row.head_seq


async def test_that_the_agent_writes_is_shown_to_the_visitor_and_to_a_colleague(meeting: Meeting):
    await meeting.agent.send({"type": "typing"})

    assert await meeting.visitor.read_until("typing") == {"type": "typing", "from": "agent"}
    hint = await meeting.colleague.until("agent.viewing", typing=True)
    assert (hint["conversation"], hint["agent"]["name"]) == (str(meeting.row.pk), "Ewa")
    assert "agent.viewing" not in [frame["type"] for frame in await meeting.agent.settled()]


async def test_that_a_note_is_written_is_for_colleagues_alone(meeting: Meeting):
    await meeting.agent.send({"type": "typing", "private": True})
    await meeting.colleague.until("agent.viewing", typing=True)

    assert "typing" not in [frame["type"] for frame in await meeting.visitor.settle()]


async def test_a_colleague_who_writes_in_anothers_conversation_is_not_shown_to_the_visitor(
    meeting: Meeting,
):
    await meeting.colleague.send({"type": "typing"})
    await meeting.agent.until("agent.viewing", typing=True)

    assert "typing" not in [frame["type"] for frame in await meeting.visitor.settle()]


async def test_that_the_visitor_writes_is_shown_to_every_agent_who_looks(meeting: Meeting):
    await meeting.visitor.send(type="typing")

    for inbox in (meeting.agent, meeting.colleague):
        shown = await inbox.until("visitor.typing")
        assert shown["conversation"] == str(meeting.row.pk)
    assert "typing" not in [frame["type"] for frame in await meeting.visitor.settle()]


async def test_the_assistant_is_told_neither(visit: Any, widget: Widget):
    """Nobody looks, so neither is kept of a visitor who is with the flow."""
    visitor = await visit()
    await visitor.hello()
    await visitor.send(type="typing")
    await visitor.send(type="seen", seq=1)
    await visitor.settle()

    kept = await run_in_orm(Conversation.objects.get, pk=visitor.conversation)
    assert kept.seen_seq == 0
