"""The menu shows what exists and what the role may see, and each line opens."""

import pytest
from django.contrib import admin
from django.test import RequestFactory

from flowbuilder.accounts.models import User
from flowbuilder.config.navigation import NAMED, navigation

pytestmark = pytest.mark.django_db


def menu_of(user: User) -> dict[str, str]:
    request = RequestFactory().get("/admin/")
    request.user, request.session = user, {}
    return {
        str(item["title"]): item["link"] for group in navigation(request) for item in group["items"]
    }


@pytest.mark.parametrize("role", ["owner", "author", "agent", "analyst"])
def test_every_line_of_the_menu_opens(role, client_for):
    client = client_for(role)
    menu = menu_of(client.user)

    assert menu
    for title, link in menu.items():
        answer = client.get(link, follow=True)

        assert answer.status_code == 200, title


def test_only_the_owner_sees_the_team_and_the_settings(owner, author, agent, analyst):
    links = {
        user.username.split("-")[0]: set(menu_of(user).values())
        for user in (owner, author, agent, analyst)
    }
    team = "/admin/accounts/membership/"

    assert team in links["owner"]
    assert all(team not in links[role] for role in ("author", "agent", "analyst"))


def test_someone_who_only_answers_people_starts_in_the_inbox(client_for):
    answer = client_for("agent").get("/admin/")

    assert (answer.status_code, answer.get("Location")) == (302, "/inbox/")


def test_every_registered_page_of_ours_has_a_place():
    ours = {
        model._meta.label_lower
        for model, pages in admin.site._registry.items()
        if type(pages).__module__.startswith("flowbuilder")
    }

    assert ours <= NAMED
