"""The inbox's socket: what it announces, to whom, and when it ends (reliability cases 31, 36)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from channels.routing import URLRouter
from django.conf import settings
from django.test import Client

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.accounts.socket_login import SessionSocket
from flowbuilder.common import executor
from flowbuilder.common.clock import now
from flowbuilder.common.executor import run_in_orm
from flowbuilder.conversations import live
from flowbuilder.conversations.models import Conversation
from flowbuilder.handoff import consumers
from flowbuilder.handoff.models import Agent, Snooze, Team
from flowbuilder.handoff.services import (
    answering,
    assigning,
    many,
    passing_on,
    presence,
    snoozing,
    tagging,
    writing,
)
from flowbuilder.handoff.websockets import websocket_urlpatterns
from tests.handoff.conftest import lines, says

ORIGIN = "http://testserver"
PATIENCE_S = 8.0
pytestmark = pytest.mark.django_db(transaction=True)
Start = Callable[..., Conversation]


class Inbox:
    """An agent's browser at the socket, straight to the ASGI application."""

    def __init__(self, session_key: str | None, origin: str | None = ORIGIN) -> None:
        headers = [(b"host", b"testserver")]
        if origin is not None:
            headers.append((b"origin", origin.encode("latin1")))
        if session_key:
            cookie = f"{settings.SESSION_COOKIE_NAME}={session_key}"
            headers.append((b"cookie", cookie.encode()))
        self.scope = {
            "type": "websocket",
            "path": "/ws/inbox/",
            "raw_path": b"/ws/inbox/",
            "query_string": b"",
            "subprotocols": [],
            "headers": headers,
        }
        self.to_app: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.from_app: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.code: int | None = None

    async def open(self) -> bool:
        app = SessionSocket(URLRouter(websocket_urlpatterns))
        self.task = asyncio.ensure_future(app(self.scope, self.to_app.get, self.from_app.put))
        await self.to_app.put({"type": "websocket.connect"})
        answer = await asyncio.wait_for(self.from_app.get(), PATIENCE_S)
        self.code = answer.get("code")
        return bool(answer["type"] == "websocket.accept")

    async def close(self) -> None:
        if not self.task.done():
            await self.to_app.put({"type": "websocket.disconnect", "code": 1000})
        await asyncio.wait_for(self.task, PATIENCE_S)

    async def send(self, payload: dict[str, Any] | str) -> None:
        text = payload if isinstance(payload, str) else json.dumps(payload)
        await self.to_app.put({"type": "websocket.receive", "text": text})

    async def read(self) -> dict[str, Any]:
        event = await asyncio.wait_for(self.from_app.get(), PATIENCE_S)
        if event["type"] == "websocket.close":
            self.code = event["code"]
            return {"type": "closed"}
        frame: dict[str, Any] = json.loads(event["text"])
        return frame

    async def until(self, kind: str, **match: Any) -> dict[str, Any]:
        while True:
            frame = await self.read()
            if frame["type"] == kind and match.items() <= frame.items():
                return frame
            assert frame["type"] != "closed", f"closed while waiting for {kind}"

    async def settled(self) -> list[dict[str, Any]]:
        """Everything that came before the answer to a ping."""
        await self.send({"type": "ping"})
        frames = []
        while (frame := await self.read())["type"] not in {"pong", "closed"}:
            frames.append(frame)
        return frames


@pytest.fixture(autouse=True)
def fresh_threads() -> Iterator[None]:
    yield
    executor.shut_down()


def session_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


@pytest.fixture
async def sit_down() -> AsyncIterator[Callable[[User], Any]]:
    """Opens inboxes: `inbox = await sit_down(ewa)`; closed at the end."""
    opened: list[Inbox] = []

    async def open_one(user: User, query: bytes = b"") -> Inbox:
        inbox = Inbox(await run_in_orm(session_of, user))
        inbox.scope["query_string"] = query
        assert await inbox.open()
        opened.append(inbox)
        await inbox.until("counts.updated")
        return inbox

    yield open_one
    await asyncio.gather(*(inbox.close() for inbox in opened))


# ---- Announcements ---------------------------------------------------------------------------


async def test_opening_says_who_sits_here_and_makes_them_present(
    make_agent: Callable[..., User],
) -> None:
    ewa = await run_in_orm(make_agent, "ewa", online=False)
    inbox = Inbox(await run_in_orm(session_of, ewa))
    await inbox.open()

    welcome = await inbox.until("welcome")

    assert (welcome["me"]["name"], welcome["me"]["online"]) == ("Ewa", True)
    await inbox.close()


async def test_a_new_waiting_visitor_is_announced_with_the_counts(
    sit_down: Callable[[User], Any], ewa: User, asked: Start
) -> None:
    inbox = await sit_down(ewa)

    conversation = await run_in_orm(asked)

    frame = await inbox.until("conversation.updated")
    row = frame["conversation"]
    assert (row["id"], row["state"], row["reason"]) == (
        str(conversation.pk),
        "queued",
        "Parcel of Ada",
    )
    assert frame["counts"]["waiting"] == 1


async def test_a_watched_conversation_grows_without_gaps(
    sit_down: Callable[[User], Any], ewa: User, asked: Start
) -> None:
    conversation = await run_in_orm(asked)
    inbox = await sit_down(ewa)
    await inbox.send({"type": "watch", "conversation": str(conversation.pk), "after": 1})
    for text in ("one", "two", "three"):
        await run_in_orm(says, conversation, text)

    seqs = []
    while not seqs or seqs[-1] < conversation.head_seq:
        seqs.append((await inbox.until("message.added"))["message"]["seq"])

    assert seqs == list(range(2, conversation.head_seq + 1))


async def test_a_colleague_sees_who_took_it(
    sit_down: Callable[[User], Any], ewa: User, jan: User, asked: Start, workspace: Workspace
) -> None:
    conversation = await run_in_orm(asked)
    inbox = await sit_down(jan)

    await run_in_orm(
        answering.claim, workspace, conversation.pk, ewa, epoch=conversation.owner_epoch
    )

    while True:
        row = (await inbox.until("conversation.updated"))["conversation"]
        if row["state"] == "agent":
            break
    assert row["agent"]["name"] == "Ewa"


async def test_colleagues_see_who_looks_at_the_same_conversation(
    sit_down: Callable[[User], Any], ewa: User, jan: User, asked: Start
) -> None:
    conversation = await run_in_orm(asked)
    here, there = await sit_down(ewa), await sit_down(jan)
    await here.send({"type": "watch", "conversation": str(conversation.pk), "after": 0})

    hint = await there.until("agent.viewing")

    assert (hint["agent"]["name"], hint["gone"]) == ("Ewa", False)
    await here.send({"type": "watch", "conversation": None, "after": 0})
    assert (await there.until("agent.viewing", gone=True))["conversation"] == str(conversation.pk)


async def test_an_owner_listens_in_without_a_word_to_the_visitor(
    sit_down: Callable[[User], Any], owner: User, ewa: User, asked: Start, workspace: Workspace
) -> None:
    conversation = await run_in_orm(asked)
    await run_in_orm(
        answering.claim, workspace, conversation.pk, ewa, epoch=conversation.owner_epoch
    )
    before = await run_in_orm(lines, conversation)
    there, lead = await sit_down(ewa), await sit_down(owner, b"listen")

    await lead.send({"type": "watch", "conversation": str(conversation.pk), "after": 0})
    hint = await there.until("agent.viewing")
    await lead.settled()
    await run_in_orm(conversation.refresh_from_db)

    assert (hint["agent"]["id"], hint["listens"]) == (owner.pk, True)
    assert await run_in_orm(lines, conversation) == before
    assert (conversation.agent_id, conversation.seen_seq) == (ewa.pk, 0)


async def test_who_listens_in_is_handed_nobody_until_they_sit_down(
    sit_down: Callable[[User], Any], owner: User, ewa: User, asked: Start, team: Team
) -> None:
    """Seen to fail: whoever only listened in was at once given the visitor who waited."""

    def rolls() -> None:
        team.auto_assign = True
        team.save()
        Agent.objects.filter(user=ewa).update(last_seen_at=None)
        lead = presence.ensure_agent(team.workspace_id, owner)
        lead.state = Agent.State.ONLINE
        lead.save()

    conversation = await run_in_orm(asked)
    await run_in_orm(rolls)
    lead = await sit_down(owner, b"listen")
    await lead.send({"type": "watch", "conversation": str(conversation.pk), "after": 0})
    await lead.settled()
    await run_in_orm(conversation.refresh_from_db)
    assert (conversation.state, conversation.agent) == ("queued", None)

    await lead.send({"type": "sit"})
    await lead.settled()
    await run_in_orm(conversation.refresh_from_db)
    assert (conversation.state, conversation.agent_id) == ("agent", owner.pk)


# ---- Another workspace ----------------------------------------------------------------------


async def test_nothing_of_another_workspace_is_heard_or_watched(
    sit_down: Callable[[User], Any],
    asked: Start,
    ewa: User,
    other_workspace: Workspace,
    make_user: Callable[..., User],
) -> None:
    stranger = await run_in_orm(make_user, "agent", other_workspace)
    inbox = await sit_down(stranger)
    conversation = await run_in_orm(asked)

    await inbox.send({"type": "watch", "conversation": str(conversation.pk), "after": 0})
    error = await inbox.until("error")
    await run_in_orm(says, conversation, "secret")

    assert error["code"] == "not_found"
    assert [frame["type"] for frame in await inbox.settled()] == []


# ---- Who may open it (31) --------------------------------------------------------------------


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "null",
        "http://evil.example",
        "http://testserver:8000",
        "http://testserver.evil.example",
        "http://testserver@evil.example",
        "http://testserver\x85",
        "ws://testserver",
    ],
)
async def test_another_origin_is_refused_before_the_handshake_ends(
    ewa: User, origin: str | None
) -> None:
    inbox = Inbox(await run_in_orm(session_of, ewa), origin)

    assert await inbox.open() is False
    assert inbox.code == 4403
    await inbox.close()


async def test_without_a_login_or_with_a_role_that_has_no_inbox_it_does_not_open(
    author: User, team: Team
) -> None:
    for session in (None, "nonsense", await run_in_orm(session_of, author)):
        inbox = Inbox(session)
        assert await inbox.open() is False
        await inbox.close()


# ---- Revocation (36) ---------------------------------------------------------------------------


def signed_out(user: User, session: str) -> None:
    from django.contrib.sessions.models import Session

    Session.objects.filter(session_key=session).delete()


def role_changed(user: User, session: str) -> None:
    user.memberships.update(role="analyst")


def membership_gone(user: User, session: str) -> None:
    user.memberships.all().delete()


def switched_off(user: User, session: str) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def password_changed(user: User, session: str) -> None:
    user.set_password("another long password")
    user.save()


def deleted(user: User, session: str) -> None:
    Agent.objects.filter(user=user).delete()
    user.delete()


REVOCATIONS = [
    signed_out,
    role_changed,
    membership_gone,
    switched_off,
    password_changed,
    deleted,
]


@pytest.mark.parametrize("revoke", REVOCATIONS)
async def test_a_revoked_agent_hears_nothing_more(
    make_agent: Callable[..., User], jan: User, asked: Start, revoke: Callable[[User, str], None]
) -> None:
    ewa = await run_in_orm(make_agent, "ewa")
    session = await run_in_orm(session_of, ewa)
    inbox = Inbox(session)
    await inbox.open()
    await inbox.settled()
    await run_in_orm(revoke, ewa, session)

    await run_in_orm(asked)

    assert await inbox.read() == {"type": "closed"}
    assert inbox.code == 4403
    await inbox.close()


HINTS = {
    "typing": lambda conversation, jan: live.typing(conversation.pk, "visitor"),
    "seen": lambda conversation, jan: live.publish(
        {
            "name": "message.seen",
            "group": live.conversation_group(conversation.pk),
            "data": {"seq": 1},
        }
    ),
    "viewing": lambda conversation, jan: live.publish(
        {
            "name": "agent.viewing",
            "group": live.inbox_group(conversation.workspace_id),
            "data": {"conversation": str(conversation.pk), "agent": {"id": jan.pk, "name": "Jan"}},
        }
    ),
}


@pytest.mark.parametrize("hint", HINTS)
async def test_a_revoked_agent_is_told_no_hint_either(
    ewa: User, jan: User, asked: Start, hint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen to fail while hints were passed on as they came: one more frame before the end."""
    monkeypatch.setattr(consumers, "CHECK_S", 3600)
    conversation = await run_in_orm(asked)
    session = await run_in_orm(session_of, ewa)
    inbox = Inbox(session)
    await inbox.open()
    await inbox.send({"type": "watch", "conversation": str(conversation.pk), "after": 0})
    await inbox.until("conversation.updated")
    await inbox.settled()
    await run_in_orm(signed_out, ewa, session)

    HINTS[hint](conversation, jan)

    assert await inbox.read() == {"type": "closed"}
    assert inbox.code == 4403
    await inbox.close()


async def test_a_revoked_agent_is_disconnected_even_when_nothing_happens(
    ewa: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert consumers.CHECK_S <= 4  # with the check itself: within the five seconds promised
    monkeypatch.setattr(consumers, "CHECK_S", 0.05)
    session = await run_in_orm(session_of, ewa)
    inbox = Inbox(session)
    await inbox.open()
    await inbox.settled()

    await run_in_orm(signed_out, ewa, session)

    assert await inbox.read() == {"type": "closed"}
    await inbox.close()


# ---- Broken frames -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ("{", None),
        ('{"type": "nonsense"}', "unknown_type"),
        ('{"type": "watch", "conversation": 7}', "wrong_field"),
        ('{"type": "watch", "conversation": "x", "after": 0}', "wrong_field"),
        ('{"type": "watch", "conversation": null, "after": -1}', "wrong_field"),
        ('{"type": "watch", "conversation": null, "after": 0, "workspace": 2}', "unknown_field"),
        ('{"type": "typing", "private": false, "user": 1}', "unknown_field"),
    ],
)
async def test_a_broken_frame_gets_a_typed_error_and_the_socket_lives(
    sit_down: Callable[[User], Any], ewa: User, payload: str, code: str | None
) -> None:
    inbox = await sit_down(ewa)

    await inbox.send(payload)
    error = await inbox.until("error")

    assert code is None or error["code"] == code
    assert await inbox.settled() is not None
    assert inbox.code is None


# ---- Tags, snoozes and mentions ---------------------------------------------------------------


async def test_a_tag_and_a_snooze_are_seen_by_every_agent_at_once(
    asked: Start, ewa: User, jan: User, sit_down: Any
) -> None:
    talk = await run_in_orm(asked)
    inbox = await sit_down(jan)

    def tag_take_and_snooze() -> None:
        tag = tagging.make_tag(talk.workspace, name="Pilne")
        tagging.change_tags(talk.workspace, talk.pk, add=[tag.pk])
        taken = answering.claim(talk.workspace, talk.pk, ewa, epoch=talk.owner_epoch)
        snoozing.snooze(
            talk.workspace, talk.pk, ewa, epoch=taken.owner_epoch, until=now() + timedelta(days=1)
        )

    await run_in_orm(tag_take_and_snooze)

    await inbox.until("tags.changed")
    while True:
        frame = await inbox.until("conversation.updated")
        if frame["conversation"]["snoozed_until"]:
            break
    assert [tag["name"] for tag in frame["conversation"]["tags"]] == ["Pilne"]
    assert (frame["counts"]["snoozed"], frame["counts"]["team"]) == (1, 0)


async def test_a_mention_is_told_to_whoever_is_mentioned_and_to_nobody_else(
    asked: Start, ewa: User, jan: User, sit_down: Any
) -> None:
    talk = await run_in_orm(asked)
    mine, others = await sit_down(jan), await sit_down(ewa)

    def note() -> None:
        text = f"@{jan.shown_name} zerkniesz?"
        writing.note(talk.workspace, talk.pk, ewa, text=text, client_id="n", mentions=[jan.pk])

    await run_in_orm(note)

    told = await mine.until("mention.made")
    assert (told["conversation"], told["by"]) == (str(talk.pk), ewa.shown_name)
    assert told["visitor"] == f"Rozmówca {talk.contact_id}"
    frame = await mine.until("conversation.updated")
    while not frame["conversation"]["mention_unread"]:
        frame = await mine.until("conversation.updated")
    assert frame["counts"]["mentioned"] == 1
    assert "mention.made" not in {one["type"] for one in await others.settled()}


@pytest.mark.parametrize("who", ["colleague", "supervisor"])
async def test_a_conversation_that_is_passed_on_is_told_to_whoever_gets_it_and_to_nobody_else(
    who: str, asked: Start, ewa: User, jan: User, owner: User, sit_down: Any
) -> None:
    talk = await run_in_orm(asked)
    mine, others = await sit_down(jan), await sit_down(ewa)
    by = owner if who == "supervisor" else ewa

    def pass_on() -> str:
        taken = answering.claim(talk.workspace, talk.pk, ewa, epoch=talk.owner_epoch)
        act = assigning.assign if who == "supervisor" else passing_on.transfer
        act(talk.workspace, talk.pk, by, epoch=taken.owner_epoch, agent_id=jan.pk)
        return str(talk.contact)

    name = await run_in_orm(pass_on)

    told = await mine.until("conversation.given")
    assert told["conversation"] == str(talk.pk)
    assert (told["by"], told["visitor"]) == (by.shown_name, name)
    assert "conversation.given" not in {one["type"] for one in await others.settled()}


async def test_several_that_are_passed_on_at_once_are_each_told_to_whoever_gets_them(
    asked: Start, ewa: User, jan: User, sit_down: Any
) -> None:
    talks = [await run_in_orm(asked), await run_in_orm(asked)]
    mine, others = await sit_down(jan), await sit_down(ewa)

    def pass_on() -> None:
        place = talks[0].workspace
        for kind in ("take", "transfer"):
            chosen = [many.Chosen(one.pk, Conversation.objects.get(pk=one.pk).owner_epoch)
                      for one in talks]  # fmt: skip
            done = many.do_to_all(chosen, many.action(place, ewa, kind, {"agent": jan.pk}))
            assert not any(one.code for one in done)

    await run_in_orm(pass_on)

    told = [one for one in await mine.settled() if one["type"] == "conversation.given"]
    assert {(one["conversation"], one["by"]) for one in told} == {
        (str(one.pk), "Ewa") for one in talks
    }
    assert len(told) == 2
    assert "conversation.given" not in {one["type"] for one in await others.settled()}


async def test_a_row_says_live_which_agent_wrote_last(
    asked: Start, ewa: User, jan: User, sit_down: Any
) -> None:
    talk = await run_in_orm(asked)
    others = await sit_down(jan)

    def answer() -> None:
        taken = answering.claim(talk.workspace, talk.pk, ewa, epoch=talk.owner_epoch)
        words = {"text": "One moment", "client_id": "a"}
        writing.reply(talk.workspace, talk.pk, ewa, epoch=taken.owner_epoch, **words)

    await run_in_orm(answer)

    rows = [
        one["conversation"]["last"]
        for one in await others.settled()
        if one["type"] == "conversation.updated"
    ]
    assert rows[-1]["agent"] == {"id": ewa.pk, "name": "Ewa"}


async def test_whoever_gives_themselves_a_conversation_is_not_told_of_it(
    asked: Start, ewa: User, sit_down: Any
) -> None:
    talk = await run_in_orm(asked)
    inbox = await sit_down(ewa)

    await run_in_orm(
        lambda: assigning.assign(
            talk.workspace, talk.pk, ewa, epoch=talk.owner_epoch, agent_id=ewa.pk
        )
    )

    await inbox.until("conversation.updated")
    assert "conversation.given" not in {one["type"] for one in await inbox.settled()}


async def test_the_end_of_a_snooze_is_told_to_its_agent(
    asked: Start, ewa: User, jan: User, sit_down: Any
) -> None:
    talk = await run_in_orm(asked)

    def snooze_until_now() -> None:
        taken = answering.claim(talk.workspace, talk.pk, ewa, epoch=talk.owner_epoch)
        snoozing.snooze(
            talk.workspace, talk.pk, ewa, epoch=taken.owner_epoch, until=now() + timedelta(days=1)
        )
        Snooze.objects.update(until=now())

    await run_in_orm(snooze_until_now)
    mine, others = await sit_down(ewa), await sit_down(jan)

    await run_in_orm(snoozing.wake_due)

    assert (await mine.until("snooze.ended"))["conversation"] == str(talk.pk)
    assert "snooze.ended" not in {one["type"] for one in await others.settled()}
