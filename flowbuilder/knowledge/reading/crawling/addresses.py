"""Addresses of pages: one spelling for each, and which belong to a site. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

MAX_ADDRESS = 1_500
#: Parameters that say where somebody came from, not what they see.
_TRACKING = re.compile(
    r"^(utm_\w+|fbclid|gclid|gbraid|wbraid|msclkid|mc_[ce]id|_ga|_gl|yclid|igshid|ref_src)$"
)
_SESSION = re.compile(r"^(phpsessid|jsessionid|aspsessionid\w*|sid|sessionid)$")
#: What a page is never about.
_NOT_PAGES = (
    ".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".ico", ".avif", ".mp3", ".mp4", ".webm",
    ".avi", ".mov", ".zip", ".gz", ".tar", ".rar", ".7z", ".exe", ".dmg", ".apk", ".css", ".js",
    ".json", ".xml", ".rss", ".atom", ".woff", ".woff2", ".ttf", ".eot", ".xls", ".xlsx", ".ppt",
    ".pptx", ".doc", ".odt", ".csv", ".ics", ".vcf",
)  # fmt: skip


def canonical(address: str, base: str = "") -> str:
    """The one spelling of an http address, without what does not change the page; else empty."""
    if any(c < " " or c in "\\\x7f" for c in address):
        return ""
    try:
        parts = urlsplit(urljoin(base, address.strip()) if base else address.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
        host = host.encode("idna").decode("ascii") if not host.isascii() else host.lower()
    except (ValueError, UnicodeError):
        return ""
    if parts.scheme.lower() not in ("http", "https") or not host or parts.username is not None:
        return ""
    if ":" in host:
        host = f"[{host}]"
    scheme = parts.scheme.lower()
    if port and port != (443 if scheme == "https" else 80):
        host = f"{host}:{port}"
    path = quote(_without_dots(parts.path or "/"), safe="/%:@!$&'()*+,;=~-._")
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [p for p in pairs if not (_TRACKING.match(p[0].lower()) or _SESSION.match(p[0].lower()))]
    query = parts.query if len(kept) == len(pairs) else urlencode(kept)
    query = quote(query, safe="/%:@!$&'()*+,;=~-._?")
    found = urlunsplit((scheme, host, path, query, ""))
    return found if len(found) <= MAX_ADDRESS else ""


def host_of(address: str) -> str:
    """Host and port as they stand in a canonical address."""
    return urlsplit(address).netloc


def is_same_site(address: str, site: str) -> bool:
    """Whether an address belongs to the site of another: the same host, with or without "www."."""
    return _bare(host_of(address)) == _bare(host_of(site))


def is_page(address: str) -> bool:
    """Whether there may be text behind a link."""
    return not urlsplit(address).path.lower().endswith(_NOT_PAGES)


def links_of(links: Iterable[str], page: str) -> list[str]:
    """Where a page leads on its own site, each once; a `base:` line comes first."""
    base, found = page, dict[str, None]()
    for link in links:
        if link.startswith("base:"):
            base = canonical(link[5:], page) or page
            continue
        address = canonical(link, base)
        if address and is_same_site(address, page) and is_page(address):
            found[address] = None
    return list(found)


def _bare(host: str) -> str:
    return host.removeprefix("www.")


def _without_dots(path: str) -> str:
    kept: list[str] = []
    for part in path.split("/"):
        if part == "..":
            if len(kept) > 1:
                kept.pop()
        elif part != ".":
            kept.append(part)
    joined = "/".join(kept)
    ends = path.endswith(("/.", "/.."))
    return (joined + "/" if ends and not joined.endswith("/") else joined) or "/"
