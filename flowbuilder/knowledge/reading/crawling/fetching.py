"""Fetching a page by the one outbound door, and what its answer means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flowbuilder.integrations import errors, safe_http
from flowbuilder.integrations.errors import OutboundProblem
from flowbuilder.integrations.safe_http import Timeouts
from flowbuilder.knowledge.reading.crawling import robots
from flowbuilder.knowledge.reading.crawling.addresses import canonical
from flowbuilder.knowledge.reading.readers.blocks import unreadable

MAX_BYTES = 20 * 1024 * 1024
TIMEOUTS = Timeouts(connect=5.0, read=10.0, total=30.0)
_REASONS: Mapping[str, str] = {
    errors.ADDRESS_NOT_ALLOWED: "not_allowed",
    errors.TIMEOUT: "timeout",
    errors.TOO_LARGE: "too_large",
    errors.BROKEN: "broken_answer",
    errors.TOO_MANY_REDIRECTS: "broken_answer",
}
_ACCEPTED = "text/html,application/xhtml+xml,application/pdf,text/plain,text/markdown,*/*;q=0.5"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What came back. `address` is where it was found in the end; no `body`: it has not changed."""

    address: str
    body: bytes | None
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""
    wishes: frozenset[str] = frozenset()


def fetch(address: str, *, etag: str = "", last_modified: str = "") -> Page:
    """Get a page, or learn that it is as it was when it had this `etag` or `last_modified`.

    Raises:
        DocumentNotReadable: With a code of `reasons`.
    """
    asked = {"Accept": _ACCEPTED}
    if etag:
        asked["If-None-Match"] = etag
    if last_modified:
        asked["If-Modified-Since"] = last_modified
    try:
        answer = safe_http.fetch(
            "GET", address, headers=asked, timeouts=TIMEOUTS, max_bytes=MAX_BYTES
        )
    except OutboundProblem as problem:
        reason = _REASONS.get(problem.error_code, "unreachable")
        numbers = {"megabytes": MAX_BYTES // 1024**2} if reason == "too_large" else {}
        raise unreadable(reason, **numbers) from problem
    at = canonical(answer.url) or address
    if answer.status == 304:
        return Page(address=at, body=None)
    if answer.status in (404, 410):
        raise unreadable("gone", status=answer.status)
    if answer.status != 200:
        raise unreadable("status", status=answer.status)
    said = answer.headers.get("x-robots-tag", "").lower()
    wishes = {w.strip() for w in said.split(",")}
    wishes |= {"noindex", "nofollow"} if "none" in wishes else set()
    return Page(
        address=at,
        body=answer.body,
        content_type=answer.headers.get("content-type", ""),
        etag=answer.headers.get("etag", "")[:300],
        last_modified=answer.headers.get("last-modified", "")[:100],
        wishes=frozenset(wishes & {"noindex", "nofollow"}),
    )


def robots_of(address: str) -> str:
    """The text of the robots.txt of an address's site; empty where there is none.

    Raises:
        DocumentNotReadable: `robots_unknown` when the site cannot say, `not_allowed` for an
            address that may not be called.
    """
    place = canonical("/robots.txt", address)
    try:
        answer = safe_http.fetch("GET", place, timeouts=TIMEOUTS, max_bytes=robots.MAX_BYTES)
    except OutboundProblem as problem:
        reason = _REASONS.get(problem.error_code, "")
        raise unreadable("not_allowed" if reason == "not_allowed" else "robots_unknown") from None
    if answer.status >= 500 or answer.status == 429:
        raise unreadable("robots_unknown")
    return answer.text() if answer.status == 200 else ""
