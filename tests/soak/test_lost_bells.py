"""Announcements that never arrive cost time, not messages (reliability case 5)."""

import asyncio
import json
import time

import pytest

from benchmarks.stand import Talker
from tests.soak.agents import Agent, people
from tests.soak.checks import check_same
from tests.soak.timing import leave
from tests.soak.visitors import look

pytestmark = [pytest.mark.soak, pytest.mark.timeout(240)]
STALE_S = 30


def start_losing(stand, share, **more):
    told = json.dumps({"drop": share, **more})
    stand.start("-m", "tests.soak.faulty_server", str(stand.port), FAULTS=told)


async def second_tab(visitor, url):
    other = Talker(url)
    other.token = visitor.token
    await other.connect()
    await other.hello()
    return other


async def reading(tab, until_seq):
    while tab.after < until_seq:
        await tab.read()
    return time.monotonic()


@pytest.mark.parametrize("share", [0.3, 1.0])
async def test_a_second_tab_misses_nothing_however_many_rings_are_lost(stand, share):
    """Looks every second instead of every 25, to be quick. Seen to fail without `sync`."""
    start_losing(stand, share, sync_s=1.0)
    url = stand.url_of("echo")
    here = Talker(url)
    await here.connect()
    await here.hello()
    there = await second_tab(here, url)

    for number in range(20):
        await here.turn("And?", type="say", text=f"message {number}")
    async with asyncio.timeout(5):
        await reading(there, here.after)

    check_same(there, await look(url, here.token))
    check_same(here, there)
    await leave([here, there])


async def test_with_no_ring_at_all_nobody_is_behind_for_more_than_30_seconds(stand):
    """The real 25 seconds, for a visitor's second tab and for an agent's inbox at once: a waiting
    visitor, their words, and that they were answered. Seen to fail with `SYNC_S = 60`."""
    sessions = people(stand, "make:1")
    start_losing(stand, 1.0)
    agent = Agent(stand.port, sessions[0])
    await agent.connect()
    await agent.until("counts.updated")
    visitor = Talker(stand.url_of("desk"))
    await visitor.connect()
    await visitor.hello()
    other = await second_tab(visitor, stand.url_of("desk"))
    began = time.monotonic()
    await visitor.send(type="say", client_id="the-only-one", text="Ada")
    while "the-only-one" not in visitor.acked:
        await visitor.read()

    async def told_of_waiting():
        while (await agent.until("counts.updated"))["counts"]["waiting"] != 1:
            pass
        return time.monotonic()

    async def told_of_queue():
        while (await other.read()) != {"type": "status", "state": "queued", "position": 1}:
            pass
        return time.monotonic()

    async with asyncio.timeout(60):
        done = await asyncio.gather(told_of_waiting(), told_of_queue())

    behind = [at - began for at in done]
    print(f"Without a ring: the inbox was {behind[0]:.1f} s behind, the tab {behind[1]:.1f} s.")
    assert max(behind) <= STALE_S
    assert other.acked == {} and "Ada" in str(other.messages)
    await agent.close()
    await leave([visitor, other])
