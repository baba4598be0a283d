"""Rights that are taken away while sockets are open (reliability case 36), on a real server."""

import asyncio
import time

import pytest
from websockets.exceptions import ConnectionClosed

from benchmarks.stand import Talker
from tests.soak.agents import Agent, people
from tests.soak.timing import leave

pytestmark = [pytest.mark.soak, pytest.mark.alone, pytest.mark.timeout(120)]
AGENTS = (
    "signed_out", "session_over", "role_changed", "membership_gone", "switched_off",
    "password_changed", "deleted",
)  # fmt: skip
WIDGETS = {"echo": "widget_off", "bench": "origin_removed", "call": "flow_archived"}
WITHIN_S = 5


async def test_whoever_loses_a_right_is_disconnected_within_five_seconds(stand):
    """Another process takes the rights away and nothing else happens, so nothing is announced. Seen
    to fail with `CHECK_S = 30` in `handoff/consumers.py`, and in `channels/web/doors.py`."""
    *revoked, stays = people(stand, f"make:{len(AGENTS) + 1}")
    stand.start()
    agents = [Agent(stand.port, session) for session in revoked]
    colleague = Agent(stand.port, stays)
    visitors = [Talker(stand.url_of(key)) for key in WIDGETS]
    waiting = Talker(stand.url_of("desk"))
    for one in (*agents, colleague, *visitors, waiting):
        await one.connect()
    for visitor in (*visitors, waiting):
        await visitor.hello()
    for agent in (*agents, colleague):
        await agent.until("counts.updated")

    async def ending(one):
        try:
            while True:
                await one.read()
        except ConnectionClosed:
            return one.socket.close_code, time.monotonic()

    endings = asyncio.gather(*(ending(one) for one in (*agents, *visitors)))
    steps = [f"{how}:{session}" for how, session in zip(AGENTS, revoked, strict=True)]
    steps += [f"{how}:{key}" for key, how in WIDGETS.items()]
    began = await asyncio.to_thread(people, stand, *steps)
    found = await asyncio.wait_for(endings, 60)

    longest = max(at - began for _code, at in found)
    print(f"The last of {len(found)} revoked sockets was closed after {longest:.1f} s.")
    assert [code for code, _at in found] == [4403] * len(found)
    assert longest <= WITHIN_S
    await waiting.send(type="say", client_id="after-the-end", text="Ada")
    await colleague.until("conversation.updated")  # the others are still served
    await colleague.close()
    await leave([waiting])
