"""The doorbell: tells open sockets that something changed. Never carries a message.

The database is the truth; what is sent here may be lost, and the sockets ask again every 25
seconds. An announcement is delivered to the sockets of this process directly, on their own
event loop: the in-memory layer drops silently over 100 messages, forgets a channel that was
slow for a minute, and wakes no loop when used from another thread. With Redis the layer rings
the other processes too; one channel per process, so its cost does not grow with the sockets.

Callable from anywhere: the loop's thread, pool threads, Celery workers. This is the only
module that calls `group_send`.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from channels.layers import InMemoryChannelLayer, get_channel_layer
from django.db import transaction

from flowbuilder.common import metrics
from flowbuilder.common.crashpoints import pass_point
from flowbuilder.conversations.models import Contact, Conversation

Announcement = dict[str, Any]
Listener = Callable[[Announcement], None]

REJOIN_S = 20.0
OUTBOX = 2_000
#: So many of a person's conversations are looked at again when the person changes.
SHOWN = 10
PROCESS = uuid.uuid4().hex

logger = logging.getLogger(__name__)
_lock = threading.Lock()
_hubs: list[_Hub] = []
_helper: asyncio.AbstractEventLoop | None = None
_cut_off = False


def conversation_group(conversation_id: UUID | str) -> str:
    """The group of everyone who has this conversation open."""
    return f"conversation.{conversation_id}"


def inbox_group(workspace_id: int) -> str:
    """The group of every agent of the workspace who has the inbox open."""
    return f"inbox.{workspace_id}"


def announce(group: str, name: str, **data: Any) -> None:
    """Tell everyone in `group` that `name` (``noun.verb_ed``) happened, once it is committed."""
    announcement = {"name": name, "group": group, "data": data}
    transaction.on_commit(partial(publish, announcement), robust=True)


def ring(conversation: Conversation, **more: Any) -> None:
    """Say, on commit, that the conversation has messages up to its `head_seq`, and `more`."""
    data = {"conversation": str(conversation.pk), "head_seq": conversation.head_seq}
    announce(conversation_group(conversation.pk), "message.sent", **data, **more)
    if conversation.state in {Conversation.State.QUEUED, Conversation.State.AGENT}:
        announce(inbox_group(conversation.workspace_id), "message.sent", **data)


def status_changed(conversation: Conversation) -> None:
    """Say, on commit, that someone else has the conversation now."""
    data = {
        "conversation": str(conversation.pk),
        "state": conversation.state,
        "epoch": conversation.owner_epoch,
    }
    announce(conversation_group(conversation.pk), "status.changed", **data)
    announce(inbox_group(conversation.workspace_id), "status.changed", **data)


def row_changed(conversation: Conversation) -> None:
    """Say, on commit, that something beside the talk is another: its tags, or when it comes back.

    Its agents look again; the visitor is told nothing.
    """
    data = {"conversation": str(conversation.pk)}
    announce(inbox_group(conversation.workspace_id), "row.changed", **data)


def person_changed(contact: Contact) -> None:
    """Say, on commit, that something of the person is another: in their newest conversations."""
    talks = Conversation.objects.filter(contact=contact).only("pk", "workspace_id")
    for talk in talks.order_by("-last_activity_at")[:SHOWN]:
        row_changed(talk)


def typing(conversation_id: UUID | str, who: str) -> None:
    """Say that `who` (``visitor``, ``agent`` or ``bot``) is writing."""
    publish(
        {
            "name": "typing.started",
            "group": conversation_group(conversation_id),
            "data": {"from": who},
        }
    )


def stream(conversation_id: UUID | str, stream_id: str, text: str) -> None:
    """Show the next piece of an answer that is still being written."""
    publish(
        {
            "name": "stream.grew",
            "group": conversation_group(conversation_id),
            "data": {"stream": stream_id, "text": text},
        }
    )


def publish(announcement: Announcement) -> None:
    """Deliver now, to this process's sockets and through a shared layer to the others'."""
    pass_point("before_doorbell")
    announcement["rung"] = time.time()
    with _lock:
        _hubs[:] = [hub for hub in _hubs if not hub.loop.is_closed()]
        hubs = list(_hubs)
    for hub in hubs:
        hub.post(announcement)
    if not _layer_is_shared():
        return
    if hubs:
        hubs[0].ring_others(announcement)
    else:
        asyncio.run_coroutine_threadsafe(_send(announcement), _helper_loop())


def is_delayed() -> bool:
    """Say whether the other processes cannot be reached: what they do is seen by syncs only."""
    return _cut_off


def subscribe(group: str, listener: Listener) -> None:
    """Call `listener` on the running loop for every announcement to `group`."""
    _hub_here().join(group, listener)


def unsubscribe(group: str, listener: Listener) -> None:
    """Undo `subscribe`. Nothing happens when it was not subscribed."""
    _hub_here().leave(group, listener)


class _Hub:
    """The listeners of one event loop, and its one channel on a shared layer."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.listeners: dict[str, set[Listener]] = {}
        self.outbox: asyncio.Queue[Announcement] = asyncio.Queue(OUTBOX)
        self.tasks: list[asyncio.Task[None]] = []
        self.changed = asyncio.Event()
        self.posted: deque[Announcement] = deque()
        self.woken = False

    def post(self, announcement: Announcement) -> None:
        """Hand it to the loop. Rings that come before it looks wake it once."""
        self.posted.append(announcement)
        if self.woken:
            return
        self.woken = True
        try:
            self.loop.call_soon_threadsafe(self.deliver_posted)
        except RuntimeError:
            logger.debug("An event loop ended before it could be told.")

    def deliver_posted(self, rounds: int = 2) -> None:
        """Deliver two rounds of the loop later.

        Then whoever made the change was told first that it is stored, has shown it, and need not
        look for it: otherwise each turn would ask the database what it has just said itself.
        """
        if rounds:
            self.loop.call_soon(self.deliver_posted, rounds - 1)
            return
        self.woken = False  # first: what is posted from now on wakes the loop again
        while self.posted:
            self.deliver(self.posted.popleft())

    def deliver(self, announcement: Announcement) -> None:
        for listener in tuple(self.listeners.get(announcement["group"], ())):
            try:
                listener(announcement)
            except Exception:
                logger.exception("A socket could not take an announcement.")
        metrics.DOORBELL_SECONDS.observe(max(0.0, time.time() - announcement["rung"]))

    def ring_others(self, announcement: Announcement) -> None:
        def put() -> None:
            if not self.outbox.full():
                self.outbox.put_nowait(announcement)

        self.loop.call_soon_threadsafe(put)

    def join(self, group: str, listener: Listener) -> None:
        self.listeners.setdefault(group, set()).add(listener)
        if _layer_is_shared():
            self.changed.set()
            if not self.tasks:
                self.tasks = [
                    self.loop.create_task(self._send_all(), name="doorbell-out"),
                    self.loop.create_task(self._receive_all(), name="doorbell-in"),
                ]

    def leave(self, group: str, listener: Listener) -> None:
        there = self.listeners.get(group)
        if there is None:
            return
        there.discard(listener)
        if not there:
            del self.listeners[group]
            self.changed.set()
        if not self.listeners:
            for task in self.tasks:
                task.cancel()
            self.tasks = []

    async def _send_all(self) -> None:
        while True:
            batch = {}
            announcement = await self.outbox.get()
            while True:
                batch[_same(announcement)] = announcement  # the newest ring says it all
                if self.outbox.empty():
                    break
                announcement = self.outbox.get_nowait()
            for announcement in batch.values():
                await _send(announcement)

    async def _receive_all(self) -> None:
        """Keep this process's channel in the groups its sockets are in; re-join regularly."""
        layer = get_channel_layer()
        reader: asyncio.Task[None] | None = None
        joined: set[str] = set()
        try:
            channel = ""
            while True:
                self.changed.clear()
                try:
                    channel = channel or await layer.new_channel()
                    if reader is None or reader.done():
                        reader = self.loop.create_task(self._read(layer, channel))
                    for group in joined - set(self.listeners):
                        await layer.group_discard(group, channel)
                        joined.discard(group)
                    for group in set(self.listeners) - joined:
                        await layer.group_add(group, channel)
                        joined.add(group)
                    await layer.group_send(f"probe.{PROCESS}", {"type": "probe"})  # is it there?
                    _note(cut_off=False)
                    await asyncio.wait_for(self.changed.wait(), REJOIN_S)
                except TimeoutError:
                    joined.clear()
                except Exception as problem:
                    _note(cut_off=True, why=problem)
                    joined.clear()
                    await asyncio.sleep(1)
        finally:
            if reader is not None:
                reader.cancel()

    async def _read(self, layer: Any, channel: str) -> None:
        while True:
            message = await layer.receive(channel)
            if message.get("process") != PROCESS:
                self.deliver(message["announcement"])


def _hub_here() -> _Hub:
    loop = asyncio.get_running_loop()
    with _lock:
        for hub in _hubs:
            if hub.loop is loop:
                return hub
        hub = _Hub(loop)
        _hubs.append(hub)
        return hub


def _layer_is_shared() -> bool:
    layer = get_channel_layer()
    return layer is not None and not isinstance(layer, InMemoryChannelLayer)


def _same(announcement: Announcement) -> object:
    if announcement["name"] in {"message.sent", "status.changed"}:
        conversation = announcement["data"].get("conversation")
        return announcement["group"], announcement["name"], conversation
    return id(announcement)


async def _send(announcement: Announcement) -> None:
    try:
        await get_channel_layer().group_send(
            announcement["group"],
            {"type": "announcement", "process": PROCESS, "announcement": announcement},
        )
    except Exception as problem:
        _note(cut_off=True, why=problem)


def _note(*, cut_off: bool, why: Exception | None = None) -> None:
    global _cut_off
    if cut_off:
        logger.warning("The doorbell cannot reach Redis: %s", why)
    _cut_off = cut_off


def _helper_loop() -> asyncio.AbstractEventLoop:
    """A loop in a thread of its own, for processes without sockets (Celery, commands)."""
    global _helper
    with _lock:
        if _helper is None or _helper.is_closed():
            _helper = asyncio.new_event_loop()
            threading.Thread(target=_helper.run_forever, name="doorbell", daemon=True).start()
        return _helper
