"""Open sockets: what an idle visitor costs, and how soon all of many tabs show a message.

Targets (performance.md, 5): 10,000 idle visitors in one process at 40 KB each; one announcement to
2,000 sockets within 0.5 s.
"""

from __future__ import annotations

import asyncio
import contextlib
import statistics
import tempfile
import time
from pathlib import Path

from benchmarks.report import keep
from benchmarks.stand import Stand
from benchmarks.wire import Wire, raise_limits

VISITORS, TABS = 10_000, 2_000
TARGET_KB, TARGET_S = 40.0, 0.5
REPEATS = 3
AT_ONCE = 32


async def open_many(port: int, count: int, token: str | None = None) -> tuple[list[Wire], str]:
    """Sockets that said hello, as new visitors or as tabs of one; and the last one's token."""
    room = asyncio.Semaphore(AT_ONCE)
    known = token

    async def one() -> Wire:
        nonlocal known
        async with room:
            wire = Wire(port, "/ws/chat/echo/")
            await wire.open()
            wire.send({"type": "hello", "visitor": token, "after": 0})
            while (frame := await wire.read())["type"] != "status":
                known = frame.get("visitor", known)
            return wire

    wires = await asyncio.gather(*(one() for _ in range(count)))
    return list(wires), known or ""


async def announce_once(speaker: Wire, tabs: list[Wire], number: int) -> float:
    """Say something in one tab; how long until it is in every other."""
    wanted = f"announcement {number}".encode()

    async def sees(wire: Wire) -> None:
        while wanted not in await wire.read_text():
            pass

    began = time.perf_counter()
    text = wanted.decode()
    speaker.send({"type": "say", "client_id": f"announce-{number:04d}", "text": text})
    await asyncio.gather(*(sees(wire) for wire in tabs))
    return time.perf_counter() - began


async def measure(stand: Stand) -> dict[str, float]:
    """Memory first, then the announcement, each on a server that has already worked a little."""
    warm, token = await open_many(stand.port, 50)
    await asyncio.sleep(1)
    before = stand.memory_mb()
    began = time.perf_counter()
    idle, _token = await open_many(stand.port, VISITORS)
    opened_s = time.perf_counter() - began
    await asyncio.sleep(2)
    each_kb = (stand.memory_mb() - before) * 1024 / VISITORS
    for wire in idle:
        wire.abort()
    await asyncio.sleep(2)
    (speaker,), token = await open_many(stand.port, 1)
    tabs, _token = await open_many(stand.port, TABS, token)
    took = [await announce_once(speaker, tabs, number) for number in range(REPEATS)]
    for wire in (*tabs, *warm, speaker):
        wire.abort()
    return {
        "kb_each": round(each_kb, 1),
        "opened_per_s": round(VISITORS / opened_s, 1),
        "announcement_s": round(statistics.median(took), 3),
        "announcement_slowest_s": round(max(took), 3),
        "memory_before_mb": round(before, 1),
    }


def main() -> None:
    """Measure, print, keep the figures."""
    raise_limits()
    with contextlib.ExitStack() as closing:
        folder = closing.enter_context(tempfile.TemporaryDirectory(prefix="flowbuilder-bench-"))
        stand = Stand(Path(folder))
        stand.prepare()
        stand.start()
        closing.callback(stand.stop)
        parts = asyncio.run(measure(stand))
    print(f"  {VISITORS} idle visitors, opened {parts['opened_per_s']:.0f} a second")
    print(
        f"  a message in {TABS} tabs after {parts['announcement_s']:.3f} s"
        f" = {parts['announcement_s'] / TARGET_S:.2f} x target"
    )
    met = parts["kb_each"] <= TARGET_KB and parts["announcement_s"] <= TARGET_S
    keep(
        "sockets", parts["kb_each"], "KB for each idle visitor", target=TARGET_KB, met=met,
        parts={**parts, "announcement_target_s": TARGET_S, "visitors": VISITORS, "tabs": TABS},
    )  # fmt: skip


if __name__ == "__main__":
    main()
