"""People who talk while the town burns: they reconnect, send again, and remember everything."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from benchmarks.stand import Talker
from tests.soak.visitors import BROKEN

#: How long a client believes in a silent connection. A browser's is longer; a test has less time.
PATIENCE_S = 6.0
#: A turn that was acknowledged is answered within this, whatever happens to workers and leases.
ANSWER_S = 75.0


class Townsperson(Talker):
    """A client that never gives up.

    Attributes:
        acked_at: When each acknowledgement came, by the message's number.
        seen_at: When each message was first on its screen.
        broken: How often its connection broke.
        left: It has seen everything and gone.
    """

    def __init__(self, url: Callable[[], str], name: str, chance: random.Random) -> None:
        super().__init__(url())
        self.next_url, self.name, self.chance = url, name, chance
        self.said: dict[str, str] = {}
        self.acked_at: dict[int, float] = {}
        self.seen_at: dict[int, float] = {}
        self.broken = 0
        self.resent = 0
        self.open = False
        self.left = False

    async def read(self) -> dict[str, Any]:
        frame = await super().read()
        if frame["type"] == "message":
            self.seen_at.setdefault(frame["seq"], time.monotonic())
        elif frame["type"] == "ack":
            self.acked_at.setdefault(frame["seq"], time.monotonic())
        return frame

    async def connected(self) -> None:
        """Have a connection that said hello."""
        if self.open:
            return
        self.url = self.next_url()
        async with asyncio.timeout(PATIENCE_S):
            await self.connect()
            answer = await self.hello()
        if answer["type"] == "error":
            raise OSError(answer["code"])
        self.open = True

    async def give_up_connection(self) -> None:
        """Forget the connection and wait a random moment, as the widget does."""
        self.open = False
        self.broken += 1
        if (socket := getattr(self, "socket", None)) is not None:
            socket.transport.abort()
        await asyncio.sleep(self.chance.uniform(0.05, 1.0))

    async def say(self, text: str) -> int:
        """Say it until it is acknowledged; return its number."""
        client_id = f"{self.name}-{len(self.said):06d}"
        self.said[client_id] = text
        times = 0
        while client_id not in self.acked:
            try:
                await self.connected()
                await self.send(type="say", client_id=client_id, text=text)
                times += 1
                async with asyncio.timeout(PATIENCE_S):
                    while client_id not in self.acked:
                        frame = await self.read()
                        if frame["type"] == "error" and frame.get("client_id") == client_id:
                            await asyncio.sleep(0.3)
                            break
            except BROKEN:
                await self.give_up_connection()
        self.resent += max(0, times - 1)
        return self.acked[client_id]

    async def hear(self, text: str, after: int) -> None:
        """Wait until the assistant says so, after message `after`."""
        until = time.monotonic() + ANSWER_S
        while not any(
            seq > after and frame["from"] == "bot" and frame["content"].get("text") == text
            for seq, frame in self.messages.items()
        ):
            if time.monotonic() > until:
                raise AssertionError(f"{self.name} was not answered after message {after}.")
            try:
                await self.connected()
                async with asyncio.timeout(PATIENCE_S):
                    await self.read()
            except BROKEN:
                await self.give_up_connection()

    async def ask_whether_alive(self) -> None:
        """Send a ping; a server that does not even answer that is given up."""
        await self.send(type="ping")
        async with asyncio.timeout(PATIENCE_S):
            await self.read()

    async def leave(self) -> None:
        """Connect once more, see everything that is there, and go."""
        while not self.left:
            try:
                if getattr(self, "socket", None) is not None:
                    self.socket.transport.abort()
                self.open = False
                await self.connected()
                self.left = True
            except BROKEN:
                await self.give_up_connection()
        await self.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """How long somebody stays: until that moment, or so many messages; and how hurried."""

    until: float
    messages: int
    pause_s: float

    def goes_on(self, person: Townsperson) -> bool:
        """Say whether there is time for one more message."""
        return len(person.said) < self.messages and time.monotonic() < self.until

    async def rest(self, person: Townsperson) -> None:
        """Think about what to say next."""
        await asyncio.sleep(person.chance.expovariate(1 / self.pause_s))


async def talk_to_echo(person: Townsperson, visit: Visit) -> None:
    """Say one thing after another and hear each repeated."""
    while visit.goes_on(person):
        text = f"{person.name} {len(person.said)}"
        seq = await person.say(text)
        if person.chance.random() < 0.7:  # else speak on without listening
            await person.hear(f"You said {text}.", seq)
        await visit.rest(person)
    await person.leave()


async def ask_for_orders(person: Townsperson, visit: Visit) -> None:
    """Ask for one order after another; each is looked up by a job."""
    while visit.goes_on(person):
        seq = await person.say(f"{person.chance.randint(1, 99_999)}")
        await person.hear("Which order?", seq)
        await visit.rest(person)
    await person.leave()


async def watch(watcher: Townsperson, person: Townsperson) -> None:
    """Look at the same conversation from another tab, without a word, until all is seen."""
    while person.token is None and not person.left:
        await asyncio.sleep(0.05)
    watcher.token = person.token
    while not (person.left and watcher.messages.keys() == person.messages.keys()):
        try:
            await watcher.connected()
            try:
                async with asyncio.timeout(1):
                    await watcher.read()
            except TimeoutError:
                await watcher.ask_whether_alive()
        except BROKEN:
            await watcher.give_up_connection()
    await watcher.close()
