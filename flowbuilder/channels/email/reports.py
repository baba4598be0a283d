"""What a mail system reports of a letter of ours: that it came back, is late, or was read. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import Message

MAX_PARTS = 40
_ID = re.compile(r"(?im)^message-id:\s{0,20}<([^<>\s]{3,400})>")
_ANY_ID = re.compile(r"<([^<>\s@]{3,200}@[^<>\s@]{1,200})>")
_SAYS_WHY = re.compile(r"(?im)^diagnostic-code:[ \t]{0,20}(?:smtp;[ \t]{0,20})?(\S.{0,300})$")
_ACTION = re.compile(r"(?im)^action:[ \t]{0,20}([a-z]{1,20})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a report says.

    Attributes:
        returned: Message-IDs it speaks of: that of the letter itself where it is enclosed.
        nothing_failed: It tells of a delay, a delivery or that somebody read it.
    """

    returned: tuple[str, ...] = ()
    why: str = ""
    nothing_failed: bool = False


NOTHING = Report()


def read(message: Message) -> Report:
    """Read a report of RFC 3464 or 8098, or the words of an older mail system."""
    enclosed, others = list[str](), list[str]()
    statuses = ""
    receipt = str(message.get_param("report-type") or "").lower() == "disposition-notification"
    for number, part in enumerate(message.walk()):
        if number >= MAX_PARTS:
            break
        kind = part.get_content_type()
        if kind == "message/disposition-notification":
            receipt = True
        elif kind in {"message/rfc822", "message/global"}:
            inside = part.get_payload()
            if isinstance(inside, list) and isinstance(inside[0], Message):
                enclosed += _ID.findall(f"Message-ID: {inside[0].get('Message-ID', '')}")
        elif kind in {"text/rfc822-headers", "message/global-headers"}:
            enclosed += _ID.findall(_text(part))
        elif kind in {"message/delivery-status", "message/global-delivery-status"}:
            statuses += _text(part)
        elif not part.is_multipart():
            words = _text(part)
            enclosed += _ID.findall(words)
            others += _ANY_ID.findall(words)
    actions = {action.lower() for action in _ACTION.findall(statuses)}
    why = _SAYS_WHY.search(statuses)
    return Report(
        returned=tuple(dict.fromkeys(enclosed or others))[:50],
        why=why.group(1).strip()[:200] if why else "",
        nothing_failed=receipt or bool(actions and "failed" not in actions),
    )


def _text(part: Message) -> str:
    """The part as text; a delivery status is parsed into one small head for each recipient."""
    inside = part.get_payload()
    if isinstance(inside, list):
        return "\n".join(str(block)[:20_000] for block in inside[:MAX_PARTS])
    found = part.get_payload(decode=True)
    return found[:300_000].decode("utf-8", "replace") if isinstance(found, bytes) else ""
