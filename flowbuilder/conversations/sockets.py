"""The base of every socket: limits, strict frames, typed errors, a bounded way out.

A consumer of our own instead of Channels' generic one: that one hops to a thread for every
frame, calls no clean-up after an exception, and dispatches to whatever method a message names.
Subclasses say which frames they know and what to do with each; the rest is here.
"""

from __future__ import annotations

import asyncio
import contextvars
import logging
import math
import secrets
import time
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from weakref import WeakSet

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext as _

from flowbuilder.common import logs, metrics, strict_json
from flowbuilder.common.errors import AppError
from flowbuilder.conversations import live
from flowbuilder.conversations.buckets import Bucket
from flowbuilder.conversations.frames import MAX_FRAME, Act, Frame, FrameIsBad, Ping, read_frame

Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]

MAX_MALFORMED = 5
INBOX = 64
OUTBOX_FRAMES = 256
OUTBOX_BYTES = 1024 * 1024
SYNC_S = 25.0
DEAD_AFTER_S = 40.0  # clients ping every 20 to 25 s; half-open lines are found within 45 s

#: The ASGI extension of our web server that waits until the network took what we sent.
ROOM = "flowbuilder.room"

RESTARTING, POLICY, TOO_SLOW, TOO_FAST, REFUSED = 1012, 1008, 4008, 4029, 4403
BROKEN, TRY_LATER = 1011, 1013

logger = logging.getLogger(__name__)
_open: WeakSet[SocketConsumer] = WeakSet()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a socket may not open. Politely: it opens, says so in a frame, and closes."""

    code: str
    message: str
    politely: bool = False
    close_code: int = REFUSED


class SocketConsumer:
    """One open socket. Override `frames`, `admit`, `handle`, `announcement`, `sync`."""

    frames: ClassVar[Mapping[str, type[Frame]]] = {}
    kind: ClassVar[str] = "other"

    def __init__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        self.scope = scope
        self._known: dict[str, type[Frame]] = {"ping": Ping, **self.frames}
        self._receive, self._send_raw = receive, send
        rate = float(getattr(settings, "FLOWBUILDER_SOCKET_FRAMES_PER_S", 10))
        self._frames_left = Bucket(rate, rate * 4)
        self._bytes_left = Bucket(rate * 16 * 1024, max(rate * 32 * 1024, 4 * MAX_FRAME))
        self._warnings = 0
        self._malformed = 0
        self._inbox: deque[str | bytes] = deque()
        self._mailbox: deque[live.Announcement] = deque(maxlen=OUTBOX_FRAMES)
        self._sync_is_due = False
        self._worker: asyncio.Task[None] | None = None
        self._outbox: deque[str] = deque()
        self._outbox_bytes = 0
        self._writing = asyncio.Lock()
        self._flushing: asyncio.Task[None] | None = None
        self._groups: set[str] = set()
        self._closing: tuple[int, str] | None = None
        self._heard_at = time.monotonic()
        self._pings = False

    @classmethod
    def as_asgi(cls) -> Callable[[dict[str, Any], Receive, Send], Awaitable[None]]:
        """The ASGI application for a route."""

        async def application(scope: dict[str, Any], receive: Receive, send: Send) -> None:
            await cls(scope, receive, send).run()

        return application

    # ---- What a subclass says ------------------------------------------------

    async def admit(self) -> Refusal | None:
        """Say why this socket may not open, before anything else happens."""
        return None

    async def opened(self) -> None:
        """The socket is open."""

    async def handle(self, frame: Frame) -> None:
        """Do what the client asks. An `AppError` becomes an error frame."""
        raise NotImplementedError

    async def announcement(self, announcement: live.Announcement) -> None:
        """Something was announced to a group that this socket joined."""

    async def sync(self) -> None:
        """Look whether an announcement was missed. Runs every 25 seconds."""

    async def closed(self) -> None:
        """Whatever happened, the socket is gone."""

    # ---- What a subclass uses --------------------------------------------------

    def send(self, frame: Mapping[str, Any]) -> None:
        """Put a frame in the outbox. A reader too slow for it is disconnected with 4008."""
        if self._closing is not None:
            return
        text = strict_json.dumps(frame)
        self._outbox.append(text)
        self._outbox_bytes += len(text)
        if len(self._outbox) > OUTBOX_FRAMES or self._outbox_bytes > OUTBOX_BYTES:
            self._outbox.clear()
            self.close(TOO_SLOW)
        if self._worker is None:
            self._wake()

    async def drained(self) -> None:
        """Wait until the client's network took the outbox: between the pages of a long catch-up.

        Who reads slowly is waited for; who takes nothing for `DEAD_AFTER_S` is let go.
        """
        await self._write()
        room = self.scope.get("extensions", {}).get(ROOM)
        if room is not None:
            try:
                async with asyncio.timeout(DEAD_AFTER_S):
                    await room()
            except TimeoutError:
                self.close(TOO_SLOW)

    def send_error(self, code: str, message: Any, **more: Any) -> None:
        """Say what went wrong and, if it helps, that trying again may work (`retry`)."""
        self.send({"type": "error", "code": code, "message": str(message), **more})

    def close(self, code: int, reason: str = "") -> None:
        """Close once everything in the outbox is written."""
        if self._closing is None:
            self._closing = (code, reason)
        self._write_soon()

    def join(self, group: str) -> None:
        """Hear the announcements to `group`."""
        if group not in self._groups:
            self._groups.add(group)
            live.subscribe(group, self._hear)

    def leave(self, group: str) -> None:
        """Hear them no more."""
        if group in self._groups:
            self._groups.discard(group)
            live.unsubscribe(group, self._hear)
            heard = [one for one in self._mailbox if one["group"] != group]
            self._mailbox.clear()
            self._mailbox.extend(heard)

    # ---- The machine -----------------------------------------------------------
    #
    # One task reads. While there is something to do, one more does it, a frame or an announcement
    # at a time, and writes what came of it; an idle socket keeps nothing but its reader.

    async def run(self) -> None:
        """Serve one connection from handshake to end. Cleans up whatever happens."""
        logs.bind(connection=secrets.token_hex(6))  # for this task and all that it begins
        await self._receive()
        refusal = await self._admitted()
        if refusal is not None and not refusal.politely:
            await self._send_raw({"type": "websocket.close", "code": REFUSED})
            return
        await self._send_raw({"type": "websocket.accept"})
        self._loop = asyncio.get_running_loop()
        self._context = contextvars.copy_context()  # with the language that `admit` chose
        self._over: asyncio.Future[None] = self._loop.create_future()
        if refusal is not None:
            self._worker = asyncio.current_task()
            self.send_error(refusal.code, refusal.message)
            self.close(refusal.close_code, refusal.code)
            await self._write()
            return
        _open.add(self)
        metrics.SOCKETS.labels(self.kind).inc()
        self._worker = self._start(self._open())
        reader = self._start(self._read())
        self._sync_at = time.monotonic() + SYNC_S
        self._ticking = self._loop.call_later(SYNC_S, self._tick)
        try:
            await self._over
        finally:
            _open.discard(self)
            self._ticking.cancel()
            metrics.SOCKETS.labels(self.kind).dec()
            tasks = [task for task in (reader, self._worker, self._flushing) if task is not None]
            for task in tasks:
                task.cancel()
            for outcome in await asyncio.gather(*tasks, return_exceptions=True):
                if isinstance(outcome, Exception):
                    logger.error("A socket broke.", exc_info=outcome)
            for group in tuple(self._groups):
                self.leave(group)
            await self.closed()

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        return self._loop.create_task(work, context=self._context)

    def _end(self) -> None:
        if not self._over.done():
            self._over.set_result(None)

    async def _admitted(self) -> Refusal | None:
        try:
            return await self.admit()
        except (OperationalError, InterfaceError):
            sentence = _("We cannot answer right now. Please try again in a moment.")
            return Refusal("not_available", sentence, politely=True, close_code=TRY_LATER)
        except Exception:
            logger.exception("A socket could not be admitted.")
            return Refusal("internal", "")

    async def _read(self) -> None:
        """Take frames off the server at once, so that a flood never piles up in memory."""
        try:
            while True:
                event = await self._receive()
                if event["type"] == "websocket.disconnect":
                    return
                payload = event.get("text")
                if payload is None:
                    payload = event.get("bytes") or b""
                self._heard_at = time.monotonic()
                fast = not self._frames_left.takes() or not self._bytes_left.takes(len(payload))
                if fast or len(self._inbox) >= INBOX:
                    self._too_fast()
                    continue
                self._inbox.append(payload)
                self._wake()
        finally:
            self._end()

    def _too_fast(self) -> None:
        self._warnings += 1
        if self._warnings == 1:
            self.send_error(
                "too_many_frames",
                _("You are sending messages too quickly. Please wait a moment."),
                retry=True,
            )
            self._write_soon()
        elif self._warnings > 20:
            self.close(TOO_FAST, "too_many_frames")

    def _wake(self) -> None:
        if self._worker is None and not self._over.done():
            self._worker = self._start(self._work())

    async def _open(self) -> None:
        """Begin, then do what came in the meantime. A socket that cannot begin is of no use."""
        try:
            await self.opened()
        except Exception:
            logger.exception("A socket could not begin.")
            self.close(BROKEN)
        await self._work()

    async def _work(self) -> None:
        """Do what there is to do, one thing after the other, and write what came of each."""
        try:
            while True:
                if self._mailbox:
                    await self._guarded(self.announcement(self._mailbox.popleft()))
                elif self._inbox:
                    await self._take(self._inbox.popleft())
                elif self._sync_is_due:
                    self._sync_is_due = False
                    await self._guarded(self.sync())
                elif not self._outbox and (self._closing is None or self._over.done()):
                    return
                await self._write()
        except Exception:
            logger.exception("A socket's worker broke.")
            self.close(BROKEN)
            await self._write()
        finally:
            self._worker = None

    async def _take(self, payload: str | bytes) -> None:
        if self._closing is not None:
            return
        frame = self._frame_in(payload)
        if isinstance(frame, Ping):
            self._pings = True
            self.send({"type": "pong"})
        elif frame is not None:
            await self._guarded(self.handle(frame), frame)

    def _frame_in(self, payload: str | bytes) -> Frame | None:
        """The frame in `payload`; or None after answering what is wrong with it."""
        try:
            frame = read_frame(payload, self._known)
        except FrameIsBad as bad:
            self._malformed += 1
            self.send_error(bad.code, bad.message, **bad.place)
            if self._malformed > MAX_MALFORMED:
                self.close(POLICY, "malformed")
            return None
        self._malformed = 0
        self._warnings = max(0, self._warnings - 1)
        return frame

    async def _guarded(self, work: Awaitable[None], frame: Frame | None = None) -> None:
        """Do `work`; whatever goes wrong becomes an error frame and the socket lives."""
        try:
            await work
        except Exception as problem:
            self._say_what_went_wrong(problem, frame)

    def _say_what_went_wrong(self, problem: Exception, frame: Frame | None) -> None:
        more = {"client_id": frame.client_id} if isinstance(frame, Act) else {}
        if isinstance(problem, AppError):
            retry = {"retry": True} if problem.error_status in (503, 507) else {}
            details = {"details": problem.details} if problem.details else {}
            self.send_error(problem.error_code, problem.message, **more, **retry, **details)
        elif isinstance(problem, OperationalError | InterfaceError):
            logger.warning("The database cannot be reached: %s", problem)
            if frame is not None:
                self.send_error(
                    "not_saved", _("Not saved yet. We are trying again."), retry=True, **more
                )
        else:
            logger.error("A socket's handler broke.", exc_info=problem)
            self.send_error("internal", _("Something went wrong on our side. Try again."), **more)

    def _hear(self, announcement: live.Announcement) -> None:
        self._mailbox.append(announcement)
        self._wake()

    def _tick(self) -> None:
        """Every 25 seconds see that nothing was missed; end a socket whose client fell silent."""
        moment = time.monotonic()
        dead_at = self._heard_at + DEAD_AFTER_S if self._pings else math.inf
        if moment >= dead_at:
            self.close(TOO_SLOW, "silent")
            return
        if moment >= self._sync_at:
            self._sync_at = moment + SYNC_S
            self._sync_is_due = True
            self._wake()
        self._ticking = self._loop.call_later(min(self._sync_at, dead_at) - moment, self._tick)

    def _write_soon(self) -> None:
        """Have the outbox written, even while the worker waits for something."""
        if self._flushing is None:
            self._flushing = self._start(self._flush())

    async def _flush(self) -> None:
        try:
            await self._write()
        finally:
            self._flushing = None

    async def _write(self) -> None:
        """Write the outbox, then the farewell if there is one."""
        async with self._writing:
            try:
                while self._outbox:
                    text = self._outbox.popleft()
                    self._outbox_bytes -= len(text)
                    await self._send_raw({"type": "websocket.send", "text": text})
                self._outbox_bytes = 0
                if self._closing is not None and not self._over.done():
                    code, reason = self._closing
                    await self._send_raw(
                        {"type": "websocket.close", "code": code, "reason": reason}
                    )
                    self._end()
            except Exception as problem:  # the client left; what it missed it asks for again
                logger.debug("A socket's client left while it was written to: %r", problem)
                self._end()


async def close_all(code: int = RESTARTING) -> None:
    """Close every open socket of this process: before a restart, so that clients come back."""
    leaving = list(_open)
    for socket in leaving:
        socket.close(code, "restarting")
    for _round in range(50):
        if not _open:
            return
        await asyncio.sleep(0.02)
