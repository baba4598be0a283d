"""The inbox's page leads on to pages that open, for every role."""

import re

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "leads_to"),
    [("owner", "/admin/"), ("author", "/admin/"), ("agent", "/admin/me/"), ("analyst", "/admin/")],
)
def test_the_way_to_the_admin_does_not_come_back_here(client_for, role, leads_to):
    client = client_for(role)
    page = client.get("/inbox/").content.decode()
    link = re.search(r'data-admin-url="([^"]+)"', page)

    assert link is not None
    assert link[1] == leads_to
    assert client.get(link[1]).status_code == 200


@pytest.mark.parametrize("language", ["en", "pl"])
def test_the_inbox_speaks_the_language_that_was_chosen(client_for, language):
    agent = client_for("agent")
    agent.post("/language/", {"language": language})

    page = agent.get("/inbox/").content.decode()

    assert f'data-language="{language}"' in page


@pytest.mark.parametrize(
    ("role", "leads_to"), [("owner", "/admin/channel_email/mailbox/"), ("agent", "")]
)
def test_the_way_to_the_mailboxes_is_for_who_may_set_them_up(client_for, role, leads_to):
    client = client_for(role)
    link = re.search(r'data-mail-url="([^"]*)"', client.get("/inbox/").content.decode())

    assert link is not None
    assert link[1] == leads_to
    assert not leads_to or client.get(leads_to).status_code == 200
