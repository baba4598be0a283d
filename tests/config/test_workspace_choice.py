"""Who works in several workspaces can choose between them, and sees which one is open."""

import pytest

from flowbuilder.accounts import services

pytestmark = pytest.mark.django_db


@pytest.fixture
def in_two(client_for, other_workspace):
    client = client_for("owner")
    services.add_member(other_workspace, client.user, "author")
    return client


def test_the_page_and_the_menu_offer_the_other_workspace(in_two, other_workspace):
    page = in_two.get("/admin/me/").content.decode()

    assert 'href="/admin/me/#workspaces"' in page
    assert "Zmień przestrzeń roboczą" in page
    assert "Other Ltd · Autor" in page
    assert f'name="workspace" value="{other_workspace.pk}"' in page
    assert page.count('name="workspace"') == 1  # not the one that is open


def test_choosing_opens_the_other_workspace(in_two, workspace, other_workspace):
    answer = in_two.post("/workspace/", {"workspace": other_workspace.pk})
    page = in_two.get("/admin/me/").content.decode()

    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    assert f'name="workspace" value="{workspace.pk}"' in page
    assert in_two.get("/admin/accounts/membership/").status_code == 403  # an author there


def test_a_person_of_one_workspace_sees_no_choice(client_for, other_workspace):
    page = client_for("owner").get("/admin/me/").content.decode()

    assert "#workspaces" not in page
    assert 'name="workspace"' not in page


def test_a_foreign_workspace_cannot_be_chosen(client_for, other_workspace):
    client = client_for("owner")

    client.post("/workspace/", {"workspace": other_workspace.pk})

    assert "workspace" not in client.session
