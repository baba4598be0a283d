"""What other apps may know about credentials: their names, never their secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flowbuilder.integrations.models import Credential

if TYPE_CHECKING:
    from flowbuilder.accounts.models import Workspace


def credential_names(workspace: Workspace) -> list[str]:
    """The names a flow of `workspace` can refer to."""
    found = Credential.objects.filter(workspace=workspace, enabled=True)
    return list(found.values_list("name", flat=True))
