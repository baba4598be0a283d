"""What changes credentials."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from flowbuilder.accounts.services import audit
from flowbuilder.common.errors import InvalidInput
from flowbuilder.integrations.secrets import seal

if TYPE_CHECKING:
    from flowbuilder.accounts.models import User
    from flowbuilder.integrations.models import Credential


@transaction.atomic
def save_credential(credential: Credential, *, secret: str = "", by: User | None = None) -> None:
    """Save `credential`; a non-empty `secret` replaces the stored one.

    Raises:
        InvalidInput: If there is no secret yet, or the hosts changed and it was not given again.
    """
    before = type(credential).objects.filter(pk=credential.pk).first() if credential.pk else None
    moved = before is not None and set(credential.hosts) - set(before.hosts)
    if not secret and (before is None or not before.sealed):
        raise InvalidInput(_("Enter the secret."))
    if not secret and moved:
        raise InvalidInput(_("Enter the secret again: it is about to be sent to new hosts."))
    if secret:
        credential.sealed = seal(secret)
    credential.save()
    audit(
        credential.workspace, by, "credential.saved", credential.name,
        hosts=credential.hosts, secret_changed=bool(secret),
    )  # fmt: skip
