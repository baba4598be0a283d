"""Restarts and the crowd that comes back after one (reliability cases 13 and 14)."""

import asyncio
import random
import signal
import time

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.soak.checks import check_echo
from tests.soak.timing import arrive, leave
from tests.soak.visitors import BROKEN, Stubborn

pytestmark = [pytest.mark.soak, pytest.mark.alone, pytest.mark.timeout(240)]
CROWD = 1500
BACK_WITHIN_S = 15


async def test_nothing_is_lost_over_polite_restarts_while_everybody_talks(stand):
    """Seen to fail without `close_all` at the end: every client saw 1006, as after a crash."""
    stand.start()
    visitors = [Stubborn(stand.url_of("echo"), f"visitor{n}", 40) for n in range(12)]
    codes = []
    idle = await arrive(stand.url_of("echo"), 20)

    async def told_when_closed(talker):
        try:
            while True:
                await talker.read()
        except ConnectionClosed:
            codes.append(talker.socket.close_code)

    watching = [asyncio.ensure_future(told_when_closed(talker)) for talker in idle]
    talks = asyncio.gather(*(visitor.talk() for visitor in visitors))
    restarts = 0
    while not talks.done() and restarts < 3:
        await asyncio.wait([talks], timeout=0.5)
        stand.process.send_signal(signal.SIGTERM)
        ended = await asyncio.to_thread(stand.process.wait, 20)
        restarts += 1
        assert ended == 0
        await asyncio.to_thread(stand.start)
    await talks
    await asyncio.gather(*watching)

    assert restarts >= 1
    assert codes == [1012] * 20
    assert all(set(visitor.refused) <= {"not_available"} for visitor in visitors)
    await check_echo(stand, visitors)
    await leave(visitors)


async def test_1500_sockets_come_back_within_15_seconds_after_a_restart(stand):
    """As the widget comes back: told 1012, after a chance share of five seconds, then growing
    pauses. A crowd of one machine has one address, so no limit may count addresses here."""
    chance = random.Random(2026)
    stand.start()
    crowd = await arrive(stand.url_of("echo"), CROWD)
    stand.process.send_signal(signal.SIGTERM)
    await asyncio.to_thread(stand.process.wait, 30)
    await asyncio.to_thread(stand.start)
    began = time.monotonic()
    refused, took = [], []

    async def come_back(talker):
        codes = await closing_code(talker)
        pause = chance.uniform(0.25, 5) if codes == 1012 else chance.uniform(0.3, 0.6)
        while True:
            await asyncio.sleep(pause)
            pause = min(30.0, pause * 2)
            try:
                await talker.connect()
                answer = await talker.hello()
            except InvalidStatus as problem:
                refused.append(problem.response.status_code)
            except BROKEN as problem:
                refused.append(repr(problem))
            else:
                if answer["type"] == "welcome":
                    return took.append(time.monotonic() - began)
                refused.append(answer)

    async with asyncio.timeout(60):
        await asyncio.gather(*(come_back(talker) for talker in crowd))

    print(f"{CROWD} sockets were back after {max(took):.1f} s; refused meanwhile: {len(refused)}.")
    assert not [each for each in refused if isinstance(each, int) and each >= 500]
    assert max(took) <= BACK_WITHIN_S
    await leave(crowd)


async def closing_code(talker):
    try:
        while True:
            await talker.socket.recv()
    except ConnectionClosed:
        return talker.socket.close_code
