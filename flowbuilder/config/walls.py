"""The outer walls, in the web server: against clients that only send or never read.

A consumer has limits of its own and answers politely. But it cannot see that what it sent still
waits in memory for a client that does not read, and it is asked only after the web server has taken
a flood apart, frame by frame, while everybody else waits.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any

from daphne.http_protocol import WebRequest
from daphne.ws_protocol import WebSocketProtocol
from django.conf import settings
from twisted.internet import reactor as twisted_reactor

from flowbuilder.conversations.buckets import Bucket
from flowbuilder.conversations.sockets import OUTBOX_BYTES, TOO_SLOW

#: How long a socket that sent too much at once rests before a little more of it is read.
REST_S = 0.1

#: No body of ours is larger: files of conversations have 10 MB, those of knowledge 20.
MAX_BODY = 25 * 1024 * 1024
_SENTENCE = b"What was sent is far too large."
TOO_LARGE = (
    b"HTTP/1.1 413 Content Too Large\r\nConnection: close\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\nContent-Length: %d\r\n\r\n%s"
) % (len(_SENTENCE), _SENTENCE)

reactor: Any = twisted_reactor  # chosen at run time, so its stub does not know its methods


class WalledRequest(WebRequest):
    """A request whose body ends at a limit: Daphne keeps the whole of it before anybody is asked.

    With a length that says so it is refused before the first byte; without one, at the byte that
    is too many.
    """

    def gotLength(self, length: int | None) -> None:  # noqa: N802  Twisted's name
        self._room = max(MAX_BODY, settings.FLOWBUILDER_FILE_MAX_BYTES + 1024 * 1024)
        super().gotLength(0 if length is not None and length > self._room else length)
        if length is not None and length > self._room:
            self._refuse()

    def handleContentChunk(self, data: bytes) -> None:  # noqa: N802
        if self._room < 0:
            return
        self._room -= len(data)
        if self._room < 0:
            self._refuse()
        else:
            super().handleContentChunk(data)

    def process(self) -> None:
        if self._room < 0:
            return
        if self.requestHeaders.hasHeader(b"Upgrade"):
            _in_turn(self.let_in)
        else:
            super().process()

    def let_in(self) -> None:
        """Open the socket that is asked for, unless whoever asked has gone meanwhile."""
        if self.channel is not None:
            super().process()

    def _refuse(self) -> None:
        self._room = -1
        self.channel.transport.write(TOO_LARGE)
        self.channel.loseConnection()


#: Who wants a socket, and floods that a little more is read of. One has its turn at a time, and
#: what others say is heard in between: of fifty that came at once, the last was let in before
#: anybody got an answer.
_doorstep: deque[Callable[[], None]] = deque()


def _in_turn(act: Callable[[], None]) -> None:
    _doorstep.append(act)
    if len(_doorstep) == 1:
        reactor.callLater(0, _next_turn)


def _next_turn() -> None:
    try:
        _doorstep[0]()
    finally:
        _doorstep.popleft()
        if _doorstep:
            reactor.callLater(0, _next_turn)


class WalledSocket(WebSocketProtocol):
    """A socket that holds little for a slow reader, and lets a flood wait in the client's network.

    `pauseProducing` and `resumeProducing` are how the network says that it holds enough of ours,
    and that it is empty again.
    """

    def onOpen(self) -> None:  # noqa: N802  Autobahn's name
        super().onOpen()
        rate = float(settings.FLOWBUILDER_SOCKET_FRAMES_PER_S)
        # In a while more than a consumer takes, which ends it; little at once, for others wait.
        self._frames = Bucket(4 * rate, rate)
        self._rests = False
        self._unread: int | None = None
        self._has_room: asyncio.Future[None] | None = None
        self.transport.unregisterProducer()  # Daphne's HTTP side, which is done
        self.transport.registerProducer(self, True)

    # ---- What we send ------------------------------------------------------------

    def serverSend(self, content: str | bytes, binary: bool = False) -> None:  # noqa: N802
        if self._unread is not None:
            self._unread += len(content)
            if self._unread > OUTBOX_BYTES:
                return self.serverClose(TOO_SLOW)
        super().serverSend(content, binary)
        return None

    async def room(self) -> None:
        """Wait until the network has taken what we sent, or the socket is gone."""
        if getattr(self, "_unread", None) is None:
            return
        if self._has_room is None:
            self._has_room = asyncio.get_running_loop().create_future()
        await asyncio.shield(self._has_room)

    def pauseProducing(self) -> None:  # noqa: N802  Twisted's name
        if self._unread is None:
            self._unread = 0

    def resumeProducing(self) -> None:  # noqa: N802
        self._unread = None
        if self._has_room is not None:
            self._has_room.set_result(None)
            self._has_room = None

    def stopProducing(self) -> None:  # noqa: N802
        self.resumeProducing()

    # ---- What we are sent ---------------------------------------------------------

    def onMessage(self, payload: bytes, isBinary: bool) -> None:  # noqa: N802, N803
        super().onMessage(payload, isBinary)
        self._count()

    def onPing(self, payload: bytes) -> None:  # noqa: N802
        super().onPing(payload)
        self._count()

    def processData(self) -> bool:  # noqa: N802
        return not getattr(self, "_rests", False) and bool(super().processData())

    def _count(self) -> None:
        if not self._frames.takes() and not self._rests:
            self._rests = True
            self.transport.pauseProducing()
            reactor.callLater(REST_S, _in_turn, self._go_on)

    def _go_on(self) -> None:
        if self.state == self.STATE_OPEN:
            self._rests = False
            self.transport.resumeProducing()
            self.consumeData()
