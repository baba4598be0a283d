"""The operator's commands for the first owner and for who lost their way in."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from flowbuilder.accounts.models import AuditEntry, Membership, User, Workspace

pytestmark = pytest.mark.django_db


def say(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def link_in(text: str) -> str:
    return text.split("login http://127.0.0.1:8000")[1].strip()


def test_a_new_workspace_has_an_owner_who_can_sign_in(client):
    said = say("workspace", "Sklep Łódź", "--owner", "Ewa@example.com")
    answer = client.get(link_in(said))

    workspace = Workspace.objects.get()
    member = Membership.objects.get()
    assert (workspace.name, workspace.slug, workspace.language) == (
        "Sklep Łódź",
        "sklep-lodz",
        "pl",
    )
    assert (member.workspace, member.role) == (workspace, "owner")
    assert (member.user.email, member.user.language) == ("ewa@example.com", "pl")
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    assert client.get("/admin/").status_code == 200
    assert "workspace.created" in AuditEntry.objects.values_list("action", flat=True)


def test_repeating_it_changes_nothing_and_gives_a_fresh_link():
    first = say("workspace", "Ada", "--owner", "ewa@example.com", "--language", "en")
    second = say("workspace", "Ada", "--owner", "EWA@example.com")

    assert (Workspace.objects.get().language, User.objects.get().language) == ("en", "en")
    assert Membership.objects.count() == 1
    assert AuditEntry.objects.filter(action__startswith="member.").count() == 1
    assert link_in(first) != link_in(second)


def test_somebody_who_works_elsewhere_is_added_and_keeps_their_role_there(author, workspace):
    say("workspace", "Ada", "--owner", author.email)

    roles = Membership.objects.filter(user=author).values_list("workspace__name", "role")
    assert dict(roles) == {"Sklep Ada": "author", "Ada": "owner"}


def test_a_member_named_as_owner_becomes_one(author, workspace):
    say("workspace", workspace.name, "--owner", author.email)

    assert Membership.objects.get(user=author).role == "owner"


def test_a_second_company_of_a_like_name_gets_its_own_short_name():
    for name in ("Ada", "ADA", "店", "屋"):
        say("workspace", name, "--owner", "ewa@example.com")

    slugs = Workspace.objects.order_by("id").values_list("slug", flat=True)
    assert list(slugs) == ["ada", "ada-2", "workspace", "workspace-2"]


@pytest.mark.parametrize(("name", "owner"), [("Ada", "not an address"), ("  ", "e@example.com")])
def test_what_will_not_do_is_refused_whole(name, owner):
    with pytest.raises(CommandError):
        say("workspace", name, "--owner", owner)

    assert not Workspace.objects.exists()
    assert not User.objects.exists()


def test_a_fresh_link_for_a_member_signs_in(client, author):
    answer = client.get(link_in(say("loginlink", author.email.upper())))

    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(author.pk)


def test_no_link_for_a_stranger_or_someone_who_left(author):
    author.is_active = False
    author.save()

    for email in ("nobody@example.com", author.email):
        with pytest.raises(CommandError, match=email):
            say("loginlink", email)
