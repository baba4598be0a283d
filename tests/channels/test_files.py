"""A visitor's files at the widget's door: up, sent once, shown, and refused with a sentence."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from flowbuilder.accounts.models import User
from flowbuilder.channels.web.file_links import address_of
from flowbuilder.channels.web.models import Widget
from flowbuilder.common import executor
from flowbuilder.common.clock import now, told_by
from flowbuilder.conversations.models import Attachment, Conversation, EventRecord, Message
from flowbuilder.core.testing import flow
from flowbuilder.handoff.models import Agent
from flowbuilder.handoff.services import answering
from tests.channels.visitor import SHOP
from tests.clock import VirtualClock
from tests.conversations import corpus

ASK_FILE = flow(
    ("ask", "file_upload", {"question": "A photo?", "save_as": "photo"}),
    ("thanks", "message", {"text": "Thank you for {{ photo }}."}),
    ("more", "question", {"question": "Anything else?", "save_as": "more"}),
    ("bye", "end"),
    wires="ask.next>thanks; thanks.next>more; more.next>bye",
    locale="en",
)


class Visitor:
    """One visitor over plain HTTP."""

    def __init__(self, client: Client, key: str) -> None:
        self.client, self.key = client, key
        opened = self.frame(type="hello")
        self.token = opened.json()["frames"][0]["visitor"]
        self.conversation = opened.json()["frames"][0]["conversation"]

    def frame(self, **frame: Any) -> Any:
        return self.client.post(
            f"/api/v1/chat/{self.key}/messages",
            json.dumps(frame),
            content_type="application/json",
            headers=self._headers(),
        )

    def uploads(
        self, name: str = "rysa.png", data: bytes = corpus.GOOD["png"][1], **more: Any
    ) -> Any:
        file = SimpleUploadedFile("x", data, "image/svg+xml")
        file.name = name
        form = {"file": file, **more}
        return self.client.post(
            f"/api/v1/chat/{self.key}/files", form, headers=self._headers(origin=SHOP)
        )

    def sends(self, *ids: str, text: str = "", client_id: str = "") -> Any:
        client_id = client_id or str(uuid.uuid4())
        return self.frame(type="say", text=text, files=list(ids), client_id=client_id)

    def sees(self) -> list[dict[str, Any]]:
        answer = self.client.get(
            f"/api/v1/chat/{self.key}/messages", headers=self._headers()
        ).json()
        return [frame for frame in answer["frames"] if frame["type"] == "message"]

    def _headers(self, **more: str) -> dict[str, str]:
        token = getattr(self, "token", "")
        return {**more, "authorization": f"Bearer {token}"} if token else more


@pytest.fixture(autouse=True)
def fresh_counts() -> None:
    cache.clear()


@pytest.fixture
def clock() -> Iterator[VirtualClock]:
    """Time from now on, moved by the test."""
    virtual = VirtualClock(now())
    with told_by(virtual):
        yield virtual


@pytest.fixture
def widget(transactional_db: None, make_widget: Callable[..., Widget]) -> Iterator[Widget]:
    yield make_widget(ASK_FILE)
    executor.shut_down()


@pytest.fixture
def visitor(widget: Widget, client: Client) -> Visitor:
    """At a step that asks for a file."""
    return Visitor(client, widget.key)


@pytest.fixture
def with_agent(visitor: Visitor, widget: Widget, agent: User) -> Visitor:
    """With a person."""
    Agent.objects.create(workspace=widget.workspace, user=agent)
    answering.take_over(widget.workspace, uuid.UUID(visitor.conversation), agent, epoch=0)
    return visitor


def bytes_on_disk() -> list[Path]:
    root = Path(settings.MEDIA_ROOT) / "conversations"
    return [path for path in root.rglob("*") if path.is_file()]


def test_the_flow_asks_for_a_file_gets_it_and_goes_on(visitor: Visitor) -> None:
    up = visitor.uploads("rysa na ekranie.png")
    assert up.status_code == 201, up.content
    assert {**up.json(), "id": "", "size": 0} == {
        "id": "", "name": "rysa na ekranie.png", "kind": "image", "size": 0,
        "width": 40, "height": 30,
    }  # fmt: skip

    sent = visitor.sends(up.json()["id"])

    assert sent.status_code == 200, sent.content
    ack, message, *answers = sent.json()["frames"]
    assert ack["type"] == "ack"
    (file,) = message["content"]["files"]
    assert (message["content"]["kind"], file["name"]) == ("files", "rysa na ekranie.png")
    assert answers[0]["content"]["text"] == "Thank you for rysa na ekranie.png."


def test_a_file_goes_to_a_person_with_words(with_agent: Visitor) -> None:
    up = with_agent.uploads("umowa.pdf", corpus.PDF).json()

    with_agent.sends(up["id"], text="My contract.")

    stored = Message.objects.filter(author="visitor").get()
    assert stored.content == {"kind": "files", "text": "My contract.", "files": [up]}
    record = EventRecord.objects.get(kind="VisitorUploaded")
    assert (record.fate, record.payload["files"]) == ("stored", [up])


def test_what_is_stored_holds_no_address(visitor: Visitor) -> None:
    visitor.sends(visitor.uploads().json()["id"])

    assert "url" not in json.dumps([*Message.objects.values_list("content", flat=True)])
    uploaded = EventRecord.objects.get(kind="VisitorUploaded").payload
    assert "url" not in json.dumps(uploaded)


def test_the_same_frame_twice_sends_once(with_agent: Visitor) -> None:
    file, client_id = with_agent.uploads().json()["id"], str(uuid.uuid4())

    first = with_agent.sends(file, client_id=client_id).json()["frames"][0]
    again = with_agent.sends(file, client_id=client_id).json()["frames"]

    assert again == [first]
    assert Message.objects.filter(author="visitor").count() == 1


def test_a_file_is_sent_by_one_message_only(with_agent: Visitor) -> None:
    file = with_agent.uploads().json()["id"]
    with_agent.sends(file)

    again = with_agent.sends(file)

    assert (again.status_code, again.json()["code"]) == (404, "no_such_file")
    assert Message.objects.filter(author="visitor").count() == 1


def test_a_message_that_is_refused_leaves_the_file_to_be_sent(with_agent: Visitor) -> None:
    file = with_agent.uploads().json()["id"]
    conversation = Conversation.objects.filter(pk=with_agent.conversation)
    conversation.update(state="closed")
    assert with_agent.sends(file).json()["code"] == "conversation_closed"
    conversation.update(state="agent")

    assert with_agent.sends(file).status_code == 200


def test_nobody_sends_a_file_of_another_conversation(widget: Widget, client: Client) -> None:
    one, other = Visitor(client, widget.key), Visitor(client, widget.key)
    file = one.uploads().json()["id"]

    answer = other.sends(file)

    assert (answer.status_code, answer.json()["code"]) == (404, "no_such_file")


@pytest.mark.parametrize("files", [["x"], ["../../etc/passwd"], [1], "x", [None], [{}]])
def test_ids_are_no_paths(visitor: Visitor, files: Any) -> None:
    answer = visitor.frame(type="say", text="", client_id=str(uuid.uuid4()), files=files)

    assert (answer.status_code, answer.json()["code"]) == (400, "wrong_field")


def test_neither_words_nor_files_is_nothing(visitor: Visitor) -> None:
    assert visitor.sends().json()["code"] == "wrong_field"


def test_no_more_than_five_at_once(visitor: Visitor) -> None:
    assert visitor.sends(*(str(uuid.uuid4()) for _ in range(6))).json()["code"] == "wrong_field"


def test_files_of_the_list_are_taken(with_agent: Visitor) -> None:
    answers = {
        case: with_agent.uploads(name, data)
        for case, (name, data, _kind, _format) in corpus.GOOD.items()
    }

    assert {case: answer.json().get("kind") for case, answer in answers.items()} == {
        case: kind for case, (_name, _data, kind, _format) in corpus.GOOD.items()
    }


def test_others_are_refused_with_a_sentence_and_leave_nothing(with_agent: Visitor) -> None:
    before = bytes_on_disk()

    for case, (name, data) in corpus.BAD.items():
        cache.clear()  # the limit of one address is another test's
        answer = with_agent.uploads(name, data)

        assert answer.status_code in {400, 413, 415}, case
        assert answer.json()["code"] in {"file_type", "broken_file", "image_too_large"}, case
        assert answer.json()["message"].endswith("."), case
    assert (Attachment.objects.count(), bytes_on_disk()) == (0, before)


def test_an_empty_file_is_refused(with_agent: Visitor) -> None:
    assert with_agent.uploads("a.txt", b"").json()["code"] in {"empty_file", "no_file"}


def test_part_of_a_file_is_refused(with_agent: Visitor) -> None:
    answer = with_agent.uploads("a.txt", b"half", size="8")

    assert answer.json()["code"] == "incomplete_file"


def test_a_form_without_a_file_is_refused(with_agent: Visitor) -> None:
    url = f"/api/v1/chat/{with_agent.key}/files"
    headers = {"authorization": f"Bearer {with_agent.token}"}

    assert with_agent.client.post(url, {"a": "b"}, headers=headers).json()["code"] == "no_file"


def test_a_file_over_the_limit_is_read_no_further(with_agent: Visitor, settings: Any) -> None:
    settings.FLOWBUILDER_FILE_MAX_BYTES = 1000

    answer = with_agent.uploads("a.txt", b"x" * 5_000_000)

    assert (answer.status_code, answer.json()["code"]) == (413, "file_too_large")
    assert answer.json()["details"]["limit"] == 1000


def test_files_have_a_limit_an_hour(
    with_agent: Visitor, settings: Any, clock: VirtualClock
) -> None:
    settings.FLOWBUILDER_FILES_PER_HOUR = 1
    assert with_agent.uploads().status_code == 201

    refused = with_agent.uploads()
    clock.moves(seconds=3700)

    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_files")
    assert with_agent.uploads().status_code == 201


def test_a_conversation_has_room_for_so_much(with_agent: Visitor, settings: Any) -> None:
    settings.FLOWBUILDER_FILES_MAX_TOTAL_BYTES = 5
    with_agent.uploads("a.txt", b"123456")

    assert with_agent.uploads("a.txt", b"x").json()["code"] == "no_more_room"


def test_uploads_of_one_address_are_slowed_down(with_agent: Visitor) -> None:
    codes = [with_agent.uploads("a.exe", b"MZ\0").status_code for _ in range(31)]

    assert (codes[-2], codes[-1]) == (415, 429)


def test_files_are_wanted_only_by_people_and_by_steps_that_ask(visitor: Visitor) -> None:
    visitor.sends(visitor.uploads().json()["id"])

    answer = visitor.uploads()

    assert (answer.status_code, answer.json()["code"]) == (409, "files_not_wanted")


def test_a_widget_may_take_no_files_at_all(with_agent: Visitor, widget: Widget) -> None:
    Widget.objects.filter(pk=widget.pk).update(allow_files=False)

    assert with_agent.uploads().json()["code"] == "files_not_wanted"
    config = with_agent.client.get(f"/api/v1/widgets/{widget.key}/config").json()
    assert config["files"] is False


def test_a_closed_conversation_takes_no_file(with_agent: Visitor) -> None:
    Conversation.objects.filter(pk=with_agent.conversation).update(state="closed")

    assert with_agent.uploads().json()["code"] == "conversation_closed"


def test_a_stranger_uploads_nothing(widget: Widget, client: Client) -> None:
    url = f"/api/v1/chat/{widget.key}/files"
    file = SimpleUploadedFile("a.txt", b"x")

    assert client.post(url, {"file": file}).status_code == 401
    wrong = {"authorization": "Bearer " + "x" * 40}
    assert client.post(url, {"file": file}, headers=wrong).status_code == 401
    foreign = {"origin": "https://evil.example"}
    assert client.post(url, {"file": file}, headers=foreign).status_code == 403


# ---- Shown -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("case", "how", "media_type"),
    [
        ("png", "inline", "image/png"),
        ("pdf", "attachment", "application/pdf"),
        ("text", "attachment", "text/plain; charset=utf-8"),
        ("csv", "attachment", "text/csv; charset=utf-8"),
    ],
)
def test_a_file_comes_back_to_be_saved_not_run(
    with_agent: Visitor, case: str, how: str, media_type: str
) -> None:
    name, data, _kind, _format = corpus.GOOD[case]
    with_agent.sends(with_agent.uploads(f"Zażółć {name}", data).json()["id"])
    (file,) = with_agent.sees()[-1]["content"]["files"]

    answer = with_agent.client.get(file["url"])

    assert (answer.status_code, answer["Content-Type"]) == (200, media_type)
    assert answer["Content-Disposition"].startswith(f"{how}; filename*=UTF-8''Za%C5%BC")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "private" in answer["Cache-Control"]
    assert "public" not in answer["Cache-Control"]
    assert answer["X-Frame-Options"] == "DENY"
    assert how == "inline" or answer.content == data


def test_a_picture_has_a_small_one(with_agent: Visitor) -> None:
    with_agent.sends(with_agent.uploads().json()["id"])
    (file,) = with_agent.sees()[-1]["content"]["files"]

    assert with_agent.client.get(f"{file['url']}?small")["Content-Type"] == "image/webp"


def test_an_address_is_signed_for_one_file_of_one_conversation(with_agent: Visitor) -> None:
    file = with_agent.uploads().json()["id"]
    own = address_of(uuid.UUID(file), uuid.UUID(with_agent.conversation))
    foreign = address_of(uuid.UUID(file), uuid.uuid4())
    assert with_agent.client.get(own).status_code == 404  # nobody sent it yet
    with_agent.sends(file)

    assert with_agent.client.get(own).status_code == 200
    assert with_agent.client.get(foreign).status_code == 404
    assert with_agent.client.get(own[:-1] + ("A" if own[-1] != "A" else "B")).status_code == 404


def test_an_address_ends_after_two_days(with_agent: Visitor, clock: VirtualClock) -> None:
    file = with_agent.uploads().json()["id"]
    with_agent.sends(file)
    url = with_agent.sees()[-1]["content"]["files"][0]["url"]

    clock.moves(days=1)
    still = with_agent.client.get(url).status_code
    clock.moves(days=2)

    assert still == 200
    gone = with_agent.client.get(url)
    assert (gone.status_code, gone["Content-Type"]) == (404, "text/plain; charset=utf-8")


def test_a_file_whose_bytes_are_gone_says_so(with_agent: Visitor) -> None:
    with_agent.sends(with_agent.uploads().json()["id"])
    url = with_agent.sees()[-1]["content"]["files"][0]["url"]
    for path in bytes_on_disk():
        path.unlink()

    assert with_agent.client.get(url).status_code == 404
