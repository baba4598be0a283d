"""Web pages: headings and text of what the page is about, without what stands around it. Pure.

Parsed by `justhtml`: a browser's tree in linear time, in Python. The standard library's parser
needs quadratic time for "<a<a<a…", and selectolax never came back from 200,000 open elements;
nobody could stop either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from justhtml import JustHTML

from flowbuilder.knowledge.reading.readers.blocks import Block, Limits, Reading, tidied, unreadable

MAX_BYTES = 3 * 1024 * 1024
MAX_LINKS = 2_000
_SKIPPED = frozenset({
    "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "canvas",
    "nav", "footer", "aside", "form", "button", "select", "dialog", "video", "audio", "head",
    "textarea", "menu", "search",
})  # fmt: skip
_SKIPPED_ROLES = frozenset({
    "navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alertdialog",
    "menu", "menubar", "toolbar",
})  # fmt: skip
_INLINE = frozenset({
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i",
    "ins", "kbd", "label", "mark", "output", "q", "rp", "rt", "ruby", "s", "samp", "small",
    "span", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
})  # fmt: skip
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([a-zA-Z0-9_\-]{2,30})")


def read(data: bytes, limits: Limits, after_page: int = 0) -> Reading:
    """Read a web page. Raises DocumentNotReadable."""
    if len(data) > MAX_BYTES:
        raise unreadable("too_large", megabytes=MAX_BYTES // 1024**2)
    root = JustHTML(_decoded(data), sanitize=False).root
    found = Reading()
    _look_around(root, found)
    main = _main(root)
    writer = _Writer(found, limits)
    for node, opens in _walk(main):
        if limits.out_of_time():
            raise unreadable("too_slow")
        if not (writer.open(node) if opens else writer.close(node)):
            break
    writer.end()
    first = next((each.text for each in found.blocks if each.level == 1), "")
    found.title = first or found.title
    return found


class _Writer:
    """Gathers text into blocks while the tree is walked."""

    def __init__(self, found: Reading, limits: Limits) -> None:
        self.found, self.limits = found, limits
        self.words: list[str] = []
        self.level, self.anchor, self.prefix = 0, "", ""
        self.pre = 0

    def open(self, node: Any) -> bool:
        name = node.name
        if name == "#text":
            text = node.data or ""
            self.words.append(text if self.pre else re.sub(r"\s+", " ", text))
            return True
        if name == "br":
            self.words.append("\n")
            return True
        if name in _INLINE:
            return True
        if name in ("td", "th"):
            if "".join(self.words).strip():
                self.words.append(" | ")
            return True
        going = self.end()
        self.pre += name == "pre"
        if name in _HEADINGS:
            self.level, self.anchor = _HEADINGS[name], _anchor(node)
        self.prefix = "– " if name == "li" else self.prefix
        return going

    def close(self, node: Any) -> bool:
        name = node.name
        if name in _INLINE or name in ("td", "th", "br") or name.startswith("#"):
            return True
        going = self.end()
        self.pre -= name == "pre"
        if name in _HEADINGS:
            self.level, self.anchor = 0, ""
        return going

    def end(self) -> bool:
        """Close the paragraph in hand; False when no more is read."""
        text = tidied("".join(self.words))
        self.words.clear()
        if not text:
            return True
        if self.level:
            text, self.prefix = " ".join(text.split()), ""  # a heading is no item of a list
        block = Block(text=self.prefix + text, level=self.level, anchor=self.anchor)
        self.prefix = ""
        return self.found.add(block, self.limits)


def _walk(top: Any) -> Iterator[tuple[Any, bool]]:
    """Every node, when it opens and when it closes; without recursion, as trees may be deep."""
    todo: list[tuple[Any, bool]] = [(top, True)]
    while todo:
        node, opens = todo.pop()
        if opens and _is_skipped(node):
            continue
        yield node, opens
        if opens:
            todo.append((node, False))
            todo += [(child, True) for child in reversed(node.children or ())]


def _is_skipped(node: Any) -> bool:
    name = node.name
    if name == "#text":
        return False
    if name.startswith(("#comment", "!")) or name in _SKIPPED:
        return True
    attrs = node.attrs or {}
    if "hidden" in attrs or attrs.get("aria-hidden") == "true":
        return True
    if name == "header" and not _has_heading(node):
        return True
    return (attrs.get("role") or "").lower() in _SKIPPED_ROLES


def _has_heading(header: Any) -> bool:
    """Whether a header is that of an article; the site's own has only a menu."""
    return any(node.name == "h1" for node in _every(header))


def _main(root: Any) -> Any:
    """The part that the page is about: `main`, a single `article`, or all of the body."""
    articles: list[Any] = []
    body = root
    for node in _every(root):
        if node.name == "main" or (getattr(node, "attrs", None) or {}).get("role") == "main":
            return node
        if node.name == "article":
            articles.append(node)
        elif node.name == "body":
            body = node
    return articles[0] if len(articles) == 1 else body


def _look_around(root: Any, found: Reading) -> None:
    """Title, links and wishes of the page, wherever they stand."""
    base = ""
    for node in _every(root):
        name, attrs = node.name, getattr(node, "attrs", None) or {}
        if name == "title" and not found.title:
            found.title = " ".join("".join(c.data or "" for c in node.children or ()).split())[:300]
        elif name == "base" and not base:
            base = attrs.get("href") or ""
        elif name == "link" and "canonical" in (attrs.get("rel") or "").lower().split():
            found.canonical = found.canonical or (attrs.get("href") or "").strip()
        elif name == "meta" and (attrs.get("name") or "").lower() in ("robots", "flowbuilder"):
            wishes = {w.strip() for w in (attrs.get("content") or "").lower().split(",")}
            wishes |= {"noindex", "nofollow"} if "none" in wishes else set()
            found.wishes |= wishes & {"noindex", "nofollow"}
        elif name == "a" and len(found.links) < MAX_LINKS:
            href = (attrs.get("href") or "").strip()
            if href and "nofollow" not in (attrs.get("rel") or "").lower().split():
                found.links.append(href)
    if base:
        found.links.insert(0, f"base:{base}")


def _every(top: Any) -> Iterator[Any]:
    todo = [top]
    while todo:
        node = todo.pop()
        yield node
        todo += reversed(getattr(node, "children", None) or ())


def _anchor(node: Any) -> str:
    """The heading's own id, or that of an anchor inside it."""
    for each in _every(node):
        if found := (getattr(each, "attrs", None) or {}).get("id"):
            return str(found)
    return ""


def _decoded(data: bytes) -> str:
    """By its mark, what the page says, UTF-8, or what Polish Windows saves."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    said = _CHARSET.search(data[:2048])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        name = said[1].decode("ascii") if said else "cp1250"
    try:
        return data.decode(name, "replace")
    except (LookupError, ValueError):
        return data.decode("cp1250", "replace")
