"""The same talk through a real server: on SQLite alone, and on PostgreSQL with Redis."""

import asyncio
import contextlib
import socket
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import ConnectionClosed

from benchmarks.seed_turns import TURNS
from benchmarks.stand import REDIS, Stand, Talker, postgres_database

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

STACKS = [
    "sqlite",
    pytest.param("postgres", marks=[pytest.mark.postgres, pytest.mark.redis]),
]


@pytest.fixture(params=STACKS, scope="module")
def stand(request, tmp_path_factory):
    """A running server on one of the two stacks."""
    with contextlib.ExitStack() as closing:
        more = {}
        if request.param == "postgres":
            more["FLOWBUILDER_DATABASE_URL"] = closing.enter_context(postgres_database())
            more["FLOWBUILDER_REDIS_URL"] = REDIS
        running = Stand(tmp_path_factory.mktemp("server"), **more)
        closing.callback(running.stop)
        running.prepare()
        running.start()
        yield running


async def talk(talker):
    asked = None
    for frame, ending in TURNS:
        if frame["type"] == "choose":
            frame = {**frame, "message": asked["seq"]}
        asked = await talker.turn(ending, **frame)


@contextlib.asynccontextmanager
async def connected(*urls):
    """Visitors at these addresses; they leave even when the test fails."""
    async with contextlib.AsyncExitStack() as leaving:
        visitors = [Talker(url) for url in urls]
        for visitor in visitors:
            await visitor.connect()
            leaving.push_async_callback(visitor.close)
        yield visitors


def heard(visitor):
    """Who said what to `visitor`, in order."""
    told = (visitor.messages[seq] for seq in sorted(visitor.messages))
    return [(message["from"], message["content"].get("text")) for message in told]


async def test_a_whole_talk_and_taking_it_up_again(stand):
    async with connected(stand.url) as (visitor,):
        await visitor.hello()
        await talk(visitor)

    async with connected(stand.url) as (again,):
        again.token = visitor.token
        welcome = await again.hello()

    assert welcome["state"] == "closed"
    assert again.messages == visitor.messages
    assert sorted(visitor.messages) == list(range(1, welcome["head"] + 1))


async def test_ten_visitors_at_once_are_all_answered(stand):
    async with connected(stand.url) as (alone,):
        await alone.hello()
        await talk(alone)

    async with connected(*[stand.url] * 10) as visitors:
        await asyncio.gather(*(visitor.hello() for visitor in visitors))
        await asyncio.gather(*(talk(visitor) for visitor in visitors))

    assert len({visitor.conversation for visitor in visitors}) == 10
    assert [heard(visitor) for visitor in visitors] == [heard(alone)] * 10


async def closed(socket):
    """The code that the server closes with; None when it just goes away."""
    async with asyncio.timeout(15):
        with contextlib.suppress(ConnectionClosed):
            while True:
                await socket.recv()
    return socket.close_code


async def test_nonsense_closes_the_socket_for_good(stand):
    """Seen to fail without `PlainProtocol.serverClose`: the server's library refused to send 1008,
    and the socket stayed open."""
    visitor = Talker(stand.url)
    await visitor.connect()

    for _ in range(7):
        await visitor.socket.send("nonsense")

    assert await closed(visitor.socket) == 1008


async def test_a_server_that_stops_says_that_it_will_be_back(tmp_path):
    """Seen to fail without `PlainProtocol.serverClose`: clients saw 1006, as after a crash (M8)."""
    stand = Stand(tmp_path)
    stand.prepare()
    stand.start()
    try:
        visitor = Talker(stand.url)
        await visitor.connect()
        await visitor.hello()

        stand.process.terminate()

        assert await closed(visitor.socket) == 1012
    finally:
        await asyncio.to_thread(stand.stop)


@pytest.mark.postgres
@pytest.mark.redis
async def test_two_processes_ring_each_other_through_redis(tmp_path):
    """Also holds an idle socket for longer than 5 s: some client versions dropped those."""
    with postgres_database() as database, contextlib.ExitStack() as closing:
        stack = {"FLOWBUILDER_DATABASE_URL": database, "FLOWBUILDER_REDIS_URL": REDIS}
        servers = []
        for name in ("one", "two"):
            (tmp_path / name).mkdir()
            servers.append(Stand(tmp_path / name, **stack))
            closing.callback(servers[-1].stop)
        servers[0].prepare()
        for server in servers:
            server.start()
        async with connected(servers[0].url, servers[1].url) as (here, there):
            await here.hello()
            there.token = here.token
            await there.hello()
            await asyncio.sleep(6)

            await here.turn("Anything else?", type="say", text="my parcel")
            async with asyncio.timeout(5):
                while there.after < here.after:
                    await there.read()

        assert there.messages == here.messages


def answer_to(stand, head, pieces=()):
    """What the server says to these bytes; the pieces are sent for as long as it listens."""
    address = urlsplit(stand.url)
    with socket.create_connection((address.hostname, address.port), timeout=20) as line:
        line.sendall(head.replace(b"HOST", address.netloc.encode()))
        sent = 0
        with contextlib.suppress(OSError):
            for piece in pieces:
                line.sendall(piece)
                sent += len(piece)
        with contextlib.suppress(OSError):
            return line.recv(4096), sent
        return b"", sent


def test_a_body_that_says_it_is_far_too_large_is_refused_before_it_comes(stand):
    """Seen to fail without the wall: Daphne waits for all of it."""
    head = b"POST / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 9000000000\r\n\r\n"

    assert answer_to(stand, head)[0].startswith(b"HTTP/1.1 413 ")


def test_a_body_without_a_length_ends_at_the_limit(stand):
    head = b"POST / HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n"
    piece = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"

    _answer, sent = answer_to(stand, head, [piece] * 200)

    assert sent < 60 * 1024 * 1024


async def test_the_server_goes_on_after_them(stand):
    async with connected(stand.url) as (visitor,):
        assert (await visitor.hello())["state"] == "bot"
