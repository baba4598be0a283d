"""Celery carries the jobs when a broker is set: the same table, the same answers."""

import asyncio
import contextlib
import subprocess
import sys

import pytest

from benchmarks.stand import REDIS, ROOT, Stand, Talker, postgres_database

pytestmark = [pytest.mark.timeout(240), pytest.mark.postgres, pytest.mark.redis]


async def test_a_worker_does_what_the_web_process_only_writes_down(tmp_path):
    """The web process runs no jobs (`--web`); the refused call comes back through a worker."""
    with postgres_database() as database, contextlib.ExitStack() as closing:
        stand = Stand(
            tmp_path,
            FLOWBUILDER_DATABASE_URL=database,
            FLOWBUILDER_REDIS_URL=REDIS,
            FLOWBUILDER_CELERY_BROKER_URL=REDIS.rpartition("/")[0] + "/7",
        )
        stand.prepare()
        closing.callback(stand.stop)
        stand.start("manage.py", "serve", "--web", "--port", str(stand.port))
        with (tmp_path / "worker.log").open("w") as log:
            worker = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "flowbuilder.runtime.celery", "worker",
                 "--beat", "-s", str(tmp_path / "beat"), "--pool", "threads", "-c", "2",
                 "-l", "WARNING"],
                cwd=ROOT, env=stand.env(), stdout=log, stderr=log,
            )  # fmt: skip
        closing.callback(worker.wait)
        closing.callback(worker.terminate)
        visitor = Talker(stand.url_of("call"))
        await visitor.connect()
        await visitor.hello()

        async with asyncio.timeout(90):
            answer = await visitor.turn("No connection", type="say", text="1001")

        assert answer["from"] == "bot"
        await visitor.close()
