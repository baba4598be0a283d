"""HTML as words: a line for a line, quotes marked with ">". Pure, and linear in its length.

A letter may bring a megabyte of tags made to keep a parser busy. Nothing is drawn of it, so no
tree is built: it is gone through once, from "<" to ">".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

MAX_HTML = 500_000
#: Quotes within quotes that are told apart.
MAX_DEPTH = 8
_SKIPPED = frozenset({"script", "style", "head", "title", "template", "noscript", "svg", "math"})
_BLOCKS = frozenset({
    "p", "div", "table", "tr", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "pre",
    "section", "article", "header", "footer", "center", "hr", "address", "dl", "dt", "dd",
    "blockquote",
})  # fmt: skip
_NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9:-]{0,30})")
_ENDS = re.compile(r"[>\"']")


def words_of(html: str) -> str:
    """The words of a page."""
    scan = _Scan(html[:MAX_HTML])
    words: list[str] = []
    quotes, skipped = 0, ""
    for name, closes, text in scan.pieces():
        if skipped:
            if name == skipped and closes:
                skipped = ""
            continue
        words.append(re.sub(r"\s+", " ", unescape(text)))
        if name in _SKIPPED and not closes:
            skipped = name if scan.has_end_of(name) else ""
        elif name == "blockquote":
            quotes = min(max(quotes + (-1 if closes else 1), 0), MAX_DEPTH)
        if name in _BLOCKS or name == "br":
            words.append("\n" + "> " * quotes)
    lines = [re.sub(r"[ \t]+", " ", line).strip() for line in "".join(words).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Scan:
    """Goes through a page once. What was looked for in vain is not looked for again."""

    def __init__(self, html: str) -> None:
        self.html, self.lower, self.at = html, html.lower(), 0
        self.missing: set[str] = set()

    def pieces(self) -> Iterator[tuple[str, bool, str]]:
        """The name of each tag, whether it closes, and the text before it."""
        begun = 0
        while (start := self.html.find("<", self.at)) >= 0:
            tag = _NAME.match(self.html, start)
            if self.html.startswith("<!--", start):
                end = self.after("-->", start + 4)
            elif tag or self.html.startswith(("<!", "<?", "</"), start):
                end = self.end_of_tag(start)
            else:  # "a < b" is text
                self.at = start + 1
                continue
            name = tag.group(1).lower() if tag else ""
            closes = self.html.startswith("</", start)
            before, begun = self.html[begun:start], end
            self.at = end
            yield name, closes, before
            if name in {"script", "style"} and not closes and self.has_end_of(name):
                begun = self.at = self.lower.find(f"</{name}", end)
        yield "", False, self.html[begun:]

    def after(self, what: str, start: int) -> int:
        """Behind the next `what`; the end when there is none."""
        if what in self.missing:
            return len(self.html)
        place = self.lower.find(what, start)
        if place < 0:
            self.missing.add(what)
            return len(self.html)
        return place + len(what)

    def end_of_tag(self, start: int) -> int:
        """Behind the ">" that ends a tag: not one inside a quoted attribute."""
        at = start + 1
        while (end := _ENDS.search(self.html, at)) is not None:
            sign = end.group()
            if sign == ">":
                return end.end()
            closing = self.after(sign, end.end())
            at = end.end() if sign in self.missing else closing
        return self.after(">", start)

    def has_end_of(self, name: str) -> bool:
        """Whether the tag is closed somewhere behind this place."""
        closing = f"</{name}"
        self.after(closing, self.at)
        return closing not in self.missing
