"""What every reader gives: blocks in their order, within limits. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from flowbuilder.knowledge.errors import DocumentNotReadable
from flowbuilder.knowledge.reading import encodings, reasons

MEGABYTE = 1024 * 1024
_SPACES = re.compile(r"[ \t\r\f\v\u00a0\u2000-\u200b\u202f\u3000]+")
_UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of one document is read. `out_of_time` is asked between pages."""

    bytes: int = 20 * MEGABYTE
    pages: int = 400
    characters: int = 1_000_000
    #: Of a table.
    rows: int = 3_000
    columns: int = 50
    #: What all parts of a packed file may come to, and how many times its own size.
    unpacked: int = 100 * MEGABYTE
    ratio: int = 200
    out_of_time: Callable[[], bool] = lambda: False


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph, or a heading of a `level` from 1. `page` and `anchor`, or the `row` of a table,
    say where it stands."""

    text: str
    level: int = 0
    page: int = 0
    anchor: str = ""
    row: int = 0


@dataclass(slots=True, kw_only=True)
class Reading:
    """What was read of a document.

    Attributes:
        remarks: Codes of `reasons`, with their numbers, about what was left out.
        pages: How many pages it has; 0 where there are none.
        read_to: After which page reading stopped, to be gone on with; 0 when it is done.
        links: Where it leads, as written.
        canonical: The address it gives as its own.
        wishes: What it asks of programs: `noindex`, `nofollow`.
    """

    blocks: list[Block] = field(default_factory=list)
    title: str = ""
    pages: int = 0
    read_to: int = 0
    remarks: list[tuple[str, dict[str, int | str]]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    canonical: str = ""
    wishes: frozenset[str] = frozenset()
    characters: int = 0

    def add(self, block: Block, limits: Limits) -> bool:
        """Keep `block` without what cannot be stored; False when no more is read."""
        text = tidied(block.text)
        if not text:
            return True
        left = limits.characters - self.characters
        if left <= 0:
            self.cut(limits)
            return False
        self.characters += len(text)
        self.blocks.append(replace(block, text=text[:left], anchor=block.anchor[:200]))
        return True

    def cut(self, limits: Limits) -> None:
        """Remark, once, that the rest was left out for its length."""
        remark: tuple[str, dict[str, int | str]] = (
            "too_many_characters",
            {"characters": limits.characters},
        )
        if remark not in self.remarks:
            self.remarks.append(remark)


def tidied(text: str) -> str:
    """`text` with single spaces, without empty lines and what databases refuse."""
    lines = (_SPACES.sub(" ", line).strip() for line in _UNSTORABLE.sub("", text).splitlines())
    return "\n".join(line for line in lines if line)


def unreadable(reason: str, **numbers: int) -> DocumentNotReadable:
    """The error that names `reason`, in words too."""
    return DocumentNotReadable(
        reasons.sentence(reason, numbers), reason=reason, numbers=dict(numbers)
    )


def decoded(data: bytes) -> str:
    """The text of a file.

    Raises:
        DocumentNotReadable: `not_text`.
    """
    try:
        text = encodings.decoded(data)
    except UnicodeDecodeError:
        raise unreadable("not_text") from None
    if "\x00" in text:
        raise unreadable("not_text")
    return text
