"""The outer wall of a socket, in the web server: against clients that only send or never read.

A consumer has limits of its own and answers politely. But it cannot see that what it sent still
waits in memory for a client that does not read, and it is asked only after the web server has taken
a flood apart, frame by frame, while everybody else waits.
"""

from __future__ import annotations

from typing import Any

from daphne.ws_protocol import WebSocketProtocol
from django.conf import settings
from twisted.internet import reactor as twisted_reactor

from flowbuilder.conversations.sockets import OUTBOX_BYTES, TOO_SLOW, Bucket

REST_S = 1.0

reactor: Any = twisted_reactor  # chosen at run time, so its stub does not know its methods


class WalledSocket(WebSocketProtocol):
    """A socket that holds little for a slow reader, and lets a flood wait in the client's network.

    `pauseProducing` and `resumeProducing` are how the network says that it holds enough of ours,
    and that it is empty again.
    """

    def onOpen(self) -> None:  # noqa: N802  Autobahn's name
        super().onOpen()
        rate = float(settings.FLOWBUILDER_SOCKET_FRAMES_PER_S)
        self._frames = Bucket(4 * rate, 8 * rate + 40)  # more than a consumer takes before it ends
        self._rests = False
        self._unread: int | None = None
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

    def pauseProducing(self) -> None:  # noqa: N802  Twisted's name
        if self._unread is None:
            self._unread = 0

    def resumeProducing(self) -> None:  # noqa: N802
        self._unread = None

    def stopProducing(self) -> None:  # noqa: N802
        self._unread = None

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
            reactor.callLater(REST_S, self._go_on)

    def _go_on(self) -> None:
        if self.state == self.STATE_OPEN:
            self._rests = False
            self.transport.resumeProducing()
            self.consumeData()
