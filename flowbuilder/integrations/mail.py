"""The one door for e-mail: one reader, an id that repeats with the attempt."""

from __future__ import annotations

from django.core.mail import EmailMessage, EmailMultiAlternatives


def send_plain(*, to: str, subject: str, body: str, key: str) -> None:
    """Send a plain-text e-mail. Under the same `key` it has the same Message-ID.

    Trouble with the mail server is not caught: whoever sends in a job tries again.
    """
    EmailMessage(_one_line(subject), body, to=[to], headers=_headers(key)).send()


def send_both(*, to: str, subject: str, body: str, html: str, key: str) -> None:
    """Send an e-mail as plain text and as HTML that says the same; as safe as `send_plain`."""
    message = EmailMultiAlternatives(_one_line(subject), body, to=[to], headers=_headers(key))
    message.attach_alternative(html, "text/html")
    message.send()


def _one_line(subject: str) -> str:
    return " ".join(subject.split())[:200]


def _headers(key: str) -> dict[str, str]:
    safe = "".join(c for c in key if c.isalnum() or c in "-_.")
    return {"Message-ID": f"<{safe}@flowbuilder>"}
