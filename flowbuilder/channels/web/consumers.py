"""The visitor's socket. Translates frames; decides nothing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from flowbuilder.accounts.socket_login import is_own_origin
from flowbuilder.channels.web import selectors, services
from flowbuilder.channels.web.errors import NoHello, NoSuchWidget, OriginRefused
from flowbuilder.channels.web.frames import (
    FRAMES,
    Back,
    Choose,
    Hello,
    Human,
    Say,
    Seen,
    Typing,
)
from flowbuilder.channels.web.origins import is_allowed
from flowbuilder.common.crashpoints import pass_point
from flowbuilder.common.executor import run_in_orm
from flowbuilder.conversations import live
from flowbuilder.conversations import services as conversation_services
from flowbuilder.conversations.engine_port import Receipt
from flowbuilder.conversations.sockets import REFUSED, Frame, Refusal, SocketConsumer
from flowbuilder.runtime.commits import durably_async

OPEN_STATES = {"queued", "agent"}


class WidgetConsumer(SocketConsumer):
    """One browser tab of one visitor. `cursor` is the seq up to which it was told everything."""

    frames = FRAMES

    conversation: UUID | None = None
    cursor = 0
    state = "bot"
    shown_status: dict[str, Any] | None = None

    async def admit(self) -> Refusal | None:
        """The widget exists, and the page may use it: exactly that origin, sent exactly once."""
        self.key: str = self.scope["url_route"]["kwargs"]["key"]
        try:
            widget = await run_in_orm(selectors.widget_of, self.key)
        except NoSuchWidget as problem:
            return Refusal(problem.error_code, str(problem.message), politely=True)
        translation.activate(widget.language)
        sent = [value for name, value in self.scope["headers"] if name == b"origin"]
        origin = sent[0].decode("latin1") if len(sent) == 1 else ""
        if is_allowed(origin, widget.origins) or is_own_origin(self.scope):
            return None
        refused = OriginRefused()
        return Refusal(refused.error_code, str(refused.message), politely=True)

    async def handle(self, frame: Frame) -> None:
        """Do what the visitor's client asks."""
        if isinstance(frame, Hello):
            return await self._hello(frame)
        if self.conversation is None:
            raise NoHello(_("Say hello first."))
        match frame:
            case Typing():
                if self.state in OPEN_STATES:
                    live.typing(self.conversation, "visitor")
            case Seen():
                if self.state in OPEN_STATES:
                    await run_in_orm(conversation_services.mark_seen, self.conversation, frame.seq)
            case Say() | Choose() | Human() | Back():
                receipt = await durably_async(services.act, self.conversation, frame)
                pass_point("before_ack")
                self.send({"type": "ack", "client_id": frame.client_id, "seq": receipt.seq})
                pass_point("after_ack")
                await self._show(receipt)
        return None

    async def announcement(self, announcement: live.Announcement) -> None:
        """Something happened in the conversation: fetch it, unless this tab knows already."""
        data = announcement["data"]
        match announcement["name"]:
            case "message.sent":
                await self._catch_up(data["head_seq"])
            case "status.changed":
                await self._status(data["state"])
            case "queue.moved":
                await self._status()
            case "typing.started":
                if data["from"] != "visitor":
                    self.send({"type": "typing", "from": data["from"]})
            case "stream.grew" if self.state not in OPEN_STATES:
                self.send({"type": "delta", "stream": data["stream"], "text": data["text"]})

    async def sync(self) -> None:
        """Look for what a lost announcement would have brought; the widget may be off by now."""
        if self.conversation is None:
            return None
        try:
            await run_in_orm(selectors.widget_of, self.key)
        except NoSuchWidget as problem:
            self.send_error(problem.error_code, problem.message)
            return self.close(REFUSED, problem.error_code)
        await self._catch_up()
        await self._status()
        return None

    async def _hello(self, frame: Hello) -> None:
        new_here = False
        opened = await run_in_orm(services.open_conversation, self.key, frame)
        if opened.conversation_id != self.conversation:
            if self.conversation is not None:
                self.leave(live.conversation_group(self.conversation))
            self.join(live.conversation_group(opened.conversation_id))
            self.conversation, self.cursor = opened.conversation_id, 0
            new_here = True
        self._send_all(opened.frames)
        self.cursor = max(self.cursor, opened.head)
        self.state, self.shown_status = opened.state, opened.frames[-1]
        if new_here:
            await self._catch_up()  # what came between the reading and the joining

    async def _show(self, receipt: Receipt) -> None:
        """Show what the turn stored, straight from the receipt when nothing lies between."""
        if receipt.messages and receipt.messages[0].seq == self.cursor + 1:
            self._send_all(services.frames_of(receipt.messages))
            self.cursor = max(self.cursor, receipt.messages[-1].seq)
        await self._catch_up(receipt.head)
        if receipt.state != self.state:
            await self._status(receipt.state)

    async def _catch_up(self, head: int | None = None) -> None:
        if self.conversation is None or (head is not None and head <= self.cursor):
            return
        missed = await run_in_orm(services.messages_after, self.conversation, self.cursor)
        self._send_all(missed)
        self.cursor = max(self.cursor, head or 0, missed[-1]["seq"] if missed else 0)

    async def _status(self, state: str = "") -> None:
        """Say who has the conversation; `state`, where it is known, may save a look."""
        if self.conversation is None:
            return
        status = services.plain_status(state)
        if status is None:
            status = await run_in_orm(services.status_of, self.conversation)
        self.state = status["state"]
        if status != self.shown_status:
            self.shown_status = status
            self.send(status)

    def _send_all(self, found: list[dict[str, Any]]) -> None:
        for frame in found:
            self.send(frame)
