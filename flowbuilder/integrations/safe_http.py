"""The one outbound door. Nothing else in the program may open an HTTP connection.

Theory: a name is resolved once, every address it gave is checked, and the connection goes to
the address that was checked, with the name kept for `Host` and TLS. So a name that changes its
mind (DNS rebinding) gains nothing, and neither does any way of spelling an address: the check
is made on numbers at the moment of connecting, by the same code for first calls, redirects and
the model's client. Proxies from the environment are not used.

Private addresses can be called only when the URL's `host:port` stands, letter for letter, in
FLOWBUILDER_ALLOWED_PRIVATE_HOSTS.
"""

from __future__ import annotations

import functools
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass, field
from typing import Any

import httpcore2
import httpx2
from django.conf import settings
from django.utils.translation import gettext as _

from flowbuilder.common import strict_json
from flowbuilder.integrations import addresses, errors
from flowbuilder.integrations.errors import OutboundProblem
from flowbuilder.integrations.headers import checked_headers, without_secrets

MAX_BYTES = 1024 * 1024
MAX_URL = 4000
MAX_REDIRECTS = 4
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})


Resolver = Callable[[str, int], list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """Seconds for each phase; `total` covers everything, redirects too."""

    connect: float = 5.0
    read: float = 10.0
    total: float = 15.0


@dataclass(slots=True)
class Budget:
    """What one call may still use. A streaming caller moves `until` as it makes progress.

    Attributes:
        until: No read lasts beyond this moment of the monotonic clock.
        bytes_left: What may still come in over the wire.
        sent: A request has begun to go out, so somebody may have received it.
    """

    until: float
    bytes_left: int
    sent: bool = False

    def seconds(self, limit: float | None) -> float:
        """Return the seconds left for one operation, or raise when there are none."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise errors.timed_out()
        return left if limit is None else min(limit, left)


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What came back. `url` is the last address, after redirects."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    url: str = ""

    def text(self) -> str:
        """Return the body as text; bytes that are not text become replacement characters."""
        kind = self.headers.get("content-type", "")
        name = kind.partition("charset=")[2].split(";")[0].strip("\"' ") or "utf-8"
        try:
            return self.body.decode(name, "replace")
        except LookupError:
            return self.body.decode("utf-8", "replace")

    def json(self) -> Any:
        """Return the body read as strict JSON. Raises BrokenJson."""
        return strict_json.loads(self.body)


def fetch(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    secret_headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    timeouts: Timeouts | None = None,
    max_bytes: int = MAX_BYTES,
    allowed_private: frozenset[str] | None = None,
    resolver: Resolver | None = None,
) -> Response:
    """Make one request and follow its redirects, each checked like the first.

    Any status is an answer. Headers that carry secrets stay with the host they were meant for.

    Args:
        secret_headers: Never sent to another scheme, host or port than `url`'s.
        max_bytes: Of the body after unpacking.
        allowed_private: `host:port` of private services; default is the installation's list.

    Raises:
        OutboundProblem: With a code of `integrations.errors`; nothing was sent when the code
            is `address_not_allowed` and there was no redirect. Its `sent` says whether a
            request may have been received.
    """
    limits = timeouts or Timeouts()
    allowed = private_hosts() if allowed_private is None else allowed_private
    budget = Budget(until=time.monotonic() + limits.total, bytes_left=max_bytes + 256 * 1024)
    target = checked_url(url, allowed)
    method = method.upper()
    if method not in _METHODS:
        raise OutboundProblem(_("This kind of request cannot be sent."), code=errors.BAD_REQUEST)
    plain, secret = checked_headers(headers or {}), checked_headers(secret_headers or {})
    transport = _Transport(budget, limits, allowed, resolver or resolve)
    with transport, _translated_problems(budget):
        for _hop in range(MAX_REDIRECTS + 1):
            sent = httpx2.Request(
                method, target, content=body or None,
                headers={"User-Agent": "Flowbuilder", "Accept-Encoding": "gzip", **plain, **secret},
            )  # fmt: skip
            sent.extensions["timeout"] = _phases(limits)
            answer = transport.handle_request(sent)
            onward = _onward(answer, target)
            if onward is None:
                return _read(answer, target, max_bytes)
            answer.close()
            following = checked_url(onward, allowed)
            if _origin(following) != _origin(target):
                secret = {}
                plain = without_secrets(plain)
            if answer.status_code == 303 or (answer.status_code in (301, 302) and method == "POST"):
                method, body = ("HEAD" if method == "HEAD" else "GET"), b""
            target = following
        raise OutboundProblem(
            _("The other service redirected us too many times."), code=errors.TOO_MANY_REDIRECTS
        )


def client(budget: Budget, timeouts: Timeouts) -> httpx2.Client:
    """Return an HTTP client for a library that insists on one, behind the same guard.

    It follows no redirects, reads no environment, and refuses packed answers, whose size
    `budget` could not bound.
    """
    transport = _Transport(budget, timeouts, private_hosts(), resolve, packed=False)
    return httpx2.Client(
        transport=transport, trust_env=False, follow_redirects=False,
        headers={"Accept-Encoding": "identity"},
        timeout=httpx2.Timeout(timeouts.read, connect=timeouts.connect),
    )  # fmt: skip


def private_hosts() -> frozenset[str]:
    """Return the `host:port` pairs that the operator allowed in spite of being private."""
    return frozenset(entry.lower() for entry in settings.FLOWBUILDER_ALLOWED_PRIVATE_HOSTS)


def checked_url(url: str, allowed_private: frozenset[str] = frozenset()) -> httpx2.URL:
    """Return `url` read once and for all, or raise `address_not_allowed`.

    Only http and https, no name or password inside, no port of another protocol, no characters
    that different readers take differently. The address itself is judged when connecting.
    """
    if not url or len(url) > MAX_URL or any(c <= " " or c in "\\\x7f" for c in url):
        raise errors.refused()
    try:
        parsed = httpx2.URL(url)
        host, port = parsed.host, parsed.port
    except (httpx2.InvalidURL, ValueError, TypeError):
        raise errors.refused() from None
    if parsed.scheme not in ("http", "https") or not host or parsed.userinfo or "@" in host:
        raise errors.refused()
    port = _default_port(parsed) if port is None else port
    if f"{_shown(host)}:{port}" not in allowed_private and not addresses.port_is_allowed(port):
        raise errors.refused()
    return parsed.copy_with(fragment=None)


def host_of(url: str) -> str:
    """Return `host` or `host:port` (when not the scheme's own) of `url`, in lower case."""
    parsed = checked_url(url, private_hosts())
    host = _shown(parsed.host).rstrip(".")
    return f"{host}:{parsed.port}" if parsed.port else host


def is_encrypted(url: str) -> bool:
    """Whether what is sent to `url` can be read by nobody on the way."""
    return checked_url(url, private_hosts()).scheme == "https"


def needs_allowing(url: str) -> str:
    """Return the `host:port` that the operator has to allow before `url` is called; empty if none.

    It can be told of numbers and of `localhost` alone: where a name leads is seen when connecting.
    """
    parsed = checked_url(url, private_hosts())
    host = parsed.host.strip("[]").rstrip(".").lower()
    is_number = host.replace(".", "").isdecimal() or ":" in host
    if host != "localhost" and (not is_number or addresses.is_public(host)):
        return ""
    port = _default_port(parsed) if parsed.port is None else parsed.port
    place = f"{_shown(parsed.host)}:{port}"
    return "" if place in private_hosts() else place


def resolve(host: str, port: int) -> list[str]:
    """Return the numeric addresses of `host`. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


_lookups = ThreadPoolExecutor(max_workers=8, thread_name_prefix="dns")


class _Backend(httpcore2.NetworkBackend):
    """Connects to checked addresses only, and never for longer than the budget."""

    def __init__(self, budget: Budget, allowed: frozenset[str], resolver: Resolver) -> None:
        self.budget, self.allowed, self.resolver = budget, allowed, resolver
        self.plain = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        found = self._addresses(host, port, timeout)
        exempt = f"{_shown(host)}:{port}" in self.allowed
        if not found or not (exempt or all(addresses.is_public(each) for each in found)):
            raise errors.refused()
        problem: Exception | None = None
        for address in found:
            seconds = self.budget.seconds(timeout)
            try:
                stream = self.plain.connect_tcp(address, port, seconds, None, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as failed:
                problem = failed
                continue
            return _Stream(stream, self.budget)
        raise problem or httpcore2.ConnectError()

    def _addresses(self, host: str, port: int, timeout: float | None) -> list[str]:
        lookup = _lookups.submit(self.resolver, host.strip("[]"), port)
        try:
            return lookup.result(self.budget.seconds(timeout))
        except FutureTimeout:
            lookup.cancel()
            raise errors.timed_out() from None
        except (OSError, UnicodeError) as problem:
            raise httpcore2.ConnectError(str(problem)) from None


class _Stream(httpcore2.NetworkStream):
    """A connection that spends from the budget: no drip outlasts it, no flood outgrows it."""

    def __init__(self, inner: httpcore2.NetworkStream, budget: Budget) -> None:
        self.inner, self.budget = inner, budget

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = self.inner.read(max_bytes, self.budget.seconds(timeout))
        self.budget.bytes_left -= len(data)
        if self.budget.bytes_left < 0:
            raise errors.too_large()
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        seconds = self.budget.seconds(timeout)
        self.budget.sent = True
        self.inner.write(buffer, seconds)

    def close(self) -> None:
        self.inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        seconds = self.budget.seconds(timeout)
        return _Stream(self.inner.start_tls(ssl_context, server_hostname, seconds), self.budget)

    def get_extra_info(self, info: str) -> Any:
        return self.inner.get_extra_info(info)


class _Transport(httpx2.HTTPTransport):
    """httpx's transport over our own way of connecting."""

    def __init__(
        self, budget: Budget, timeouts: Timeouts, allowed: frozenset[str], resolver: Resolver,
        packed: bool = True,
    ) -> None:  # fmt: skip
        self.allowed, self.packed = allowed, packed
        self._pool = httpcore2.ConnectionPool(
            ssl_context=_tls(), http1=True, http2=False, max_connections=2, retries=0,
            network_backend=_Backend(budget, allowed, resolver),
        )  # fmt: skip

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        checked_url(str(request.url), self.allowed)
        answer = super().handle_request(request)
        packing = answer.headers.get("content-encoding", "identity").lower()
        if not self.packed and packing != "identity":
            answer.close()
            raise errors.broken()
        return answer


@functools.cache
def _tls() -> ssl.SSLContext:
    return httpx2.create_ssl_context(trust_env=False)


class _translated_problems:  # noqa: N801 - reads as a statement where it is used
    """Turns the client library's exceptions into `OutboundProblem`, which says what was sent."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, problem: Any, trace: Any) -> None:
        ours = problem if isinstance(problem, OutboundProblem) else _translated(problem)
        if ours is None:
            return
        ours.sent = self.budget.sent
        if ours is not problem:
            raise ours from None


def _translated(problem: Any) -> OutboundProblem | None:
    if isinstance(problem, httpx2.TimeoutException | httpcore2.TimeoutException):
        return errors.timed_out()
    if isinstance(problem, httpx2.ProtocolError | httpcore2.ProtocolError | httpx2.InvalidURL):
        return errors.broken()
    if isinstance(problem, httpx2.HTTPError | httpcore2.NetworkError | OSError):
        return OutboundProblem(
            _("The other service could not be reached."), code=errors.UNREACHABLE
        )
    return None


def _read(answer: httpx2.Response, url: httpx2.URL, max_bytes: int) -> Response:
    body = bytearray()
    try:
        for piece in _unpacked(answer, max_bytes):
            body += piece
            if len(body) > max_bytes:
                raise errors.too_large()
    finally:
        answer.close()
    return Response(
        status=answer.status_code, headers=_plain(answer.headers), body=bytes(body), url=str(url)
    )


def _unpacked(answer: httpx2.Response, max_bytes: int) -> Iterator[bytes]:
    """Yield the body, unpacked in small pieces so that a bomb is stopped while it swells."""
    packing = answer.headers.get("content-encoding", "identity").lower()
    if packing == "identity":
        yield from answer.iter_raw()
        return
    if packing not in ("gzip", "x-gzip", "deflate"):
        raise errors.broken()
    unpack = zlib.decompressobj(32 + zlib.MAX_WBITS)
    try:
        for packed in answer.iter_raw():
            while packed:
                yield unpack.decompress(packed, 64 * 1024)
                packed = unpack.unconsumed_tail
        yield unpack.flush()
    except zlib.error:
        raise errors.broken() from None


def _onward(answer: httpx2.Response, target: httpx2.URL) -> str | None:
    """Return where the answer sends us, or None when it is the answer itself."""
    place = answer.headers.get("location")
    if answer.status_code not in _REDIRECTS or not place:
        return None
    if any(c <= " " or c in "\\\x7f" for c in place):
        raise errors.refused()
    try:
        return str(target.join(place))
    except (httpx2.InvalidURL, ValueError):
        raise errors.refused() from None


def _phases(limits: Timeouts) -> dict[str, float]:
    read = limits.read
    return {"connect": limits.connect, "read": read, "write": read, "pool": limits.connect}


def _plain(headers: httpx2.Headers) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _origin(url: httpx2.URL) -> tuple[str, str, int]:
    return url.scheme, url.host, url.port or _default_port(url)


def _default_port(url: httpx2.URL) -> int:
    return 443 if url.scheme == "https" else 80


def _shown(host: str) -> str:
    bare = host.strip("[]").lower()
    return f"[{bare}]" if ":" in bare else bare
