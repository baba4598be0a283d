"""An agent's files: in a reply, in a note, once, and nobody else's."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from flowbuilder.accounts.models import Workspace
from flowbuilder.conversations.models import Attachment, Conversation, Message
from flowbuilder.handoff.models import Agent, Team
from tests.conversations import corpus
from tests.handoff.conftest import be_online

ROOT = "/api/v1/inbox/conversations/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def as_agent(client_for: Callable[..., Client], workspace: Workspace, team: Team) -> Client:
    client = client_for("agent")
    agent = Agent.objects.create(workspace=workspace, user=client.user)  # type: ignore[attr-defined]  # by the fixture
    agent.teams.add(team)
    be_online(agent)
    return client


@pytest.fixture
def taken(as_agent: Client, asked: Callable[..., Conversation]) -> Conversation:
    """A conversation that the agent has."""
    conversation = asked()
    post(as_agent, conversation, "claim", epoch=conversation.owner_epoch)
    conversation.refresh_from_db()
    return conversation


def post(client: Client, conversation: Conversation, action: str, **body: Any) -> Any:
    url = f"{ROOT}{conversation.pk}/{action}/"
    return client.post(url, json.dumps(body), content_type="application/json")


def uploads(
    client: Client, conversation: Conversation, name: str = "faktura.pdf", data: bytes = corpus.PDF
) -> Any:
    file = SimpleUploadedFile(name, data)
    return client.post(f"{ROOT}{conversation.pk}/files/", {"file": file})


def replies(client: Client, conversation: Conversation, *files: str, **more: Any) -> Any:
    body = {"client_id": str(uuid.uuid4()), "text": "", "epoch": conversation.owner_epoch, **more}
    return post(client, conversation, "reply", files=list(files), **body)


def test_a_reply_with_a_file_reaches_the_visitor_once(
    as_agent: Client, taken: Conversation
) -> None:
    up = uploads(as_agent, taken)
    assert (up.status_code, up.json()["kind"]) == (201, "pdf")
    client_id = str(uuid.uuid4())

    sent = replies(as_agent, taken, up.json()["id"], text="Faktura:", client_id=client_id)
    again = replies(as_agent, taken, up.json()["id"], text="Faktura:", client_id=client_id)

    assert sent.status_code == again.status_code == 201, sent.content
    assert sent.json()["content"] == {"kind": "files", "text": "Faktura:", "files": [up.json()]}
    assert again.json()["seq"] == sent.json()["seq"]
    assert Message.objects.filter(author="agent").count() == 1
    row = as_agent.get(f"{ROOT}{taken.pk}/").json()["row"]
    assert row["last"]["text"] == "Faktura: [faktura.pdf]"


def test_a_file_needs_no_words_but_a_reply_needs_one_of_them(
    as_agent: Client, taken: Conversation
) -> None:
    file = uploads(as_agent, taken).json()["id"]

    assert replies(as_agent, taken).json()["code"] == "empty"
    assert replies(as_agent, taken, file).status_code == 201


def test_a_file_goes_out_once(as_agent: Client, taken: Conversation) -> None:
    file = uploads(as_agent, taken).json()["id"]
    replies(as_agent, taken, file)

    again = replies(as_agent, taken, file)

    assert (again.status_code, again.json()["code"]) == (404, "no_such_file")


def test_a_reply_that_came_too_late_leaves_the_file_unsent(
    as_agent: Client, taken: Conversation
) -> None:
    file = uploads(as_agent, taken).json()["id"]

    late = replies(as_agent, taken, file, epoch=taken.owner_epoch - 1)

    assert late.status_code == 409
    assert Attachment.objects.get().sent_at is None


def test_a_note_with_a_file_stays_among_colleagues(as_agent: Client, taken: Conversation) -> None:
    file = uploads(as_agent, taken).json()["id"]

    body = {"client_id": str(uuid.uuid4()), "text": "", "files": [file]}
    note = post(as_agent, taken, "note", **body)

    assert (note.status_code, note.json()["private"]) == (201, True)


def test_a_colleague_does_not_send_my_file(
    as_agent: Client, taken: Conversation, client_for: Callable[..., Client]
) -> None:
    file = uploads(as_agent, taken).json()["id"]

    body = {"client_id": str(uuid.uuid4()), "text": "", "files": [file]}
    theirs = post(client_for("owner"), taken, "note", **body)

    assert (theirs.status_code, theirs.json()["code"]) == (404, "no_such_file")


def test_a_file_of_a_kind_that_is_not_taken_is_refused(
    as_agent: Client, taken: Conversation
) -> None:
    answer = uploads(as_agent, taken, "a.html", b"<html>")

    assert (answer.status_code, answer.json()["code"]) == (415, "file_type")


def test_agents_and_readers_of_this_workspace_see_it_and_nobody_else(
    as_agent: Client,
    taken: Conversation,
    client_for: Callable[..., Client],
    other_workspace: Workspace,
) -> None:
    file = uploads(as_agent, taken).json()["id"]
    inbox, admin = f"/api/v1/inbox/files/{file}/", f"/api/v1/files/{file}/"

    answer = as_agent.get(inbox, headers={"accept": "image/*"})

    assert (answer.status_code, answer.content) == (200, corpus.PDF)
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert as_agent.get(admin).status_code == 403
    assert client_for("analyst").get(admin).status_code == 200
    assert client_for("analyst").get(inbox).status_code == 403
    for url in (inbox, admin):
        assert client_for("owner", other_workspace).get(url).status_code == 404
        assert Client().get(url).status_code == 401


def test_another_workspace_uploads_nothing_here(
    taken: Conversation, client_for: Callable[..., Client], other_workspace: Workspace
) -> None:
    assert uploads(client_for("owner", other_workspace), taken).status_code == 404
    assert uploads(client_for("analyst"), taken).status_code == 403
