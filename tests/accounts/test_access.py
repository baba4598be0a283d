"""Who may do what."""

import pytest

from flowbuilder.accounts import access
from flowbuilder.accounts.access import Permission

ALLOWED = {
    "owner": set(Permission),
    "author": {
        Permission.FLOWS_VIEW,
        Permission.FLOWS_EDIT,
        Permission.FLOWS_PUBLISH,
        Permission.KNOWLEDGE_EDIT,
        Permission.INSIGHTS_VIEW,
        Permission.WIDGET_EDIT,
    },
    "agent": {Permission.INBOX_USE},
    "analyst": {Permission.FLOWS_VIEW, Permission.INSIGHTS_VIEW},
}


@pytest.mark.parametrize("role", ALLOWED)
def test_a_role_allows_what_the_table_says_and_nothing_else(role, workspace, make_user):
    user = make_user(role, workspace)

    allowed = {right for right in Permission if access.may(user, workspace, right)}

    assert allowed == ALLOWED[role]


def test_a_member_of_one_workspace_is_nobody_in_another(owner, other_workspace):
    assert not any(access.may(owner, other_workspace, right) for right in Permission)


def test_a_superuser_without_membership_may_nothing(owner, other_workspace):
    owner.is_superuser = True
    owner.save()

    assert not access.may(owner, other_workspace, Permission.FLOWS_VIEW)
