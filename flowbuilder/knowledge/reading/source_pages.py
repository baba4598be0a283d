"""One document of a source: fetched or taken from its file, and read. Stores only robots.txt."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from typing import cast
from urllib.parse import urlsplit

from flowbuilder.knowledge.errors import DocumentNotReadable
from flowbuilder.knowledge.models import Source, SourceDocument
from flowbuilder.knowledge.reading import readers, source_files
from flowbuilder.knowledge.reading.crawling import fetching, sitemaps
from flowbuilder.knowledge.reading.crawling.addresses import canonical, is_same_site, links_of
from flowbuilder.knowledge.reading.crawling.fetching import Page
from flowbuilder.knowledge.reading.crawling.robots import USUAL_PAUSE_S, Robots
from flowbuilder.knowledge.reading.readers import Limits, Reading
from flowbuilder.knowledge.reading.readers.blocks import unreadable
from flowbuilder.knowledge.reading.readers.reading import Kind

#: How long one part of a document may take to be read.
PART_S = 60.0
#: How long somebody who uploads a file waits to be told what it would break.
WAIT_S = 4.0

logger = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Found:
    """What came of one document.

    Attributes:
        reading: What was read; None when nothing changed, or for a sitemap.
        links: Where it leads; None when that is as it was.
        listed, maps: What a sitemap lists of its own site.
        elsewhere: How many addresses of other sites it lists.
        held: Where its bytes are kept, when it is gone on with later.
    """

    reading: Reading | None = None
    links: list[str] | None = None
    listed: list[str] = field(default_factory=list)
    maps: list[str] = field(default_factory=list)
    elsewhere: int = 0
    is_map: bool = False
    etag: str = ""
    last_modified: str = ""
    held: str = ""
    kind: str = ""


def read(source: Source, document: SourceDocument) -> Found:
    """Read a document, or the next part of it.

    Raises:
        DocumentNotReadable: With a code of `reasons`.
    """
    if source.kind == Source.Kind.ARTICLE:
        return Found(reading=article(source), links=[], kind="markdown")
    if document.held or source.kind == Source.Kind.FILE:
        data = source_files.read(document.held) if document.held else None
        if data is None:
            raise unreadable("no_file")
        kind = cast(Kind, document.kind) if document.kind else readers.kind_of(document.address)
        return Found(reading=_parsed(data, kind, document.read_to), links=[], kind=kind)
    return _from_the_web(source, document)


def article(source: Source) -> Reading:
    """An article as a document; its name is the first heading. Raises DocumentNotReadable."""
    return _parsed(f"# {source.name}\n\n{source.text}".encode(), "markdown", 0)


def uploaded(data: bytes, name: str) -> Reading:
    """A file in hand, as far as it is read in `WAIT_S`. Raises DocumentNotReadable."""
    return _parsed(data, readers.kind_of(name), 0, WAIT_S)


def pause_of(source: Source) -> float:
    """How long its site wants us to wait between two pages."""
    return Robots(source.robots).pause_s if source.robots_known else USUAL_PAUSE_S


def _from_the_web(source: Source, document: SourceDocument) -> Found:
    rules = _robots(source)
    if not rules.allows(document.address):
        raise unreadable("robots")
    known = document.shown > 0
    page = fetching.fetch(
        document.address,
        etag=document.etag if known else "",
        last_modified=document.last_modified if known else "",
    )
    if page.body is None:
        return Found(is_map=False)
    if page.address != document.address:
        if not is_same_site(page.address, source.address):
            raise unreadable("other_host")
        if not rules.allows(page.address):
            raise unreadable("robots")
    may_be_map = document.is_map or (document.depth == 0 and source.kind == Source.Kind.SITE)
    if may_be_map and sitemaps.is_one(page.body):
        return _sitemap(source, page.body)
    if document.is_map:
        raise unreadable("sitemap_broken")
    return _page(source, document, page, page.body)


def _page(source: Source, document: SourceDocument, page: Page, body: bytes) -> Found:
    kind = readers.kind_of(urlsplit(page.address).path, page.content_type)
    reading = _parsed(body, kind, 0)
    wishes = page.wishes | reading.wishes
    is_site = source.kind == Source.Kind.SITE
    if is_site and "noindex" in wishes:
        raise unreadable("noindex")
    own = canonical(reading.canonical, page.address) if reading.canonical else ""
    if is_site and own and own != document.address:
        read_before = source.documents.filter(
            address=own, found_in=source.reading, shown__gt=0
        ).exclude(state__in=(SourceDocument.State.WAITING, SourceDocument.State.UNDERWAY))
        if read_before.exists():
            raise DocumentNotReadable("", reason="same_text", numbers={"other": own})
    follows = is_site and "nofollow" not in wishes and document.depth < source.depth_limit
    return Found(
        reading=reading,
        links=links_of(reading.links, page.address) if follows else [],
        etag=page.etag,
        last_modified=page.last_modified,
        held=source_files.keep(body) if reading.read_to else "",
        kind=kind,
    )


def _sitemap(source: Source, data: bytes) -> Found:
    listed = sitemaps.read(data)
    named = {canonical(each) for each in (*listed.pages, *listed.maps)} - {""}
    own = {each for each in named if is_same_site(each, source.address)}
    return Found(
        is_map=True,
        links=[],
        listed=[a for each in listed.pages if (a := canonical(each)) in own],
        maps=[a for each in listed.maps if (a := canonical(each)) in own],
        elsewhere=len(named - own),
    )


def _robots(source: Source) -> Robots:
    """The site's rules, asked for once in a reading."""
    if not source.robots_known:
        source.robots = fetching.robots_of(source.address)
        source.robots_known = True
        Source.objects.filter(pk=source.pk, reading=source.reading).update(
            robots=source.robots, robots_known=True
        )
    return Robots(source.robots)


def _parsed(data: bytes, kind: Kind, after_page: int, seconds: float = PART_S) -> Reading:
    until = time.monotonic() + seconds
    limits = Limits(out_of_time=lambda: time.monotonic() > until)
    try:
        return readers.read(data, kind, limits, after_page=after_page)
    except DocumentNotReadable:
        raise
    except Exception:
        # what people upload is nobody's promise: a reader that stumbles costs this document only
        logger.exception("A reader of %s failed.", kind)
        raise unreadable("broken") from None
