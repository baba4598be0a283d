"""When a survey is due. Pure: the same arguments always give the same answer."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta


def is_sampled(survey: str, subject: str, percent: int) -> bool:
    """Whether `subject`, a contact or a conversation, is in the survey's share of `percent`.

    Drawn by a hash, not by chance: the same subject is always in or always out, a larger share
    takes in everybody who was in a smaller one, and two surveys draw independently.
    """
    digest = hashlib.sha256(f"{survey}\n{subject}".encode()).digest()
    return int.from_bytes(digest[:8], "big") * 100 < percent << 64


def has_rested(last_asked: datetime | None, at: datetime, days: int) -> bool:
    """Whether `days` have passed since it was last asked; a day is 24 hours."""
    return last_asked is None or at - last_asked >= timedelta(days=days)


def expiry(asked_at: datetime, hours: int) -> datetime | None:
    """From when on an answer is not counted; None for never."""
    return asked_at + timedelta(hours=hours) if hours else None


def suits(after: str, handled_by: str) -> bool:
    """Whether a survey that is asked after `after` is for conversations of `handled_by`."""
    return after in ("both", handled_by)
