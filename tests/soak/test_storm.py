"""10,000 timers due at once after a downtime: those who talk feel little of it (case 23)."""

import asyncio
import sqlite3
import subprocess
import sys
import time
from statistics import quantiles

import pytest

from benchmarks.stand import ROOT, Stand, Talker

pytestmark = [pytest.mark.soak, pytest.mark.alone, pytest.mark.timeout(600)]

OVERDUE = 10_000
VISITORS = 8
MEASURED_S = 10
#: How much slower the slowest twentieth of live turns may get, and what is slow enough to notice.
RATIO, NOTICED_MS = 2.5, 100.0


async def live_p95(stand):
    """The p95 in ms of turns of visitors who write every now and then."""
    took = []

    async def talk(number):
        visitor = Talker(stand.url_of("echo"))
        await visitor.connect()
        await visitor.hello()
        ends = time.monotonic() + MEASURED_S
        while time.monotonic() < ends:
            begun = time.monotonic()
            await visitor.turn("And?", type="say", text=f"{number}")
            took.append((time.monotonic() - begun) * 1000)
            await asyncio.sleep(0.1)  # a visitor thinks; the load is the same in both runs
        await visitor.close()

    await asyncio.gather(*(talk(number) for number in range(VISITORS)))
    return quantiles(took, n=20)[-1], len(took)


def rows(stand, sql):
    with sqlite3.connect(f"file:{stand.folder}/flowbuilder.sqlite3?mode=ro", uri=True) as database:
        return database.execute(sql).fetchone()


async def test_live_turns_keep_their_p95_while_ten_thousand_timers_are_overdue(tmp_path):
    """Case 23. Seen to fail without the limit and the rest of a storm (3.5 to 5.3 times)."""
    stand = Stand(tmp_path)
    stand.prepare()
    stand.start()
    await live_p95(stand)  # the first words warm caches
    calm, _turns = await live_p95(stand)
    stand.stop()
    subprocess.run(
        [sys.executable, "-m", "tests.soak.overdue", str(OVERDUE)],
        cwd=ROOT, env=stand.env(), check=True,
    )  # fmt: skip

    stand.start()
    begun = time.monotonic()
    try:
        stormy, turns = await live_p95(stand)
        pace = rows(stand, "SELECT count(*) FROM runtime_job WHERE status = 'done'")[0]
        seconds = time.monotonic() - begun
        ratio = stormy / calm
        sys.stdout.write(
            f"\np95 of live turns: {calm:.1f} ms calm, {stormy:.1f} ms in the storm "
            f"(ratio {ratio:.2f}, {turns} turns); {pace / seconds:.0f} overdue timers a second\n"
        )
        assert pace < OVERDUE, "The storm was over before it was measured."
        assert ratio < RATIO or stormy < NOTICED_MS
    finally:
        stand.stop()

    fired = rows(
        stand,
        "SELECT count(*), count(DISTINCT conversation_id) FROM conversations_eventrecord"
        " WHERE kind = 'TimerFired'",
    )
    done = rows(stand, "SELECT count(*) FROM runtime_job WHERE status = 'done'")[0]
    assert fired == (done, done)
