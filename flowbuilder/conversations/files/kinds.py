"""What a file is, by its bytes alone: neither its name nor what the sender says of it counts.

Only what is on the list here is taken. Everything that a browser would run or draw by itself (HTML,
SVG, scripts) is not on it, nor are documents with macros.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from flowbuilder.core.messages import FileKind

HEAD = 4096
TAIL = 64 * 1024
MAX_MEMBERS = 5_000
MAX_UNPACKED = 300 * 1024 * 1024
MAX_RATIO = 200
#: Below this a good ratio is no bomb: a page of the same word packs that well.
SMALL = 10 * 1024 * 1024

_MARKUP = re.compile(
    rb"<\s*(?:!doctype|\?xml|html|svg|script|head|body|iframe|object|embed|math|style|meta|link)\b",
    re.IGNORECASE,
)
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_ODT = b"application/vnd.oasis.opendocument.text"


@dataclass(frozen=True, slots=True)
class Format:
    """One format that is taken: its kind, the ending of its names and its media type."""

    name: str
    kind: FileKind
    endings: tuple[str, ...]
    media_type: str


PNG = Format("png", "image", ("png",), "image/png")
JPEG = Format("jpeg", "image", ("jpg", "jpeg"), "image/jpeg")
GIF = Format("gif", "image", ("gif",), "image/gif")
WEBP = Format("webp", "image", ("webp",), "image/webp")
PDF = Format("pdf", "pdf", ("pdf",), "application/pdf")
_OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX = Format("docx", "document", ("docx",), f"{_OFFICE}wordprocessingml.document")
XLSX = Format("xlsx", "sheet", ("xlsx",), f"{_OFFICE}spreadsheetml.sheet")
ODT = Format("odt", "document", ("odt",), _ODT.decode())
CSV = Format("csv", "sheet", ("csv",), "text/csv; charset=utf-8")
TEXT = Format("txt", "text", ("txt", "text", "log", "md"), "text/plain; charset=utf-8")

FORMATS = {each.name: each for each in (PNG, JPEG, GIF, WEBP, PDF, DOCX, XLSX, ODT, CSV, TEXT)}


class Unsound(Exception):
    """It begins like a format of the list, but is cut off, damaged or made to do harm."""


def format_of(file: IO[bytes], name: str) -> Format | None:
    """The format of an open `file`, or None when it is none of the list.

    `name` is looked at only to tell a table (CSV) from any other text.

    Raises:
        Unsound: It is not whole, or it is not what it pretends to be.
    """
    file.seek(0)
    head = file.read(HEAD)
    found = next((each for matches, each in _SIGNATURES if matches(head)), None)
    if found is PDF:
        _check_pdf(file)
    if found is not None:
        return found
    return _packed(file) if head.startswith(b"PK\x03\x04") else _text(file, name)


_SIGNATURES: tuple[tuple[Callable[[bytes], bool], Format], ...] = (
    (lambda head: head.startswith(b"\x89PNG\r\n\x1a\n"), PNG),
    (lambda head: head.startswith(b"\xff\xd8\xff"), JPEG),
    (lambda head: head[:6] in (b"GIF87a", b"GIF89a"), GIF),
    (lambda head: head[:4] == b"RIFF" and head[8:12] == b"WEBP", WEBP),
    (lambda head: head.startswith(b"%PDF-"), PDF),
)


def _check_pdf(file: IO[bytes]) -> None:
    size = file.seek(0, 2)
    file.seek(max(0, size - TAIL))
    if b"%%EOF" not in file.read(TAIL):
        raise Unsound("The end of the PDF is missing.")


def _packed(file: IO[bytes]) -> Format | None:
    """An office document is an archive with certain members; any other archive is not taken."""
    try:
        file.seek(0)
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            _check_members(members)
            names = {member.filename for member in members}
            if any(_is_macro(name) for name in names):
                raise Unsound("It has macros in it.")
            if "[Content_Types].xml" in names and "word/document.xml" in names:
                return DOCX
            if "[Content_Types].xml" in names and "xl/workbook.xml" in names:
                return XLSX
            return ODT if _is_odt(archive, members) else None
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, OSError, ValueError,
            RuntimeError, EOFError) as problem:  # fmt: skip
        # damage shows as any of these; packing that zipfile does not know as NotImplementedError
        raise Unsound("The archive cannot be read.") from problem


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MAX_MEMBERS:
        raise Unsound("There are too many files in it.")
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if unpacked > MAX_UNPACKED or (unpacked > SMALL and unpacked > MAX_RATIO * max(packed, 1)):
        raise Unsound("It would unpack to far more than it is.")
    for member in members:
        path = PurePosixPath(member.filename.replace("\\", "/") or "/")
        if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
            raise Unsound("A file in it wants to lie elsewhere.")
        if member.flag_bits & 0x1:
            raise Unsound("It is locked with a password.")


def _is_odt(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> bool:
    first = members[0] if members else None
    if first is None or first.filename != "mimetype" or first.file_size != len(_ODT):
        return False
    names = {member.filename for member in members}
    return archive.read(first) == _ODT and "content.xml" in names


def _is_macro(name: str) -> bool:
    return name.lower().endswith("vbaproject.bin") or name.startswith(("Basic/", "Scripts/"))


def _text(file: IO[bytes], name: str) -> Format | None:
    """Text in UTF-8, UTF-16 with a mark, or the code page that Polish spreadsheets still write."""
    file.seek(0)
    data = file.read()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            data = data.decode("utf-16").encode()
        except UnicodeError:
            return None
    if not data.strip() or _CONTROLS.search(data) or not _can_be_read(data):
        return None
    if data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<") or _MARKUP.search(data):
        return None
    return CSV if name.lower().endswith(".csv") else TEXT


def _can_be_read(data: bytes) -> bool:
    for encoding in ("utf-8", "cp1250"):
        try:
            data.decode(encoding)
        except UnicodeError:
            continue
        return True
    return False
