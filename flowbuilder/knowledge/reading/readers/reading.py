"""Which reader reads what, by the name or the type of the content. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import Literal

from flowbuilder.knowledge.reading.readers import docx, html, markdown, pdf, table, text
from flowbuilder.knowledge.reading.readers.blocks import Block, Limits, Reading, unreadable

__all__ = ["Block", "Limits", "Reading", "kind_of", "read"]

Kind = Literal["pdf", "docx", "markdown", "html", "table", "text"]
READERS: Mapping[Kind, Callable[[bytes, Limits, int], Reading]] = {
    "pdf": pdf.read,
    "docx": docx.read,
    "markdown": markdown.read,
    "html": html.read,
    "table": table.read,
    "text": text.read,
}
_BY_ENDING: Mapping[str, Kind] = {
    ".pdf": "pdf", ".docx": "docx", ".md": "markdown", ".markdown": "markdown",
    ".html": "html", ".htm": "html", ".xhtml": "html", ".txt": "text", ".text": "text",
    ".csv": "table", ".tsv": "table",
}  # fmt: skip
_BY_TYPE: Mapping[str, Kind] = {
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "text/markdown": "markdown", "text/x-markdown": "markdown",
    "text/html": "html", "application/xhtml+xml": "html", "text/plain": "text",
    "text/csv": "table", "text/tab-separated-values": "table",
}  # fmt: skip
#: Kinds of text that servers often take for plain text.
_ALSO_TEXT = frozenset({"markdown", "table"})
_QUESTIONS = frozenset({".jsonl", ".ndjson"})
ENDINGS = tuple(_BY_ENDING)


def kind_of(name: str, content_type: str = "") -> Kind:
    """The kind of a document: by its type where one is given, else by its name's ending.

    Raises:
        DocumentNotReadable: `unknown_kind`, or `is_table` for questions and answers.
    """
    ending = PurePosixPath(name.lower()).suffix
    stated = content_type.partition(";")[0].strip().lower()
    if stated and stated not in ("application/octet-stream", "binary/octet-stream"):
        kind = _BY_TYPE.get(stated)
        named = _BY_ENDING.get(ending)
        if kind == "text" and named in _ALSO_TEXT:
            return named
    else:
        kind = _BY_ENDING.get(ending)
    if kind is None:
        raise unreadable("is_table" if ending in _QUESTIONS else "unknown_kind")
    return kind


def read(data: bytes, kind: Kind, limits: Limits | None = None, *, after_page: int = 0) -> Reading:
    """Read a document, from the page after `after_page` where it has pages.

    Raises:
        DocumentNotReadable: With a code of `reasons`.
    """
    limits = limits or Limits()
    if len(data) > limits.bytes:
        raise unreadable("too_large", megabytes=limits.bytes // 1024**2)
    found = READERS[kind](data, limits, after_page)
    if not found.blocks and not after_page and not found.read_to:
        raise unreadable("empty")
    return found
