"""A chat through the nginx that we ship, in front of two web processes."""

import asyncio
import contextlib
import http.client
import ssl

import pytest
import websockets

from benchmarks.seed_turns import TURNS
from benchmarks.stand import REDIS, Stand, Talker, postgres_database
from tests.deploy import nginx

pytestmark = [
    pytest.mark.soak,
    pytest.mark.postgres,
    pytest.mark.redis,
    pytest.mark.timeout(300),
    nginx.needs_nginx,
]

ORIGIN = "https://bench.example"
#: What one process allows one address in a minute; there are two.
ALLOWED = 2 * 240


class Through(Talker):
    """A visitor who comes by HTTPS."""

    def __init__(self, key, port, trust):
        super().__init__(f"wss://{nginx.NAME}:{port}/ws/chat/{key}/")
        self.port, self.trust = port, trust

    async def connect(self):
        self.socket = await websockets.connect(
            self.url, host="127.0.0.1", port=self.port, ssl=self.trust, origin=ORIGIN,
            compression=None, open_timeout=20,
        )  # fmt: skip


class Browser:
    """Plain requests from one address of this machine, over one connection."""

    def __init__(self, port, trust, address="127.0.0.1"):
        self.line = http.client.HTTPSConnection(
            "127.0.0.1", port, context=trust, source_address=(address, 0), timeout=20
        )
        self.name = f"{nginx.NAME}:{port}"

    def __enter__(self):
        return self

    def __exit__(self, *_problem):
        self.line.close()

    def ask(self, method, path, body=None, **headers):
        given = {"Host": self.name, "Content-Type": "application/json", **headers}
        self.line.request(method, path, body, given)
        answer = self.line.getresponse()
        return answer.status, answer.headers, answer.read()


@pytest.fixture(scope="module")
def front(tmp_path_factory):
    """nginx with our configuration, two web processes, PostgreSQL and Redis."""
    folder = tmp_path_factory.mktemp("front")
    with postgres_database() as database, contextlib.ExitStack() as closing:
        stands = []
        for name in ("one", "two"):
            (folder / name).mkdir()
            stands.append(
                Stand(
                    folder / name,
                    FLOWBUILDER_DATABASE_URL=database,
                    FLOWBUILDER_REDIS_URL=REDIS,
                    FLOWBUILDER_SECRET_KEY="for-both-" + "x" * 40,
                    FLOWBUILDER_HOSTS=nginx.NAME,
                    FLOWBUILDER_HTTPS="1",
                    FLOWBUILDER_PROXIES="1",
                )
            )
        stands[0].prepare()
        for stand in stands:
            closing.callback(stand.stop)
            stand.start("manage.py", "serve", "--web", "--port", str(stand.port))
        (folder / "nginx").mkdir()
        port = closing.enter_context(
            nginx.running(folder / "nginx", [stand.port for stand in stands])
        )
        trust = ssl.create_default_context(cafile=str(folder / "nginx" / "tls.pem"))
        unnamed = ssl.create_default_context(cafile=str(folder / "nginx" / "tls.pem"))
        unnamed.check_hostname = False  # asked by address, so that the address is ours to choose
        yield port, trust, unnamed, stands


async def test_a_whole_talk_and_a_process_that_goes_away(front):
    port, trust, _unnamed, stands = front
    visitor = Through("bench", port, trust)
    await visitor.connect()
    await visitor.hello()
    asked = {}
    for frame, ending in TURNS[:3]:
        given = {**frame, "message": asked["seq"]} if frame["type"] == "choose" else frame
        asked = await visitor.turn(ending, **given)

    await asyncio.to_thread(stands[0].stop)
    with contextlib.suppress(Exception):
        while True:  # the socket may have been the other process's: then it stays
            async with asyncio.timeout(1):
                await visitor.read()
    await visitor.close()
    await visitor.connect()
    await visitor.hello()
    for frame, ending in TURNS[3:]:
        given = {**frame, "message": asked["seq"]} if frame["type"] == "choose" else frame
        asked = await visitor.turn(ending, **given)
    await visitor.close()

    seqs = sorted(visitor.messages)
    assert seqs == list(range(1, len(seqs) + 1))
    stands[0].start("manage.py", "serve", "--web", "--port", str(stands[0].port))


async def test_limits_count_the_visitors_address_whatever_the_visitor_claims(front):
    """Seen to fail with `X-Forwarded-For $http_x_forwarded_for`: a forged header was a new
    address each time.
    """
    port, _trust, unnamed, _stands = front

    def flood():
        seen = []
        with Browser(port, unnamed, "127.0.0.2") as one, Browser(port, unnamed, "127.0.0.3") as two:
            for number in range(ALLOWED + 40):
                claimed = {"X-Forwarded-For": f"192.0.2.{number % 250}", "X-Real-IP": "192.0.2.1"}
                seen.append(one.ask("GET", "/api/v1/chat/echo/messages", **claimed)[0])
            return seen, two.ask("GET", "/api/v1/chat/echo/messages")[0]

    statuses, other = await asyncio.to_thread(flood)

    assert 429 in statuses
    assert statuses.index(429) >= ALLOWED // 2
    assert statuses[-1] == 429
    assert other != 429


async def test_what_is_not_for_the_public_is_not_there(front):
    """However it is spelled. (Without the location the program refuses /metrics all the same.)"""
    port, _trust, unnamed, stands = front
    hidden = ("/metrics", "//metrics", "/%6detrics", "/./metrics", "/static/../metrics", "/readyz")
    with Browser(port, unnamed) as browser:
        statuses = {path: browser.ask("GET", path)[0] for path in hidden}
    direct = http.client.HTTPConnection("127.0.0.1", stands[1].port, timeout=20)
    with contextlib.closing(direct):
        direct.request("GET", "/metrics", headers={"Host": nginx.NAME})
        answer = direct.getresponse()
        told = answer.status, b"flowbuilder_sockets" in answer.read()

    assert statuses == dict.fromkeys(hidden, 404)
    assert told == (200, True)


async def test_pages_say_https_and_static_files_are_kept(front):
    port, _trust, unnamed, _stands = front
    with Browser(port, unnamed) as browser:
        status, headers, _body = browser.ask("GET", "/admin/login/")
        first = browser.ask("GET", "/static/admin/css/base.css")
        again = browser.ask("GET", "/static/admin/css/base.css")
        said_length = {"Content-Length": str(30 * 1024 * 1024)}
        large = browser.ask("POST", "/api/v1/chat/echo/messages", b"x" * 1024, **said_length)

    assert status == 200
    assert "Strict-Transport-Security" in headers
    assert "Secure" in headers["Set-Cookie"]
    assert len(headers["X-Request-ID"]) == 32
    assert first[0] == again[0] == 200
    assert again[1]["X-Cache"] == "HIT"
    assert large[0] == 413
