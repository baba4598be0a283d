"""What commands that work in one workspace share."""

from __future__ import annotations

from django.core.management.base import CommandError

from flowbuilder.accounts.models import Workspace


def workspace_named(slug: str | None) -> Workspace:
    """The workspace with this short name; without one, the only one there is.

    Raises:
        CommandError: There is none, or there are several to choose from.
    """
    found = Workspace.objects.filter(slug=slug) if slug else Workspace.objects.order_by("id")
    workspaces = list(found[:2])
    if not workspaces:
        raise CommandError(
            f"There is no workspace “{slug}”." if slug else "There is no workspace yet."
        )
    if len(workspaces) > 1:
        raise CommandError("There are several workspaces: name one with --workspace.")
    return workspaces[0]
