"""Durable turns a second through the socket, against an empty echo on the same server.

Real engine, templates, rules, log and jobs; SQLite commits with FULL. The client is this process
and takes a core of its own. Every figure is the median of three measurements in one run.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import statistics
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import websockets

from benchmarks.report import keep
from benchmarks.seed_turns import TURNS
from benchmarks.stand import Stand, Talker, postgres_database

CONVERSATIONS = (1, 16, 64)
SECONDS = 4.0
REPEATS = 3


@dataclass
class Measured:
    """Turns done, and how long each took, in milliseconds."""

    seconds: float = 0.0
    cpu_s: float = 0.0
    took: list[float] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        ordered = sorted(self.took)
        return {
            "per_s": len(ordered) / self.seconds,
            "p50_ms": ordered[len(ordered) // 2],
            "p99_ms": ordered[int(len(ordered) * 0.99)],
            "cpu_ms": self.cpu_s * 1000 / len(ordered),
        }


async def talk(url: str, until: float, found: Measured) -> None:
    """Conversation after conversation of six turns."""
    talker = Talker(url)
    await talker.connect()
    while time.perf_counter() < until:
        began = time.perf_counter()
        await talker.hello(new=True)
        found.took.append((time.perf_counter() - began) * 1000)
        asked: dict[str, Any] = {}
        for frame, ending in TURNS:
            given = {**frame, "message": asked["seq"]} if frame["type"] == "choose" else frame
            began = time.perf_counter()
            asked = await talker.turn(ending, **given)
            found.took.append((time.perf_counter() - began) * 1000)
        while (await talker.read()).get("state") != "closed":
            pass
        talker.after = 0
    await talker.close()


async def echo(url: str, until: float, found: Measured) -> None:
    """The same frames to the empty consumer."""
    async with websockets.connect(url, compression=None) as socket:
        frames = [json.dumps({**frame, "client_id": "x" * 36}) for frame, _ending in TURNS]
        while time.perf_counter() < until:
            for frame in frames:
                began = time.perf_counter()
                await socket.send(frame)
                await socket.recv()
                found.took.append((time.perf_counter() - began) * 1000)


async def measure(stand: Stand, what: Any, url: str, conversations: int) -> dict[str, float]:
    """One measurement of `conversations` at once."""
    found = Measured()
    cpu, began = stand.cpu_seconds(), time.perf_counter()
    await asyncio.gather(*(what(url, began + SECONDS, found) for _ in range(conversations)))
    found.seconds = time.perf_counter() - began
    found.cpu_s = stand.cpu_seconds() - cpu
    return found.figures()


def medians(runs: list[dict[str, float]]) -> dict[str, float]:
    return {key: round(statistics.median(run[key] for run in runs), 3) for key in runs[0]}


async def compare(stand: Stand) -> dict[str, Any]:
    """Turns and echo, in turns, at each number of conversations."""
    echo_url = f"ws://127.0.0.1:{stand.port}/ws/echo/"
    await measure(stand, talk, stand.url, 4)
    parts: dict[str, Any] = {}
    for conversations in CONVERSATIONS:
        turns, echoes = [], []
        for _repeat in range(REPEATS):
            echoes.append(await measure(stand, echo, echo_url, conversations))
            turns.append(await measure(stand, talk, stand.url, conversations))
        ratio = statistics.median(
            turn["per_s"] / empty["per_s"] for turn, empty in zip(turns, echoes, strict=True)
        )
        parts[str(conversations)] = {
            "turns": medians(turns),
            "echo": medians(echoes),
            "ratio": round(ratio, 4),
        }
    parts["memory_mb"] = round(stand.memory_mb(), 1)
    return parts


def run(name: str, *, target: float, postgres: bool = False) -> None:
    """Measure one stack, print the ratios, keep the figures."""
    with contextlib.ExitStack() as closing:
        folder = Path(
            closing.enter_context(tempfile.TemporaryDirectory(prefix="flowbuilder-bench-"))
        )
        more = {}
        if postgres:
            more["FLOWBUILDER_DATABASE_URL"] = closing.enter_context(postgres_database())
        stand = Stand(folder, **more)
        stand.prepare()
        stand.start("-m", "benchmarks.serve_with_echo", str(stand.port))
        closing.callback(stand.stop)
        parts = asyncio.run(compare(stand))
    value = parts[str(CONVERSATIONS[-1])]["ratio"]
    for conversations in CONVERSATIONS:
        part = parts[str(conversations)]
        turns, empty = part["turns"], part["echo"]
        print(
            f"  {conversations:>3}: {turns['per_s']:8.0f} turns/s, p50 {turns['p50_ms']:6.2f} ms, "
            f"p99 {turns['p99_ms']:6.2f} ms, {turns['cpu_ms']:.2f} ms CPU; "
            f"echo {empty['per_s']:.0f}/s, p50 {empty['p50_ms']:.2f} ms; ratio {part['ratio']:.3f}"
        )
    unit = f"x an empty JSON echo on the same server, at {CONVERSATIONS[-1]} conversations"
    keep(name, value, unit, target=target, met=value >= target, parts=parts)
