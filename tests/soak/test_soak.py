"""The soak: whole set-ups under random kills and a bad network lose and double nothing.

`make soak SECONDS=600` says how long each set-up is talked to; the seed is printed, and
`SOAK_SEED` gives the same misfortunes in the same order again.
"""

from __future__ import annotations

import asyncio
import os
import random
import resource
import time
from dataclasses import dataclass, field
from typing import Any

import psycopg
import pytest

from tests.soak.ledger import complaints
from tests.soak.slow_service import SlowService
from tests.soak.town import LEASE_S, LargeTown, SmallTown, Town
from tests.soak.townsfolk import ANSWER_S, Townsperson, Visit, ask_for_orders, talk_to_echo, watch
from tests.soak.visitors import look
from tests.soak.weather import Weather

SECONDS = float(os.environ.get("SOAK_SECONDS", "60"))
STALE_S = 30.0
#: Half of them ask for orders (jobs), half talk to the flow alone; some have a second tab open.
PEOPLE, WATCHED = 40, 8
#: A visit is shorter than what a fresh browser is shown (200 messages), so that can be compared.
MESSAGES = 40
PAUSE_S = 0.4
CHECK_EVERY_S = 20.0
#: Once the misfortunes are over, everybody has been acknowledged and answered within this.
CALM_S = ANSWER_S + 15

#: What the log may say, at level error, when the database, Redis or a process was taken away.
EXPECTED = (
    r"OperationalError|InterfaceError|AdminShutdown|terminating connection|connection .*closed",
    r"redis.*(ConnectionError|Connection)|Connection to Redis|Cannot connect to redis",
    r"could not be announced; the next sweep takes them",
    # channels_redis reads while it subscribes anew; a second later it goes on, and a sweep fills in
    r"Unexpected exception in receive task builtins.RuntimeError.*channels_redis/pubsub.py",
    r"consumer: (Cannot connect|Connection to broker lost)",
    r"beat: Connection error",
    r"SecurityWarning: You're running the worker with superuser",
)

pytestmark = [pytest.mark.soak, pytest.mark.alone, pytest.mark.timeout(SECONDS + 300)]


@dataclass
class Story:
    """A town, its people, and what became of them."""

    town: Town
    chance: random.Random
    people: list[Townsperson] = field(default_factory=list)
    watchers: list[tuple[Townsperson, Townsperson]] = field(default_factory=list)
    watching: list[asyncio.Task[None]] = field(default_factory=list)

    async def run(self, seconds: float) -> None:
        """Have people talk through misfortunes, checking now and then; then check everything."""
        weather = Weather(self.town.port, random.Random(self.chance.random()))
        await weather.begin()
        until = time.monotonic() + seconds
        places = [self._one_after_another(n, weather, until) for n in range(PEOPLE)]
        talking = asyncio.gather(*places)
        bad_luck = asyncio.gather(
            self.town.suffer(until, (1.0, 5.0)), self._check_now_and_then(until)
        )
        try:
            await _first_of(bad_luck, talking)
            await self.town.all_well()
            weather.calm = True
            async with asyncio.timeout(CALM_S):
                await talking
            await self._last_jobs_done()
            async with asyncio.timeout(STALE_S):
                await asyncio.gather(*self.watching)
            await self._check_everything(weather)
        finally:
            everything: list[asyncio.Future[Any]] = [talking, bad_luck, *self.watching]
            for work in everything:
                work.cancel()
            await asyncio.gather(*everything, return_exceptions=True)
            await weather.end()

    async def _one_after_another(self, place: int, weather: Weather, until: float) -> None:
        """Visits of one kind until the time is over; each is a new person's."""
        key, act = (("echo", talk_to_echo), ("call", ask_for_orders))[place % 2]
        visit = Visit(until=until, messages=MESSAGES, pause_s=PAUSE_S)
        while time.monotonic() < until:
            chance = random.Random(self.chance.random())
            name = f"person{len(self.people):05d}"
            person = Townsperson(lambda: self.town.url_of(key, weather.port), name, chance)
            self.people.append(person)
            if place < WATCHED:
                watcher = Townsperson(lambda: self.town.url_of(key), f"watcher{place}", chance)
                self.watchers.append((watcher, person))
                self.watching.append(asyncio.ensure_future(watch(watcher, person)))
            await act(person, visit)

    # ---- What must hold ------------------------------------------------------------

    async def _check_now_and_then(self, until: float) -> None:
        """What was acknowledged before we look is stored when we look."""
        while time.monotonic() < until - CHECK_EVERY_S:
            await asyncio.sleep(CHECK_EVERY_S)
            known = [(p.conversation, dict(p.acked)) for p in self.people if p.acked]
            while not await asyncio.to_thread(self._are_stored, known):
                await asyncio.sleep(0.5)

    def _are_stored(self, known: list[tuple[str, dict[str, int]]]) -> bool:
        """Check, or say that the database is away just now."""
        try:
            for conversation, acked in known:
                self.town.ledger.check_acknowledged(conversation, acked)
        except psycopg.OperationalError:
            return False
        return True

    async def _last_jobs_done(self) -> None:
        """Jobs that a dead worker had are done by another once the lease ran out."""
        until = time.monotonic() + LEASE_S + 30
        while await asyncio.to_thread(self.town.ledger.unfinished_jobs):
            assert time.monotonic() < until, "A job was left behind."
            await asyncio.sleep(0.2)

    async def _check_everything(self, weather: Weather) -> None:
        stored = self.town.ledger.check()
        for person in self.people:
            self.town.ledger.check_acknowledged(person.conversation, person.acked)
            await self._check_person(person)
        stalest = max((self._staleness(w, p) for w, p in self.watchers), default=0.0)
        acknowledged = sum(len(person.acked) for person in self.people)
        print(
            f"{acknowledged} messages acknowledged, {stored} stored, 0 lost, 0 doubled;"
            f" {sum(p.resent for p in self.people)} sent again,"
            f" {sum(p.broken for p in self.people)} connections broken;"
            f" stalest tab {stalest:.1f} s\nmisfortunes: {dict(self.town.happened)}"
            f"\nnetwork: {dict(weather.met)}"
        )

        assert stalest <= STALE_S
        assert acknowledged > len(self.people)
        assert complaints(self.town.logs(), EXPECTED) == {}

    async def _check_person(self, person: Townsperson) -> None:
        """A fresh browser is shown what this one saw: each word once, each answered once."""
        shown = await look(self.town.url_of(person.url.split("/")[-2]), person.token)
        frames = [frame for _seq, frame in sorted(shown.messages.items())]
        spoken = [f["content"]["text"] for f in frames if f["from"] == "visitor"]
        answers = [f["content"]["text"] for f in frames if f["from"] == "bot"]

        assert shown.messages == person.messages
        assert spoken == list(person.said.values())
        if "/echo/" in person.url:
            assert [a for a in answers if a != "And?"] == [f"You said {text}." for text in spoken]
        else:
            assert answers.count("Which order?") == len(spoken) + 1
            assert len(answers) == 2 * len(spoken) + 1

    def _staleness(self, watcher: Townsperson, person: Townsperson) -> float:
        """How long an acknowledged message was not on the other tab, outages taken off."""
        return max(
            (
                (seen := watcher.seen_at[seq]) - acked - self.town.overlap(acked, seen)
                for seq, acked in person.acked_at.items()
            ),
            default=0.0,
        )


async def _first_of(work: asyncio.Future[Any], other: asyncio.Future[Any]) -> None:
    """Wait for `work`, unless `other` fails before."""
    await asyncio.wait([work, other], return_when=asyncio.FIRST_EXCEPTION)
    if other.done():
        other.result()
    await work


def raise_limits() -> None:
    """Many sockets at once: as many files as the machine lets us."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


@pytest.mark.parametrize(
    "kind",
    [
        pytest.param(SmallTown, id="sqlite"),
        pytest.param(LargeTown, id="postgres-redis-celery"),
    ],
)
async def test_nothing_is_lost_or_doubled_while_everything_breaks(kind, tmp_path):
    """Cases 1, 2, 3, 6, 13, 16, 20 and 21 together, at random. Power cuts, frozen workers, rolling
    restarts, Redis killed and flushed, PostgreSQL restarted, a network that delays, cuts, resets,
    drips and goes silent."""
    raise_limits()
    seed = int(os.environ.get("SOAK_SEED") or random.randrange(1_000_000))
    print(f"\nseed {seed}, {SECONDS:.0f} s on {kind.__name__}")
    chance = random.Random(seed)
    service = SlowService(random.Random(chance.random()))
    await service.begin()
    town = kind(tmp_path, chance, FLOWBUILDER_ALLOWED_PRIVATE_HOSTS=service.place)
    try:
        await asyncio.to_thread(town.begin)
        await Story(town, chance).run(SECONDS)
    finally:
        await asyncio.to_thread(town.end)
        await service.end()
