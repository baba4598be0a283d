"""A token proves who a visitor is, or nothing."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowbuilder.conversations.identity_tokens import Identity, IdentityRefused, read

AT = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
NOW = int(AT.timestamp())
KEY = "k" * 43
GOOD: dict[str, Any] = {"aud": "shop", "sub": "7", "exp": NOW + 300}


def encoded(value: Any) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def signed(claims: Any, key: str = KEY, header: Any = None) -> str:
    head = encoded({"alg": "HS256", "typ": "JWT"} if header is None else header)
    text = f"{head}.{encoded(claims)}"
    return f"{text}.{encoded(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest())}"


def why(token: str) -> str:
    with pytest.raises(IdentityRefused) as refused:
        read(token, [KEY], audience="shop", at=AT)
    return str(refused.value.details["why"])


def test_a_good_token_says_who_it_is() -> None:
    token = signed({**GOOD, "name": "Ada", "email": "ada@shop.pl", "attributes": {"plan": "gold"}})

    assert read(token, [KEY], audience="shop", at=AT) == Identity(
        subject="7", name="Ada", email="ada@shop.pl", attributes={"plan": "gold"}
    )


def test_a_token_under_the_key_before_is_good_while_that_key_is_given() -> None:
    assert read(signed(GOOD, "old"), ["new", "old"], audience="shop", at=AT).subject == "7"


@pytest.mark.parametrize(
    ("token", "reason"),
    [
        (signed(GOOD, header={"alg": "none"}), "algorithm"),
        (signed(GOOD, header={"alg": "none"}).rpartition(".")[0] + ".", "malformed"),
        (signed(GOOD, header={"alg": "hs256"}), "algorithm"),
        (signed(GOOD, header={"alg": "RS256"}), "algorithm"),
        (signed(GOOD, header={"alg": "HS256", "crit": ["exp"]}), "algorithm"),
        (signed(GOOD, header=["HS256"]), "malformed"),
        (signed(GOOD, key="another"), "signature"),
        (signed(GOOD, key=""), "signature"),
        (signed({**GOOD, "aud": "other"}), "audience"),
        (signed({**GOOD, "aud": ["shop"]}), "audience"),
        (signed({"sub": "7", "exp": NOW + 300}), "audience"),
        (signed({"aud": "shop", "sub": "7"}), "no_expiry"),
        (signed({**GOOD, "exp": NOW - 61}), "expired"),
        (signed({**GOOD, "exp": NOW + 86400 + 61}), "lives_too_long"),
        (signed({**GOOD, "exp": True}), "exp"),
        (signed({**GOOD, "exp": "9999999999"}), "exp"),
        (signed({**GOOD, "nbf": NOW + 61}), "not_yet"),
        (signed({**GOOD, "iat": NOW + 61}), "not_yet"),
        (signed({**GOOD, "sub": ""}), "subject"),
        (signed({**GOOD, "sub": 7}), "subject"),
        (signed({**GOOD, "sub": "a\nb"}), "subject"),
        (signed({**GOOD, "sub": " 7"}), "subject"),
        (signed({**GOOD, "sub": "x" * 201}), "subject"),
        (signed({**GOOD, "sub": "a\0b"}), "malformed"),
        (signed({**GOOD, "name": {"a": 1}}), "name"),
        (signed({**GOOD, "email": "x" * 255}), "email"),
        (signed({**GOOD, "attributes": [1]}), "attributes"),
        (signed({**GOOD, "attributes": {"Bad Name": 1}}), "attributes"),
        (signed({**GOOD, "attributes": {"deep": {"a": 1}}}), "attributes"),
        (signed(b"not json"), "malformed"),
        (signed({**GOOD, "name": "x" * 9000}), "malformed"),
        ("", "malformed"),
        ("a.b", "malformed"),
        ("a.b.c", "malformed"),
        (signed(GOOD) + "\n", "malformed"),
        (signed(GOOD) + "=", "malformed"),
    ],
)
def test_a_token_in_any_doubt_is_refused(token: str, reason: str) -> None:
    assert why(token) == reason


def test_clocks_may_differ_by_a_minute() -> None:
    assert read(signed({**GOOD, "exp": NOW - 60}), [KEY], audience="shop", at=AT).subject == "7"


def test_no_key_signs_nothing() -> None:
    with pytest.raises(IdentityRefused):
        read(signed(GOOD, key=""), [""], audience="shop", at=AT)


@given(st.text(max_size=300))
def test_any_text_is_refused_and_nothing_else_happens(text: str) -> None:
    with pytest.raises(IdentityRefused):
        read(text, [KEY], audience="shop", at=AT)


@given(st.integers(min_value=0, max_value=10_000), st.integers(min_value=1, max_value=255))
def test_a_token_that_was_changed_anywhere_is_refused(place: int, by: int) -> None:
    token = bytearray(signed(GOOD).encode())
    token[place % len(token)] ^= by

    with pytest.raises(IdentityRefused):
        read(token.decode("latin1"), [KEY], audience="shop", at=AT)
