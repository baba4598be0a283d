"""Identifiers and secrets: sortable ids, random tokens and what we keep of them."""

from __future__ import annotations

import hashlib
import secrets
import time
import uuid

TOKEN_BYTES = 32


def uuid7() -> uuid.UUID:
    """Return a random id whose order is the order of creation (RFC 9562, version 7)."""
    millis = time.time_ns() // 1_000_000
    value = (millis & (2**48 - 1)) << 80
    value |= 0x7 << 76
    value |= secrets.randbits(12) << 64
    value |= 0b10 << 62
    value |= secrets.randbits(62)
    return uuid.UUID(int=value)


def new_token() -> str:
    """Return 256 random bits, safe in a URL. Shown once; only its hash is kept."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_token(token: str) -> str:
    """Return what is stored instead of `token`.

    The token has 256 random bits, so a plain hash is enough: there is nothing to guess.
    """
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
