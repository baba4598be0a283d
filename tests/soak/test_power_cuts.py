"""Power cuts: what was acknowledged is stored, once, and both ends show the same (cases 1, 2)."""

import asyncio
import os
import random

import pytest

from tests.soak.checks import check_echo
from tests.soak.visitors import Stubborn

#: How often each of forty visitors writes: 2,520 messages in a long run, a thousand in a short one.
WORDS = 63 if float(os.environ.get("SOAK_SECONDS", "60")) >= 600 else 25

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


async def restarted_until_done(stand, talks, crash_at):
    """Restart the server each time it dies; after the first death without the crash point."""
    first = True
    while not talks.done():
        stand.start(**({"FLOWBUILDER_CRASH_AT": crash_at} if first else {}))
        if first:
            died = asyncio.ensure_future(asyncio.to_thread(stand.process.wait))
            await asyncio.wait([died, talks], return_when=asyncio.FIRST_COMPLETED)
            crashed = died.done()
            stand.kill()  # else a thread would wait for its end for ever
            await died
            assert crashed, "The crash point was never reached."
            assert stand.process.returncode == 137
        else:
            await talks
        first = False
    await talks


@pytest.mark.parametrize("crash_at", ["before_commit:5", "after_commit:5"])
async def test_a_crash_just_before_or_after_the_commit_loses_and_doubles_nothing(stand, crash_at):
    """Case 1 is after_commit, case 2 before_commit. Seen to fail with the acknowledgement sent
    before the commit, and without the look-up of `client_id`."""
    visitors = [Stubborn(stand.url_of("echo"), f"visitor{n}", 6) for n in range(3)]
    talks = asyncio.gather(*(visitor.talk() for visitor in visitors))

    await restarted_until_done(stand, talks, crash_at)

    assert sum(visitor.resent for visitor in visitors) > 0
    await check_echo(stand, visitors)
    await asyncio.gather(*(visitor.close() for visitor in visitors))


async def cut_comes(talks, visitors, chance):
    """Wait for a random moment: of four cuts one soon after the start, the others when some more
    messages were taken, at most a fifth of all. However fast the machine, it is cut five times;
    however slow, the talks get on between the cuts."""

    def taken():
        return sum(len(visitor.acked) for visitor in visitors)

    if chance.random() < 0.25:
        await asyncio.wait([talks], timeout=chance.uniform(0.0, 0.3))
        return
    enough = taken() + chance.randint(1, len(visitors) * WORDS // 5)
    while not talks.done() and taken() < enough:
        await asyncio.wait([talks], timeout=0.005)


@pytest.mark.soak
async def test_messages_go_through_random_power_cuts(stand):
    """The long form of cases 1 and 2: SIGKILL at random moments."""
    chance = random.Random(2026)
    visitors = [Stubborn(stand.url_of("echo"), f"visitor{n}", WORDS) for n in range(40)]
    stand.start()
    talks = asyncio.gather(*(visitor.talk() for visitor in visitors))
    cuts = 0
    while not talks.done():
        await cut_comes(talks, visitors, chance)
        if not talks.done():
            stand.kill()
            cuts += 1
            stand.start()
    await talks
    print(f"{cuts} power cuts, {sum(visitor.resent for visitor in visitors)} sent again.")

    assert cuts >= 3
    await check_echo(stand, visitors)
    await asyncio.gather(*(visitor.close() for visitor in visitors))
