"""What a model still writes for a conversation that has changed hands is shown to nobody."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.channels.web.models import Widget
from flowbuilder.common.executor import run_in_orm
from flowbuilder.conversations import live
from flowbuilder.conversations import services as conversations
from flowbuilder.conversations.ownership import Move
from flowbuilder.core.testing import flow
from flowbuilder.knowledge import selectors, services
from flowbuilder.runtime import jobs, performing
from flowbuilder.runtime.models import Job
from tests.channels.visitor import Visitor
from tests.knowledge.shop import ENTRIES
from tests.knowledge.test_effects import with_model
from tests.llm.fake_model import FakeModel, running

pytestmark = pytest.mark.django_db(transaction=True)

ASK = flow(
    ("ask", "question", {"question": "How can I help?", "save_as": "asked"}),
    ("know", "llm_answer", {"question": "{{ asked }}"}),
    ("end", "end"),
    wires="ask.next>know; know.answered>end; know.not_grounded>end; know.wants_human>end",
    variables=({"name": "asked"},),
    locale="pl",
)
RETURNING, BOTH = ENTRIES[3][1], ENTRIES[3][3]
FIRST, SECOND = (f"{sentence}." for sentence in BOTH.removesuffix(".").split(". "))

#: The seq of what the visitor asked, after the flow's question.
ASKED = 2


@pytest.fixture
def model(widget: Widget, workspace: Workspace, settings: Any) -> Iterator[FakeModel]:
    """A model that says one sentence, and the other once `go_on` is set."""
    selectors.forget()
    for key, question, variants, answer in ENTRIES:
        services.create_entry(
            workspace, question=question, answer=answer, variants=variants, key=key
        )
    with running(FakeModel(answer=BOTH, scripts=["held"])) as started:
        with_model(started, settings)
        yield started
    selectors.forget()


def perform() -> None:
    """Do the one job, as a worker does, in a thread of its own."""
    try:
        job = jobs.claim(Job.objects.get().pk)
        assert job is not None
        performing.perform(job)
    finally:
        connection.close()


def change(visitor: Visitor, move: Move, agent: User | None = None) -> None:
    with transaction.atomic():
        row = conversations.lock(visitor.conversation)
        conversations.change_owner(row, move, expected_epoch=row.owner_epoch, agent=agent)


async def reading_an_answer(
    visit: Callable[..., Any], make_widget: Callable[..., Widget], threads: ThreadPoolExecutor
) -> tuple[Visitor, Future[None]]:
    """A visitor who has read its first sentence, and the job that writes on."""
    await run_in_orm(lambda: make_widget(ASK, key="ask"))
    visitor = await visit(key="ask")
    await visitor.hello()
    await visitor.say(RETURNING)
    writing = threads.submit(perform)
    assert (await visitor.read_until("delta"))["text"].strip() == FIRST
    return visitor, writing


async def written_on(visitor: Visitor) -> list[str]:
    """What more of the answer the visitor was shown, now that the job is done."""
    live.typing(visitor.conversation, "agent")  # rings behind whatever was written
    frames = await visitor.all_until("typing", **{"from": "agent"})
    return [frame["text"].strip() for frame in frames if frame["type"] == "delta"]


async def test_a_stale_answer_is_not_written_on_after_the_conversation_was_handed_back(
    visit, make_widget, model, agent
):
    """Seen to fail while only the state was looked at, which is the assistant's again."""
    with ThreadPoolExecutor(1) as threads:
        visitor, writing = await reading_an_answer(visit, make_widget, threads)
        await run_in_orm(change, visitor, Move.TAKE, agent)
        await visitor.read_until("status", state="agent")
        await run_in_orm(change, visitor, Move.GIVE_BACK)
        await visitor.read_until("status", state="bot")
        model.go_on.set()
        await asyncio.wrap_future(writing)

    assert await written_on(visitor) == []


async def test_a_stale_answer_is_not_written_on_after_the_visitor_went_back(
    visit, make_widget, model
):
    """Seen to fail while only the owner was looked at, who is the same."""
    with ThreadPoolExecutor(1) as threads:
        visitor, writing = await reading_an_answer(visit, make_widget, threads)
        await visitor.send(type="back", client_id="client-id-2", to=ASKED)
        await visitor.read_until("ack", client_id="client-id-2")
        model.go_on.set()
        await asyncio.wrap_future(writing)

    assert await written_on(visitor) == []


async def test_an_answer_is_written_on_while_nobody_takes_over(visit, make_widget, model):
    with ThreadPoolExecutor(1) as threads:
        visitor, writing = await reading_an_answer(visit, make_widget, threads)
        model.go_on.set()
        await asyncio.wrap_future(writing)

    assert await written_on(visitor) == [SECOND]
