"""The team's pages: inside one workspace, for owners, with an owner always left."""

import pytest
from django.urls import reverse

from flowbuilder.accounts.models import AuditEntry, LoginLink, Membership, User

pytestmark = pytest.mark.django_db

LIST = "admin:accounts_membership_changelist"
ADD = "admin:accounts_membership_add"
CHANGE = "admin:accounts_membership_change"
DELETE = "admin:accounts_membership_delete"


def membership(user) -> Membership:
    return Membership.objects.get(user=user)


def test_an_owner_sees_the_team_and_nobody_elses(client_for, agent, other_workspace, make_user):
    make_user("agent", other_workspace)

    page = client_for("owner").get(reverse(LIST)).content.decode()

    assert agent.email in page
    assert "agent-other@example.com" not in page


@pytest.mark.parametrize("role", ["author", "agent", "analyst"])
def test_other_roles_do_not_reach_the_team(client_for, role):
    client = client_for(role)

    assert client.get(reverse(LIST)).status_code == 403
    assert client.get(reverse(ADD)).status_code == 403


def test_a_foreign_row_answers_like_an_absent_one(client_for, other_workspace, make_user):
    foreign = membership(make_user("agent", other_workspace))
    client = client_for("owner")

    for name in (CHANGE, DELETE):
        one = client.get(reverse(name, args=[foreign.pk]))
        none = client.get(reverse(name, args=[foreign.pk + 1000]))

        assert (one.status_code, one.get("Location")) == (none.status_code, none.get("Location"))
        assert one.status_code in {302, 404}


def test_a_new_member_gets_a_link_and_the_audit_trail_says_so(client_for, workspace):
    client = client_for("owner")
    sent = {
        "display_name": "Ewa",
        "email": "Ewa@Example.com",
        "role": "agent",
        "workspace": "99999",
    }

    answer = client.post(reverse(ADD), sent, follow=True)

    ewa = User.objects.get(email="ewa@example.com")
    assert membership(ewa).workspace == workspace
    assert membership(ewa).role == "agent"
    assert not ewa.has_usable_password()
    assert "/login/" in answer.content.decode()
    assert AuditEntry.objects.filter(action="member.added", target="Ewa", user=client.user).exists()


def test_someone_known_elsewhere_joins_without_a_link(client_for, other_workspace, make_user):
    known = make_user("agent", other_workspace)
    sent = {"display_name": "Not me", "email": known.email, "role": "agent"}

    client_for("owner").post(reverse(ADD), sent)

    known.refresh_from_db()
    assert known.memberships.count() == 2
    assert known.display_name != "Not me"
    assert not LoginLink.objects.filter(user=known).exists()


def test_an_owner_makes_no_link_for_someone_who_works_elsewhere_too(
    client_for, agent, other_workspace
):
    from flowbuilder.accounts import services

    services.add_member(other_workspace, agent, "owner")
    row = Membership.objects.get(user=agent, workspace__slug="sklep-ada")
    url = reverse("admin:accounts_membership_new_login_link", args=[row.pk])

    client_for("owner").get(url)

    assert not LoginLink.objects.filter(user=agent).exists()


def test_the_last_owner_stays(client_for):
    client = client_for("owner")
    row = membership(client.user)

    client.post(reverse(DELETE, args=[row.pk]), {"post": "yes"})
    client.post(reverse(CHANGE, args=[row.pk]), {"role": "agent"})

    row.refresh_from_db()
    assert row.role == "owner"


def test_a_role_changes(client_for, agent):
    row = membership(agent)

    client_for("owner").post(reverse(CHANGE, args=[row.pk]), {"role": "author"})

    row.refresh_from_db()
    assert row.role == "author"


def test_the_workspace_page_is_only_ones_own(client_for, workspace, other_workspace):
    client = client_for("owner")
    own = reverse("admin:accounts_workspace_change", args=[workspace.pk])
    foreign = reverse("admin:accounts_workspace_change", args=[other_workspace.pk])
    sent = {
        "name": "Nowa nazwa",
        "language": "en",
        "timezone": "Europe/London",
        "keep_days": "30",
    }

    client.post(own, sent)
    client.post(foreign, sent)

    workspace.refresh_from_db()
    other_workspace.refresh_from_db()
    assert (workspace.name, workspace.timezone) == ("Nowa nazwa", "Europe/London")
    assert workspace.keep_days == 30
    assert other_workspace.name == "Other Ltd"


def test_an_unknown_time_zone_is_refused(client_for, workspace):
    own = reverse("admin:accounts_workspace_change", args=[workspace.pk])

    sent = {"name": "A", "language": "pl", "timezone": "../etc/passwd", "keep_days": "30"}
    client_for("owner").post(own, sent)

    workspace.refresh_from_db()
    assert workspace.timezone == "Europe/Warsaw"


def test_the_audit_trail_cannot_be_changed(client_for, workspace, owner):
    from flowbuilder.accounts import services

    entry = services.audit(workspace, owner, "flow.published", "Sklep")
    client = client_for("owner")
    page = reverse("admin:accounts_auditentry_change", args=[entry.pk])

    assert client.get(page).status_code == 200
    assert client.post(page, {"action": "flow.archived"}).status_code == 403
    assert client.get(reverse("admin:accounts_auditentry_add")).status_code == 403


def test_my_account_changes_name_language_and_password(client_for):
    client = client_for("agent")
    sent = {
        "display_name": "Ania",
        "language": "en",
        "current_password": "correct horse battery",
        "new_password": "a much longer secret",
    }

    client.post(reverse("admin:me"), sent)

    user = User.objects.get(pk=client.user.pk)
    assert (user.display_name, user.language) == ("Ania", "en")
    assert user.check_password("a much longer secret")
    assert client.get(reverse("admin:me")).status_code == 200


@pytest.mark.parametrize(
    ("current", "fresh"), [("wrong", "a much longer secret"), ("correct horse battery", "short")]
)
def test_a_password_is_not_changed_carelessly(client_for, current, fresh):
    client = client_for("agent")
    sent = {"display_name": "A", "language": "pl"}

    client.post(reverse("admin:me"), {**sent, "current_password": current, "new_password": fresh})

    assert User.objects.get(pk=client.user.pk).check_password("correct horse battery")


def test_one_signs_in_by_email_or_by_name(client, agent):
    for name in (agent.email, agent.email.upper(), agent.username):
        assert client.login(username=name, password="correct horse battery")
    assert not client.login(username=agent.email, password="wrong")


def test_a_person_without_a_workspace_does_not_enter(client, db):
    stranger = User.objects.create_superuser("root", "root@example.com", "correct horse battery")
    client.force_login(stranger)

    assert client.get("/admin/").status_code == 302
    assert client.get(reverse(LIST)).status_code == 302


def test_the_language_switch_is_kept_with_the_person(client_for):
    client = client_for("agent")

    answer = client.post("/language/", {"language": "en", "next": "https://evil.example/"})

    assert answer["Location"] == "/admin/"
    assert User.objects.get(pk=client.user.pk).language == "en"
    assert client.get(reverse("admin:me"))["Content-Language"] == "en"
