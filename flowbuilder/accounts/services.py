"""What changes people, workspaces and the audit trail."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.validators import validate_email
from django.db import transaction
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import slugify
from django.utils.translation import gettext as _

from flowbuilder.accounts.errors import LoginLinkSpent
from flowbuilder.accounts.models import AuditEntry, LoginLink, Membership, Role, User, Workspace
from flowbuilder.common.clock import now
from flowbuilder.common.ids import hash_token, new_token

LOGIN_LINK_LIFETIME = timedelta(hours=24)


def audit(
    workspace: Workspace, user: User | None, action: str, target: str = "", **data: Any
) -> AuditEntry:
    """Write down that `user` did `action` to `target`, named as people know it.

    `data` keeps what a person need not read: ids, numbers, which fields.
    """
    return AuditEntry.objects.create(
        workspace=workspace,
        user=user if getattr(user, "pk", None) else None,
        action=AuditEntry.Action(action),
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
            _("This link has already been used or has expired. Ask for a new one, or sign in.")
        )
    return LoginLink.objects.select_related("user").get(token_hash=hash_token(token))


def choose_language(user: User, language: str) -> None:
    """Show the product to `user` in `language` from now on."""
    user.language = language
    user.save(update_fields=["language"])


def offer_tour(user: User, *, offered: bool) -> None:
    """Have the editor offer its tour to `user`, or never again."""
    user.tour_offered = offered
    user.save(update_fields=["tour_offered"])


def hide_first_steps(membership: Membership) -> None:
    """Show this person the way to a first flow no more in this workspace."""
    membership.first_steps_shown = False
    membership.save(update_fields=["first_steps_shown"])


def belongs_only_to(user: User, workspace: Workspace) -> bool:
    """Say whether `user` is a member here and nowhere else.

    Only then may an owner make login links for them: a link signs in to all they can reach.
    """
    mine = set(Membership.objects.filter(user=user).values_list("workspace_id", flat=True))
    return mine == {workspace.pk} and not user.is_superuser


@transaction.atomic
def invite(
    workspace: Workspace, *, email: str, display_name: str, role: str, by: User | None
) -> tuple[Membership, str | None]:
    """Add the person with `email`, made new if unknown, and return a login link for them.

    Someone who already works elsewhere keeps their name and their way in: no link.
    """
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = User(
            username=email[:150],
            email=email,
            display_name=display_name,
            language=workspace.language,
            is_staff=True,
        )
        user.set_unusable_password()
        user.save()
    membership = add_member(workspace, user, role, by=by)
    link = make_login_link(user) if belongs_only_to(user, workspace) else None
    return membership, link


@transaction.atomic
def found_workspace(name: str, *, owner: str, language: str) -> tuple[Workspace, User, bool]:
    """Return the workspace called `name`, made new if unknown, with `owner` as its owner.

    The third value says whether the workspace is new. `language` counts only for what is new.

    Raises:
        ValidationError: The name or the owner's e-mail address will not do.
    """
    name, email = name.strip(), owner.strip().lower()
    validate_email(email)
    workspace = Workspace.objects.filter(name=name).order_by("id").first()
    created = workspace is None
    if workspace is None:
        workspace = Workspace(name=name, slug=_free_slug(name), language=language)
        workspace.full_clean()
        workspace.save()
        audit(workspace, None, "workspace.created", name)
    role = Membership.objects.filter(workspace=workspace, user__email__iexact=email)
    if role.values_list("role", flat=True).first() != Role.OWNER:
        shown = email.partition("@")[0]
        invite(workspace, email=email, display_name=shown, role=Role.OWNER, by=None)
    return workspace, User.objects.get(email__iexact=email), created


def _free_slug(name: str) -> str:
    """Return a short name made from `name` that no workspace has."""
    wished = slugify(name.translate(str.maketrans("łŁ", "lL")))[:50] or "workspace"
    taken = set(Workspace.objects.values_list("slug", flat=True))
    numbered = (f"{wished}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (wished, *numbered) if slug not in taken)


def is_last_owner(membership: Membership) -> bool:
    """Say whether without this membership nobody could run the workspace."""
    if membership.role != Role.OWNER:
        return False
    others = Membership.objects.filter(workspace=membership.workspace_id, role=Role.OWNER)
    return not others.exclude(pk=membership.pk).exists()


@transaction.atomic
def remove_member(membership: Membership, *, by: User | None) -> None:
    """End a membership. The person stays; what they wrote stays theirs."""
    audit(membership.workspace, by, "member.removed", str(membership.user))
    membership.delete()
