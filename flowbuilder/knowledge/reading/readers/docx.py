"""DOCX: headings, paragraphs, lists and tables. Pure.

A DOCX is a ZIP of XML, and headings, paragraphs and tables are a few of its elements, so the
standard library is enough; python-docx would bring lxml, which is C and reads entities.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from flowbuilder.knowledge.reading.readers import xml
from flowbuilder.knowledge.reading.readers.blocks import Block, Limits, Reading, unreadable

MAX_PARTS = 5_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BODY, _STYLES, _CORE = "word/document.xml", "word/styles.xml", "docProps/core.xml"
#: Inside these stand words that are not the document's.
_LEFT_OUT = frozenset({"del", "moveFrom", "instrText", "delText"})


def read(data: bytes, limits: Limits, after_page: int = 0) -> Reading:
    """Read a DOCX. Raises DocumentNotReadable."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise unreadable("encrypted")  # Word wraps what has a password in an old container
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            _check(file, len(data), limits)
            body = xml.parse(_part(file, _BODY, limits))
            levels = _heading_levels(file, limits)
            title = _title(file, limits)
    except (zipfile.BadZipFile, zlib.error, KeyError, OSError, RuntimeError,
            NotImplementedError, EOFError, ValueError) as problem:  # fmt: skip
        # damage shows as any of these; packing that zipfile does not know as NotImplementedError
        raise unreadable("broken") from problem
    found = Reading(title=title)
    for number, block in enumerate(_blocks(body, levels)):
        if number % 200 == 0 and limits.out_of_time():
            raise unreadable("too_slow")
        if not found.add(block, limits):
            break
    first = next((each.text for each in found.blocks if each.level == 1), "")
    found.title = found.title or first[:300]
    return found


def _check(file: zipfile.ZipFile, packed: int, limits: Limits) -> None:
    parts = file.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise unreadable("encrypted")
    swollen = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS or swollen > limits.unpacked or swollen > limits.ratio * packed:
        raise unreadable("packed")


def _part(file: zipfile.ZipFile, name: str, limits: Limits) -> bytes:
    """A part's bytes; a header that lies about their number is found out."""
    most = file.getinfo(name).file_size
    if most > limits.unpacked:
        raise unreadable("packed")
    with file.open(name) as part:
        data = part.read(most + 1)
    if len(data) > most:
        raise unreadable("packed")
    return data


def _title(file: zipfile.ZipFile, limits: Limits) -> str:
    if _CORE not in file.namelist():
        return ""
    for each in xml.parse(_part(file, _CORE, limits)):
        if xml.local(each.tag) == "title":
            return " ".join((each.text or "").split())[:300]
    return ""


def _heading_levels(file: zipfile.ZipFile, limits: Limits) -> dict[str, int]:
    """Style id → level. Ids are in the language of Word ("Nagwek1"); names and levels are not."""
    if _STYLES not in file.namelist():
        return {}
    levels: dict[str, int] = {}
    parents: dict[str, str] = {}
    for style in xml.parse(_part(file, _STYLES, limits)).iter(f"{_W}style"):
        key = style.get(f"{_W}styleId", "")
        named = style.find(f"{_W}name")
        name = (named.get(f"{_W}val", "") if named is not None else "").lower()
        outline = style.find(f"{_W}pPr/{_W}outlineLvl")
        level = _level(outline)
        if name.startswith("heading ") and name[8:].isdigit():
            level = int(name[8:])
        elif name == "title":
            level = 1
        if level:
            levels[key] = level
        based = style.find(f"{_W}basedOn")
        if based is not None:
            parents[key] = based.get(f"{_W}val", "")
    for key in list(parents):
        above, steps = key, 0
        while above and above not in levels and steps < 10:
            above, steps = parents.get(above, ""), steps + 1
        if above in levels:
            levels.setdefault(key, levels[above])
    return levels


def _blocks(body: Element, levels: dict[str, int]) -> Iterator[Block]:
    todo = [body]
    while todo:
        element = todo.pop()
        name = xml.local(element.tag)
        if name == "p":
            yield _paragraph(element, levels)
        elif name == "tbl":
            yield from (Block(text=row) for row in _rows(element))
        elif name not in _LEFT_OUT:
            todo += reversed(element)


def _paragraph(paragraph: Element, levels: dict[str, int]) -> Block:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    level = levels.get(style.get(f"{_W}val", ""), 0) if style is not None else 0
    level = _level(paragraph.find(f"{_W}pPr/{_W}outlineLvl")) or level
    text = _text(paragraph)
    if not level and paragraph.find(f"{_W}pPr/{_W}numPr") is not None and text.strip():
        text = f"– {text}"
    return Block(text=text, level=min(level, 6))


def _rows(table: Element) -> Iterator[str]:
    for row in table.iter(f"{_W}tr"):
        cells = [" ".join(_text(cell).split()) for cell in row.iter(f"{_W}tc")]
        yield " | ".join(cell for cell in cells if cell)


def _text(top: Element) -> str:
    words: list[str] = []
    todo = [top]
    while todo:
        element = todo.pop()
        name = xml.local(element.tag)
        if name == "t":
            words.append(element.text or "")
        elif name == "tab":
            words.append(" ")
        elif name in ("br", "cr") or (name == "p" and words):
            words.append("\n")
        if name not in _LEFT_OUT and name != "pPr":
            todo += reversed(element)
    return "".join(words)


def _level(outline: Element | None) -> int:
    """Word counts from 0; 9 means that it is no heading."""
    said = outline.get(f"{_W}val", "") if outline is not None else ""
    return int(said) + 1 if said.isdigit() and int(said) < 9 else 0
