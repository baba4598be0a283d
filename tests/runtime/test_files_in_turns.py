"""Files in turns: joined in a burst, replayed, withheld, pretended in a trial."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from flowbuilder.common.clock import now
from flowbuilder.conversations import attachments
from flowbuilder.conversations.models import Attachment, EventRecord, Message
from flowbuilder.conversations.selectors import taken_events
from flowbuilder.core.engine import new_session, replay
from flowbuilder.core.events import VisitorSaid, VisitorUploaded, event_from_json, event_to_json
from flowbuilder.core.talks import begin_talk, let_happen, parse_talk
from flowbuilder.core.testing import flow
from flowbuilder.flows.registry import catalogue
from flowbuilder.flows.selectors import plan_for
from flowbuilder.runtime import hearing, withholding
from flowbuilder.runtime.turns import take_turn
from tests.runtime.test_try import Author

FILE = {"id": "5f0c6b3e-0000-4000-8000-000000000001", "name": "a.png", "kind": "image", "size": 9}
ASK = flow(
    ("ask", "file_upload", {"question": "A photo?", "save_as": "photo", "accepts": "images"}),
    ("more", "question", {"question": "Got {{ photo }}. More?", "save_as": "more"}),
    ("bye", "end"),
    wires="ask.next>more; more.next>bye",
    locale="en",
)


def sent(text: str = "", *files: dict[str, Any]) -> VisitorUploaded:
    return VisitorUploaded(at=now(), text=text, files=files or (FILE,))


def test_an_upload_survives_the_log() -> None:
    event = sent("look")

    assert event_to_json(event_from_json(event_to_json(event))) == event_to_json(event)


def test_words_and_files_said_in_a_row_become_one() -> None:
    said = VisitorSaid(at=now(), text="one")

    joined = hearing.joined([said, sent("", FILE), sent("two", {**FILE, "name": "b.png"})])

    assert isinstance(joined, VisitorUploaded)
    assert joined.text == "one\ntwo"
    assert [file["name"] for file in joined.files] == ["a.png", "b.png"]
    assert type(hearing.joined([said, said])) is VisitorSaid


@pytest.mark.django_db
def test_a_turn_with_a_file_replays_to_the_same_session(begin) -> None:
    talk = begin(ASK)
    take_turn(talk.pk, sent())

    row = talk.row
    plan = plan_for(row.flow_version)
    events = [event_from_json(each.payload) for each in taken_events(row.pk)]
    session, _effects = replay(
        plan, new_session(str(row.pk), "web", row.language, plan, zone=row.session["zone"]), events
    )

    assert session.to_json() == row.session
    assert session.variables["photo"] == "a.png"
    assert talk.transcript[-1] == ("bot", "Got a.png. More?")


@pytest.mark.django_db
def test_a_file_that_belongs_to_an_anonymous_answer_is_kept_nowhere(begin) -> None:
    """Seen to fail with the words alone withheld."""
    talk = begin(ASK)
    row = talk.row
    kept = attachments.receive(row, SimpleUploadedFile("me.txt", b"x"), author="visitor")
    content = attachments.content_of("it was me", [kept])
    row.unsaved = [Message(conversation=row, seq=7, author="visitor", content=content)]
    record = EventRecord(conversation=row, number=9, kind="VisitorUploaded", payload={}, seq=7)

    withholding.withhold(row, record, sent("it was me", attachments.described(kept)), ())

    assert (record.kind, record.payload["text"]) == ("VisitorSaid", "__withheld__")
    assert "files" not in record.payload
    assert row.unsaved[0].content["kind"] == "text"  # type: ignore[attr-defined]
    assert not Attachment.objects.exists()


def test_a_golden_talk_sends_files_by_their_names() -> None:
    lines = parse_talk("sends: dom.png, plan.pdf\nbot: Got dom.png. More?")
    talk = begin_talk(ASK, lines, catalogue())

    let_happen(talk, lines[0].word, lines[0].rest)

    assert talk.heard == ["Got dom.png. More?"]
    with pytest.raises(LookupError):
        let_happen(talk, "sends", " , ")


@pytest.mark.django_db
def test_in_a_trial_a_file_is_pretended(client_for, workspace) -> None:
    author = Author(client_for("author"), workspace, ASK)
    asked = author.lets("start")

    got = author.lets("upload", names=["photo.jpg", 3, "  "])

    assert asked["messages"][0]["content"]["kind"] == "file_request"
    assert got["messages"][-1]["content"]["text"] == "Got photo.jpg. More?"
    assert got["happened"] == ["sends: photo.jpg"]
    assert author.lets("upload", names=[])["code"] == "unknown_event"
