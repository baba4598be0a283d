"""How long a visitor waits for the flow's answer, durable, no model involved.

Targets (performance.md, 2): at 1 conversation p50 within twice an empty echo's; at 64 p99 within
15 ms; 1,000 open sockets at 1,000 turns a second p99 within 10 ms; 1,000 conversations with real
people's think times p99 within 50 ms. Open loop: a turn counts from when it was due, so a server
that stalls cannot hide it.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import math
import random
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from benchmarks import durable
from benchmarks.report import keep, percentile
from benchmarks.stand import Stand
from benchmarks.wire import Wire, raise_limits

SOCKETS = 1_000
TURNS_PER_S = 1_000
OPEN_LOOP_S, THINKING_S = 10.0, 40.0
#: A server that falls behind is not measured for ever.
GIVE_UP_S = 3 * OPEN_LOOP_S
REPEATS = 3
#: Seconds between a visitor's messages (p50 19, p90 47) and turns of a conversation (p50 16,
#: p90 36), as lognormal distributions.
THINK = (math.log(19), math.log(47 / 19) / 1.2816)
LENGTH = (math.log(16), math.log(36 / 16) / 1.2816)
TARGETS = {"p50_ratio_1": 2.0, "p99_64_ms": 15.0, "p99_open_ms": 10.0, "p99_think_ms": 50.0}

#: How the last frame of a turn of the echo flow ends its text.
LAST = b'"And?"'


class Turns:
    """A conversation with the echo flow."""

    def __init__(self, port: int) -> None:
        self.wire = Wire(port, "/ws/chat/echo/")
        self.number = 0

    async def begin(self) -> None:
        """Open the socket and the conversation."""
        await self.wire.open()
        self.wire.send({"type": "hello", "visitor": None, "after": 0})
        while b'"status"' not in await self.wire.read_text():
            pass

    async def turn(self) -> None:
        """Say something and read the flow's whole answer."""
        self.number += 1
        said = {"type": "say", "client_id": f"message-{self.number:06d}", "text": "my parcel"}
        self.wire.send(said)
        while LAST not in await self.wire.read_text():
            pass


class Echoes(Turns):
    """The same frame to the empty consumer."""

    def __init__(self, port: int) -> None:
        super().__init__(port)
        self.wire = Wire(port, "/ws/echo/")

    async def begin(self) -> None:
        await self.wire.open()

    async def turn(self) -> None:
        self.wire.send_text(json.dumps({"type": "say", "text": "my parcel"}).encode())
        await self.wire.read_text()


async def open_all(kind: type[Turns], port: int) -> list[Turns]:
    """`SOCKETS` of them, not all at one moment."""
    found = [kind(port) for _ in range(SOCKETS)]
    room = asyncio.Semaphore(32)

    async def begin(one: Turns) -> None:
        async with room:
            await one.begin()

    await asyncio.gather(*(begin(one) for one in found))
    return found


async def open_loop(kind: type[Turns], port: int) -> dict[str, float]:
    """`TURNS_PER_S`, spread evenly over the sockets and the time, whatever the answers do."""
    sockets = await open_all(kind, port)
    took: list[float] = []
    began = time.perf_counter() + 0.5
    every = SOCKETS / TURNS_PER_S

    async def talk(place: int, one: Turns) -> None:
        due = began + place * every / SOCKETS
        while due < began + OPEN_LOOP_S and time.perf_counter() < began + GIVE_UP_S:
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            await one.turn()
            took.append((time.perf_counter() - due) * 1000)
            due += every

    await asyncio.gather(*(talk(place, one) for place, one in enumerate(sockets)))
    ended = time.perf_counter()
    for one in sockets:
        one.wire.abort()
    return {
        "per_s": round(len(took) / (ended - began), 1),
        "p50_ms": round(percentile(took, 0.5), 2),
        "p99_ms": round(percentile(took, 0.99), 2),
    }


async def think_times(port: int) -> dict[str, float]:
    """`SOCKETS` people, each thinking as long as real ones do; who has finished is followed."""
    chance = random.Random(19)
    sockets = await open_all(Turns, port)
    took: list[float] = []
    until = time.perf_counter() + THINKING_S

    async def person(one: Turns) -> None:
        left = max(1, round(chance.lognormvariate(*LENGTH)))
        pause = chance.lognormvariate(*THINK) * chance.random()  # we meet them in the middle
        while time.perf_counter() + pause < until:
            await asyncio.sleep(pause)
            if left == 0:
                one.wire.abort()
                one = Turns(port)
                await one.begin()
                left = max(1, round(chance.lognormvariate(*LENGTH)))
            before = time.perf_counter()
            await one.turn()
            took.append((time.perf_counter() - before) * 1000)
            left -= 1
            pause = chance.lognormvariate(*THINK)
        one.wire.abort()

    await asyncio.gather(*(person(one) for one in sockets))
    return {
        "turns": len(took),
        "p50_ms": round(percentile(took, 0.5), 2),
        "p99_ms": round(percentile(took, 0.99), 2),
    }


async def closed_loop(stand: Stand, conversations: int) -> dict[str, Any]:
    """Turns as fast as they are answered, against the echo in the same minute."""
    echo_url = f"ws://127.0.0.1:{stand.port}/ws/echo/"
    turns, echoes = [], []
    for _repeat in range(REPEATS):
        echoes.append(await durable.measure(stand, durable.echo, echo_url, conversations))
        turns.append(await durable.measure(stand, durable.talk, stand.url, conversations))
    ratio = statistics.median(
        one["p50_ms"] / empty["p50_ms"] for one, empty in zip(turns, echoes, strict=True)
    )
    return {
        "turns": durable.medians(turns),
        "echo": durable.medians(echoes),
        "p50_ratio": round(ratio, 3),
    }


async def repeated(measure: Callable[[], Awaitable[dict[str, float]]]) -> dict[str, float]:
    """The median of some measurements."""
    return durable.medians([await measure() for _ in range(REPEATS)])


async def measure(stand: Stand) -> dict[str, Any]:
    """All of it, one after another."""
    await durable.measure(stand, durable.talk, stand.url, 4)
    return {
        "at_1": await closed_loop(stand, 1),
        "at_64": await closed_loop(stand, 64),
        "open_loop_echo": await repeated(lambda: open_loop(Echoes, stand.port)),
        "open_loop": await repeated(lambda: open_loop(Turns, stand.port)),
        "think_times": await think_times(stand.port),
    }


def main() -> None:
    """Measure on SQLite and Daphne, print the ratios, keep the figures."""
    raise_limits()
    with contextlib.ExitStack() as closing:
        folder = closing.enter_context(tempfile.TemporaryDirectory(prefix="flowbuilder-bench-"))
        stand = Stand(Path(folder))
        stand.prepare()
        stand.start("-m", "benchmarks.serve_with_echo", str(stand.port))
        closing.callback(stand.stop)
        parts = asyncio.run(measure(stand))
    figures = {
        "p50_ratio_1": parts["at_1"]["p50_ratio"],
        "p99_64_ms": parts["at_64"]["turns"]["p99_ms"],
        "p99_open_ms": parts["open_loop"]["p99_ms"],
        "p99_think_ms": parts["think_times"]["p99_ms"],
    }
    for name, value in figures.items():
        print(f"  {name}: {value:.2f} (target {TARGETS[name]:g})")
    for name in ("open_loop_echo", "open_loop", "think_times"):
        print(f"  {name}: {parts[name]}")
    keep(
        "latency", figures["p50_ratio_1"], "x an empty echo's p50, at 1 conversation",
        target=TARGETS["p50_ratio_1"],
        met=all(figures[name] <= target for name, target in TARGETS.items()),
        parts={**parts, "figures": figures, "targets": TARGETS},
    )  # fmt: skip


if __name__ == "__main__":
    main()
