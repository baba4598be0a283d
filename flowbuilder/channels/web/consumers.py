"""The visitor's socket. Translates frames; decides nothing."""

from __future__ import annotations

import asyncio
import time
from typing import Any
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from flowbuilder.accounts.socket_login import is_own_origin
from flowbuilder.channels.web import acting, doors, selectors, services
from flowbuilder.channels.web.errors import NoHello, NoSuchWidget, OriginRefused
from flowbuilder.channels.web.frames import (
    FRAMES,
    Back,
    Choose,
    Fill,
    Hello,
    Human,
    Say,
    Seen,
    Typing,
)
from flowbuilder.channels.web.origins import is_allowed
from flowbuilder.common.crashpoints import pass_point
from flowbuilder.common.executor import run_in_orm
from flowbuilder.common.ids import uuid7
from flowbuilder.conversations import live
from flowbuilder.conversations import services as conversation_services
from flowbuilder.conversations.engine_port import Receipt
from flowbuilder.conversations.errors import ConversationClosed
from flowbuilder.conversations.frames import Frame
from flowbuilder.conversations.sockets import REFUSED, Refusal, SocketConsumer
from flowbuilder.runtime import unheard
from flowbuilder.runtime.commits import durably_async
from flowbuilder.runtime.open_questions import NOTHING, Changeable

OPEN_STATES = {"queued", "agent"}


class WidgetConsumer(SocketConsumer):
    """One browser tab of one visitor.

    `cursor` is the seq up to which it was told everything. Up to `held_until` the flow may not
    have heard what the visitor said, and waits for the rest while they type.
    """

    frames = FRAMES
    kind = "widget"

    conversation: UUID | None = None
    cursor = 0
    held_until = 0.0
    state = "bot"
    shown_status: dict[str, Any] | None = None
    changeable: Changeable = NOTHING

    async def admit(self) -> Refusal | None:
        """The widget exists, and the page may use it: exactly that origin, sent exactly once."""
        self.key: str = self.scope["url_route"]["kwargs"]["key"]
        try:
            widget = await run_in_orm(selectors.widget_of, self.key)
        except NoSuchWidget as problem:
            return Refusal(problem.error_code, str(problem.message), politely=True)
        translation.activate(widget.language)
        self.language = widget.language
        if self._is_from(widget.origins):
            return None
        refused = OriginRefused()
        return Refusal(refused.error_code, str(refused.message), politely=True)

    async def opened(self) -> None:
        """From now on the widget may be closed to this page."""
        doors.enter(self)

    async def closed(self) -> None:
        """Nobody is here any more."""
        doors.leave(self)

    def look_again(self, origins: list[str] | None) -> None:
        """The widget is open to these websites; None when it is switched off."""
        if origins is not None and self._is_from(origins):
            return
        with translation.override(self.language):
            refused = OriginRefused() if origins is not None else selectors.no_such_widget()
            self.send_error(refused.error_code, refused.message)
        self.close(REFUSED, refused.error_code)

    def _is_from(self, origins: list[str]) -> bool:
        sent = [value for name, value in self.scope["headers"] if name == b"origin"]
        origin = sent[0].decode("latin1") if len(sent) == 1 else ""
        return is_allowed(origin, origins) or is_own_origin(self.scope)

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
                elif time.monotonic() < self.held_until:
                    await run_in_orm(unheard.still_types, self.conversation)
            case Seen():
                if self.state in OPEN_STATES:
                    await run_in_orm(conversation_services.mark_seen, self.conversation, frame.seq)
            case Say() | Choose() | Fill() | Human() | Back():
                receipt = await durably_async(
                    self.conversation, acting.act, self.conversation, frame
                )
                pass_point("before_ack")
                self.send({"type": "ack", "client_id": frame.client_id, "seq": receipt.seq})
                pass_point("after_ack")
                if receipt.waits:
                    self.held_until = time.monotonic() + unheard.LONGEST.total_seconds()
                await self._show(receipt)
                self._send_all(acting.late_frames(receipt))
        return None

    async def announcement(self, announcement: live.Announcement) -> None:
        """Something happened in the conversation: fetch it, unless this tab knows already."""
        data = announcement["data"]
        match announcement["name"]:
            case "message.sent":
                self._may_change(data.get("changeable", self.changeable))
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
        """Look for what a lost announcement would have brought."""
        await self._catch_up()
        await self._status()

    async def _hello(self, frame: Hello) -> None:
        self.language = selectors.our_language(frame.language) or self.language
        translation.activate(self.language)
        try:
            found = await run_in_orm(services.find_conversation, self.key, frame)
        except ConversationClosed as refused:  # nothing can be said here, so nothing is offered
            self.send_error(refused.error_code, refused.message)
            self.close(REFUSED, refused.error_code)
            return
        if isinstance(found, services.Opened):
            moved = self._listen_to(found.conversation_id)
            self._show_opened(found)
            if moved or self.cursor < found.head:
                await self._catch_up()  # further pages; what came between reading and joining
                self.cursor = max(self.cursor, found.head)
            return
        before, cursor, conversation = self.conversation, self.cursor, uuid7()
        self._listen_to(conversation)  # first, so that nothing can come in between
        try:
            opened = await durably_async(None, services.start_conversation, found, conversation)
        except BaseException:
            self._listen_to(before)
            self.cursor = cursor
            raise
        self._show_opened(opened)

    def _listen_to(self, conversation: UUID | None) -> bool:
        """Hear what is announced in this conversation, and in no other; say if that is new."""
        if conversation == self.conversation:
            return False
        if self.conversation is not None:
            self.leave(live.conversation_group(self.conversation))
        if conversation is not None:
            self.join(live.conversation_group(conversation))
        self.conversation, self.cursor = conversation, 0
        return True

    def _show_opened(self, opened: services.Opened) -> None:
        self._send_all(opened.frames)
        told = max((frame.get("seq", 0) for frame in opened.frames), default=0)
        self.cursor = max(self.cursor, told or opened.head)
        self.state, self.shown_status = opened.state, opened.frames[-1]
        self.changeable = opened.changeable

    async def _show(self, receipt: Receipt) -> None:
        """Show what the turn stored, straight from the receipt when nothing lies between.

        What may be pressed comes first, so that a form is never gone for a moment.
        """
        self._may_change(receipt.changeable)
        if receipt.messages and receipt.messages[0].seq == self.cursor + 1:
            self._send_all(services.frames_of(receipt.messages))
            self.cursor = max(self.cursor, receipt.messages[-1].seq)
        await self._catch_up(receipt.head)
        if receipt.state != self.state:
            await self._status(receipt.state)

    def _may_change(self, may: Changeable) -> None:
        """Say what the visitor may change and press, if it is not the same as before."""
        frame = services.changeable_frame(may)
        if frame != services.changeable_frame(self.changeable):
            self.changeable = may
            self.send(frame)

    async def _catch_up(self, head: int | None = None) -> None:
        if self.conversation is None or (head is not None and head <= self.cursor):
            return
        while missed := await _page(self.conversation, self.cursor, head):
            await self.drained()  # the outbox holds one page, not two
            self._send_all(missed)
            self.cursor = max(self.cursor, missed[-1]["seq"])
            if head is not None and self.cursor >= head:
                break
        self.cursor = max(self.cursor, head or 0)

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

    def _hear(self, announcement: live.Announcement) -> None:
        """Told of messages that this tab has shown already, it need not even wake up."""
        known = announcement["name"] == "message.sent"
        if not (known and announcement["data"]["head_seq"] <= self.cursor):
            super()._hear(announcement)

    def _send_all(self, found: list[dict[str, Any]]) -> None:
        for frame in found:
            self.send(frame)


async def _page(conversation: UUID, after: int, head: int | None) -> list[dict[str, Any]]:
    """The messages after `after`. Tabs that are rung for the same `head` share one look."""
    if head is None:
        return await run_in_orm(services.messages_after, conversation, after)
    key = (asyncio.get_running_loop(), conversation, after, head)
    looking = _looks.get(key)
    if looking is None:
        looking = asyncio.ensure_future(run_in_orm(services.messages_after, conversation, after))
        _looks[key] = looking
        looking.add_done_callback(lambda _done: _looks.pop(key, None))
    return await asyncio.shield(looking)


_looks: dict[tuple[Any, ...], asyncio.Future[list[dict[str, Any]]]] = {}
