"""Messages of a conversation as the words of a letter, plain and as HTML. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from django.utils.html import escape
from django.utils.translation import gettext as _

from flowbuilder.core.messages import options_in, said_in

_LINK = re.compile(r"\[([^\[\]]{1,300})\]\((https?://[^\s()<>\"]{1,1000})\)")
_BOLD = re.compile(r"\*\*([^*\n]{1,500})\*\*")
_ITALIC = re.compile(r"(?<![*\w])\*([^*\n]{1,500})\*(?![*\w])")
_BULLET = re.compile(r"\s{0,3}[-*•]\s+(?=\S)")
_NUMBERED = re.compile(r"\s{0,3}(\d{1,4})[.)]\s+(?=\S)")
_BARE = re.compile(r"(?<![\"'>=\w])(https?://[^\s<>\"']{3,1000}[^\s<>\"'.,;:!?)\]])")


def words_of(content: Mapping[str, Any]) -> str:
    """What a message says, with what there is to choose as numbered lines."""
    text = str(content.get("text") or content.get("alt") or "").strip()
    match content.get("kind"):
        case "choices" | "cards":
            text = said_in(content)
            options = [
                f"{number}. {label}"
                for number, (_value, label) in enumerate(options_in(content), start=1)
            ]
            if not options:
                return text
            hint = _("Reply with the number of your choice, or in your own words.")
            return "\n".join([text, "", *options, "", hint])
        case "rating":
            hint = _("Reply with a number from {low} to {high}.").format(
                low=content["low"], high=content["high"]
            )
            return f"{text}\n\n{hint}"
        case "form" if len(content["fields"]) > 1:
            fields = [
                f"{number}. {_field(field)}"
                for number, field in enumerate(content["fields"], start=1)
            ]
            hint = _(
                "Reply with an answer in each line, in this order. "
                "Put a dash for what you leave out."
            )
            return "\n".join([text, "", *fields, "", hint])
        case "image":
            return f"{text}\n{content.get('url', '')}".strip()
        case "file_request":
            return text + "\n\n" + _("Attach it to your reply.")
    sources = [source for source in content.get("sources") or () if source.get("url")]
    if sources:
        listed = "\n".join(f"- {source['title']}: {source['url']}" for source in sources)
        return "\n\n".join([text, _("Sources:") + "\n" + listed])
    return text


def _field(field: Mapping[str, Any]) -> str:
    """One line of a form: what is asked, with the answers there are and what is wrong with it."""
    offered = ", ".join(str(option["label"]) for option in field.get("options") or ())
    told = [part for part in (field.get("hint"), offered, field.get("error")) if part]
    return f"{field['label']} ({'; '.join(told)})" if told else str(field["label"])


def plain(text: str) -> str:
    """Without the marks of bold and links."""
    text = _LINK.sub(lambda m: f"{m[1]} ({m[2]})" if m[1] != m[2] else m[2], text)
    return _ITALIC.sub(r"\1", _BOLD.sub(r"\1", text))


def html(text: str) -> str:
    """Paragraphs, lists, bold, links to the web; everything else as it was written."""
    return "\n".join(
        _drawn(kind, list(lines))
        for block in re.split(r"\n{2,}", "\n".join(text.strip().splitlines()))
        for kind, lines in groupby(block.split("\n"), key=_kind_of)
    )


def _kind_of(line: str) -> str:
    """`ul` or `ol` for a line of such a list, as in the chat; else `p`."""
    return "ul" if _BULLET.match(line) else "ol" if _NUMBERED.match(line) else "p"


def _drawn(kind: str, lines: Sequence[str]) -> str:
    if kind == "p":
        return "<p>" + "<br>\n".join(map(_marked, lines)) + "</p>"
    first = _NUMBERED.match(lines[0])
    start = f' start="{first[1]}"' if first and first[1] != "1" else ""
    mark = _BULLET if kind == "ul" else _NUMBERED
    items = (_marked(mark.sub("", line, count=1)) for line in lines)
    return f"<{kind}{start}>" + "".join(f"<li>{item}</li>" for item in items) + f"</{kind}>"


def _marked(line: str) -> str:
    safe = _LINK.sub(r'<a href="\2">\1</a>', str(escape(line)))
    safe = _BARE.sub(r'<a href="\1">\1</a>', safe)
    return _ITALIC.sub(r"<i>\1</i>", _BOLD.sub(r"<b>\1</b>", safe))


def letter(
    parts: Sequence[str], *, notices: Sequence[str], quote: str, quoted_from: str
) -> tuple[str, str]:
    """A whole letter: what is said, notices such as the one about AI, and the last words quoted."""
    said = "\n\n".join(parts)
    small = "\n".join(notices)
    as_text = plain(said) + (f"\n\n{small}" if small else "")
    as_html = html(said)
    if small:
        as_html += f'\n<p style="color:#666;font-size:small">{escape(small)}</p>'
    if quote:
        marked = "\n".join(f"> {line}" for line in quote.splitlines())
        as_text += f"\n\n{quoted_from}\n{marked}"
        inside = str(escape(quote)).replace("\n", "<br>\n")
        as_html += f"\n<p>{escape(quoted_from)}</p>\n<blockquote>{inside}</blockquote>"
    return as_text + "\n", f"<!doctype html><html><body>\n{as_html}\n</body></html>\n"
