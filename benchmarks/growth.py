"""Whether a million stored messages make anything slower: two servers, one full, one empty.

Target (performance.md, 10): durable turns a second at 64 conversations, a turn's time at 1, and the
inbox's lists within 20 % of an empty database's. Measured in turns, so that both meet the same
machine.
"""

from __future__ import annotations

import asyncio
import contextlib
import statistics
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import durable
from benchmarks.inbox import VIEWS, list_ms
from benchmarks.report import keep
from benchmarks.stand import Stand

CONVERSATIONS, FEW = 50_000, 320
REPEATS = 3
TARGET = 1.20


def filled(folder: Path, conversations: int) -> tuple[Stand, str]:
    """A server with so many talks behind it, and an agent's session."""
    folder.mkdir()
    stand = Stand(folder)
    stand.prepare("benchmarks.seed_growth", str(conversations))
    stand.start()
    return stand, (folder / "session.txt").read_text()


async def once(stand: Stand, session: str) -> dict[str, float]:
    """All figures of one server."""
    many = await durable.measure(stand, durable.talk, stand.url, 64)
    one = await durable.measure(stand, durable.talk, stand.url, 1)
    lists = {view: await asyncio.to_thread(list_ms, stand.port, session, view) for view in VIEWS}
    return {
        "turn_at_64_ms": 1000 / many["per_s"],
        "turn_at_1_p50_ms": one["p50_ms"],
        **{f"inbox_{view}_ms": took for view, took in lists.items()},
    }


async def compare(empty: tuple[Stand, str], full: tuple[Stand, str]) -> dict[str, Any]:
    """Both servers by turns; each figure's median slowdown."""
    for stand, _session in (empty, full):
        await durable.measure(stand, durable.talk, stand.url, 4)
    pairs = [(await once(*empty), await once(*full)) for _repeat in range(REPEATS)]
    ratios = {
        name: round(statistics.median(big[name] / small[name] for small, big in pairs), 3)
        for name in pairs[0][0]
    }
    return {
        "ratios": ratios,
        "empty": durable.medians([small for small, _big in pairs]),
        "full": durable.medians([big for _small, big in pairs]),
    }


def main() -> None:
    """Measure, print the ratios, keep the figures."""
    with contextlib.ExitStack() as closing:
        folder = closing.enter_context(tempfile.TemporaryDirectory(prefix="flowbuilder-bench-"))
        servers = []
        for name, conversations in (("empty", FEW), ("full", CONVERSATIONS)):
            stand, session = filled(Path(folder) / name, conversations)
            closing.callback(stand.stop)
            servers.append((stand, session))
        parts = asyncio.run(compare(*servers))
    for name, ratio in parts["ratios"].items():
        print(f"  {name}: {parts['full'][name]:.2f} against {parts['empty'][name]:.2f} = {ratio} x")
    worst = max(parts["ratios"].values())
    keep(
        "growth", worst, "x an empty database, the figure that suffers most",
        target=TARGET, met=worst <= TARGET, parts={**parts, "conversations": CONVERSATIONS},
    )  # fmt: skip


if __name__ == "__main__":
    main()
