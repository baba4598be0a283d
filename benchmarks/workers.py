"""Durable turns a second with one, two and three web workers: PostgreSQL, Redis, nginx.

No target of its own: it says what a further worker brings, and what bounds it. Everything shares
this machine's processors, the visitors too; whose seconds they were is counted.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import statistics
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from benchmarks.latency import Turns
from benchmarks.report import keep, percentile
from benchmarks.services import Nginx, Postgres, Redis, Service
from benchmarks.stand import Stand
from benchmarks.wire import raise_limits

WORKERS = (1, 2, 3)
CONVERSATIONS = 64
SECONDS = 5.0
REPEATS = 3
#: Turns of a conversation before a new one begins: a real one's length.
LENGTH = 16
TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(roots: Iterable[int]) -> float:
    """What these processes and those that they started have used, ended ones included."""
    wanted, used = set(roots), 0
    stats = []
    for place in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if place.name.isdigit():
                fields = (place / "stat").read_text().rsplit(")", 1)[1].split()
                stats.append((int(place.name), int(fields[1]), sum(map(int, fields[11:15]))))
    for pid, parent, ticks in stats:
        if pid in wanted or parent in wanted:
            used += ticks
    return used / TICKS


class Cluster:
    """PostgreSQL and Redis, which stay, and the web workers of one measurement."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.postgres, self.redis = Postgres(folder), Redis(folder)
        self.webs: list[Stand] = []
        self.nginx: Nginx | None = None

    def begin(self) -> None:
        """Start the services and make the database."""
        self.postgres.start()
        self.postgres.create()
        self.redis.start()
        self._stand(0).prepare()

    def _stand(self, number: int) -> Stand:
        place = self.folder / f"web{number}"
        place.mkdir(exist_ok=True)
        return Stand(
            place,
            FLOWBUILDER_DATABASE_URL=self.postgres.url,
            FLOWBUILDER_REDIS_URL=f"{self.redis.url}/0",
        )

    def serve(self, workers: int) -> None:
        """Start so many web workers behind nginx."""
        self.webs = [self._stand(number) for number in range(workers)]
        for web in self.webs:
            web.start("manage.py", "serve", "--web", "--port", str(web.port))
        self.nginx = Nginx(self.folder, [web.port for web in self.webs])
        self.nginx.start()

    def rest(self) -> None:
        """Stop them again."""
        if self.nginx is not None:
            self.nginx.end(signal.SIGTERM)
        for web in self.webs:
            web.stop()
        self.webs = []

    def end(self) -> None:
        """Stop everything."""
        self.rest()
        self.redis.end()
        self.postgres.remove()

    def used(self) -> dict[str, float]:
        """Processor seconds so far, by who used them."""
        webs = [web.process.pid for web in self.webs if web.process is not None]
        return {
            "web": cpu_seconds(webs),
            "database": cpu_seconds(_pids(self.postgres)),
            "nginx": cpu_seconds(_pids(self.nginx)),
            "redis": cpu_seconds(_pids(self.redis)),
            "visitors": time.process_time(),
        }


def _pids(service: Service | None) -> list[int]:
    return [service.process.pid] if service is not None and service.process is not None else []


async def talk(port: int, until: float, took: list[float]) -> None:
    """Conversation after conversation, as fast as they are answered."""
    while time.perf_counter() < until:
        one = Turns(port)
        await one.begin()
        for _turn in range(LENGTH):
            began = time.perf_counter()
            await one.turn()
            took.append((time.perf_counter() - began) * 1000)
            if began > until:
                break
        one.wire.abort()


async def measure(cluster: Cluster) -> dict[str, float]:
    """One measurement of all conversations at once."""
    if cluster.nginx is None:
        raise RuntimeError("Nobody serves.")
    port = cluster.nginx.port
    took: list[float] = []
    before, began = cluster.used(), time.perf_counter()
    await asyncio.gather(*(talk(port, began + SECONDS, took) for _ in range(CONVERSATIONS)))
    seconds, after = time.perf_counter() - began, cluster.used()
    return {
        "per_s": len(took) / seconds,
        "p50_ms": percentile(took, 0.5),
        "p99_ms": percentile(took, 0.99),
        **{f"{who}_cores": (after[who] - before[who]) / seconds for who in after},
        **{f"{who}_cpu_ms": (after[who] - before[who]) * 1000 / len(took) for who in after},
    }


def medians(runs: list[dict[str, float]]) -> dict[str, float]:
    """The median of each figure."""
    return {key: round(statistics.median(run[key] for run in runs), 3) for key in runs[0]}


async def measure_all(cluster: Cluster, workers: int) -> dict[str, float]:
    """After a warm-up, the median of some measurements."""
    await measure(cluster)
    found = medians([await measure(cluster) for _repeat in range(REPEATS)])
    cores = {
        who: found[f"{who}_cores"] for who in ("web", "database", "nginx", "redis", "visitors")
    }
    print(
        f"  {workers} workers: {found['per_s']:.0f} turns/s, p50 {found['p50_ms']:.1f} ms, p99"
        f" {found['p99_ms']:.1f} ms; of {os.cpu_count()} cores: "
        + ", ".join(f"{who} {used:.2f}" for who, used in cores.items())
    )
    return found


def main() -> None:
    """Measure, print what a further worker brings, keep the figures."""
    raise_limits()
    parts: dict[str, Any] = {"cores": os.cpu_count()}
    with tempfile.TemporaryDirectory(prefix="flowbuilder-bench-") as folder:
        cluster = Cluster(Path(folder))
        try:
            cluster.begin()
            for workers in WORKERS:
                cluster.serve(workers)
                parts[str(workers)] = asyncio.run(measure_all(cluster, workers))
                cluster.rest()
        finally:
            cluster.end()
    gain = parts[str(WORKERS[-1])]["per_s"] / parts["1"]["per_s"]
    keep("workers", round(gain, 3), "x one worker's turns with three", target=1.0, met=gain >= 1.0,
         parts=parts)  # fmt: skip


if __name__ == "__main__":
    main()
