"""The members of a workspace as the inbox names them."""

from __future__ import annotations

from typing import Any

from flowbuilder.accounts.models import Membership
from flowbuilder.handoff.selectors import ANSWERING_ROLES

Json = dict[str, Any]


def colleagues(workspace_id: int) -> list[Json]:
    """Everyone who belongs to the workspace, and whether their role lets them open the inbox."""
    members = (
        Membership.objects.filter(workspace_id=workspace_id, user__is_active=True)
        .select_related("user")
        .order_by("user__display_name", "id")
    )
    return [
        {
            "id": one.user_id,
            "name": one.user.shown_name,
            "may_see": one.role in ANSWERING_ROLES,
        }
        for one in members
    ]
