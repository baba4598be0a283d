"""A login link signs one person in, once, for a while."""

from datetime import timedelta

import pytest

from flowbuilder.accounts import services
from flowbuilder.accounts.models import LoginLink

pytestmark = pytest.mark.django_db


def test_a_link_signs_in_once(client, author):
    link = services.make_login_link(author, "/admin/flows/flow/")

    first, second = client.get(link), client.get(link)

    assert (first.status_code, first["Location"]) == (302, "/admin/flows/flow/")
    assert client.session["_auth_user_id"] == str(author.pk)
    assert second.status_code == 410


def test_the_token_is_not_kept(author):
    token = services.make_login_link(author).split("/")[2]

    assert token not in repr(LoginLink.objects.values())


def test_an_old_link_does_nothing(client, author):
    link = services.make_login_link(author, lifetime=timedelta(seconds=-1))

    assert client.get(link).status_code == 410
    assert "_auth_user_id" not in client.session


def test_a_person_who_left_cannot_sign_in(client, author):
    link = services.make_login_link(author)
    author.is_active = False
    author.save()

    assert client.get(link).status_code == 410


def test_an_unknown_token_says_the_same_as_a_used_one(client, db):
    assert client.get("/login/no-such-token/").status_code == 410


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)"]
)
def test_a_link_leads_only_to_our_own_pages(client, author, target):
    answer = client.get(services.make_login_link(author, target))

    assert answer["Location"] == "/admin/"


def test_an_owner_cannot_make_a_link_for_someone_who_also_works_elsewhere(
    workspace, other_workspace, author
):
    services.add_member(other_workspace, author, "agent")

    assert not services.belongs_only_to(author, workspace)


@pytest.mark.parametrize(
    ("asked", "language"),
    [("en-GB,en;q=0.9", "en"), ("pl", "pl"), ("de,en;q=0.5", "en"), ("de", "pl"), ("", "pl")],
)
def test_who_comes_for_the_first_time_is_met_in_their_browsers_language(
    client, author, asked, language
):
    client.get(services.make_login_link(author), headers={"accept-language": asked})

    author.refresh_from_db()
    assert author.language == language


def test_who_was_here_before_keeps_the_language_they_chose(client, author):
    client.get(services.make_login_link(author), headers={"accept-language": "pl"})

    client.get(services.make_login_link(author), headers={"accept-language": "en"})

    author.refresh_from_db()
    assert author.language == "pl"
