"""Whole set-ups of Flowbuilder on loopback, and what may befall them.

A small town is one process on SQLite. A large one is PostgreSQL, Redis, three web workers
behind nginx and two Celery workers. Each misfortune leaves the town running.
"""

from __future__ import annotations

import asyncio
import random
import signal
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.services import CeleryWorker, Nginx, Postgres, Redis
from benchmarks.stand import Stand
from tests.soak.ledger import Ledger

Misfortune = Callable[[], Awaitable[None]]

#: Long enough for the calls that a flow makes here, short enough to be outlasted in a test.
LEASE_S = 12
WEBS = 3
JOB_WORKERS = 2
SETTINGS = {
    "FLOWBUILDER_LOG_FORMAT": "json",
    "FLOWBUILDER_JOB_LEASE_S": str(LEASE_S),
}


class Town:
    """What both have in common.

    Attributes:
        happened: How often each misfortune came.
        outages: From when until when nobody could be served everything, by the monotonic clock.
    """

    ledger: Ledger

    def __init__(self, folder: Path, chance: random.Random, **more: str) -> None:
        self.folder, self.chance = folder, chance
        self.environment = {**SETTINGS, **more}
        self.happened: Counter[str] = Counter()
        self.outages: list[tuple[float, float]] = []
        self.webs: list[Stand] = []

    @property
    def port(self) -> int:
        """Where visitors come in."""
        raise NotImplementedError

    def misfortunes(self) -> dict[str, tuple[int, Misfortune]]:
        """What may happen, each with its weight."""
        raise NotImplementedError

    def begin(self) -> None:
        """Make the database and start everything."""
        raise NotImplementedError

    def end(self) -> None:
        """Stop everything."""
        raise NotImplementedError

    async def all_well(self) -> None:
        """Wait until nothing that befell the town lasts."""

    def logs(self) -> list[Path]:
        """Every log that a process of ours wrote."""
        return [web.folder / "errors.log" for web in self.webs]

    def url_of(self, key: str, port: int | None = None) -> str:
        """The chat socket of widget `key`, through `port` if it is not the front door."""
        return f"ws://127.0.0.1:{port or self.port}/ws/chat/{key}/"

    async def suffer(self, until: float, pause_s: tuple[float, float]) -> None:
        """Have one misfortune after another: each kind once, then by weight."""
        every = self.misfortunes()
        names, weights = list(every), [weight for weight, _act in every.values()]
        first = self.chance.sample(names, len(names))
        while time.monotonic() < until:
            await asyncio.sleep(self.chance.uniform(*pause_s))
            name = first.pop() if first else self.chance.choices(names, weights)[0]
            self.happened[name] += 1
            await every[name][1]()

    @contextmanager
    def outage(self) -> Iterator[None]:
        """Note that for a while not everybody can be served."""
        began = time.monotonic()
        try:
            yield
        finally:
            self.outages.append((began, time.monotonic()))

    def overlap(self, since: float, until: float) -> float:
        """How long of this time there was an outage."""
        covered, at = 0.0, since
        for began, ended in sorted(self.outages):
            low, high = max(at, began), min(until, ended)
            if high > low:
                covered, at = covered + high - low, high
        return covered

    # ---- What befalls a web worker ----------------------------------------------

    async def kill_web(self) -> None:
        """A power cut for one web worker."""
        web = self.chance.choice(self.webs)
        with self.outage():
            await asyncio.to_thread(web.kill)
            await asyncio.to_thread(web.start)

    async def freeze_web(self) -> None:
        """One web worker stands still for a moment."""
        web = self.chance.choice(self.webs)
        if web.process is None:
            return
        with self.outage():
            web.process.send_signal(signal.SIGSTOP)
            try:
                await asyncio.sleep(self.chance.uniform(1, 5))
            finally:
                web.process.send_signal(signal.SIGCONT)

    async def roll(self) -> None:
        """A deployment: every web worker in turn ends politely and comes again."""
        with self.outage():
            for web in self.webs:
                await asyncio.to_thread(web.stop)
                await asyncio.to_thread(web.start)


class SmallTown(Town):
    """One process on SQLite."""

    def __init__(self, folder: Path, chance: random.Random, **more: str) -> None:
        super().__init__(folder, chance, **more)
        self.webs = [Stand(folder, **self.environment)]
        self.ledger = Ledger(folder / "flowbuilder.sqlite3")

    @property
    def port(self) -> int:
        return self.webs[0].port

    def begin(self) -> None:
        """Make the database and start."""
        self.webs[0].prepare()
        self.webs[0].start()

    def end(self) -> None:
        """Stop everything."""
        self.webs[0].stop()

    def misfortunes(self) -> dict[str, tuple[int, Misfortune]]:
        return {
            "kill": (6, self.kill_web),
            "freeze": (2, self.freeze_web),
            "restart": (2, self.roll),
        }


class LargeTown(Town):
    """PostgreSQL, Redis, web workers behind nginx, Celery workers."""

    def __init__(self, folder: Path, chance: random.Random, **more: str) -> None:
        super().__init__(folder, chance, **more)
        self.postgres, self.redis = Postgres(folder), Redis(folder)
        self.environment |= {
            "FLOWBUILDER_DATABASE_URL": self.postgres.url,
            "FLOWBUILDER_REDIS_URL": f"{self.redis.url}/0",
            "FLOWBUILDER_CELERY_BROKER_URL": f"{self.redis.url}/1",
        }
        for number in range(WEBS):
            place = folder / f"web{number}"
            place.mkdir()
            self.webs.append(WebWorker(place, **self.environment))
        self.jobs = [
            CeleryWorker(f"jobs{number}", folder, self.webs[0].env(), beat=number == 0)
            for number in range(JOB_WORKERS)
        ]
        self.nginx = Nginx(folder, [web.port for web in self.webs])
        self.ledger = Ledger(self.postgres.url)
        self._thawing: set[asyncio.Task[None]] = set()

    @property
    def port(self) -> int:
        return self.nginx.port

    def begin(self) -> None:
        """Start everything, the database first."""
        self.postgres.start()
        self.postgres.create()
        self.redis.start()
        self.webs[0].prepare()
        for worker in self.jobs:
            worker.start()
        for web in self.webs:
            web.start()
        self.nginx.start()

    def end(self) -> None:
        """Stop everything, the database last."""
        self.nginx.end(signal.SIGTERM)
        for web in self.webs:
            web.stop()
        for worker in self.jobs:
            worker.send(signal.SIGCONT)
            worker.end(signal.SIGTERM, patience_s=15)
        self.redis.end()
        self.postgres.remove()

    def logs(self) -> list[Path]:
        return [*super().logs(), *(worker.log for worker in self.jobs)]

    def misfortunes(self) -> dict[str, tuple[int, Misfortune]]:
        return {
            "kill a web worker": (5, self.kill_web),
            "freeze a web worker": (2, self.freeze_web),
            "roll": (1, self.roll),
            "kill a job worker": (4, self.kill_jobs),
            "freeze a job worker past its lease": (2, self.freeze_jobs),
            "kill Redis": (2, self.kill_redis),
            "flush Redis": (2, self.flush_redis),
            "restart PostgreSQL": (1, self.restart_postgres),
            "crash PostgreSQL": (1, self.crash_postgres),
        }

    async def all_well(self) -> None:
        await asyncio.gather(*self._thawing)

    async def kill_jobs(self) -> None:
        """A power cut for one job worker."""
        worker = self.chance.choice(self.jobs)
        await asyncio.to_thread(worker.end)
        await asyncio.to_thread(worker.start)

    async def freeze_jobs(self) -> None:
        """A job worker stands still until its leases have run out; the town goes on meanwhile."""
        if self._thawing:
            return
        process = self.chance.choice(self.jobs).process
        if process is None:
            return

        async def thaw() -> None:
            await asyncio.sleep(LEASE_S * 1.3)
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)

        process.send_signal(signal.SIGSTOP)
        task = asyncio.ensure_future(thaw())
        self._thawing.add(task)
        task.add_done_callback(self._thawing.discard)

    async def kill_redis(self) -> None:
        """Redis is gone for a while, and forgets everything."""
        await asyncio.to_thread(self.redis.end)
        await asyncio.sleep(self.chance.uniform(0.5, 4))
        await asyncio.to_thread(self.redis.start)

    async def flush_redis(self) -> None:
        """Redis forgets everything and nobody's connection notices."""
        await asyncio.to_thread(self.redis.flush)

    async def restart_postgres(self) -> None:
        """PostgreSQL ends, breaking its connections, and comes again."""
        await self._again(signal.SIGINT)

    async def crash_postgres(self) -> None:
        """PostgreSQL dies at once and recovers from its log."""
        await self._again(signal.SIGQUIT)

    async def _again(self, which: signal.Signals) -> None:
        with self.outage():
            await asyncio.to_thread(self.postgres.end, which)
            await asyncio.sleep(self.chance.uniform(0, 2))
            await asyncio.to_thread(self.postgres.start)


class WebWorker(Stand):
    """A server that leaves jobs to Celery."""

    def start(self, *command: str, **more: str) -> None:
        super().start(
            *(command or ("manage.py", "serve", "--web", "--port", str(self.port))), **more
        )
