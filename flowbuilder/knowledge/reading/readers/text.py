"""Plain text: paragraphs between empty lines. Pure."""

from __future__ import annotations

import re

from flowbuilder.knowledge.reading.readers.blocks import Block, Limits, Reading, decoded

_PARAGRAPHS = re.compile(r"\n[ \t]*\n")


def read(data: bytes, limits: Limits, after_page: int = 0) -> Reading:
    """Read plain text. Raises DocumentNotReadable."""
    found = Reading()
    text = decoded(data).replace("\r\n", "\n").replace("\r", "\n")
    for paragraph in _PARAGRAPHS.split(text):
        if not found.add(Block(text=_unwrapped(paragraph)), limits):
            break
    return found


def _unwrapped(paragraph: str) -> str:
    """The paragraph with lines that were broken for their width joined again."""
    lines = [line.strip() for line in paragraph.splitlines() if line.strip()]
    if len(lines) < 2 or sum(map(len, lines[:-1])) / (len(lines) - 1) < 50:
        return "\n".join(lines)
    return " ".join(lines)
