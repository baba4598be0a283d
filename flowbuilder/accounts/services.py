"""What changes people, workspaces and the audit trail."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from flowbuilder.accounts.errors import LoginLinkSpent
from flowbuilder.accounts.models import AuditEntry, LoginLink, Membership, Role, User, Workspace
from flowbuilder.common.clock import now
from flowbuilder.common.ids import hash_token, new_token

LOGIN_LINK_LIFETIME = timedelta(hours=24)


def audit(
    workspace: Workspace, user: User | None, action: str, target: str = "", **data: Any
) -> AuditEntry:
    """Write down that `user` did `action` (``noun.verb_ed``) to `target`."""
    return AuditEntry.objects.create(
        workspace=workspace,
        user=user if getattr(user, "pk", None) else None,
        action=action,
        target=target[:200],
        data=data,
    )


@transaction.atomic
def add_member(
    workspace: Workspace, user: User, role: str, *, by: User | None = None
) -> Membership:
    """Give `user` the `role` in `workspace`; a second call changes the role."""
    membership, created = Membership.objects.update_or_create(
        workspace=workspace, user=user, defaults={"role": Role(role)}
    )
    if not user.is_staff:
        user.is_staff = True
        user.save(update_fields=["is_staff"])
    action = "member.added" if created else "member.changed"
    audit(workspace, by, action, str(user), role=str(membership.role))
    return membership


def make_login_link(
    user: User, next_url: str = "/admin/", *, lifetime: timedelta = LOGIN_LINK_LIFETIME
) -> str:
    """Return the path of a new link that signs `user` in once, then opens `next_url`."""
    if not url_has_allowed_host_and_scheme(next_url, allowed_hosts=None):
        next_url = "/admin/"
    token = new_token()
    LoginLink.objects.create(
        token_hash=hash_token(token),
        user=user,
        next_url=next_url,
        expires_at=now() + lifetime,
    )
    return f"/login/{token}/"


@transaction.atomic
def use_login_link(token: str) -> LoginLink:
    """Spend the link of `token` and return it, or raise `LoginLinkSpent`."""
    spent = LoginLink.objects.filter(
        token_hash=hash_token(token),
        used_at=None,
        expires_at__gt=now(),
        user__is_active=True,
    ).update(used_at=now())
    if not spent:
        raise LoginLinkSpent(
            _("This link was already used or has run out. Ask for a new one, or sign in.")
        )
    return LoginLink.objects.select_related("user").get(token_hash=hash_token(token))
