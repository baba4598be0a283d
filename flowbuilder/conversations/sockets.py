"""The base of every socket: limits, strict frames, typed errors, a bounded way out.

A consumer of our own instead of Channels' generic one: that one hops to a thread for every
frame, calls no clean-up after an exception, and dispatches to whatever method a message names.
Subclasses say which frames they know and what to do with each; the rest is here.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import secrets
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar
from weakref import WeakSet

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from flowbuilder.common import logs, metrics, strict_json
from flowbuilder.common.errors import AppError
from flowbuilder.conversations import live

Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]

MAX_FRAME = 64 * 1024
MAX_MALFORMED = 5
INBOX = 64
OUTBOX_FRAMES = 256
OUTBOX_BYTES = 1024 * 1024
SYNC_S = 25.0
DEAD_AFTER_S = 90.0

RESTARTING, POLICY, TOO_SLOW, TOO_FAST, REFUSED = 1012, 1008, 4008, 4029, 4403
TRY_LATER = 1013

logger = logging.getLogger(__name__)
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_open: WeakSet[SocketConsumer] = WeakSet()


ClientId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{8,64}$")]


class Frame(BaseModel):
    """What a client may send. Unknown keys are refused: nobody configures us through a frame."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    type: str


class Act(Frame):
    """Something that counts once: the same `client_id` again gets the first one's answer."""

    client_id: ClientId


class Ping(Frame):
    """Is anybody there?"""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a socket may not open. Politely: it opens, says so in a frame, and closes."""

    code: str
    message: str
    politely: bool = False
    close_code: int = REFUSED


class Bucket:
    """Allows `rate` a second and `burst` at once."""

    def __init__(self, rate: float, burst: float) -> None:
        self.rate, self.burst = rate, burst
        self.level, self.at = burst, time.monotonic()

    def takes(self, amount: float = 1.0) -> bool:
        """Take `amount` out and say whether that much was there."""
        moment = time.monotonic()
        self.level = min(self.burst, self.level + (moment - self.at) * self.rate)
        self.at = moment
        if self.level < amount:
            return False
        self.level -= amount
        return True


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
        self._inbox: asyncio.Queue[str | bytes] = asyncio.Queue(INBOX)
        self._mailbox: deque[live.Announcement] = deque(maxlen=OUTBOX_FRAMES)
        self._rung = asyncio.Event()
        self._outbox: deque[str] = deque()
        self._outbox_bytes = 0
        self._unheard_bytes = 0
        self._to_write = asyncio.Event()
        self._written = asyncio.Event()
        self._groups: set[str] = set()
        self._turn = asyncio.Lock()
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
        text = _encode(frame)
        self._outbox.append(text)
        self._outbox_bytes += len(text)
        self._unheard_bytes += len(text)
        if (
            len(self._outbox) > OUTBOX_FRAMES
            or self._outbox_bytes > OUTBOX_BYTES
            or self._unheard_bytes > OUTBOX_BYTES
        ):
            self._outbox.clear()
            self.close(TOO_SLOW)
        self._to_write.set()

    async def drained(self) -> None:
        """Wait until the outbox is empty: between the pages of a long catch-up."""
        while self._outbox and self._closing is None:
            self._written.clear()
            await self._written.wait()

    def send_error(self, code: str, message: Any, **more: Any) -> None:
        """Say what went wrong and, if it helps, that trying again may work (`retry`)."""
        self.send({"type": "error", "code": code, "message": str(message), **more})

    def close(self, code: int, reason: str = "") -> None:
        """Close once everything in the outbox is written."""
        if self._closing is None:
            self._closing = (code, reason)
        self._to_write.set()
        self._written.set()

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

    # ---- The machine -----------------------------------------------------------

    async def run(self) -> None:
        """Serve one connection from handshake to end. Cleans up whatever happens."""
        logs.bind(connection=secrets.token_hex(6))  # for this task and all that it begins
        await self._receive()
        refusal = await self._admitted()
        if refusal is not None and not refusal.politely:
            await self._send_raw({"type": "websocket.close", "code": REFUSED})
            return
        await self._send_raw({"type": "websocket.accept"})
        if refusal is not None:
            self.send_error(refusal.code, refusal.message)
            self.close(refusal.close_code, refusal.code)
            await self._write()
            return
        _open.add(self)
        metrics.SOCKETS.labels(self.kind).inc()
        tasks = [
            asyncio.ensure_future(work())
            for work in (self._read, self._work, self._write, self._listen, self._tick)
        ]
        try:
            await asyncio.wait(tasks[:3], return_when=asyncio.FIRST_COMPLETED)
        finally:
            _open.discard(self)
            metrics.SOCKETS.labels(self.kind).dec()
            for group in tuple(self._groups):
                self.leave(group)
            for task in tasks:
                task.cancel()
            for outcome in await asyncio.gather(*tasks, return_exceptions=True):
                if isinstance(outcome, Exception):
                    logger.error("A socket broke.", exc_info=outcome)
            await self.closed()

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
        while True:
            event = await self._receive()
            if event["type"] == "websocket.disconnect":
                return
            payload = event.get("text")
            if payload is None:
                payload = event.get("bytes") or b""
            self._heard_at, self._unheard_bytes = time.monotonic(), 0
            fast = not self._frames_left.takes() or not self._bytes_left.takes(len(payload))
            if fast or self._inbox.full():
                self._too_fast()
                continue
            self._inbox.put_nowait(payload)

    def _too_fast(self) -> None:
        self._warnings += 1
        if self._warnings == 1:
            self.send_error(
                "too_many_frames",
                _("You are sending messages too quickly. Please wait a moment."),
                retry=True,
            )
        elif self._warnings > 20:
            self.close(TOO_FAST, "too_many_frames")

    async def _work(self) -> None:
        try:
            async with self._turn:
                await self.opened()
            while True:
                payload = await self._inbox.get()
                if self._closing is not None:
                    continue
                frame = self._frame_in(payload)
                if isinstance(frame, Ping):
                    self._pings = True
                    self.send({"type": "pong"})
                elif frame is not None:
                    async with self._turn:
                        await self._guarded(self.handle(frame), frame)
        except asyncio.CancelledError:
            raise
        except Exception:
            logger.exception("A socket's worker broke.")
            self.close(1011)
            await self.drained()

    def _frame_in(self, payload: str | bytes) -> Frame | None:
        """The frame in `payload`; or None after answering what is wrong with it."""
        if isinstance(payload, bytes):
            return self._bad("binary_frame", _("Send text frames."))
        try:
            data = strict_json.loads(payload, max_bytes=MAX_FRAME)
        except strict_json.BrokenJson as broken:
            return self._bad(
                broken.code,
                _("This frame is too large.")
                if broken.code == "too_large"
                else _("This frame cannot be read: it is not plain JSON."),
            )
        if not isinstance(data, dict):
            return self._bad("not_an_object", _("A frame is a JSON object."))
        kind = data.get("type")
        known = self._known.get(kind) if isinstance(kind, str) else None
        if known is None:
            return self._bad("unknown_type", _("There is no frame of this type."))
        try:
            frame = known.model_validate(data)
        except ValidationError as problem:
            first = problem.errors(include_input=False, include_url=False)[0]
            extra = first["type"] == "extra_forbidden"
            return self._bad(
                "unknown_field" if extra else "wrong_field",
                _("This frame has a field that does not belong there.")
                if extra
                else _("A field of this frame is missing or of the wrong kind."),
                field=".".join(str(part) for part in first["loc"])[:80],
            )
        self._malformed = 0
        self._warnings = max(0, self._warnings - 1)
        return frame

    def _bad(self, code: str, message: str, **more: Any) -> Frame | None:
        self._malformed += 1
        self.send_error(code, message, **more)
        if self._malformed > MAX_MALFORMED:
            self.close(POLICY, "malformed")
        return None

    async def _guarded(self, work: Awaitable[None], frame: Frame | None = None) -> None:
        """Do `work`; whatever goes wrong becomes an error frame and the socket lives."""
        try:
            await work
        except Exception as problem:
            self._say_what_went_wrong(problem, frame)

    def _say_what_went_wrong(self, problem: Exception, frame: Frame | None) -> None:
        more = {"client_id": frame.client_id} if isinstance(frame, Act) else {}
        if isinstance(problem, AppError):
            retry = {"retry": True} if problem.error_status == 503 else {}
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
        self._rung.set()

    async def _listen(self) -> None:
        while True:
            await self._rung.wait()
            self._rung.clear()
            async with self._turn:
                while self._mailbox:
                    await self._guarded(self.announcement(self._mailbox.popleft()))

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(SYNC_S)
            silent = time.monotonic() - self._heard_at
            if self._pings and silent > DEAD_AFTER_S:
                self.close(TOO_SLOW, "silent")
                continue
            async with self._turn:
                await self._guarded(self.sync())

    async def _write(self) -> None:
        while True:
            while self._outbox:
                text = self._outbox.popleft()
                self._outbox_bytes -= len(text)
                try:
                    await self._send_raw({"type": "websocket.send", "text": text})
                except Exception as problem:  # the client left; what it missed it asks for again
                    logger.debug("A socket's client left while it was written to: %r", problem)
                    return
            self._outbox_bytes = 0
            self._written.set()
            if self._closing is not None:
                code, reason = self._closing
                with contextlib.suppress(Exception):
                    await self._send_raw(
                        {"type": "websocket.close", "code": code, "reason": reason}
                    )
                return
            self._to_write.clear()
            if not self._outbox and self._closing is None:
                await self._to_write.wait()


async def close_all(code: int = RESTARTING) -> None:
    """Close every open socket of this process: before a restart, so that clients come back."""
    leaving = list(_open)
    for socket in leaving:
        socket.close(code, "restarting")
    for _round in range(50):
        if not _open:
            return
        await asyncio.sleep(0.02)
