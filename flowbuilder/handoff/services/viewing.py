"""The lists that an agent keeps for themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.common.errors import Conflict, InvalidInput, NotFound
from flowbuilder.handoff import selectors
from flowbuilder.handoff.models import SavedView, Tag

MAX_VIEWS, MAX_NAME = 20, 60


def save_view(
    workspace: Workspace, user: User, *, name: str, view: str, narrowing: Mapping[str, Any]
) -> SavedView:
    """Keep a list under a name of the agent's own; no one else sees it.

    Raises:
        NotFound: A tag or the team is not one of the workspace's.
        Conflict: The agent has a view of that name.
    """
    name = " ".join(name.split())[:MAX_NAME]
    if not name:
        raise InvalidInput(_("Write the view's name first."), code="empty")
    mine = SavedView.objects.filter(workspace=workspace, user=user)
    if mine.count() >= MAX_VIEWS:
        raise InvalidInput(
            _("You have {limit} views already. Delete one first.").format(limit=MAX_VIEWS),
            code="too_many",
        )
    tags = set(narrowing.get("tags") or ())
    if Tag.objects.filter(workspace=workspace, pk__in=tags).count() != len(tags):
        raise NotFound(_("This tag does not exist any more. Reload to see those that do."))
    team = narrowing.get("team")
    if team and not selectors.teams_of(workspace).filter(pk=team).exists():
        raise NotFound(_("This team does not exist."))
    kept = {key: value for key, value in narrowing.items() if value}
    try:
        with transaction.atomic():
            return SavedView.objects.create(
                workspace=workspace, user=user, name=name, view=view, narrowing=kept
            )
    except IntegrityError:
        raise Conflict(
            _("You have a view called “{name}” already. Choose another name.").format(name=name),
            code="name_taken",
        ) from None


def delete_view(workspace: Workspace, user: User, view_id: int) -> None:
    """Delete one of the agent's own views.

    Raises:
        NotFound: It is none of theirs.
    """
    gone, _each = SavedView.objects.filter(workspace=workspace, user=user, pk=view_id).delete()
    if not gone:
        raise NotFound(_("This view does not exist."))
