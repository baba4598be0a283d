"""The demo can be loaded again and again, and its links work."""

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command

from flowbuilder.accounts.models import LoginLink, Membership

pytestmark = pytest.mark.django_db


def rows() -> dict[str, int]:
    ours = [model for model in apps.get_models() if model.__module__.startswith("flowbuilder")]
    return {
        model._meta.label: model.objects.count()
        for model in ours
        if model not in {LoginLink} and model._meta.label != "accounts.AuditEntry"
    }


def test_a_second_load_adds_nothing():
    call_command("demo", stdout=StringIO())
    before = rows()

    call_command("demo", stdout=StringIO())

    assert rows() == before


def test_each_person_gets_a_link_that_signs_in(client):
    said = StringIO()

    call_command("demo", "--url", "http://testserver", stdout=said)

    links = [line.split() for line in said.getvalue().splitlines()]
    assert [(word, role) for word, role, _link in links] == [
        ("login", "owner"),
        ("login", "author"),
        ("login", "agent"),
    ]
    for _word, role, link in links:
        client.get(link.removeprefix("http://testserver"))
        user_id = int(client.session["_auth_user_id"])

        assert Membership.objects.get(user_id=user_id).role == role


def test_someone_taken_out_of_the_demos_roles_keeps_what_was_changed():
    call_command("demo", stdout=StringIO())
    Membership.objects.filter(user__username="demo-author").update(role="analyst")

    call_command("demo", stdout=StringIO())

    assert Membership.objects.get(user__username="demo-author").role == "analyst"
