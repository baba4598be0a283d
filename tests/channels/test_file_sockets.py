"""Files through real sockets: a visitor sends one, the agent answers with another."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from flowbuilder.accounts.models import User
from flowbuilder.channels.web.models import Widget
from flowbuilder.common.executor import run_in_orm
from flowbuilder.conversations import attachments
from flowbuilder.conversations.models import Attachment, Conversation, Message
from flowbuilder.core.testing import flow
from flowbuilder.handoff.models import Agent
from flowbuilder.handoff.services import answering, filing, writing
from tests.conversations import corpus

pytestmark = pytest.mark.django_db(transaction=True)

ASK_FILE = flow(
    ("ask", "file_upload", {"question": "A photo?", "save_as": "photo"}),
    ("more", "question", {"question": "Thank you for “{{ photo }}”. More?", "save_as": "more"}),
    ("bye", "end"),
    wires="ask.next>more; more.next>bye",
    locale="en",
)


@pytest.fixture
def asking(widget: Widget, make_widget: Callable[..., Widget]) -> Widget:
    return make_widget(ASK_FILE, key="asking")


def put(conversation: str, data: bytes = corpus.PDF, name: str = "a.pdf") -> str:
    row = Conversation.objects.get(pk=conversation)
    file = SimpleUploadedFile(name, data)
    return str(attachments.receive(row, file, author=Message.Author.VISITOR).pk)


async def test_a_visitor_sends_a_file_and_every_tab_shows_it(visit: Any, asking: Widget) -> None:
    one, other = await visit("asking"), await visit("asking")
    asked = await one.hello()
    other.token = one.token
    await other.hello()
    file, client_id = await run_in_orm(put, one.conversation), str(uuid.uuid4())

    await one.send(type="say", client_id=client_id, text="", files=[file])
    shown = await one.read_until("message", **{"from": "visitor"})
    answer = await one.read_until("message", **{"from": "bot"})
    seen = await other.read_until("message", **{"from": "visitor"})

    assert asked[-1]["content"]["kind"] == "file_request"
    assert shown["content"] == seen["content"]
    (sent,) = shown["content"]["files"]
    assert (sent["id"], sent["url"].startswith("/files/")) == (file, True)
    assert answer["content"]["text"] == "Thank you for “a.pdf”. More?"


async def test_the_button_that_skips_is_an_answer(visit: Any, asking: Widget) -> None:
    visitor = await visit("asking")
    asked = await visitor.hello()

    ack = await visitor.choose(asked[-1]["seq"], "__skip__")
    answer = await visitor.read_until("message", **{"from": "bot"})

    assert ack["type"] == "ack"
    assert answer["content"]["text"] == "Thank you for “”. More?"


async def test_files_of_nobody_are_an_error_and_the_socket_stays(
    visit: Any, asking: Widget
) -> None:
    visitor = await visit("asking")
    await visitor.hello()

    client_id = str(uuid.uuid4())
    await visitor.send(type="say", client_id=client_id, text="", files=[str(uuid.uuid4())])
    problem = await visitor.read_until("error")

    assert (problem["code"], problem["client_id"]) == ("no_such_file", client_id)
    assert (await visitor.settle()) == []


async def test_the_same_frame_again_sends_once(visit: Any, asking: Widget) -> None:
    visitor = await visit("asking")
    await visitor.hello()
    file, client_id = await run_in_orm(put, visitor.conversation), str(uuid.uuid4())
    frame = {"type": "say", "client_id": client_id, "text": "", "files": [file]}

    for _time in range(3):
        await visitor.send(**frame)
    frames = await visitor.settle()

    acks = [each["seq"] for each in frames if each["type"] == "ack"]
    assert len(acks) == 3
    assert len(set(acks)) == 1
    assert await run_in_orm(Message.objects.filter(author="visitor").count) == 1


async def test_an_agent_answers_a_file_with_a_file(visit: Any, asking: Widget, agent: User) -> None:
    visitor = await visit("asking")
    await visitor.hello()
    workspace, pk = asking.workspace, uuid.UUID(visitor.conversation)

    def take_over() -> None:
        Agent.objects.create(workspace=workspace, user=agent)
        answering.take_over(workspace, pk, agent, epoch=0)

    def reply() -> None:
        conversation = filing.conversation_for(workspace, pk)
        known = filing.take(
            conversation, agent, SimpleUploadedFile("faktura.pdf", corpus.PDF), None
        )
        writing.reply(
            workspace, pk, agent, text="", client_id=str(uuid.uuid4()),
            epoch=conversation.owner_epoch, files=[uuid.UUID(known["id"])],
        )  # fmt: skip

    await run_in_orm(take_over)
    file = await run_in_orm(put, visitor.conversation, corpus.GOOD["png"][1], "rysa.png")
    await visitor.send(type="say", client_id=str(uuid.uuid4()), text="Look", files=[file])
    await visitor.read_until("message", **{"from": "visitor"})
    await run_in_orm(reply)
    answer = await visitor.read_until("message", **{"from": "agent"})

    (sent,) = answer["content"]["files"]
    got = await run_in_orm(Client().get, sent["url"])
    assert (sent["name"], got.content) == ("faktura.pdf", corpus.PDF)
    assert await run_in_orm(Attachment.objects.filter(sent_at=None).count) == 0
