"""PDF: the text of its pages, under the headings of its outline. Pure.

By `pypdf`, pure Python. A page is read at a time and the clock looked at between two; what
is packed inside is unpacked by pypdf up to its own limits.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Mapping
from typing import Any

import pypdf
from pypdf.errors import PyPdfError

from flowbuilder.knowledge.reading.readers.blocks import Block, Limits, Reading, unreadable

#: So many pages are read at once; then it is gone on with later.
PAGES_AT_ONCE = 20
MAX_OUTLINE = 2_000
_HYPHENED = re.compile(r"(?<=[a-ząćęłńóśźż])[-\u00ad]\n(?=[a-ząćęłńóśźż])")
_BULLET = re.compile(r"^\s*[•▪●■◦‣·]\s*")
_ENDS = (".", "!", "?", ":", ";", "…")

logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def read(data: bytes, limits: Limits, after_page: int = 0) -> Reading:
    """Read up to `PAGES_AT_ONCE` pages after `after_page`. Raises DocumentNotReadable."""
    try:
        return _read(data, limits, after_page)
    except (PyPdfError, ValueError, KeyError, TypeError, IndexError, AttributeError,
            AssertionError, NotImplementedError, OverflowError, RecursionError, OSError,
            ArithmeticError, EOFError, StopIteration) as problem:  # fmt: skip
        # pypdf meets a damaged file with whatever the damage provokes
        raise unreadable("broken") from problem


def _read(data: bytes, limits: Limits, after_page: int) -> Reading:
    if b"%PDF-" not in data[:1024]:
        raise unreadable("broken")
    file = pypdf.PdfReader(io.BytesIO(data), strict=False)
    if file.is_encrypted and not file.decrypt(""):
        raise unreadable("encrypted")
    count = len(file.pages)
    last = min(count, limits.pages)
    found = Reading(pages=count)
    if not after_page:
        found.title = _title(file)
    if last < count:
        found.remarks.append(("too_many_pages", {"pages": limits.pages}))
    upto = min(after_page + PAGES_AT_ONCE, last)
    headings = _outline(file)
    for number in range(after_page + 1, upto + 1):
        if limits.out_of_time():
            raise unreadable("too_slow")
        for level, title in headings.get(number, ()):
            found.add(Block(text=title, level=level, page=number), limits)
        text = file.pages[number - 1].extract_text() or ""
        for paragraph in paragraphs(text):
            if not found.add(Block(text=paragraph, page=number), limits):
                upto = last
                break
    found.read_to = upto if upto < last else 0
    if not after_page and not found.read_to and not any(not each.level for each in found.blocks):
        raise unreadable("scanned")
    return found


def paragraphs(text: str) -> list[str]:
    """Lines of a page joined into paragraphs: a short line that ends a sentence ends one."""
    lines = _HYPHENED.sub("", text.replace("\r", "\n")).split("\n")
    longest = max((len(line.rstrip()) for line in lines), default=0)
    found: list[str] = []
    held: list[str] = []
    for line in lines:
        said = _BULLET.sub("– ", line.strip())
        if not said or said.startswith("– "):
            found.append(" ".join(held))
            held = []
        if said:
            held.append(said)
            if said.endswith(_ENDS) and len(said) < 0.8 * longest:
                found.append(" ".join(held))
                held = []
    found.append(" ".join(held))
    return [each for each in found if each]


def _title(file: pypdf.PdfReader) -> str:
    try:
        said = (file.metadata.title if file.metadata else "") or ""
    except Exception:  # its metadata may be damaged where its pages are not
        return ""
    return " ".join(str(said).split())[:300]


def _outline(file: pypdf.PdfReader) -> Mapping[int, list[tuple[int, str]]]:
    """The bookmarks by the page they lead to, with their levels."""
    found: dict[int, list[tuple[int, str]]] = {}
    try:
        todo: list[tuple[Any, int]] = [(each, 1) for each in reversed(file.outline)]
        for _count in range(MAX_OUTLINE):
            if not todo:
                break
            item, level = todo.pop()
            if isinstance(item, list):
                todo += [(each, level + 1) for each in reversed(item)]
                continue
            number = file.get_destination_page_number(item)
            title = " ".join(str(item.title or "").split())[:300]
            if number is not None and title:
                found.setdefault(number + 1, []).append((min(level, 6), title))
    except Exception:  # a damaged outline costs the headings, not the text
        return {}
    return found
