"""Markdown: headings by their signs, the rest as text without its signs. Pure.

Line by line and in linear time. It needs to know headings, paragraphs, lists, tables and code; a
full parser would give a tree that is thrown away.
"""

from __future__ import annotations

import re

from flowbuilder.knowledge.reading.readers.blocks import Block, Limits, Reading, decoded

_HEADING = re.compile(r"^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$")
_UNDERLINE = re.compile(r"^ {0,3}(=+|-{2,})[ \t]*$")
_FENCE = re.compile(r"^ {0,3}(```+|~~~+)")
_RULE = re.compile(r"^ {0,3}(?:[-*_][ \t]*){3,}$")
_ITEM = re.compile(r"^\s{0,12}(?:[-*+]|\d{1,9}[.)])[ \t]+(.*)$")
_TABLE_RULE = re.compile(r"^\s*\|?[\s:|-]+\|[\s:|-]*$")
_IMAGE = re.compile(r"!\[([^\]\n]{0,300})\]\([^)\n]{0,2000}\)")
_LINK = re.compile(r"\[([^\]\n]{1,500})\]\((?:[^)\n]{0,2000})\)")
_REFERENCE = re.compile(r"^ {0,3}\[[^\]\n]{1,300}\]:[ \t]")
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,300}>")
_COMMENT = re.compile(r"<!--.{0,5000}?-->", re.DOTALL)
_STRONG = re.compile(r"(\*{1,3}|_{2,3}|~~|`{1,3})(?=\S)([^*_~`\n]{1,500}?)(?<=\S)\1")
_SLUG = re.compile(r"[^\w\- ]")


def read(data: bytes, limits: Limits, after_page: int = 0) -> Reading:
    """Read Markdown. Raises DocumentNotReadable."""
    found = Reading()
    lines = _COMMENT.sub("", _body(decoded(data))).splitlines()
    paragraph: list[str] = []
    fence = ""

    def end() -> bool:
        text = "\n".join(paragraph)
        paragraph.clear()
        return found.add(Block(text=text), limits)

    for line in lines:
        if fence:
            if line.strip().startswith(fence):
                fence = ""
            else:
                paragraph.append(line)
            continue
        if opened := _FENCE.match(line):
            fence = opened[1]
            continue
        if heading := _HEADING.match(line):
            if not end() or not _head(found, heading[2] or "", len(heading[1]), limits):
                break
        elif paragraph and _UNDERLINE.match(line) and len(paragraph) == 1:
            level = 1 if line.strip().startswith("=") else 2
            title = paragraph.pop()
            if not _head(found, title, level, limits):
                break
        elif not line.strip() or _RULE.match(line):
            if not end():
                break
        elif not _REFERENCE.match(line) and not _TABLE_RULE.match(line):
            paragraph.append(_plain(line))
    else:
        end()
    found.title = next((each.text for each in found.blocks if each.level == 1), "")
    return found


def _body(text: str) -> str:
    """The text without the settings that some tools write above it."""
    if not text.startswith("---\n"):
        return text
    head, mark, rest = text[4:].partition("\n---\n")
    return rest if mark and len(head) < 5_000 else text


def _head(found: Reading, title: str, level: int, limits: Limits) -> bool:
    said = _plain(title)
    slug = _SLUG.sub("", said.lower()).strip().replace(" ", "-")
    return found.add(Block(text=said, level=level, anchor=slug), limits)


def _plain(line: str) -> str:
    item = _ITEM.match(line)
    text = f"– {item[1]}" if item else line.strip()
    if text.startswith(">"):
        text = text.lstrip("> ")
    if text.startswith("|"):
        text = " | ".join(cell.strip() for cell in text.strip("|").split("|"))
    text = _IMAGE.sub(r"\1", text)
    text = _LINK.sub(r"\1", text)
    text = _TAG.sub("", text)
    return _STRONG.sub(r"\2", _STRONG.sub(r"\2", text))
