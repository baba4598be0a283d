"""The inbox: how long its lists take, and how soon an agent sees what a visitor wrote.

300 people wait, 5,000 conversations lie behind. The lists are asked for over HTTP; the words go
from a visitor's socket through the commit and the doorbell to an agent's socket, against the same
frame through an empty echo.
"""

from __future__ import annotations

import asyncio
import contextlib
import statistics
import tempfile
import time
import urllib.request
from pathlib import Path

from benchmarks.report import keep, percentile
from benchmarks.stand import Stand
from benchmarks.wire import Wire

VIEWS = ("waiting", "bot", "closed")
CONVERSATIONS = 5_000
ASKED = 15
MESSAGES = 200
TARGET_LIST_MS, TARGET_SEEN_MS = 100.0, 50.0


def list_ms(port: int, session: str, view: str) -> float:
    """The median time of one page of a list."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/v1/inbox/conversations/?view={view}",
        headers={"Cookie": session},
    )
    took = []
    for _round in range(ASKED):
        began = time.perf_counter()
        with urllib.request.urlopen(request, timeout=30) as answer:
            answer.read()
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


async def seen_ms(port: int, session: str) -> list[float]:
    """How long each of a visitor's messages took to an agent who has the conversation open."""
    visitor = Wire(port, "/ws/chat/echo/")
    await visitor.open()
    visitor.send({"type": "hello", "visitor": None, "after": 0})
    conversation = ""
    while (frame := await visitor.read())["type"] != "status":
        conversation = frame.get("conversation", conversation)
    agent = Wire(port, "/ws/inbox/")
    await agent.open(origin=f"http://127.0.0.1:{port}", cookie=session)
    agent.send({"type": "watch", "conversation": conversation, "after": 0})
    took = []
    for number in range(MESSAGES):
        text = f"message {number:04d}."
        began = time.perf_counter()
        visitor.send({"type": "say", "client_id": f"message-{number:04d}", "text": text})
        while text.encode() not in await agent.read_text():
            pass
        took.append((time.perf_counter() - began) * 1000)
        while b'"And?"' not in await visitor.read_text():
            pass
    visitor.abort()
    agent.abort()
    return took


def main() -> None:
    """Measure, print, keep the figures."""
    with contextlib.ExitStack() as closing:
        folder = closing.enter_context(tempfile.TemporaryDirectory(prefix="flowbuilder-bench-"))
        stand = Stand(Path(folder))
        stand.prepare("benchmarks.seed_growth", str(CONVERSATIONS))
        session = (stand.folder / "session.txt").read_text()
        stand.start()
        closing.callback(stand.stop)
        lists = {view: round(list_ms(stand.port, session, view), 2) for view in VIEWS}
        took = asyncio.run(seen_ms(stand.port, session))
    seen = {"seen_p50_ms": percentile(took, 0.5), "seen_p99_ms": percentile(took, 0.99)}
    worst = max(lists.values())
    print(f"  lists: {lists}")
    print(
        f"  a visitor's words at the agent: p50 {seen['seen_p50_ms']:.2f} ms, p99"
        f" {seen['seen_p99_ms']:.2f} ms (target {TARGET_SEEN_MS:.0f} ms)"
    )
    keep(
        "inbox", worst, "ms for the slowest list, median", target=TARGET_LIST_MS,
        met=worst <= TARGET_LIST_MS and seen["seen_p99_ms"] <= TARGET_SEEN_MS,
        parts={"lists_ms": lists, **{k: round(v, 2) for k, v in seen.items()}},
    )  # fmt: skip


if __name__ == "__main__":
    main()
