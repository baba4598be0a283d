"""What apps below the e-mail channel need of it: it puts its functions here when it starts.

Without the channel nothing is sent, nothing is said of e-mail, and the rest works as it did.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal, Protocol
from uuid import UUID

if TYPE_CHECKING:
    from flowbuilder.conversations.models import Conversation


@dataclass(frozen=True, slots=True, kw_only=True)
class MailThread:
    """The e-mails of one conversation: to whom they go, about what, from which address of ours."""

    address: str
    subject: str
    ours: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What one message is as an e-mail.

    Attributes:
        state: `received` from the visitor; ours `waiting`, `sent` or `failed`.
        address: Who sent it, or to whom it goes.
        problem: Why it has not left yet, or was given up, in a sentence.
        quoted: What stood in it beside the new words: history and signature.
        verified: Something speaks for its being from `address`, which anybody can claim.
    """

    state: Literal["received", "waiting", "sent", "failed"]
    address: str
    subject: str = ""
    problem: str = ""
    quoted: str = ""
    verified: bool = True
    at: datetime | None = None


class Mail(Protocol):
    """What the e-mail channel does for the others."""

    def said(self, conversation: Conversation) -> None: ...
    def ticket(self, conversation: Conversation, *, team_id: int | None, email: str,
               text: str) -> bool: ...  # fmt: skip
    def threads(self, conversations: Collection[UUID]) -> Mapping[UUID, MailThread]: ...
    def letters(self, conversation: UUID, seqs: Collection[int]) -> Mapping[int, Letter]: ...
    def send_again(self, conversation: Conversation, seq: int) -> None: ...
    def forget(self, conversations: Collection[UUID]) -> None: ...


_mail: Mail | None = None


def register(mail: Mail) -> None:
    """Called once by the e-mail channel when it starts."""
    global _mail
    _mail = mail


def said(conversation: Conversation) -> None:
    """Something was said that may have to go out by e-mail. Part of the caller's transaction."""
    if _mail is not None:
        _mail.said(conversation)


def ticket(conversation: Conversation, *, team_id: int | None, email: str, text: str) -> bool:
    """Begin the e-mail thread of a message that was left; False where no mailbox serves it."""
    if _mail is None:
        return False
    return _mail.ticket(conversation, team_id=team_id, email=email, text=text)


def threads(conversations: Collection[UUID]) -> Mapping[UUID, MailThread]:
    """The e-mail threads of those of `conversations` that have one."""
    return _mail.threads(conversations) if _mail is not None and conversations else {}


def letters(conversation: UUID, seqs: Collection[int]) -> Mapping[int, Letter]:
    """Which of these messages are e-mails, by seq."""
    return _mail.letters(conversation, seqs) if _mail is not None and seqs else {}


def send_again(conversation: Conversation, seq: int) -> None:
    """Have the e-mail with message `seq` sent once more. Raises NotFound if none failed."""
    if _mail is not None:
        _mail.send_again(conversation, seq)


def forget(conversations: Collection[UUID]) -> None:
    """Delete what is kept of the e-mails of these conversations."""
    if _mail is not None:
        _mail.forget(conversations)
