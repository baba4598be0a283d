"""A job begins soon after its commit, in one process and with Celery: measured and printed.

What is held for its rest is heard to the moment, too, and not when the next sweep finds it.
"""

import asyncio
import contextlib
import sys
from statistics import median, quantiles

import psycopg
import pytest

from benchmarks.stand import Stand, Talker, postgres_database
from tests.soak.test_celery import scaled, serve

pytestmark = [
    pytest.mark.soak,
    pytest.mark.alone,
    pytest.mark.timeout(300),
    pytest.mark.postgres,
    pytest.mark.redis,
]

JOBS, HELD = 200, 8
#: Generous: the machine may be busy. What is promised is 50 ms, half of the jobs keep it.
MEDIAN_MS, P95_MS = 50.0, 500.0

WAITED = (
    "SELECT extract(epoch FROM claimed_at - created_at) * 1000 FROM runtime_job"
    " WHERE kind = 'effect' AND effect->>'kind' = 'CallHttp' ORDER BY id"
)
LATE = (
    "SELECT extract(epoch FROM claimed_at - run_at) * 1000 FROM runtime_job WHERE kind = 'hearing'"
)


@contextlib.contextmanager
def one_process(folder):
    with postgres_database() as database:
        stand = Stand(folder, FLOWBUILDER_DATABASE_URL=database)
        stand.prepare()
        stand.start()
        try:
            yield stand
        finally:
            stand.stop()


@contextlib.contextmanager
def with_celery(folder):
    with scaled(folder) as (stand, workers):
        serve(stand)
        workers.worker("one")
        workers.beat()
        yield stand


@pytest.mark.parametrize("mode", [one_process, with_celery], ids=["one process", "Celery"])
async def test_a_job_begins_soon_after_its_commit(tmp_path, mode):
    """Counted from before the commit (`created_at`) to the claim. Seen to fail without `wake`."""
    with mode(tmp_path) as stand:
        visitor = Talker(stand.url_of("call"))
        await visitor.connect()
        await visitor.hello()
        for number in range(JOBS + 20):
            async with asyncio.timeout(60):
                await visitor.turn("Which order?", type="say", text=str(number))
        await visitor.close()
        asking = Talker(stand.url_of("look-up"))
        await asking.connect()
        await asking.hello()
        for number in range(HELD):
            async with asyncio.timeout(60):
                await asking.turn("What about?", type="say", text=f"parcel {number}")
        await asking.close()
        with psycopg.connect(stand.environment["FLOWBUILDER_DATABASE_URL"]) as rows:
            waited = [float(row[0]) for row in rows.execute(WAITED)][-JOBS:]
            late = [float(row[0]) for row in rows.execute(LATE)]

    middle, slow = median(waited), quantiles(waited, n=20)[-1]
    sys.stdout.write(f"\ncommit to start, {JOBS} jobs: median {middle:.1f} ms, p95 {slow:.1f} ms\n")
    sys.stdout.write(f"due to heard, {HELD} questions: median {median(late):.1f} ms\n")
    assert (len(waited), len(late)) == (JOBS, HELD)
    assert median(late) < P95_MS
    assert middle < MEDIAN_MS and slow < P95_MS
