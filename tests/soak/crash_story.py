"""A visit that passes every crash point, told again and again until it is told to its end.

Whoever tells it keeps a journal of what was on the visitor's screen. Killed and told again, it
goes on as a browser would: the same token, the same `client_id` for what was not acknowledged.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from channels.testing import WebsocketCommunicator
from django.conf import settings

from flowbuilder.accounts.models import Workspace
from flowbuilder.channels.web.models import Widget
from flowbuilder.common.clock import now
from flowbuilder.common.executor import run_in_orm
from flowbuilder.config.asgi import application
from flowbuilder.conversations.models import Conversation, EventRecord, Message
from flowbuilder.core.effects import SendEmail
from flowbuilder.core.testing import flow
from flowbuilder.flows import services
from flowbuilder.flows.models import Flow
from flowbuilder.knowledge import imports
from flowbuilder.knowledge.models import Chunk, Entry, EntryImport, Source
from flowbuilder.knowledge.reading import sources
from flowbuilder.runtime import jobs, replaying, runners
from flowbuilder.runtime.models import Job

PATIENCE_S = 20.0
ORIGIN = "https://story.example"
MAIL = "crash-story-mail"

#: What the visitor does, and what is on the screen when the flow has done its part of it.
STEPS: tuple[tuple[dict[str, Any], str], ...] = (
    ({"type": "say", "text": "1001"}, "Still there?"),
    ({"type": "say", "text": "yes"}, "How shall we go on?"),
    ({"type": "choose", "value": "rate"}, "One more word?"),
    ({"type": "say", "text": "no"}, "Goodbye."),
)


def document(service: str) -> Any:
    """Question, call, pause, question, choice, question, end."""
    return flow(
        ("hi", "greeting", {"text": "Good morning."}),
        ("ask", "question", {"question": "Which order?", "save_as": "order"}),
        ("call", "http_request", {"url": f"http://{service}/{{{{ order }}}}", "timeout_s": 5}),
        ("good", "message", {"text": "Found."}),
        ("bad", "message", {"text": "Not found."}),
        ("pause", "wait", {"seconds": 3600}),
        ("there", "question", {"question": "Still there?", "save_as": "there"}),
        (
            "pick",
            "choices",
            {"text": "How shall we go on?", "options": [{"value": "rate", "label": "On"}]},
        ),
        ("last", "question", {"question": "One more word?", "save_as": "last"}),
        ("bye", "end", {"text": "Goodbye."}),
        wires="hi>ask; ask>call; call.next>good; call.refused>bad; call.problem>bad; good>pause;"
        " bad>pause; pause>there; there>pick; pick.rate>last; last>bye",
        locale="en",
        variables=({"name": "order"}, {"name": "there"}, {"name": "last"}),
    )


def prepare() -> None:
    """Publish the story's flow behind a widget."""
    workspace = Workspace.objects.create(name="Story", slug="story", language="en")
    (service,) = settings.FLOWBUILDER_ALLOWED_PRIVATE_HOSTS
    made = services.create_flow(
        workspace=workspace, name="story", user=None, document=document(service)
    )
    services.publish(flow=made, revision=made.draft_revision, note="", user=None)
    Widget.objects.create(
        workspace=workspace, key="story", name="story", flow=made, language="en", title="story",
        origins=[ORIGIN],
    )  # fmt: skip


class Journal:
    """What the visitor's browser knows, on the disk: it outlives the story's process."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.token: str | None = None
        self.conversation = ""
        self.acked: dict[str, int] = {}
        self.seen: dict[int, dict[str, Any]] = {}
        if place.exists():
            for line in place.read_text().splitlines():
                self._learn(json.loads(line))
        self._file = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def note(self, frame: dict[str, Any]) -> None:
        """Remember a frame that the server sent."""
        os.write(self._file, (json.dumps(frame) + "\n").encode())
        self._learn(frame)

    def _learn(self, frame: dict[str, Any]) -> None:
        match frame["type"]:
            case "welcome":
                self.token, self.conversation = frame["visitor"], frame["conversation"]
            case "ack":
                seq = self.acked.setdefault(frame["client_id"], frame["seq"])
                assert seq == frame["seq"], "Acknowledged twice, with two numbers."
            case "message":
                known = self.seen.setdefault(frame["seq"], frame)
                assert known == frame, "A message changed."


class Teller:
    """Tells the story through the real socket consumer, with a runner for its jobs."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.socket = WebsocketCommunicator(
            application, "/ws/chat/story/", headers=[(b"origin", ORIGIN.encode())]
        )

    async def tell(self) -> None:
        """Tell it to its end, from wherever it was left."""
        await run_in_orm(runners.start_runner, 2)
        await self._hello()
        for number, (frame, ending) in enumerate(STEPS):
            await self._step(f"step-{number:04d}", dict(frame), ending)
        await run_in_orm(ask_for_mail)
        await self._until(_mail_is_done)
        await run_in_orm(publish_again)
        await run_in_orm(give_rules)
        await self._until(_rules_are_read)
        await run_in_orm(give_answers)
        await self._until(_answers_are_here)
        await self.socket.disconnect()
        await asyncio.to_thread(runners.stop_runner)

    async def _hello(self) -> None:
        await self.socket.connect()
        after = max(self.journal.seen, default=0)
        await self.socket.send_json_to(
            {"type": "hello", "visitor": self.journal.token, "after": after}
        )
        while (await self._read())["type"] != "status":
            pass

    async def _read(self) -> dict[str, Any]:
        frame: dict[str, Any] = await self.socket.receive_json_from(timeout=PATIENCE_S)
        if frame["type"] == "error":
            raise AssertionError(frame)
        self.journal.note(frame)
        return frame

    async def _step(self, client_id: str, frame: dict[str, Any], ending: str) -> None:
        if client_id not in self.journal.acked:
            if frame["type"] == "choose":
                frame["message"] = self._offer()
            await self.socket.send_json_to({**frame, "client_id": client_id})
        while client_id not in self.journal.acked:
            await self._read()
        async with asyncio.timeout(PATIENCE_S):
            while not any(ending == m["content"].get("text") for m in self.journal.seen.values()):
                await run_in_orm(hurry_timers)
                if not await self.socket.receive_nothing(timeout=0.01):
                    await self._read()

    def _offer(self) -> int:
        return max(s for s, m in self.journal.seen.items() if m["content"]["kind"] == "choices")

    async def _until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not await run_in_orm(holds):
                await asyncio.sleep(0.005)


def hurry_timers() -> None:
    """Nobody waits an hour for the pause: have it due now."""
    hurried = Job.objects.filter(status=Job.Status.WAITING, run_at__gt=now()).update(run_at=now())
    if hurried:
        jobs.wake([])


def ask_for_mail() -> None:
    """Have an e-mail sent. The first attempt finds no place for it and is put back."""
    if Job.objects.filter(key=MAIL).exists():
        return
    place = Path(settings.EMAIL_FILE_PATH)
    place.write_text("in the way")
    jobs.perform_later(
        SendEmail(id=MAIL, to="ada@example.com", subject="Story", body="Told."),
        workspace_id=Workspace.objects.get().pk,
        key=MAIL,
    )


def _mail_is_done() -> bool:
    job = Job.objects.get(key=MAIL)
    place = Path(settings.EMAIL_FILE_PATH)
    if job.attempts and job.status == Job.Status.WAITING and place.is_file():
        place.unlink()
    if not place.is_file():
        hurry_timers()
    return job.status == Job.Status.DONE


def publish_again() -> None:
    """Publish the draft as a second version, unless that was done before."""
    made = Flow.objects.get(name="story")
    if made.versions.count() < 2:
        services.publish(flow=made, revision=made.draft_revision, note="again", user=None)


def give_rules() -> None:
    """Have a file read into passages, unless that was asked for before."""
    if not Source.objects.exists():
        rules = "# Rules\n\n## Returns\n\nWithin 14 days.\n\n## Delivery\n\nBy courier, 49 zł.\n"
        sources.save(
            Source(workspace=Workspace.objects.get(), name="Rules", kind="file", language="en"),
            upload=sources.Upload(name="rules.md", data=rules.encode()),
        )


def _rules_are_read() -> bool:
    return Source.objects.get().state == Source.State.READY


def give_answers() -> None:
    """Have a file of answers imported, unless that was asked for before."""
    imports.BATCH = 1  # two rows are two batches
    if not EntryImport.objects.exists():
        rows = b"question,answer\nParking?,Behind the house.\nDogs?,Welcome.\n"
        imports.begin(Workspace.objects.get(), rows, name="faq.csv", language="en")


def _answers_are_here() -> bool:
    return EntryImport.objects.get().state == EntryImport.State.DONE


# ---- What must hold at the end ----------------------------------------------------------


def check(journal: Journal) -> None:
    """Everything once, nothing lost, the same on the screen and in the database."""
    conversation = Conversation.objects.get(pk=journal.conversation)
    stored = list(Message.objects.filter(conversation=conversation).order_by("seq"))
    said = [m.client_id for m in stored if m.author == Message.Author.VISITOR]
    numbers = [m.seq for m in stored]
    answers = [m.content.get("text") for m in stored if m.author == Message.Author.BOT]

    assert said == [f"step-{number:04d}" for number in range(len(STEPS))]
    assert {m.client_id: m.seq for m in stored if m.client_id} == journal.acked
    assert numbers == list(range(1, conversation.head_seq + 1)) == sorted(journal.seen)
    assert answers == [
        "Good morning.", "Which order?", "Found.", "Still there?", "How shall we go on?",
        "One more word?", "Goodbye.",
    ]  # fmt: skip
    assert [journal.seen[m.seq]["content"].get("text") for m in stored] == [
        m.content.get("text") for m in stored
    ]
    brought = Entry.objects.filter(question__in=["Parking?", "Dogs?"])
    assert sorted(brought.values_list("question", flat=True)) == ["Dogs?", "Parking?"]
    log = EventRecord.objects.filter(conversation=conversation).order_by("number")
    assert [record.number for record in log] == list(range(1, conversation.log_size + 1))
    for kind in ("SessionStarted", "EffectSucceeded", "TimerFired"):
        assert [record.kind for record in log].count(kind) == 1, kind
    assert replaying.replay_conversation(conversation).same
    assert conversation.state == Conversation.State.CLOSED
    assert not Job.objects.exclude(status=Job.Status.DONE).exists()
    _check_everyone()


def _check_everyone() -> None:
    """Also of a visit whose welcome never arrived: no half of anything."""
    for talk in Conversation.objects.all():
        assert talk.messages.count() == talk.head_seq
        assert talk.events.count() == talk.log_size
    made = Flow.objects.get(name="story")
    assert [v.number for v in made.versions.order_by("number")] == [1, 2]
    assert made.published is not None
    assert made.published.number == 2
    passages = Chunk.objects.order_by("id").values_list("headings", flat=True)
    assert list(passages) == [["Rules", "Returns"], ["Rules", "Delivery"]]
    letters = [place.read_text() for place in Path(settings.EMAIL_FILE_PATH).iterdir()]
    keys = {line for text in letters for line in text.splitlines() if "Message-ID:" in line}
    assert keys == {f"Message-ID: <{MAIL}@flowbuilder>"}
