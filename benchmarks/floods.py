"""How much longer visitors wait for an answer while fifty sockets flood the server (case 11).

Fifty visitors of the demo shop ask questions that people wrote who had not seen its answers, each
every four seconds, or as much slower as the machine needs to be calm; then again beside the floods.
The server has a core of its own, the floods yield to the visitors on the other: it is the server
that is measured. Six rounds, once what is known and asked has its place; the waits of all are one
sample.
"""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.report import keep, percentile
from benchmarks.shop import questions, thirds
from benchmarks.stand import ROOT, Stand, Talker

VISITORS, FLOODS, PAUSE_S, ROUND_S, ROUNDS = 50, 50, 4.0, 12.0, 6
REST_S, RESTING, PATIENCE_S = 3.0, 0.1, 120
#: Who waits longer gets no answer.
LONGEST_S = 20.0
MOST = 1.2
#: How busy visitors alone may keep the core. A queue that is there anyway grows by whatever comes,
#: and says more of the machine than of the floods.
CALM = 0.3


#: The waits without floods and beside them, in milliseconds, and what the floods were told.
Round = tuple[list[float], list[float], list[str]]


def main() -> None:
    """Measure, print and keep the ratio of the 95th percentiles."""
    rounds = asyncio.run(measured(ROUNDS))
    for alone, beside, told in rounds:
        print(f"p50 {p(alone, 50)} → {p(beside, 50)} ms,"
              f" p95 {p(alone, 95)} → {p(beside, 95)} ms; floods were told {told}")  # fmt: skip
    alone, beside = waits_of_all(rounds)
    ratio = p(beside, 95) / p(alone, 95)
    print(f"all: p50 {p(alone, 50)} → {p(beside, 50)} ms, p95 {p(alone, 95)} → {p(beside, 95)} ms")
    keep(
        "floods", round(ratio, 2), "× the p95 without them", target=MOST, met=ratio <= MOST,
        parts={f"round {n}": {"alone": p(one[0], 95), "beside": p(one[1], 95)}
               for n, one in enumerate(rounds, 1)},
    )  # fmt: skip


async def measured(rounds: int) -> list[Round]:
    """So many rounds beside a server of our own."""
    with tempfile.TemporaryDirectory() as folder:
        stand = Stand(Path(folder), FLOWBUILDER_SOCKET_FRAMES_PER_S="10")  # as in production
        origin = f"http://127.0.0.1:{stand.port}"
        stand.prepare()
        demo = [sys.executable, "manage.py", "demo", "--url", origin]
        subprocess.run(demo, cwd=ROOT, env=stand.env(), check=True, stdout=subprocess.DEVNULL)
        with core_of_its_own(stand):
            visitors = [Talker(stand.url_of("demo"), origin=origin) for _ in range(VISITORS)]
            for visitor in visitors:
                await visitor.connect()
                await visitor.hello()
            pause = await warm(stand, visitors)
            await one_round(stand, visitors, pause)  # what floods alone meet has its place, too
            return [await one_round(stand, visitors, pause) for _ in range(rounds)]


async def warm(stand: Stand, visitors: Sequence[Talker]) -> float:
    """Ask one thing, let the server place what the shop knows, then what a round asks for.

    Returns the pause between two questions of a visitor that keeps this machine calm, in seconds.
    """
    await visitors[0].turn("", type="say", text=questions()[0][1])
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        before = stand.cpu_seconds()
        await asyncio.sleep(REST_S)
        if stand.cpu_seconds() - before < RESTING * REST_S:
            await waits(visitors, ROUND_S, PAUSE_S)
            used = stand.cpu_seconds()
            answered = len(await waits(visitors, ROUND_S, PAUSE_S))
            each = (stand.cpu_seconds() - used) / answered
            return min(max(PAUSE_S, VISITORS * each / CALM), ROUND_S)
    raise RuntimeError("The server is still busy with itself.")


async def one_round(stand: Stand, visitors: Sequence[Talker], pause: float) -> Round:
    """The same time without floods and beside them."""
    alone = await waits(visitors, ROUND_S, pause)
    with multiprocessing.get_context("spawn").Pool(1, os.nice, [19]) as elsewhere:
        flooding = elsewhere.apply_async(flood, (stand.url_of("echo"), ROUND_S))
        beside = await waits(visitors, ROUND_S, pause)
        told = await asyncio.to_thread(flooding.get, 60)
    return alone, beside, told


@contextlib.contextmanager
def core_of_its_own(stand: Stand) -> Iterator[None]:
    """Start the server on the first core; whoever asks it has the others. It ends with this."""
    ours = os.sched_getaffinity(0)
    first, *others = sorted(ours)
    os.sched_setaffinity(0, {first})
    try:
        stand.start()
        os.sched_setaffinity(0, others or ours)
        yield
    finally:
        os.sched_setaffinity(0, ours)
        stand.kill()


async def waits(visitors: Sequence[Talker], seconds: float, pause: float) -> list[float]:
    """Let everyone ask again and again with pauses; how long each answer took, in milliseconds."""
    asked = [
        text if text.endswith("?") else f"{text}?" for _known, text in [*questions(), *thirds()]
    ]
    times: list[float] = []
    until = time.monotonic() + seconds

    async def talk(place: int, visitor: Talker) -> None:
        choose = random.Random(place)
        await asyncio.sleep(pause * place / len(visitors))
        while time.monotonic() < until:
            began = time.monotonic()
            try:
                async with asyncio.timeout(LONGEST_S):
                    await visitor.turn("", type="say", text=choose.choice(asked))
            except RuntimeError as problem:
                if "conversation_closed" not in str(problem):
                    raise
                # Their talk has come to its end: they begin another.
                await visitor.close()
                visitor.token, visitor.after = None, 0
                await visitor.connect()
                await visitor.hello()
                continue
            times.append((time.monotonic() - began) * 1000)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(0.2):
                    while True:
                        await visitor.read()
            await asyncio.sleep(pause)

    await asyncio.gather(*(talk(place, visitor) for place, visitor in enumerate(visitors)))
    return times


def flood(url: str, seconds: float) -> list[str]:
    """Fifty sockets that send as fast as they can; closed ones come back. What they were told."""

    async def one(told: list[object]) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            flooding = Talker(url)
            try:
                await flooding.connect()
                async with asyncio.timeout(until + 1 - time.monotonic()):
                    for _ in range(200):
                        await flooding.send(type="ping")
                    while True:
                        frame = await flooding.read()
                        if frame["type"] == "error":
                            told.append(frame["code"])
            except Exception:
                told.append(getattr(flooding.socket, "close_code", None))
            await asyncio.sleep(1)

    async def all_of_them() -> list[str]:
        told: list[object] = []
        await asyncio.gather(*(one(told) for _ in range(FLOODS)))
        return sorted({str(each) for each in told if each is not None})

    return asyncio.run(all_of_them())


def waits_of_all(rounds: Sequence[Round]) -> tuple[list[float], list[float]]:
    """Those without floods and those beside them, of all the rounds."""
    alone, beside = ([wait for one in rounds for wait in one[side]] for side in (0, 1))
    return alone, beside


def p(times: Sequence[float], share: int) -> float:
    """The time that so many of a hundred stay below."""
    return round(percentile(times, share / 100), 1)


if __name__ == "__main__":
    main()
