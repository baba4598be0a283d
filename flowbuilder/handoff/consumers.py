"""The inbox's socket. Translates frames and announcements; decides nothing.

The login is looked up again every few seconds and before anything is sent on: an agent whose
role, membership, password or session is gone hears nothing more and is disconnected.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Annotated, Any, ClassVar, TypeVar
from uuid import UUID

from django.db import InterfaceError, OperationalError
from django.utils import translation
from django.utils.translation import gettext as _
from pydantic import Field

from flowbuilder.accounts.access import Permission, membership_of, role_may
from flowbuilder.accounts.models import User
from flowbuilder.accounts.socket_login import login_of
from flowbuilder.common.executor import run_in_orm
from flowbuilder.conversations import live
from flowbuilder.conversations.frames import Frame
from flowbuilder.conversations.sockets import REFUSED, Refusal, SocketConsumer
from flowbuilder.handoff import inbox, inbox_rows, lists, selectors
from flowbuilder.handoff.models import Agent
from flowbuilder.handoff.services import presence

CHECK_S = 3.0
BEAT_S = 20.0
VIEWING_S = 9.0
LISTENS = b"listen"

T = TypeVar("T")
Json = dict[str, Any]
ConversationId = Annotated[str, Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]


class Watch(Frame):
    """Show me this conversation as it grows, from after `after`; null watches none."""

    conversation: ConversationId | None
    after: int = Field(default=0, ge=0, le=10**9)


class Typing(Frame):
    """The agent is writing in the conversation they watch; a note is not shown to the visitor."""

    private: bool = False


class Sit(Frame):
    """Who has listened in answers visitors here from now on."""


@dataclass(frozen=True, slots=True)
class Seat:
    """Who sits at this socket, and in which workspace."""

    user: User
    workspace_id: int


def seat_of(session_key: str) -> Seat | None:
    """Who is signed in with that session and may use an inbox, and where; None for nobody."""
    login = login_of(session_key)
    if login is None:
        return None
    user, session = login
    membership = membership_of(SimpleNamespace(user=user, session=session))  # type: ignore[arg-type]  # it reads these two
    if membership is None or not role_may(membership.role, Permission.INBOX_USE):
        return None
    return Seat(user, membership.workspace_id)


class SeatIsGone(Exception):
    """The login, the membership or the role of this socket's agent is no more."""


class InboxConsumer(SocketConsumer):
    """One open inbox, or with `?listen` a place to listen in: the team sees who does, and nobody
    is handed to them for it."""

    frames: ClassVar = {"watch": Watch, "typing": Typing, "sit": Sit}
    kind = "inbox"

    seat: Seat
    listens = False
    watched: str | None = None
    watched_seq = 0
    watched_answers = False
    keeper: asyncio.Task[None] | None = None

    # ---- Opening and closing --------------------------------------------------

    async def admit(self) -> Refusal | None:
        """Only someone whose role may use the inbox."""
        seat = await run_in_orm(seat_of, self.scope["session_key"])
        if seat is None:
            return Refusal("forbidden", _("Your role does not let you answer visitors."))
        self.seat = seat
        self.listens = self.scope.get("query_string") == LISTENS
        self.sent: dict[str, tuple[int, int]] = {}
        return None

    async def opened(self) -> None:
        """Say who sits here, and keep the seat from now on."""
        self.join(live.inbox_group(self.seat.workspace_id))
        agent = await self._be_there()
        self.send({"type": "welcome", "me": await self._load(inbox.me_shown, agent)})
        await self._send_counts()
        self.keeper = asyncio.ensure_future(self._keep_seat())

    async def closed(self) -> None:
        """Nobody looks at the conversation here any more."""
        if self.keeper is not None:
            self.keeper.cancel()
        self._say_viewing(gone=True)

    async def _keep_seat(self) -> None:
        """Look the login up again, renew the agent's lease and the hint to colleagues.

        Says, too, when what other processes do cannot be heard at once.
        """
        beat = viewing = time.monotonic()
        delayed = False
        while True:
            if live.is_delayed() != delayed:
                delayed = not delayed
                self.send({"type": "updates.delayed", "delayed": delayed})
            await asyncio.sleep(CHECK_S)
            try:
                await self._load(lambda: None)
                if time.monotonic() - beat >= BEAT_S:
                    beat = time.monotonic()
                    await self._be_there()
            except SeatIsGone:
                return
            except (OperationalError, InterfaceError):
                continue  # the database is away: the next round decides
            if time.monotonic() - viewing >= VIEWING_S:
                viewing = time.monotonic()
                self._say_viewing()

    async def _be_there(self) -> Agent:
        """Renew the lease of whoever sits here to answer."""
        be = presence.ensure_agent if self.listens else presence.heartbeat
        return await self._load(be, self.seat.workspace_id, self.seat.user)

    async def _load(self, call: Callable[..., T], *args: Any) -> T:
        """Run `call` on the database, if the seat is still there, in the agent's language."""

        def checked() -> tuple[bool, Any]:
            seat = seat_of(self.scope["session_key"])
            same = seat is not None and (seat.user.pk, seat.workspace_id) == (
                self.seat.user.pk,
                self.seat.workspace_id,
            )
            if seat is None or not same:
                return False, None
            with translation.override(seat.user.language):
                return True, call(*args)

        there, value = await run_in_orm(checked)
        if not there:
            self._outbox.clear()
            self.close(REFUSED, "signed_out")
            raise SeatIsGone
        return value

    # ---- What the client asks --------------------------------------------------

    async def handle(self, frame: Frame) -> None:
        """Watch a conversation, say that one writes, or sit down."""
        try:
            if isinstance(frame, Watch):
                await self._watch(frame)
            elif isinstance(frame, Sit):
                self.listens = False
                await self._be_there()
                self._say_viewing()
            elif isinstance(frame, Typing) and self.watched is not None:
                self._say_viewing(typing=True)
                if self.watched_answers and not frame.private:
                    live.typing(self.watched, "agent")
        except SeatIsGone:
            return

    async def _watch(self, frame: Watch) -> None:
        if self.watched is not None and self.watched != frame.conversation:
            self._say_viewing(gone=True)
            self.leave(live.conversation_group(self.watched))
            self.watched = None
        if frame.conversation is None:
            return
        await self._load(
            selectors.conversation_of, self.seat.workspace_id, UUID(frame.conversation)
        )
        self.watched, self.watched_seq = frame.conversation, frame.after
        self.join(live.conversation_group(self.watched))
        self._say_viewing()
        await self._send_messages()
        await self._send_row(self.watched)

    # ---- What is announced -------------------------------------------------------

    async def announcement(self, announcement: live.Announcement) -> None:
        """Pass on what concerns this inbox, read afresh from the database."""
        try:
            await self._pass_on(announcement["name"], announcement["data"])
        except SeatIsGone:
            return

    async def _pass_on(self, name: str, data: Json) -> None:
        match name:
            case "message.sent" | "status.changed":
                # A ring to a conversation's own group does not name it: it is the watched one.
                conversation = data.get("conversation") or self.watched
                if conversation is None:
                    return
                if conversation == self.watched:
                    await self._send_messages()
                head, epoch = self.sent.get(conversation, (-1, -1))
                if data.get("head_seq", -1) > head or data.get("epoch", -1) > epoch:
                    await self._send_row(conversation)
            case "typing.started" if data.get("from") == "visitor" and self.watched:
                await self._hint({"type": "visitor.typing", "conversation": self.watched})
            case "message.seen" if self.watched:
                await self._hint(
                    {"type": "visitor.seen", "conversation": self.watched, "seq": data["seq"]}
                )
            case "message.changed" if self.watched:
                await self._send_these(self.watched, data["seqs"])
            case "agents.changed":
                await self._send_people()
            case "sla.warned" | "sla.breached":
                await self._hint({"type": name, **data})
                await self._send_row(data["conversation"])
            case "row.changed":
                await self._send_row(data["conversation"])
            case "tags.changed" | "snooze.ended" | "mention.made" | "conversation.given":
                if data.get("user", self.seat.user.pk) != self.seat.user.pk:
                    return
                await self._hint({"type": name, **data})
                if "conversation" in data:
                    await self._send_row(data["conversation"])
            case "agent.viewing" if data["agent"]["id"] != self.seat.user.pk:
                await self._hint({"type": "agent.viewing", **data})

    async def sync(self) -> None:
        """Every 25 seconds: whatever announcement was lost, is made good here."""
        try:
            await self._send_counts()
            await self._send_people()
            if self.watched is not None:
                await self._send_messages()
                await self._send_row(self.watched)
        except SeatIsGone:
            return

    # ---- What is sent ----------------------------------------------------------------

    async def _send_messages(self) -> None:
        """Send what the watched conversation has beyond what was sent, page by page."""
        more = True
        while more and self.watched is not None:
            watched, after = self.watched, self.watched_seq

            def newer(watched: str = watched, after: int = after) -> tuple[list[Json], bool]:
                return inbox.messages_of(watched, after=after)

            messages, more = await self._load(newer)
            for message in messages:
                self.watched_seq = message["seq"]
                self.send({"type": "message.added", "conversation": watched, "message": message})
            if more:
                await self.drained()

    async def _send_these(self, watched: str, seqs: list[int]) -> None:
        """Send messages again of which something is another, such as their delivery."""
        for message in await self._load(inbox.these_messages, watched, seqs):
            if message["seq"] <= self.watched_seq:
                self.send({"type": "message.added", "conversation": watched, "message": message})

    async def _send_row(self, conversation: str) -> None:
        def read() -> tuple[Json | None, Json]:
            workspace, user = self.seat.workspace_id, self.seat.user
            row = inbox_rows.row_for(conversation, workspace, user)
            return row, lists.counts_for(workspace, user)

        row, counts = await self._load(read)
        if row is None:
            return
        if conversation == self.watched:
            mine = row["agent"] is not None and row["agent"]["id"] == self.seat.user.pk
            self.watched_answers = row["state"] == "agent" and mine
        if len(self.sent) > 2_000:
            self.sent.clear()
        self.sent[conversation] = (row["head_seq"], row["epoch"])
        self.send({"type": "conversation.updated", "conversation": row, "counts": counts})

    async def _send_counts(self) -> None:
        counts = await self._load(lists.counts_for, self.seat.workspace_id, self.seat.user)
        self.send({"type": "counts.updated", "counts": counts})

    async def _send_people(self) -> None:
        def read() -> Json:
            key = self.seat.workspace_id
            agents = inbox.agents_shown(key)
            return {"agents": agents, "teams": inbox.teams_shown(key)}

        self.send({"type": "people.updated", **await self._load(read)})

    async def _hint(self, frame: Json) -> None:
        """Pass on what needs no reading, and yet only to who may still sit here."""
        await self._load(lambda: None)
        self.send(frame)

    def _say_viewing(self, *, typing: bool = False, gone: bool = False) -> None:
        """A light hint to colleagues; nothing depends on it."""
        if self.watched is None:
            return
        user = self.seat.user
        live.publish(
            {
                "name": "agent.viewing",
                "group": live.inbox_group(self.seat.workspace_id),
                "data": {
                    "conversation": self.watched,
                    "agent": {"id": user.pk, "name": user.shown_name},
                    "typing": typing,
                    "listens": self.listens,
                    "gone": gone,
                },
            }
        )
