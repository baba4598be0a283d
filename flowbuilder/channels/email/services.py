"""What changes mailboxes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from flowbuilder.accounts.services import audit
from flowbuilder.channels.email.models import Mailbox, Security
from flowbuilder.integrations.secrets import seal

if TYPE_CHECKING:
    from flowbuilder.accounts.models import User


def would_move(mailbox: Mailbox, way: str) -> bool:
    """Whether the stored password of `imap` or `smtp` would go elsewhere, or unencrypted."""
    before = Mailbox.objects.filter(pk=mailbox.pk).first()
    if before is None or not getattr(before, f"{way}_sealed"):
        return False
    moved = (f"{way}_host", f"{way}_port", f"{way}_user")
    if any(getattr(before, name) != getattr(mailbox, name) for name in moved):
        return True
    secure = f"{way}_security"
    return getattr(mailbox, secure) == Security.NONE != getattr(before, secure)


@transaction.atomic
def save_mailbox(
    mailbox: Mailbox, *, imap_password: str = "", smtp_password: str = "", by: User | None
) -> None:
    """Save `mailbox`; passwords that are given replace the stored ones.

    Another mailbox on the server, or another folder, is read from where it ends now.
    """
    before = Mailbox.objects.filter(pk=mailbox.pk).first() if mailbox.pk else None
    where = ("imap_host", "imap_user", "folder")
    if before is not None and any(getattr(before, f) != getattr(mailbox, f) for f in where):
        mailbox.uid_validity = mailbox.last_uid = 0
    if imap_password:
        mailbox.imap_sealed = seal(imap_password)
    if smtp_password:
        mailbox.smtp_sealed = seal(smtp_password)
    mailbox.address, mailbox.not_before = mailbox.address.lower(), None
    mailbox.save()
    audit(
        mailbox.workspace, by, "mailbox.saved", mailbox.address,
        passwords_changed=bool(imap_password or smtp_password),
    )  # fmt: skip
