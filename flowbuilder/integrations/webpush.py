"""Notices to a browser that is closed: Web Push, encrypted so that only that browser reads them.

RFC 8030 (the push service), RFC 8291 (the message's encryption) and RFC 8292 (VAPID: who sends).
The installation's key pair is made from its secret key, so there is nothing to set up or to keep.
"""

from __future__ import annotations

import base64
import functools
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from flowbuilder.integrations import safe_http

#: A push service takes 4,096 bytes; of those so many may be the message.
MAX_MESSAGE = 3_000
#: How long a push service keeps a notice for a browser that is not there.
KEPT = timedelta(hours=4)
_VALID = timedelta(hours=12)
_RECORD = 4_096
_CURVE = ec.SECP256R1()
#: Of the group that the curve makes (SEC 2, section 2.4.2).
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_GONE = frozenset({404, 410})


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """Where one browser is reached, and the keys it reads with (base64url)."""

    endpoint: str
    p256dh: str
    auth: str


class KeysAreNone(ValueError):
    """What the browser gave as its keys are no keys."""


class BrowserIsGone(Exception):
    """The push service knows no such browser any more: forget it."""


class PushRefused(Exception):
    """The push service did not take the notice; another try may help."""


def public_key() -> str:
    """The key that a browser subscribes with (base64url)."""
    return _encoded(_point(_own_key(settings.SECRET_KEY).public_key()))


def send(browser: Browser, notice: Mapping[str, str], *, topic: str, at: datetime) -> None:
    """Send `notice`; of several under one `topic` a browser that was away gets the last.

    Raises:
        BrowserIsGone: There is nobody to read it any more.
        PushRefused: The push service was busy, or did not want it.
        OutboundProblem: It could not be reached.
    """
    message = json.dumps(notice, ensure_ascii=False).encode()
    answer = safe_http.fetch(
        "POST",
        browser.endpoint,
        headers={
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(int(KEPT.total_seconds())),
            "Topic": topic[:32],
            "Urgency": "high",
        },
        secret_headers={"Authorization": _signed(browser.endpoint, at)},
        body=encrypted(message[:MAX_MESSAGE], browser),
    )
    if answer.status in _GONE:
        raise BrowserIsGone
    if not 200 <= answer.status < 300:
        raise PushRefused(f"The push service answered with {answer.status}.")


def encrypted(
    message: bytes,
    browser: Browser,
    *,
    salt: bytes | None = None,
    own: ec.EllipticCurvePrivateKey | None = None,
) -> bytes:
    """`message` as RFC 8291 has it; `salt` and `own` are fresh ones unless a test gives them.

    Raises:
        KeysAreNone: What the browser gave cannot be used.
    """
    salt = salt or os.urandom(16)
    own = own or ec.generate_private_key(_CURVE)
    try:
        theirs, auth = _decoded(browser.p256dh), _decoded(browser.auth)
        reader = ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, theirs)
    except ValueError as problem:
        raise KeysAreNone(str(problem)) from None
    shared = own.exchange(ec.ECDH(), reader)
    mine = _point(own.public_key())
    secret = _derived(shared, auth, b"WebPush: info\0" + theirs + mine, 32)
    key = _derived(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(secret, salt, b"Content-Encoding: nonce\0", 12)
    sealed = AESGCM(key).encrypt(nonce, message + b"\2", None)
    return salt + _RECORD.to_bytes(4, "big") + bytes([len(mine)]) + mine + sealed


def _signed(endpoint: str, at: datetime) -> str:
    """The `Authorization` of VAPID: a short-lived token for this push service alone."""
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int((at + _VALID).timestamp()),
        "sub": f"mailto:{settings.DEFAULT_FROM_EMAIL}",
    }
    head = _encoded(b'{"typ":"JWT","alg":"ES256"}')
    body = f"{head}.{_encoded(json.dumps(claims).encode())}"
    signature = _own_key(settings.SECRET_KEY).sign(body.encode(), ec.ECDSA(hashes.SHA256()))
    both = b"".join(part.to_bytes(32, "big") for part in decode_dss_signature(signature))
    return f"vapid t={body}.{_encoded(both)}, k={public_key()}"


@functools.lru_cache(maxsize=4)
def _own_key(secret: str) -> ec.EllipticCurvePrivateKey:
    seed = _derived(secret.encode(), b"", b"flowbuilder web push v1", 40)
    return ec.derive_private_key(int.from_bytes(seed, "big") % (_ORDER - 1) + 1, _CURVE)


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt=salt or None, info=info).derive(secret)


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
