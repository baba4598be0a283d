"""Whether a letter is from whom it says, as the receiving mail server judged. Pure.

Anybody can write any address into From. The server that took the letter in can tell, by DMARC,
DKIM and SPF, and notes it in `Authentication-Results` (RFC 8601). A sender may bring such headers
too; so only the topmost that names the server of the mailbox's settings is believed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum

MAX_HEADER = 4_000
_PART = re.compile(r"([a-z0-9.-]+)\s*=\s*([^\s;]+)")


class Verdict(StrEnum):
    """What the receiving server says of the address in From."""

    VERIFIED = "verified"
    FORGED = "forged"
    UNKNOWN = ""


def verdict(headers: Sequence[str], *, server: str, sender: str) -> Verdict:
    """Judge `sender` by the raw `Authentication-Results` of a letter, the topmost first."""
    if not server:
        return Verdict.UNKNOWN
    for header in headers:
        words = _without_comments(header[:MAX_HEADER])
        if not words:
            continue
        named = words[0].split()
        if named and named[0].lower() == server.lower():
            return _judge(words[1:], sender.rpartition("@")[2].lower())
    return Verdict.UNKNOWN


def _judge(results: Sequence[str], domain: str) -> Verdict:
    read = [_read(result) for result in results]
    if any(way == "dmarc" and said == "fail" and of == domain for way, said, of in read):
        return Verdict.FORGED
    vouched = any(
        said == "pass" and (of == domain if way == "dmarc" else _is_aligned(of, domain))
        for way, said, of in read
    )
    return Verdict.VERIFIED if vouched else Verdict.UNKNOWN


def _read(result: str) -> tuple[str, str, str]:
    """Which check it was, how it ended, and for which domain; empty for checks that say little."""
    pairs = [(found[1], found[2]) for found in _PART.finditer(result.lower())]
    if not pairs:
        return "", "", ""
    (way, said), properties = pairs[0], dict(reversed(pairs[1:]))
    match way:
        case "dmarc":
            of = properties.get("header.from", "")
        case "dkim":
            of = properties.get("header.d", "") or properties.get("header.i", "")
        case "spf":
            of = properties.get("smtp.mailfrom", "")
        case _:
            return "", "", ""
    return way, said, of.rpartition("@")[2]


def _is_aligned(by: str, domain: str) -> bool:
    """The same domain, or one above it with a dot: `a.example` vouches for `b.a.example`."""
    return bool(by) and "." in by and (domain == by or domain.endswith(f".{by}"))


def _without_comments(header: str) -> list[str]:
    """The parts between semicolons. Nothing at all where quotes or brackets do not close.

    Comments and quoted strings may hold what a sender chose, so neither is read.
    """
    return list(_split(header)) if _closes(header) else []


def _closes(header: str) -> bool:
    depth, quoted = 0, False
    for sign in _signs(header):
        if sign == '"' and not depth:
            quoted = not quoted
        elif not quoted:
            depth += {"(": 1, ")": -1}.get(sign, 0)
        if depth < 0:
            return False
    return not depth and not quoted


def _signs(header: str) -> Iterator[str]:
    skip = False
    for char in header:
        if skip:
            skip = False
        elif char == "\\":
            skip = True
        else:
            yield char


def _split(header: str) -> Iterator[str]:
    part: list[str] = []
    depth, quoted = 0, False
    for sign in _signs(header):
        if sign == '"' and not depth:
            quoted = not quoted
            part.append("?")  # what was quoted is a value that equals nothing
        elif quoted:
            continue
        elif sign in "()":
            depth += 1 if sign == "(" else -1
            part.append(" ")
        elif depth:
            continue
        elif sign == ";":
            yield "".join(part)
            part = []
        else:
            part.append(sign)
    yield "".join(part)
