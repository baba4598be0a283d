"""The big figure: so many acknowledged messages through random kills, none lost, none doubled.

    python -m tests.soak.count --messages 250000
    python -m tests.soak.count --messages 20000 --set-up large --seed 7

Visitors come in parallel and one after another; each says a few things as fast as they are
acknowledged, through whatever befalls the town, and looks at its whole transcript at the end.
What was acknowledged is then compared with the database, past the program.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.wire import Closed, Wire, raise_limits
from tests.soak.ledger import Ledger
from tests.soak.town import LargeTown, SmallTown, Town

#: Messages of a visitor: its transcript stays far below what a fresh browser is shown.
EACH = 25
PATIENCE_S = 15.0
PAUSE_S = (2.0, 7.0)
TOWNS: dict[str, type[Town]] = {"sqlite": SmallTown, "large": LargeTown}


@dataclass
class Count:
    """What all visitors did so far."""

    wanted: int
    acked: dict[str, tuple[str, int]] = field(default_factory=dict)
    visitors: int = 0
    resent: int = 0
    broken: int = 0
    doubled: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def is_full(self) -> bool:
        """Say whether nobody new need come."""
        return len(self.acked) >= self.wanted


class Visitor:
    """Says `EACH` things and goes."""

    def __init__(self, town: Town, count: Count) -> None:
        self.town, self.count = town, count
        self.name = f"v{count.visitors:06d}"
        count.visitors += 1
        self.wire: Wire | None = None
        self.token: str | None = None
        self.conversation = ""
        self.acked: dict[str, int] = {}
        self.seen: dict[int, tuple[str, str | None]] = {}

    async def visit(self) -> None:
        """Say everything, look at the transcript, go."""
        for number in range(EACH):
            await self._surely(self._say, f"{self.name}-{number:03d}")
        self.count.acked |= {key: (self.conversation, seq) for key, seq in self.acked.items()}
        await self._surely(self._look_at_everything)
        if self.wire is not None:
            self.wire.abort()

    async def _surely(self, act: Any, *arguments: Any) -> None:
        """Do it again on a new connection until it succeeds."""
        while True:
            try:
                async with asyncio.timeout(PATIENCE_S):
                    if self.wire is None:
                        await self._connect()
                    await act(*arguments)
                return
            except (OSError, TimeoutError):
                self.count.broken += 1
                if self.wire is not None:
                    self.wire.abort()
                self.wire = None
                await asyncio.sleep(self.town.chance.uniform(0.1, 0.6))

    async def _connect(self) -> None:
        wire = Wire(self.town.port, "/ws/chat/echo/")
        await wire.open()
        self.wire = wire
        await self._hello(after=max(self.seen, default=0))

    async def _hello(self, *, after: int) -> None:
        wire = self._open_wire()
        wire.send({"type": "hello", "visitor": self.token, "after": after})
        while (await self._read(wire))["type"] != "status":
            pass

    async def _say(self, client_id: str) -> None:
        wire = self._open_wire()
        wire.send({"type": "say", "client_id": client_id, "text": client_id})
        self.count.resent += 1
        while client_id not in self.acked:
            await self._read(wire)
        self.count.resent -= 1

    async def _look_at_everything(self) -> None:
        """What was seen live is what is shown now, and each word is there once."""
        live, self.seen = self.seen, {}
        await self._hello(after=0)
        said = [client_id for _from, client_id in self.seen.values() if client_id is not None]
        if len(set(said)) != len(said):
            self.count.doubled.append(self.name)
        if set(said) != set(self.acked) or any(self.seen[seq] != live[seq] for seq in live):
            self.count.missing.append(self.name)

    async def _read(self, wire: Wire) -> dict[str, Any]:
        frame = await wire.read()
        match frame["type"]:
            case "ack":
                self.acked[frame["client_id"]] = frame["seq"]
            case "message":
                self.seen[frame["seq"]] = (frame["from"], frame.get("client_id"))
            case "welcome":
                self.token, self.conversation = frame["visitor"], frame["conversation"]
            case "error":
                raise Closed(frame["code"])
        return frame

    def _open_wire(self) -> Wire:
        if self.wire is None:
            raise Closed("not open")
        return self.wire


def compare(ledger: Ledger, count: Count) -> None:
    """Look for every acknowledged message in the database, and for what must not be there."""
    stored: dict[str, list[tuple[str, int]]] = {}
    for client_id, conversation, seq in ledger.rows(
        "SELECT client_id, conversation_id, seq FROM conversations_message"
        " WHERE client_id IS NOT NULL"
    ):
        stored.setdefault(client_id, []).append((str(conversation).replace("-", ""), seq))
    for client_id, (conversation, seq) in count.acked.items():
        found = stored.get(client_id, [])
        if (conversation.replace("-", ""), seq) not in found:
            count.missing.append(client_id)
        if len(found) > 1:
            count.doubled.append(client_id)
    ledger.check()


async def fill(town: Town, count: Count, conversations: int) -> None:
    """Have visitors come, `conversations` at once, until there is enough; have misfortunes."""

    async def one_after_another() -> None:
        while not count.is_full:
            await Visitor(town, count).visit()

    async def say_how_far() -> None:
        while True:
            await asyncio.sleep(10)
            print(f"  {len(count.acked)} acknowledged, {dict(town.happened)}", flush=True)

    suffering = asyncio.ensure_future(town.suffer(float("inf"), PAUSE_S))
    saying = asyncio.ensure_future(say_how_far())
    try:
        talking = asyncio.gather(*(one_after_another() for _ in range(conversations)))
        both: list[asyncio.Future[Any]] = [talking, suffering]
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        if suffering.done():
            suffering.result()
        await talking
    finally:
        suffering.cancel()
        saying.cancel()
        await asyncio.gather(suffering, saying, return_exceptions=True)


def main() -> int:
    """Count, print the figure, and say by the exit code whether it is a good one."""
    asked = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    asked.add_argument("--messages", type=int, default=250_000)
    asked.add_argument("--conversations", type=int, default=96, help="at once")
    asked.add_argument("--set-up", choices=sorted(TOWNS), default="sqlite")
    asked.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    wanted = asked.parse_args()
    raise_limits()
    count = Count(wanted.messages)
    print(f"seed {wanted.seed}, {wanted.set_up}", flush=True)
    with tempfile.TemporaryDirectory(prefix="flowbuilder-count-") as folder:
        town = TOWNS[wanted.set_up](Path(folder), random.Random(wanted.seed))
        try:
            town.begin()
            began = time.monotonic()
            asyncio.run(fill(town, count, wanted.conversations))
            took = time.monotonic() - began
            compare(town.ledger, count)
        finally:
            town.end()
    print(
        f"{len(count.acked)} acknowledged messages of {count.visitors} visitors in {took:.0f} s"
        f" ({len(count.acked) / took:.0f} a second) through {sum(town.happened.values())}"
        f" misfortunes {dict(town.happened)}: {len(count.missing)} lost, {len(count.doubled)}"
        f" doubled; {count.broken} connections broken, {count.resent} messages sent again;"
        f" {time.process_time():.0f} s of processor time for the visitors; seed {wanted.seed}"
    )
    return 1 if count.missing or count.doubled else 0


if __name__ == "__main__":
    raise SystemExit(main())
