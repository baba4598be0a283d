"""Sitemaps: lists of pages, and lists of such lists, packed or not. Pure."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field

from flowbuilder.knowledge.reading.readers import xml
from flowbuilder.knowledge.reading.readers.blocks import unreadable

MAX_UNPACKED = 50 * 1024 * 1024
MAX_LISTED = 50_000


@dataclass(slots=True)
class Sitemap:
    """What a sitemap lists: addresses of pages, or of other sitemaps."""

    pages: list[str] = field(default_factory=list)
    maps: list[str] = field(default_factory=list)


def is_one(data: bytes) -> bool:
    """Whether this looks like a sitemap, and not like a page."""
    if data.startswith(b"\x1f\x8b"):
        return True
    head = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith((b"<?xml", b"<urlset", b"<sitemapindex", b"<!--")) and (
        b"<urlset" in head or b"<sitemapindex" in head
    )


def read(data: bytes) -> Sitemap:
    """Read a sitemap.

    Raises:
        DocumentNotReadable: `sitemap_broken`, or `packed` when it swells too much.
    """
    if data.startswith(b"\x1f\x8b"):
        data = _unpacked(data)
    root = xml.parse(data)
    kind = xml.local(root.tag)
    if kind not in ("urlset", "sitemapindex"):
        raise unreadable("sitemap_broken")
    found = Sitemap()
    target = found.pages if kind == "urlset" else found.maps
    for each in list(root)[:MAX_LISTED]:
        place = next((c for c in each if xml.local(c.tag) == "loc"), None)
        if place is not None and (place.text or "").strip():
            target.append((place.text or "").strip())
    return found


def _unpacked(data: bytes) -> bytes:
    unpack = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        text = unpack.decompress(data, MAX_UNPACKED)
    except zlib.error:
        raise unreadable("sitemap_broken") from None
    if unpack.unconsumed_tail:
        raise unreadable("packed")
    return text
