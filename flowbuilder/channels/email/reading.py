"""A letter as bytes becomes a letter as a value. Pure; never fails for what a sender wrote.

Raises nothing but `Unreadable`: whatever the parser of the standard library stumbles over is one
letter's misfortune, not the mailbox's.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parseaddr
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from flowbuilder.channels.email import quoting, reports
from flowbuilder.channels.email.html_words import words_of
from flowbuilder.common.storable import storable

MAX_TEXT = 20_000
MAX_QUOTED = 60_000
#: What is looked at of a body to tell the new words from the history.
MAX_BODY = 200_000
MAX_PARTS = 100
MAX_FILES = 20
MAX_HEADER = 4_000
#: Beyond these a letter is made to keep a parser busy: its time grows with lines times depth.
MAX_HEAD = 256_000
MAX_LINES = 700_000
MAX_BOUNDARIES = 5_000
MAX_CONTAINERS = 40
#: Charsets that are no charsets of letters; some take the square of a text's length.
_NO_CHARSETS = frozenset({
    "idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem",
})  # fmt: skip
#: Proofs of a signature, which say nothing to people.
_SIGNATURES = frozenset({
    "application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature",
})  # fmt: skip
_ID = re.compile(r"<([^<>\s]{3,400})>")


class Unreadable(Exception):
    """The bytes are no letter that anybody could answer: no sender, or nothing to read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A file that came with a letter."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What a letter says, who it says it is from, and which letters it refers to.

    Attributes:
        key: Names it among all of its mailbox.
        recipients: Every address it was sent to, in lower case.
        references: Message-IDs without brackets, the nearest first.
        automatic: Why it is not from a person, as a code of `automatic`; or empty.
        returned: Message-IDs that a report of non-delivery speaks of.
        results: `Authentication-Results` as they stand there, the topmost first.
    """

    key: str
    message_id: str
    sender: str
    name: str
    subject: str
    recipients: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    text: str = ""
    quoted: str = ""
    files: tuple[Attached, ...] = ()
    automatic: str = ""
    returned: tuple[str, ...] = ()
    returned_why: str = ""
    results: tuple[str, ...] = ()


class _Policy(policy.Compat32):
    """Headers as they came, but no longer than anybody needs; the end of a chain counts most."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        if len(value) > MAX_HEADER:
            chain = name.lower() in {"references", "in-reply-to"}
            value = value[-MAX_HEADER:] if chain else value[:MAX_HEADER]
        return name, value


def key_of(data: bytes) -> str:
    """What names a letter among all of its mailbox, even one that cannot be read.

    The date counts, too: some programs give all their letters the same Message-ID.
    """
    head = re.split(rb"\r?\n\r?\n", data[:MAX_HEAD], maxsplit=1)[0]
    found = re.search(rb"(?im)^message-id:[ \t\r\n]*(<[^<>\r\n]{1,900}>)", head)
    if found is None:
        return hashlib.sha256(data).hexdigest()
    date = re.search(rb"(?im)^date:[ \t]*([^\r\n]{1,100})", head)
    return hashlib.sha256(found.group(1) + (date.group(1) if date else b"")).hexdigest()


def read(data: bytes) -> Letter:
    """Read a letter. Raises Unreadable."""
    _weigh(data)
    try:
        message = message_from_bytes(data, policy=_Policy())
        return _read(message, data)
    except Unreadable:
        raise
    except Exception as problem:  # the parser's own bugs, of which letters find many
        raise Unreadable(_clean(f"{type(problem).__name__}: {problem}")[:200]) from problem


def _weigh(data: bytes) -> None:
    """Refuse what would take minutes to take apart."""
    head = re.search(rb"\r?\n\r?\n", data)
    if (
        (head.start() if head else len(data)) > MAX_HEAD
        or data.count(b"\n") > MAX_LINES
        or data.count(b"\n--") > MAX_BOUNDARIES
        or len(re.findall(rb"(?i)multipart/", data)) > MAX_CONTAINERS
    ):
        raise Unreadable("too complicated")


def _read(message: Message, data: bytes) -> Letter:
    name, sender = _sender(message)
    if not sender:
        raise Unreadable("no sender")
    plain, html, files = _parts(message)
    whole = plain[:MAX_BODY] if plain.strip() else words_of(html)[:MAX_BODY]
    text, quoted = quoting.split(_clean(whole))
    automatic = _automatic(message, sender)
    report = reports.read(message) if automatic == "report" else reports.NOTHING
    return Letter(
        key=key_of(data),
        message_id=_first_id(_raw(message, "Message-ID")),
        sender=sender,
        name=_clean(name)[:120],
        subject=" ".join(_clean(_header(message, "Subject")).split())[:200],
        recipients=_recipients(message),
        references=_references(message),
        text=text[:MAX_TEXT],
        quoted=(text[MAX_TEXT:] + ("\n\n" if text[MAX_TEXT:] else "") + quoted)[:MAX_QUOTED],
        files=files,
        automatic="receipt" if report.nothing_failed else automatic,
        returned=report.returned or _references(message) if automatic == "report" else (),
        returned_why=_clean(report.why),
        results=_results(message),
    )


# ---- Headers ------------------------------------------------------------------------------


def _raw(message: Message, name: str) -> str:
    """A header as it stands in the letter, unfolded; bytes that are no ASCII become marks."""
    for key, value in message.raw_items():
        if key.lower() == name.lower():
            return _clean(str(value).replace("\r", "").replace("\n", ""))
    return ""


def _header(message: Message, name: str) -> str:
    """A header in words. Broken ones give what can be made out."""
    for key, value in message.raw_items():
        if key.lower() == name.lower():
            return _decoded(str(value))
    return ""


def _decoded(raw: str) -> str:
    raw = _as_text(raw.encode("utf-8", "surrogateescape"), "utf-8")
    words = []
    try:
        for piece, charset in decode_header(raw):
            words.append(_as_text(piece, charset) if isinstance(piece, bytes) else piece)
    except ValueError:
        return raw
    return "".join(words)


def _sender(message: Message) -> tuple[str, str]:
    """Taken apart before it is decoded: a name may hold what looks like an address."""
    name, address = parseaddr(_raw(message, "From"))
    address = address.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        return "", ""
    raw = parseaddr(next(str(v) for k, v in message.raw_items() if k.lower() == "from"))[0]
    return " ".join(_decoded(raw or name).split()), address


def _recipients(message: Message) -> tuple[str, ...]:
    written = [
        _raw(message, name) for name in ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")
    ]
    found = [address.lower() for _name, address in getaddresses(written) if "@" in address]
    return tuple(dict.fromkeys(found))[:100]


def _references(message: Message) -> tuple[str, ...]:
    answered = _ID.findall(_raw(message, "In-Reply-To"))
    chain = _ID.findall(_raw(message, "References"))
    return tuple(dict.fromkeys([*answered, *reversed(chain)]))[:60]


def _first_id(text: str) -> str:
    found = _ID.search(text)
    return found.group(1)[:500] if found and found.group(1).isascii() else ""


def _results(message: Message) -> tuple[str, ...]:
    """Raw: what is encoded in them was chosen by a sender."""
    name = "authentication-results"
    return tuple(str(v) for key, v in message.raw_items() if key.lower() == name)[:20]


def _automatic(message: Message, sender: str) -> str:
    """Whether a machine wrote it: `report`, `reply`, `list` or `machine`; see `inbound`."""
    if message.get_content_type() == "multipart/report":
        return "report"
    auto = _raw(message, "Auto-Submitted").strip().lower()
    precedence = _raw(message, "Precedence").strip().lower()
    if (
        auto.startswith("auto-replied")
        or precedence in {"auto_reply", "auto-reply"}
        or any(message.get(name) for name in ("X-Autoreply", "X-Autorespond"))
    ):
        return "reply"
    if _raw(message, "Return-Path").replace(" ", "") == "<>":
        # RFC 3834: replies on holiday come from nobody, too, and many do not say what they are.
        of_mail_system = sender.partition("@")[0] in {"mailer-daemon", "postmaster"}
        return "report" if of_mail_system else "reply"
    if message.get("List-Id"):
        return "list"
    quiet = _raw(message, "X-Auto-Response-Suppress").strip().lower()
    if (
        (auto and auto != "no")
        or precedence in {"bulk", "junk", "list"}
        or quiet not in {"", "none"}
        or message.get("List-Unsubscribe")
    ):
        return "machine"
    return ""


# ---- Body -----------------------------------------------------------------------------------


def _parts(message: Message) -> tuple[str, str, tuple[Attached, ...]]:
    """The words, the HTML and the files."""
    plain: list[str] = []
    html: list[str] = []
    files: list[Attached] = []
    for number, part in enumerate(_leaves(message)):
        if number >= MAX_PARTS:
            break
        kind = part.get_content_type()
        name = _file_name(part)
        is_text = kind in {"text/plain", "text/html"}
        attached = part.get_content_disposition() == "attachment" or (name and not is_text)
        if attached or not is_text:
            if kind not in _SIGNATURES and len(files) < MAX_FILES:
                files += _attached(part, kind, name)
        elif kind == "text/html":
            html.append(_as_text(_payload(part), part.get_content_charset()))
        else:
            plain.append(_as_text(_payload(part), part.get_content_charset()))
    return "\n".join(plain), "\n".join(html), tuple(files)


def _attached(part: Message, kind: str, name: str) -> list[Attached]:
    """The part as a file: letters inside letters too, so that whoever reads hears of them."""
    if kind.startswith("message/"):
        inside = part.get_payload()
        if kind != "message/rfc822" or not isinstance(inside, list):
            return []
        return [
            Attached(name=name or "message.eml", data=letter.as_bytes())
            for letter in inside[:1]
            if isinstance(letter, Message)
        ]
    data = _payload(part)
    if not data or not (name or kind.startswith("image/") or kind == "application/pdf"):
        return []
    return [Attached(name=name or f"file.{kind.rpartition('/')[2]}", data=data)]


def _leaves(message: Message) -> Iterator[Message]:
    """Every part that is no container; letters inside letters stay closed."""
    open_parts: list[Any] = [message]
    while open_parts:
        part = open_parts.pop(0)
        inside = part.get_payload() if part.is_multipart() else None
        if isinstance(inside, list) and part.get_content_maintype() == "multipart":
            open_parts = [*inside[:MAX_PARTS], *open_parts]
        else:
            yield part


def _file_name(part: Message) -> str:
    try:
        return _clean(_decoded(str(part.get_filename() or "")))[:200]
    except Exception:
        return "file"


def _payload(part: Message) -> bytes:
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def _as_text(data: bytes, charset: str | None) -> str:
    """The bytes in the charset they claim; else as UTF-8, else as Polish Windows text."""
    for name in (charset, "utf-8"):
        try:
            if name and codecs.lookup(name).name.replace("_", "-") not in _NO_CHARSETS:
                return data.decode(name)
        except (LookupError, ValueError):
            continue
    return data.decode("cp1250", "replace")


def _clean(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    return storable(text)
