"""Where a widget may be embedded: exact origins, compared as browsers write them.

A list of origins keeps other websites from using a widget. It is no login: a program can send
any `Origin` it likes.
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443}
_LOCAL = re.compile(r"(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?(/|$)", re.IGNORECASE)
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")


class BadOrigin(ValueError):
    """The text is not an address of a website."""


def canonical(text: str) -> str:
    """Return the origin that a browser would send from the address `text`.

    Takes what people paste: a host alone, capitals, a path, a name in Polish letters. A host alone
    is one with https, unless it is this machine, where trials run without.

    Raises:
        BadOrigin: It has no host that a browser could be at.
    """
    text = text.strip()
    if not text or any(ord(char) < 33 for char in text) or "*" in text:
        raise BadOrigin(text)
    if "://" not in text:
        text = f"{'http' if _LOCAL.match(text) else 'https'}://{text}"
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise BadOrigin(text) from None
    if parts.scheme not in DEFAULT_PORTS or parts.username is not None or not parts.hostname:
        raise BadOrigin(text)
    host = _host(parts.hostname)
    if port is None or port == DEFAULT_PORTS[parts.scheme]:
        return f"{parts.scheme}://{host}"
    return f"{parts.scheme}://{host}:{port}"


def _host(name: str) -> str:
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        pass
    else:
        return f"[{address}]" if address.version == 6 else str(address)
    try:
        ascii_name = name.encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise BadOrigin(name) from None
    if not all(_LABEL.fullmatch(label) for label in ascii_name.split(".")):
        raise BadOrigin(name)
    return ascii_name


def is_allowed(origin: str, allowed: list[str]) -> bool:
    """Say whether `origin`, as a browser sent it, is one of `allowed`: exactly, no wildcards."""
    return origin != "null" and origin in allowed
