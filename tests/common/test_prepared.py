"""A prepared query finds what the query itself would find, with its relations."""

from datetime import UTC, datetime, timedelta

import pytest

from flowbuilder.accounts.models import Workspace
from flowbuilder.common.prepared import Prepared
from flowbuilder.common.rows import new_row
from flowbuilder.conversations.models import Contact, Message, VisitorToken

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 12, 4, 5, 6007, tzinfo=UTC)


def test_it_finds_what_the_query_finds_for_each_value(workspace, other_workspace):
    for name, where in (("Ala", workspace), ("Ola", workspace), ("Ula", other_workspace)):
        Contact.objects.create(workspace=where, name=name, attributes={"city": "Łódź"})
    mine = Prepared(
        lambda workspace, after: (
            Contact.objects.select_related("workspace")
            .filter(workspace=workspace, name__gt=after)
            .order_by("-name")
        )
    )

    assert [contact.name for contact in mine.all(workspace.pk, "")] == ["Ola", "Ala"]
    assert [contact.name for contact in mine.all(workspace.pk, "Ala")] == ["Ola"]
    assert mine.first(other_workspace.pk, "").attributes == {"city": "Łódź"}
    assert mine.first(other_workspace.pk, "Ula") is None


def test_relations_come_with_the_row(workspace, django_assert_num_queries):
    Contact.objects.create(workspace=workspace, name="Ala")
    prepared = Prepared(lambda name: Contact.objects.select_related("workspace").filter(name=name))

    with django_assert_num_queries(1):
        assert prepared.first("Ala").workspace == workspace


def test_moments_keys_and_deferred_columns(workspace):
    contact = Contact.objects.create(workspace=workspace)
    token = VisitorToken.objects.create(
        contact=contact, widget_key="demo", token_hash="x", last_seen=AT, expires_at=AT
    )
    alive = Prepared(
        lambda moment: VisitorToken.objects.defer("widget_key").filter(expires_at__gt=moment)
    )

    found = alive.first(AT - timedelta(seconds=1))

    assert found == token
    assert found.expires_at == AT
    assert found.get_deferred_fields() == {"widget_key"}
    assert alive.first(AT) is None


def test_what_it_finds_can_be_changed_and_saved(workspace):
    by_slug = Prepared(lambda slug: Workspace.objects.filter(slug=slug))

    found = by_slug.first(workspace.slug)
    found.name = "Inna nazwa"
    found.save(update_fields=["name"])

    assert Workspace.objects.get(pk=workspace.pk).name == "Inna nazwa"
    assert by_slug.first(workspace.slug).name == "Inna nazwa"


def test_a_new_row_is_what_the_model_makes():
    columns = {"seq": 3, "author": "bot", "content": {"kind": "text"}, "at": AT}

    quick, usual = new_row(Message, **columns), Message(**columns)

    fields = [field.attname for field in Message._meta.concrete_fields]
    assert {name: getattr(quick, name) for name in fields} == {
        name: getattr(usual, name) for name in fields
    }
    assert quick._state.adding
    assert quick.agent is None
