"""Lists ask the same few questions however long they are, and read no whole flows for them."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from flowbuilder.accounts.models import Role
from flowbuilder.conversations.models import Contact
from tests.access.rows import AT, Rows

pytestmark = pytest.mark.django_db

INBOX = "/api/v1/inbox/conversations/?view=closed"
#: Columns that hold a whole flow or a whole session: up to megabytes a row.
HEAVY = ('"draft"', '"document"', '"components"', '"session"')


#: Models with a list of their own; a workspace has only one page.
LISTED = sorted({model._meta.label for model in admin.site._registry} - {"accounts.Workspace"})


@pytest.fixture
def rows(workspace, make_user):
    """One row of every model in the caller's workspace."""
    made = Rows(workspace, make_user(Role.OWNER, workspace, name="somebody"))
    made.all()
    type(made["conversations.Conversation"]).objects.update(state="closed")
    return made


def list_of(label):
    return reverse(f"admin:{label.replace('.', '_').lower()}_changelist")


def asked(client, address):
    """What opening `address` asks; settings of which there is one lead on to their form."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address, follow=True).status_code == 200
    return [query["sql"] for query in queries]


def more_conversations(rows, count):
    talk = rows["conversations.Conversation"]
    handoff, answer = rows["handoff.Handoff"], rows["surveys.Response"]
    for number in range(count):
        contact = Contact.objects.create(workspace=rows.workspace, name=f"Visitor {number}")
        copy = type(talk).objects.create(
            workspace=rows.workspace, contact=contact, flow_version=talk.flow_version,
            widget_key="w", page={}, state="closed", started_at=AT,
        )  # fmt: skip
        for one, effect_id in ((handoff, None), (answer, f"{number}:1")):
            one.pk, one.conversation = None, copy
            one.effect_id = effect_id
            one.save(force_insert=True)


@pytest.mark.parametrize("label", LISTED)
def test_a_list_reads_no_whole_flows(client_for, rows, label):
    """Seen to fail for conversations, flows, responses, jobs and widgets before `heavy_fields`."""
    client = client_for("owner")

    heavy = [sql for sql in asked(client, list_of(label)) if any(name in sql for name in HEAVY)]

    assert heavy == []


def test_the_inbox_reads_no_whole_flows(client_for, rows):
    """Seen to fail while `conversations_of` brought `flow_version__flow` along for every row."""
    heavy = [s for s in asked(client_for("agent"), INBOX) if any(name in s for name in HEAVY)]

    assert heavy == []


@pytest.mark.parametrize(
    ("role", "address"),
    [
        ("agent", INBOX),
        ("owner", "conversations.Conversation"),
        ("owner", "conversations.Contact"),
        ("owner", "handoff.Handoff"),
        ("owner", "surveys.Response"),
    ],
)
def test_a_longer_list_asks_no_more(client_for, rows, role, address):
    client = client_for(role)
    address = address if address.startswith("/") else list_of(address)
    asked(client, address)
    few = len(asked(client, address))

    more_conversations(rows, 6)

    assert len(asked(client, address)) == few
