"""The inbox of a busy workspace: its lists, search, and how soon a change reaches an agent.

2,000 open conversations and 2,000 closed ones with 100,000 messages. Lists, saved views and
searches are asked for over HTTP, one after the other, and timed whole; a change (a tag put on) is
timed from the request to the frame at another agent's socket.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import statistics
import tempfile
import time
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

from benchmarks.report import keep, percentile
from benchmarks.stand import Stand
from benchmarks.wire import Wire

OPEN, ALL = 2_000, 4_000
#: The word that `seed_inbox` has put in every hundredth conversation.
RARE = "hipopotam"
VIEWS = (
    "view=waiting", "view=mine", "view=team", "view=at_risk", "view=mentioned", "view=snoozed",
    "view=closed", "view=mine&tags=1", "view=waiting&sla=at_risk&language=en",
)  # fmt: skip
SEARCHES = {
    "rare word": RARE, "common word": "parcel", "name": "lucja zak 77", "nothing": "nieobecneslowo",
    "two words": f"{RARE} lucja", "tag": "tag 7",
}  # fmt: skip
ASKED, CHANGES = 15, 100
TARGET_MS = 300.0


class Asker:
    """An agent's browser over HTTP."""

    def __init__(self, port: int, session: str) -> None:
        self.port, self.session = port, session

    def get(self, path: str) -> Any:
        return self._ask(urllib.request.Request(self._url(path)))

    def post(self, path: str, body: dict[str, Any], token: str) -> Any:
        request = urllib.request.Request(self._url(path), data=json.dumps(body).encode())
        request.add_header("Content-Type", "application/json")
        request.add_header("X-CSRFToken", token)
        request.add_header("Origin", f"http://127.0.0.1:{self.port}")
        return self._ask(request, f"; flowbuilder_csrf={token}")

    def _url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}/api/v1/inbox/{path}"

    def _ask(self, request: urllib.request.Request, cookie: str = "") -> Any:
        request.add_header("Cookie", self.session + cookie)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read())


def median_ms(asker: Asker, path: str) -> float:
    """The median time of one answer."""
    took = []
    for _round in range(ASKED):
        began = time.perf_counter()
        asker.get(path)
        took.append((time.perf_counter() - began) * 1000)
    return round(statistics.median(took), 1)


async def change_ms(asker: Asker) -> list[float]:
    """How long each change took from the asking to an agent who looks at the list."""
    agent = Wire(asker.port, "/ws/inbox/")
    await agent.open(origin=f"http://127.0.0.1:{asker.port}", cookie=asker.session)
    tags = [tag["id"] for tag in asker.get("tags/")]
    rows = asker.get("conversations/?view=waiting")["conversations"]
    token = "a" * 32
    took = []
    loop = asyncio.get_running_loop()
    for number in range(CHANGES):
        row = rows[number % len(rows)]
        have = {tag["id"] for tag in row["tags"]}
        new = next(tag for tag in tags if tag not in have)
        body = {"add": [new], "remove": sorted(have)}
        row["tags"] = [{"id": new}]
        began = time.perf_counter()
        asking = loop.run_in_executor(
            None, asker.post, f"conversations/{row['id']}/tags/", body, token
        )
        wanted = row["id"].encode()
        while True:
            frame = await agent.read_text()
            if b"conversation.updated" in frame and wanted in frame:
                break
        took.append((time.perf_counter() - began) * 1000)
        await asking
    agent.abort()
    return took


def main() -> None:
    """Measure, print, keep the figures."""
    with contextlib.ExitStack() as closing:
        folder = closing.enter_context(tempfile.TemporaryDirectory(prefix="flowbuilder-bench-"))
        stand = Stand(Path(folder))
        stand.prepare("benchmarks.seed_inbox", str(ALL), str(OPEN))
        session = (stand.folder / "session.txt").read_text()
        stand.start()
        closing.callback(stand.stop)
        asker = Asker(stand.port, session)
        lists = {view: median_ms(asker, f"conversations/?{view}") for view in VIEWS}
        found = {
            name: median_ms(asker, f"search/?q={urllib.parse.quote(words)}")
            for name, words in SEARCHES.items()
        }
        for name, figures in (("lists", lists), ("search", found)):
            print(f"  {name}, ms: {figures}", flush=True)
        took = asyncio.run(change_ms(asker))
    changes = {"p50": percentile(took, 0.5), "p99": percentile(took, 0.99)}
    worst = max(*lists.values(), *found.values())
    print(f"  a change seen, ms: p50 {changes['p50']:.1f}, p99 {changes['p99']:.1f}")
    keep(
        "inbox_lists", worst, "ms for the slowest list or search, median", target=TARGET_MS,
        met=worst <= TARGET_MS,
        parts={"lists_ms": lists, "search_ms": found, "change_ms": changes},
    )  # fmt: skip


if __name__ == "__main__":
    main()
