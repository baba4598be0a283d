"""The one door for e-mail: plain text, one reader, an id that repeats with the attempt."""

from __future__ import annotations

from django.core.mail import EmailMessage


def send_plain(*, to: str, subject: str, body: str, key: str) -> None:
    """Send a plain-text e-mail. Under the same `key` it has the same Message-ID.

    Trouble with the mail server is not caught: whoever sends in a job tries again.
    """
    one_line = " ".join(subject.split())[:200]
    safe = "".join(c for c in key if c.isalnum() or c in "-_.")
    EmailMessage(one_line, body, to=[to], headers={"Message-ID": f"<{safe}@flowbuilder>"}).send()
