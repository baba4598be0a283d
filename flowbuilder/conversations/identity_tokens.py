"""Tokens by which a website's own server says who its visitor is: JWT, HS256 and nothing else.

The key is known to the website's server and to us. What a browser says of its visitor without
such a token is a claim, and no claim opens anybody's history.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from flowbuilder.common.errors import AppError
from flowbuilder.common.strict_json import BrokenJson, loads

LONGEST_LIFE_S = 24 * 60 * 60
CLOCK_SKEW_S = 60
MAX_TOKEN, MAX_SUBJECT, MAX_VALUE, MAX_ATTRIBUTES = 8000, 200, 500, 40
_SHAPE = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+", re.ASCII)
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class IdentityRefused(AppError):
    """The token proves nothing. Why is in `details`, for whoever signs them."""

    code = "identity_refused"
    status = 401

    def __init__(self, why: str) -> None:
        super().__init__(_("The website could not confirm who you are."), why=why)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who the visitor is, as their website's server signed it."""

    subject: str
    name: str = ""
    email: str = ""
    phone: str = ""
    attributes: Mapping[str, Any] = field(default_factory=dict)


def read(token: str, keys: Iterable[str], *, audience: str, at: datetime) -> Identity:
    """The identity that `token` proves at the moment `at`.

    Args:
        keys: The keys in force; while one is being replaced, the old one too.
        audience: The key of the widget that the token has to name as `aud`.

    Raises:
        IdentityRefused: In doubt of any kind.
    """
    if len(token) > MAX_TOKEN or not _SHAPE.fullmatch(token):
        raise IdentityRefused("malformed")
    head, body, signature = token.split(".")
    header = _object(head)
    if header.get("alg") != "HS256" or "crit" in header:
        raise IdentityRefused("algorithm")
    signed, given = f"{head}.{body}".encode("ascii"), _bytes(signature)
    good = [
        hmac.compare_digest(hmac.new(key.encode(), signed, hashlib.sha256).digest(), given)
        for key in keys
        if key
    ]
    if not any(good):
        raise IdentityRefused("signature")
    return _identity(_object(body), audience, at.timestamp())


def _identity(claims: Mapping[str, Any], audience: str, at: float) -> Identity:
    if claims.get("aud") != audience:
        raise IdentityRefused("audience")
    expires = _moment(claims, "exp")
    if expires is None:
        raise IdentityRefused("no_expiry")
    if at > expires + CLOCK_SKEW_S:
        raise IdentityRefused("expired")
    if expires > at + LONGEST_LIFE_S + CLOCK_SKEW_S:
        raise IdentityRefused("lives_too_long")
    for name in ("nbf", "iat"):
        begins = _moment(claims, name)
        if begins is not None and begins > at + CLOCK_SKEW_S:
            raise IdentityRefused("not_yet")
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= MAX_SUBJECT:
        raise IdentityRefused("subject")
    if _CONTROL.search(subject) or subject != subject.strip():
        raise IdentityRefused("subject")
    attributes = claims.get("attributes", {})
    if not isinstance(attributes, dict) or len(attributes) > MAX_ATTRIBUTES:
        raise IdentityRefused("attributes")
    return Identity(
        subject=subject,
        name=_line(claims, "name", 120),
        email=_line(claims, "email", 254),
        phone=_line(claims, "phone", 40),
        attributes={name: _value(name, value) for name, value in attributes.items()},
    )


def _moment(claims: Mapping[str, Any], name: str) -> float | None:
    value = claims.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > 1e11:
        raise IdentityRefused(name)
    return float(value)


def _line(claims: Mapping[str, Any], name: str, most: int) -> str:
    value = claims.get(name, "")
    if not isinstance(value, str) or len(value) > most or _CONTROL.search(value):
        raise IdentityRefused(name)
    return value.strip()


def _value(name: str, value: Any) -> Any:
    items = value if isinstance(value, list) else [value]
    for item in items:
        fits = item is None or isinstance(item, bool | int | float | str)
        if not fits or len(str(item)) > MAX_VALUE:
            raise IdentityRefused("attributes")
    if not _NAME.fullmatch(name) or len(items) > MAX_ATTRIBUTES:
        raise IdentityRefused("attributes")
    return value


def _object(part: str) -> Mapping[str, Any]:
    try:
        found = loads(_bytes(part))
    except BrokenJson:
        raise IdentityRefused("malformed") from None
    if not isinstance(found, dict):
        raise IdentityRefused("malformed")
    return found


def _bytes(part: str) -> bytes:
    """What `part` stands for. Only its one proper spelling is taken."""
    try:
        raw = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except (binascii.Error, ValueError):
        raise IdentityRefused("malformed") from None
    if base64.urlsafe_b64encode(raw).rstrip(b"=").decode() != part:
        raise IdentityRefused("malformed")
    return raw
