"""A visitor sees, corrects, copies and deletes what is kept about them, and about nobody else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from flowbuilder.accounts.models import AuditEntry, Workspace
from flowbuilder.channels.web.models import Widget
from flowbuilder.common.clock import now
from flowbuilder.conversations import contacts
from flowbuilder.conversations.models import (
    AttributeDefinition,
    Contact,
    ContactChange,
    Conversation,
    EventRecord,
    Message,
)
from flowbuilder.handoff.contact_card import timeline_of
from flowbuilder.handoff.models import Ticket
from tests.channels.test_identity import hello, key, say, seen, token_for

__all__ = ["key"]
pytestmark = pytest.mark.django_db(transaction=True)

ME = "/api/v1/chat/shop/me"


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


def ask(client: Client, method: str, token: str, path: str = ME, **body: Any) -> Any:
    given: Any = {"headers": {"Authorization": f"Bearer {token}"}}
    if method == "patch":
        given |= {"data": json.dumps(body), "content_type": "application/json"}
    return getattr(client, method)(path, **given)


def values_of(answer: Any) -> dict[str, str]:
    return {field["name"]: field["value"] for field in answer.json()["fields"]}


def test_a_visitor_sees_and_corrects_what_is_known(key: str, client: Client) -> None:
    workspace = Widget.objects.get().workspace
    AttributeDefinition.objects.create(
        workspace=workspace, name="size", label="Size", kind="number"
    )
    AttributeDefinition.objects.create(
        workspace=workspace, name="score", label="Score", shown=False
    )
    me = hello()

    answer = ask(client, "patch", me.token, values={"name": "Ada", "size": "38"})

    contact = Contact.objects.get()
    assert answer.status_code == 200
    assert values_of(answer) == {"name": "Ada", "email": "", "phone": "", "size": "38"}
    assert (contact.attributes, contact.sources) == (
        {"size": 38},
        {"name": "claimed", "size": "claimed"},
    )


@pytest.mark.parametrize("wrong", [{"email": "none"}, {"score": "9"}, {"external_id": "7"}])
def test_what_does_not_fit_or_is_not_theirs_changes_nothing(
    key: str, client: Client, wrong: dict[str, str]
) -> None:
    me = hello()

    answer = ask(client, "patch", me.token, values={"name": "Ada", **wrong})

    assert answer.status_code == 400
    assert Contact.objects.get().name == ""


def test_what_an_agent_entered_is_corrected_and_the_team_reads_by_whom(
    key: str, client: Client, workspace: Workspace
) -> None:
    me = hello()
    contact = Contact.objects.get()
    contacts.change(contact, {"name": "Eda", "phone": "600100200"}, source="agent")
    contacts.change_tags(contact, add=["awkward"])

    answer = ask(client, "patch", me.token, values={"name": "Ada", "phone": "600100200"})

    contact.refresh_from_db()
    newest = ContactChange.objects.filter(contact=contact).first()
    assert newest is not None
    assert answer.status_code == 200
    assert not any(field["locked"] for field in answer.json()["fields"])
    assert (contact.name, contact.phone, contact.tags) == ("Ada", "600100200", ["awkward"])
    assert contact.sources == {"name": "claimed", "phone": "agent"}
    assert (newest.what, newest.fields, newest.source) == ("corrected", ["name"], "claimed")
    assert timeline_of(contact)[0]["text"] == (
        "Poprawiono dane wpisane przez zespół · podane przez rozmówcę"
    )


def test_what_is_said_in_a_conversation_corrects_no_agent(key: str) -> None:
    hello()
    contact = Contact.objects.get()
    contacts.change(contact, {"name": "Eda"}, source="agent")

    contacts.change(contact, {"name": "Ada"}, source="claimed")

    assert Contact.objects.get().name == "Eda"


def test_what_the_website_confirmed_is_not_for_the_visitor_to_change(
    key: str, client: Client
) -> None:
    me = hello(identity=token_for(key, "7", email="ada@shop.pl"))

    answer = ask(client, "patch", me.token, values={"email": "eve@shop.pl"})

    assert answer.status_code == 400
    assert Contact.objects.get().email == "ada@shop.pl"


def test_the_copy_holds_ones_own_words_and_no_note_nor_anothers_words(
    key: str, client: Client
) -> None:
    me, other = hello(), hello()
    say(me, "<b>My words</b>")
    say(other, "Other words")
    Message.objects.create(
        conversation_id=me.conversation_id, seq=90, author="agent", private=True,
        content={"kind": "text", "text": "A note"},
    )  # fmt: skip

    as_data = ask(client, "get", me.token, f"{ME}/export").content.decode()
    as_page = ask(client, "get", me.token, f"{ME}/export?as=html").content.decode()

    assert "My words" in as_data
    assert "&lt;b&gt;My words" in as_page
    for copy in (as_data, as_page):
        assert "Other words" not in copy
        assert "A note" not in copy


def test_deleting_leaves_an_empty_row_and_touches_nobody_else(key: str, client: Client) -> None:
    me, other = hello(), hello()
    say(me, "My secret")
    say(other, "Other words")
    Ticket.objects.create(
        workspace=Widget.objects.get().workspace, conversation_id=me.conversation_id,
        effect_id="e", text="My secret", created_at=now(),
    )  # fmt: skip

    answer = ask(client, "delete", me.token)

    mine = Conversation.objects.get(pk=me.conversation_id)
    assert answer.status_code == 204
    assert (mine.state, mine.session, mine.messages.count()) == ("closed", None, 0)
    assert "secret" not in str(list(EventRecord.objects.values_list("payload", flat=True)))
    assert Ticket.objects.count() == 0
    assert "Other words" in seen(other)
    assert AuditEntry.objects.filter(action="contact.erased").count() == 1
    assert ask(client, "get", me.token).status_code == 401
    assert hello(me.token).conversation_id != me.conversation_id


def test_deleting_ends_a_wait_for_a_person(key: str, client: Client) -> None:
    me = hello()
    Conversation.objects.filter(pk=me.conversation_id).update(state="queued")

    assert ask(client, "delete", me.token).status_code == 204
    assert Conversation.objects.get().state == "closed"


@pytest.mark.parametrize("token", ["", "x" * 30])
@pytest.mark.parametrize("method", ["get", "patch", "delete"])
def test_no_token_opens_nothing(key: str, client: Client, token: str, method: str) -> None:
    hello()

    assert ask(client, method, token, values={"name": "Eve"}).status_code == 401
    assert Contact.objects.get().name == ""


def test_too_many_copies_are_refused(key: str, client: Client) -> None:
    me = hello()

    answers = [ask(client, "get", me.token, f"{ME}/export").status_code for _n in range(21)]

    assert answers == [200] * 20 + [429]


@pytest.mark.parametrize(("language", "first"), [("pl", "Imię i nazwisko"), ("en", "Full name")])
def test_what_was_corrected_is_shown_in_the_language_that_was_asked(
    key: str, client: Client, language: str, first: str
) -> None:
    given = {"Authorization": f"Bearer {hello().token}", "Accept-Language": language}
    body = json.dumps({"values": {"name": "Ada"}})

    answer = client.patch(ME, body, content_type="application/json", headers=given)

    assert answer.json()["fields"][0]["label"] == first
