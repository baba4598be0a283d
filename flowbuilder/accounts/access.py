"""Who may do what: one table, read everywhere.

A tenant comes from the login, never from what was sent. Being a superuser changes nothing
here: it is a membership that opens a workspace.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from flowbuilder.accounts.models import Membership, Role, User, Workspace
from flowbuilder.common.errors import Forbidden

if TYPE_CHECKING:
    from django.http import HttpRequest

SESSION_KEY = "workspace"


class Permission(StrEnum):
    """Something a role may be allowed to do."""

    FLOWS_VIEW = "flows.view"
    FLOWS_EDIT = "flows.edit"
    FLOWS_PUBLISH = "flows.publish"
    COMMENTS_MODERATE = "comments.moderate"
    KNOWLEDGE_EDIT = "knowledge.edit"
    INBOX_USE = "inbox.use"
    INSIGHTS_VIEW = "insights.view"
    WIDGET_EDIT = "widget.edit"
    TEAM_EDIT = "team.edit"
    SETTINGS_EDIT = "settings.edit"


ROLE_PERMISSIONS: dict[str, frozenset[Permission]] = {
    Role.OWNER: frozenset(Permission),
    Role.AUTHOR: frozenset(
        {
            Permission.FLOWS_VIEW,
            Permission.FLOWS_EDIT,
            Permission.FLOWS_PUBLISH,
            Permission.KNOWLEDGE_EDIT,
            Permission.INSIGHTS_VIEW,
            Permission.WIDGET_EDIT,
        }
    ),
    Role.WRITER: frozenset(
        {
            Permission.FLOWS_VIEW,
            Permission.FLOWS_EDIT,
            Permission.KNOWLEDGE_EDIT,
            Permission.INSIGHTS_VIEW,
        }
    ),
    Role.AGENT: frozenset({Permission.INBOX_USE}),
    Role.ANALYST: frozenset({Permission.FLOWS_VIEW, Permission.INSIGHTS_VIEW}),
}


def membership_of(request: HttpRequest) -> Membership | None:
    """Return the membership this login works under now: the chosen one, else the first."""
    cached: Membership | None = getattr(request, "_membership", None)
    if cached is not None:
        return cached
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or not user.is_active:
        return None
    mine = Membership.objects.filter(user=user).select_related("workspace").order_by("id")
    session = getattr(request, "session", None)
    chosen = session.get(SESSION_KEY) if session is not None else None
    found = mine.filter(workspace_id=chosen).first() if isinstance(chosen, int) else None
    found = found or mine.first()
    if found is not None:
        request._membership = found  # type: ignore[attr-defined]  # a cache for this request
    return found


def memberships_of(request: HttpRequest) -> list[Membership]:
    """Return all memberships of this login, by the workspaces' names."""
    if membership_of(request) is None:
        return []
    mine = Membership.objects.filter(user=user_of(request)).select_related("workspace")
    return list(mine.order_by("workspace__name", "id"))


def workspace_of(request: HttpRequest) -> Workspace:
    """Return the workspace this login works in, or raise `Forbidden`."""
    membership = membership_of(request)
    if membership is None:
        raise Forbidden(
            _("You are not a member of any workspace. Ask its owner to add you."),
            code="no_workspace",
        )
    return membership.workspace


def user_of(request: HttpRequest) -> User:
    """Return the person who is signed in, or raise `Forbidden`."""
    user = request.user
    if not isinstance(user, User):
        raise Forbidden(_("Sign in first."), code="not_signed_in", status=401)
    return user


def role_of(user: Any, workspace: Workspace | int) -> str | None:
    """Return the role of `user` in `workspace`, or None when they are not a member."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return None
    key = workspace.pk if isinstance(workspace, Workspace) else workspace
    return (
        Membership.objects.filter(user=user, workspace_id=key)
        .values_list("role", flat=True)
        .first()
    )


def role_may(role: str | None, permission: Permission) -> bool:
    """Say whether `role` allows `permission`. An unknown role allows nothing."""
    return role is not None and permission in ROLE_PERMISSIONS.get(role, frozenset())


def may(user: Any, workspace: Workspace | int, permission: Permission) -> bool:
    """Say whether `user` may do `permission` in `workspace`."""
    return role_may(role_of(user, workspace), permission)


def request_may(request: HttpRequest, permission: Permission) -> bool:
    """Say whether this login may do `permission` in the workspace it works in."""
    membership = membership_of(request)
    return membership is not None and role_may(membership.role, permission)


def people_who_may(workspace_id: int, permission: Permission) -> QuerySet[User]:
    """The members of a workspace whose role allows `permission`, without those locked out."""
    roles = [role for role in ROLE_PERMISSIONS if role_may(role, permission)]
    return User.objects.filter(
        is_active=True, memberships__workspace=workspace_id, memberships__role__in=roles
    ).order_by("pk")
