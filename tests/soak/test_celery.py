"""Celery carries the jobs when a broker is set: the same table, the same answers, once each."""

import asyncio
import contextlib
import random
import subprocess
import sys

import psycopg
import pytest
import redis

from benchmarks.stand import ROOT, Stand, Talker, free_port, postgres_database
from tests.soak.crm import Crm, running
from tests.soak.test_services_gone import redis_server

pytestmark = [
    pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.postgres, pytest.mark.redis,
]  # fmt: skip


class Workers:
    """Celery's processes of one stand, to be killed and started anew."""

    def __init__(self, stand, closing):
        self.stand = stand
        self.log = closing.enter_context((stand.folder / "celery.log").open("w"))
        self.running = {}
        closing.callback(self.end)

    def start(self, name, *arguments):
        self.running[name] = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "flowbuilder.runtime.celery", *arguments,
             "-l", "WARNING"],
            cwd=ROOT, env=self.stand.env(), stdout=self.log, stderr=self.log,
        )  # fmt: skip

    def worker(self, name):
        self.start(name, "worker", "--pool", "threads", "-c", "3", "-n", f"{name}@here")

    def beat(self):
        self.start("beat", "beat", "-s", str(self.stand.folder / "beat"), "--pidfile=")

    def kill(self, name):
        self.running[name].kill()
        self.running.pop(name).wait()

    def end(self):
        for name in list(self.running):
            self.kill(name)


@contextlib.contextmanager
def scaled(folder, **more):
    """A web process that only writes jobs down, on a broker of its own, and its workers."""
    port = free_port()
    with postgres_database() as database, contextlib.ExitStack() as closing:
        closing.enter_context(redis_server(port, folder))
        stand = Stand(
            folder,
            FLOWBUILDER_DATABASE_URL=database,
            FLOWBUILDER_REDIS_URL=f"redis://127.0.0.1:{port}/0",
            FLOWBUILDER_CELERY_BROKER_URL=f"redis://127.0.0.1:{port}/1",
            **more,
        )
        stand.prepare()
        closing.callback(stand.stop)
        yield stand, Workers(stand, closing)


def serve(stand):
    stand.start("manage.py", "serve", "--web", "--port", str(stand.port))


async def test_a_worker_does_what_the_web_process_only_writes_down(tmp_path):
    """The web process runs no jobs (`--web`); the refused call comes back through a worker."""
    with scaled(tmp_path) as (stand, workers):
        serve(stand)
        workers.worker("one")
        workers.beat()
        visitor = Talker(stand.url_of("call"))
        await visitor.connect()
        await visitor.hello()

        async with asyncio.timeout(90):
            answer = await visitor.turn("No connection", type="say", text="1001")

        assert answer["from"] == "bot"
        await visitor.close()


@pytest.mark.soak
async def test_workers_and_beat_killed_under_load_lose_and_double_nothing(tmp_path):
    """Each order of each visitor gets one answer, and each key reaches the system that honours
    keys. Seen to fail without the sweep: what the killed worker and the flushed broker had was
    never done."""
    visitors, orders = 6, 6
    crm = Crm(takes_s=1.0)
    with running(crm), scaled(tmp_path, FLOWBUILDER_ALLOWED_PRIVATE_HOSTS=crm.place) as made:
        stand, workers = made
        publish = [sys.executable, "-m", "tests.soak.crm", crm.url]
        subprocess.run(publish, cwd=ROOT, env=stand.env(), check=True)
        serve(stand)
        for name in ("one", "two"):
            workers.worker(name)
        workers.beat()
        talks = asyncio.gather(*(order(stand, orders) for _ in range(visitors)))
        broker = redis.Redis.from_url(stand.environment["FLOWBUILDER_CELERY_BROKER_URL"])
        # A worker does three things at once: with four under way both are in the middle of one.
        while len(crm.received) < 4 and not talks.done():
            await asyncio.sleep(0.05)
        first = ["one", "beat", "two"]
        while not talks.done():
            name = first.pop(0) if first else random.choice(["one", "two", "beat"])
            await asyncio.to_thread(workers.kill, name)
            broker.flushdb()
            workers.beat() if name == "beat" else workers.worker(name)
            # The next one falls once orders go on: on a slow machine starting takes longer.
            before = len(crm.received)
            await asyncio.wait([talks], timeout=4)
            while len(crm.received) == before and not talks.done():
                await asyncio.sleep(0.05)
        answers = await talks
        broker.close()

        with psycopg.connect(stand.environment["FLOWBUILDER_DATABASE_URL"]) as rows:
            outcomes = rows.execute(
                "SELECT count(*), count(DISTINCT payload->>'effect_id')"
                " FROM conversations_eventrecord WHERE kind IN ('EffectSucceeded', 'EffectFailed')"
            ).fetchone()
            attempts = rows.execute("SELECT max(attempts) FROM runtime_job").fetchone()[0]
    total = visitors * orders
    assert answers == [["Ordered."] * orders] * visitors
    assert outcomes == (total, total)
    assert len(crm.received) == total
    assert attempts > 1, "Nobody was killed in the middle of a job."


async def order(stand, orders):
    """Order one thing after another; the answers that came."""
    visitor = Talker(stand.url_of("keyed"))
    await visitor.connect()
    await visitor.hello()
    answers = []
    for number in range(orders):
        async with asyncio.timeout(120):
            await visitor.turn("Which order?", type="say", text=str(number))
        said = [m["content"].get("text") for _seq, m in sorted(visitor.messages.items())]
        answers = [text for text in said if text in {"Ordered.", "No connection."}]
    await visitor.close()
    return answers
