"""The base of every socket, without a server."""

import asyncio
import logging

from flowbuilder.conversations.sockets import SocketConsumer


class Talkative(SocketConsumer):
    """Has something to say as soon as it is open."""

    left = False

    async def opened(self):
        self.send({"type": "pong"})

    async def closed(self):
        self.left = True


async def test_a_client_that_leaves_while_it_is_written_to_is_no_error(caplog):
    events = iter([{"type": "websocket.connect"}])

    async def receive():
        try:
            return next(events)
        except StopIteration:
            return await asyncio.Future()

    async def send(message):
        if message["type"] == "websocket.send":
            raise ConnectionError("Attempt to send on a closed protocol")

    socket = Talkative({"type": "websocket", "headers": []}, receive, send)
    with caplog.at_level(logging.INFO):
        await asyncio.wait_for(socket.run(), 5)

    assert socket.left
    assert caplog.records == []
