"""How long answers take, for those who are not to notice what others suffer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

from benchmarks.stand import Talker


def p95(times: Sequence[float]) -> float:
    """The time that 95 of 100 stay below, in milliseconds."""
    return sorted(times)[int(len(times) * 0.95)] * 1000


async def arrive(url: str, count: int) -> list[Talker]:
    """`count` visitors who have said hello."""
    visitors = [Talker(url) for _ in range(count)]
    for visitor in visitors:
        await visitor.connect()
        await visitor.hello()
    return visitors


async def turn_times(visitors: Sequence[Talker], seconds: float, pause: float) -> list[float]:
    """Let everyone say something, again and again with pauses; how long each answer took."""
    times: list[float] = []
    until = time.monotonic() + seconds

    async def talk(place: int, visitor: Talker) -> None:
        await asyncio.sleep(pause * place / len(visitors))
        while time.monotonic() < until:
            began = time.monotonic()
            await visitor.turn("And?", type="say", text="hello")
            times.append(time.monotonic() - began)
            await asyncio.sleep(pause)

    await asyncio.gather(*(talk(place, visitor) for place, visitor in enumerate(visitors)))
    return times


async def leave(visitors: Sequence[Talker]) -> None:
    """Close their sockets."""
    await asyncio.gather(*(visitor.close() for visitor in visitors))
