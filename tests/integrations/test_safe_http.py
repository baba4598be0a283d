"""Reliability case 46 and case 29: what the one outbound door lets through.

Seen to fail without `addresses.is_public` in the door, and with `any` instead of `all` of a
name's addresses.
"""

import itertools
import socket
import threading
import time

import pytest

from flowbuilder.integrations import safe_http
from flowbuilder.integrations.errors import OutboundProblem
from flowbuilder.integrations.safe_http import Timeouts, fetch
from tests.integrations import hostile_server as servers
from tests.integrations.hostile_server import answer, hostile

NOWHERE: frozenset[str] = frozenset()

#: Spellings of loopback and other near addresses. `{p}` is the port of a listener on loopback.
SPELLINGS = [
    "http://127.0.0.1:{p}/", "http://127.1:{p}/", "http://127.0.1:{p}/", "http://2130706433:{p}/",
    "http://0x7f000001:{p}/", "http://0x7f.0.0.1:{p}/", "http://0x7f.1:{p}/",
    "http://0177.0.0.1:{p}/", "http://0177.1:{p}/", "http://017700000001:{p}/",
    "http://127.0.0.01:{p}/", "http://127.000.000.001:{p}/", "http://127.0.0.1.:{p}/",
    "http://0:{p}/", "http://0.0.0.0:{p}/", "http://0x0:{p}/", "http://00:{p}/",
    "http://127.127.127.127:{p}/", "http://127.0.0.2:{p}/", "http://127.255.255.254:{p}/",
    "http://localhost:{p}/", "http://LOCALHOST:{p}/", "http://localhost.:{p}/",
    "http://LoCaLhOsT:{p}/", "https://127.0.0.1:{p}/", "https://localhost:{p}/",
    "http://[::]:{p}/", "http://[::1]:{p}/", "http://[0:0:0:0:0:0:0:1]:{p}/",
    "http://[0000:0000:0000:0000:0000:0000:0000:0001]:{p}/", "http://[::127.0.0.1]:{p}/",
    "http://[::ffff:127.0.0.1]:{p}/", "http://[::ffff:7f00:1]:{p}/", "http://[::FFFF:7F00:1]:{p}/",
    "http://[0:0:0:0:0:ffff:127.0.0.1]:{p}/", "http://[::ffff:0:127.0.0.1]:{p}/",
    "http://[64:ff9b::127.0.0.1]:{p}/", "http://[64:ff9b::7f00:1]:{p}/",
    "http://[64:ff9b:1::7f00:1]:{p}/", "http://[2002:7f00:1::]:{p}/", "http://[2002:7f00:0001::1]:{p}/",
    "http://[2001:0:7f00:1::80ff:fffe]:{p}/", "http://[fe80::1]:{p}/", "http://[fe80::1%25lo]:{p}/",
    "http://[fe80::1%lo]:{p}/", "http://[fec0::1]:{p}/", "http://[fc00::1]:{p}/", "http://[fd00:ec2::254]/",
    "http://[ff02::1]:{p}/", "http://[::1%25lo]:{p}/", "http://[::ffff:10.0.0.1]/",
    "http://①②⑦.⓪.⓪.①:{p}/", "http://１２７.０.０.１:{p}/", "http://127。0。0。1:{p}/",
    "http://127．0．0．1:{p}/", "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:{p}/", "http://localhoſt:{p}/",
    "http://%31%32%37.0.0.1:{p}/", "http://127.0.0.1%2f:{p}/", "http://%6c%6f%63%61%6c%68%6f%73%74:{p}/",
    "http://user@127.0.0.1:{p}/", "http://user:word@127.0.0.1:{p}/", "http://@127.0.0.1:{p}/",
    "http://:@127.0.0.1:{p}/", "http://public.test@127.0.0.1:{p}/", "http://public.test:80@127.0.0.1:{p}/",
    "http://127.0.0.1:{p}@public.test:99/", "http://public.test%40127.0.0.1:{p}/",
    "http://127.0.0.1:{p}#@public.test:22/", "http://127.0.0.1:{p}?@public.test/",
    "http://public.test:22#@127.0.0.1:{p}/", "http://127.0.0.1:{p}\\@public.test/",
    "http://public.test\\@127.0.0.1:{p}/", "http:\\\\127.0.0.1:{p}\\", "http:/127.0.0.1:{p}/",
    "http:127.0.0.1:{p}/", "//127.0.0.1:{p}/", "127.0.0.1:{p}/", "/etc/passwd", "",
    " http://127.0.0.1:{p}/", "http://127.0.0.1:{p}/ x", "http://127.0.0.1\t:{p}/",
    "http://127.0.0.1:{p}/\r\nX: y",
    "http://127.0.0.1:{p}\x00.public.test/", "http://127.0.0.1\n.public.test:{p}/", "ht\ttp://127.0.0.1:{p}/",
    "http://[::1:{p}/", "http://::1:{p}/", "http://[127.0.0.1]:{p}/", "http://[]:{p}/",
    "http://:{p}/", "http:///",
    "file:///etc/passwd", "file://127.0.0.1:{p}/etc/passwd", "gopher://127.0.0.1:{p}/_GET", "ftp://127.0.0.1:{p}/",
    "dict://127.0.0.1:{p}/", "ldap://127.0.0.1:{p}/", "tftp://127.0.0.1:{p}/", "jar:http://127.0.0.1:{p}/!/",
    "data:text/plain,hello", "javascript:alert(1)", "unix:///var/run/docker.sock", "ws://127.0.0.1:{p}/",
    "http+unix://%2Fvar%2Frun/", "HTTP+X://127.0.0.1:{p}/", "netdoc:///etc/passwd", "view-source:http://127.0.0.1:{p}/",
    "http://169.254.169.254/latest/meta-data/", "http://2852039166/", "http://0xa9fea9fe/",
    "http://0251.0376.0251.0376/", "http://169.254.43518/", "http://[::ffff:169.254.169.254]/",
    "http://[64:ff9b::a9fe:a9fe]/", "http://[2002:a9fe:a9fe::]/", "http://169.254.170.2/v2/credentials",
    "http://192.0.0.192/opc/v2/", "http://100.100.100.200/", "http://168.63.129.16/", "http://10.0.0.1/",
    "http://172.16.0.1/", "http://192.168.1.1/", "http://100.64.0.1/", "http://198.18.0.1/", "http://224.0.0.1/",
    "http://255.255.255.255/", "http://240.0.0.1/",
    "http://user:word@public.test/", "http://user@public.test/",
    "http://public.test:22/", "http://public.test:25/", "http://public.test:6379/", "http://public.test:5432/",
    "http://public.test:11211/", "http://public.test:0/", "http://public.test:65536/", "http://public.test:-1/",
    "http://public.test:99999/", "http://" + "a" * 5000 + ".test/",
]  # fmt: skip

#: Names whose owner points them at us. `mixed` gives one good address and one bad.
NAMES = {
    "public.test": ["93.184.216.34"],
    "loopback.test": ["127.0.0.1"],
    "private.test": ["10.1.2.3"],
    "metadata.test": ["169.254.169.254"],
    "zero.test": ["0.0.0.0"],
    "six.test": ["::1"],
    "mapped.test": ["::ffff:127.0.0.1"],
    "nat.test": ["64:ff9b::7f00:1"],
    "sixtofour.test": ["2002:7f00:1::"],
    "mixed.test": ["93.184.216.34", "127.0.0.1"],
    "mixed-six.test": ["2606:4700::1111", "::1"],
    "scoped.test": ["fe80::1%lo"],
    "multicast.test": ["224.0.0.251"],
    "odd.test": ["not an address"],
    "nothing.test": [],
}
BAD_NAMES = sorted(set(NAMES) - {"public.test"})


def lookup(host, port):
    if host in NAMES:
        return NAMES[host]
    return safe_http.resolve(host, port)


def refusal(url, **more):
    with pytest.raises(OutboundProblem) as caught:
        fetch("GET", url, resolver=lookup, timeouts=QUICK, **more)
    return caught.value.error_code


QUICK = Timeouts(connect=1, read=1, total=2)


def test_the_corpus_is_as_large_as_promised():
    assert len(set(SPELLINGS)) + len(BAD_NAMES) >= 120


@pytest.fixture(scope="module")
def listener():
    with hostile(answer("200 OK", b"you should not see this")) as server:
        yield server


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_no_spelling_of_a_near_address_is_called(spelling, listener):
    code = refusal(spelling.replace("{p}", str(listener.port)), allowed_private=NOWHERE)

    assert code in ("address_not_allowed", "http_unreachable")
    assert listener.connections == 0


@pytest.mark.parametrize("spelling", [s for s in SPELLINGS[:26] if ".:" not in s])
def test_every_spelling_that_resolves_gets_the_one_code(spelling, listener):
    assert refusal(spelling.replace("{p}", str(listener.port))) == "address_not_allowed"


@pytest.mark.parametrize("name", BAD_NAMES)
def test_no_name_that_points_near_is_called(name, listener):
    assert refusal(f"http://{name}:{listener.port}/") == "address_not_allowed"
    assert listener.connections == 0


def test_a_name_that_changes_its_mind_is_looked_up_once():
    answers = itertools.chain([["127.0.0.1"]], itertools.repeat(["93.184.216.34"]))
    asked = []

    def rebinding(host, port):
        asked.append(host)
        return next(answers)

    with hostile(answer("200 OK")) as server:
        with pytest.raises(OutboundProblem):
            fetch("GET", f"http://rebind.test:{server.port}/", resolver=rebinding)

        assert (asked, server.connections) == (["rebind.test"], 0)


def test_an_allowed_private_service_is_called_by_its_exact_name_and_port():
    with hostile(answer("200 OK", b'{"ok": true}', "Content-Type: application/json")) as server:
        found = fetch("GET", f"{server.url}/orders/7", allowed_private=frozenset({server.place}))

        assert (found.status, found.json()) == (200, {"ok": True})
        assert server.requests[0].startswith(
            b"GET /orders/7 HTTP/1.1\r\nHost: " + server.place.encode()
        )
        assert refusal(
            f"http://localhost:{server.port}/", allowed_private=frozenset({server.place})
        ) == ("address_not_allowed")
        assert server.connections == 1


def test_proxies_of_the_environment_are_not_used(monkeypatch):
    with hostile(answer("200 OK", b"proxy")) as proxy, hostile(answer("200 OK", b"real")) as server:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        found = fetch("GET", server.url, allowed_private=frozenset({server.place}))

        assert (found.body, proxy.connections) == (b"real", 0)


@pytest.mark.parametrize(
    "name",
    ["Host", "host", "Content-Length", "Transfer-Encoding", "Connection", "Metadata-Flavor",
     "Metadata", "X-aws-ec2-metadata-token", "X-AWS-EC2-Metadata-Token-TTL-Seconds",
     "Proxy-Authorization", "X-Forwarded-For", "Expect", "Upgrade"],
)  # fmt: skip
def test_headers_that_open_other_doors_are_refused(name, listener):
    assert refusal("http://public.test/", headers={name: "x"}) == "address_not_allowed"


@pytest.mark.parametrize(
    "pair", [("X-A", "a\r\nHost: b"), ("X\r\nY", "a"), ("X A", "b"), ("", "b")]
)
def test_headers_cannot_smuggle_others(pair):
    with hostile(answer("200 OK")) as server:
        with pytest.raises(OutboundProblem):
            fetch(
                "GET", server.url, headers=dict([pair]), allowed_private=frozenset({server.place})
            )

        assert server.connections == 0


@pytest.mark.parametrize(
    "place",
    ["http://127.0.0.1:{p}/", "http://localhost:{p}/", "//127.1:{p}/x", "http://loopback.test:{p}/",
     "http://[::1]:{p}/", "file:///etc/passwd", "gopher://127.0.0.1:{p}/", "http://user@127.0.0.1:{p}/",
     "http://169.254.169.254/latest/"],
)  # fmt: skip
def test_a_redirect_is_checked_like_the_first_address(place):
    with hostile(answer("200 OK")) as secret:
        target = place.replace("{p}", str(secret.port))
        with hostile(answer("302 Found", b"", f"Location: {target}")) as server:
            code = refusal(server.url, allowed_private=frozenset({server.place}))

        assert (code, secret.connections) == ("address_not_allowed", 0)


@pytest.mark.parametrize(
    "status", ["301 Moved", "302 Found", "303 See Other", "307 Same", "308 Same"]
)
def test_secrets_do_not_follow_a_redirect_to_another_host(status):
    with hostile(answer("200 OK")) as collector:
        with hostile(answer(status, b"", f"Location: {collector.url}/take")) as server:
            fetch(
                "POST", server.url, body=b"{}",
                headers={"Authorization": "Bearer typed-by-hand", "X-Note": "kept"},
                secret_headers={"X-Token": "canary-secret"},
                allowed_private=frozenset({server.place, collector.place}),
            )  # fmt: skip

            assert b"canary-secret" in server.requests[0]
        assert b"canary-secret" not in collector.requests[0]
        assert b"typed-by-hand" not in collector.requests[0]
        assert b"x-note: kept" in collector.requests[0].lower()


def test_secrets_stay_on_a_redirect_within_the_same_host():
    def script(peer, request, stop):
        if request.startswith(b"GET /first"):
            answer("302 Found", b"", "Location: /second")(peer, request, stop)
        else:
            answer("200 OK", b"in")(peer, request, stop)

    with hostile(script) as server:
        fetch(
            "GET",
            f"{server.url}/first",
            secret_headers={"X-Token": "canary"},
            allowed_private=frozenset({server.place}),
        )

        assert [b"canary" in request for request in server.requests] == [True, True]


def test_redirects_come_to_an_end():
    with hostile(answer("302 Found", b"", "Location: /again")) as server:
        code = refusal(server.url, allowed_private=frozenset({server.place}))

        assert (code, server.connections) == (
            "http_too_many_redirects",
            safe_http.MAX_REDIRECTS + 1,
        )


@pytest.mark.parametrize(
    ("script", "code"),
    [
        (servers.drip, "http_timeout"),
        (servers.silent, "http_timeout"),
        (servers.flood, "http_too_large"),
        (servers.bomb, "http_too_large"),
        (servers.gibberish, "http_broken"),
        (answer("200 OK", b"not gzip", "Content-Encoding: gzip"), "http_broken"),
        (answer("200 OK", b"?", "Content-Encoding: br"), "http_broken"),
        (lambda peer, request, stop: None, "http_broken"),
    ],
)
def test_a_hostile_answer_becomes_a_typed_problem_in_time(script, code):
    with hostile(script) as server:
        started = time.monotonic()
        found = refusal(server.url, allowed_private=frozenset({server.place}), max_bytes=1_000_000)

        assert found == code
        assert time.monotonic() - started < 3


def test_bytes_that_are_not_text_do_not_break_the_reader():
    with hostile(answer("200 OK", b"za\xbf\xf3\xb3\xe6")) as server:
        found = fetch("GET", server.url, allowed_private=frozenset({server.place}))

        assert found.text() == "za" + "\ufffd" * 3


def test_a_closed_port_is_unreachable_and_not_an_exception_of_the_library():
    spare = socket.create_server(("127.0.0.1", 0))
    place = f"127.0.0.1:{spare.getsockname()[1]}"
    spare.close()

    assert refusal(f"http://{place}/", allowed_private=frozenset({place})) == "http_unreachable"


def test_a_lookup_that_never_ends_costs_no_more_than_the_time_limit():
    release = threading.Event()

    def stuck(host, port):
        release.wait(10)
        return []

    try:
        with pytest.raises(OutboundProblem) as caught:
            fetch("GET", "http://slow.test/", resolver=stuck, timeouts=QUICK)
    finally:
        release.set()

    assert caught.value.error_code == "http_timeout"
