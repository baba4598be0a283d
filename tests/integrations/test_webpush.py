"""Notices to closed browsers: the standard's own example, and what a push service may answer."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from flowbuilder.integrations import webpush
from flowbuilder.integrations.errors import OutboundProblem
from flowbuilder.integrations.webpush import Browser, BrowserIsGone, KeysAreNone, PushRefused

AT = datetime(2026, 11, 28, 7, tzinfo=UTC)
#: RFC 8291, section 5 and appendix A.
BROWSER = Browser(
    endpoint="https://push.example/1",
    p256dh="BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    auth="BTBZMqHH6r4Tts7J_aSIgg",
)
THEIR_PRIVATE = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
SEALED = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6"
    "TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulc"
    "y4a-fN"
)


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_the_standards_own_example() -> None:
    own = ec.derive_private_key(int.from_bytes(decoded(THEIR_PRIVATE), "big"), ec.SECP256R1())
    message = b"When I grow up, I want to be a watermelon"

    sealed = webpush.encrypted(message, BROWSER, salt=decoded(SALT), own=own)

    assert sealed == decoded(SEALED)


def test_each_message_has_a_key_of_its_own() -> None:
    assert webpush.encrypted(b"a", BROWSER) != webpush.encrypted(b"a", BROWSER)


@pytest.mark.parametrize("keys", [{"p256dh": "AAAA"}, {"p256dh": ""}, {"p256dh": "BCVx" * 22}])
def test_keys_that_are_none_are_refused(keys: dict[str, str]) -> None:
    with pytest.raises(KeysAreNone):
        webpush.encrypted(b"", Browser(endpoint="https://x", auth=BROWSER.auth, **keys))


@contextmanager
def push_service(status: int) -> Iterator[tuple[str, list[dict[str, str]]]]:
    seen: list[dict[str, str]] = []

    class Service(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            seen.append({key.lower(): value for key, value in self.headers.items()})
            self.send_response(status)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"127.0.0.1:{server.server_port}", seen
    finally:
        server.shutdown()
        server.server_close()


def at(place: str) -> Browser:
    return Browser(endpoint=f"http://{place}/one", p256dh=BROWSER.p256dh, auth=BROWSER.auth)


def test_a_notice_is_signed_for_this_push_service(settings) -> None:
    with push_service(201) as (place, seen):
        settings.FLOWBUILDER_ALLOWED_PRIVATE_HOSTS = [place]
        webpush.send(at(place), {"title": "Ada"}, topic="a" * 40, at=AT)

    (headers,) = seen
    token, key = headers["authorization"].removeprefix("vapid t=").split(", k=")
    head, claims, signature = token.split(".")
    told = json.loads(decoded(claims))
    raw = decoded(signature)
    pair = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    signer = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decoded(key))
    signer.verify(pair, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    assert told["aud"] == f"http://{place}"
    assert told["exp"] == int(AT.timestamp()) + 12 * 3600
    assert (headers["content-encoding"], headers["topic"]) == ("aes128gcm", "a" * 32)
    assert key == webpush.public_key()


@pytest.mark.parametrize(
    ("status", "problem"), [(404, BrowserIsGone), (410, BrowserIsGone), (429, PushRefused)]
)
def test_what_a_push_service_says(settings, status: int, problem: type[Exception]) -> None:
    with push_service(status) as (place, _seen):
        settings.FLOWBUILDER_ALLOWED_PRIVATE_HOSTS = [place]
        with pytest.raises(problem):
            webpush.send(at(place), {"title": "Ada"}, topic="t", at=AT)


def test_a_browsers_address_is_no_way_into_the_own_network() -> None:
    with pytest.raises(OutboundProblem):
        webpush.send(at("127.0.0.1:9"), {"title": "Ada"}, topic="t", at=AT)
