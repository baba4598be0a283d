"""Agents see who they talk to, correct it, and make one person of two, for good."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from flowbuilder.accounts.models import AuditEntry, User, Workspace
from flowbuilder.conversations import services
from flowbuilder.conversations.contacts import change
from flowbuilder.conversations.errors import CannotMerge
from flowbuilder.conversations.merging import keep_apart, merge, merge_later
from flowbuilder.conversations.models import Contact, Conversation, VisitorToken
from flowbuilder.handoff import contact_card, inbox

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = "/api/v1/inbox/contacts/"


def person(workspace: Workspace, **values: Any) -> Contact:
    return Contact.objects.create(workspace=workspace, **values)


def send(client: Client, method: str, address: str, **body: Any) -> Any:
    return getattr(client, method)(address, data=body, content_type="application/json")


def test_an_agent_corrects_a_person_and_it_is_written_down(
    workspace: Workspace, client_for: Callable[..., Client]
) -> None:
    ada = person(workspace, name="Ada")
    agent = client_for("agent", workspace)

    answer = send(
        agent, "patch", f"{ROOT}{ada.pk}/", values={"phone": "500 100 200"}, add_tags=["VIP"]
    ).json()

    told = {field["name"]: field["value"] for field in answer["fields"]}
    assert (told["phone"], answer["tags"], answer["verified"]) == ("500 100 200", ["VIP"], False)
    assert len(answer["timeline"]) == 2
    assert AuditEntry.objects.filter(action="contact.changed").count() == 1


def test_what_the_website_confirmed_is_not_for_agents_to_change(
    workspace: Workspace, client_for: Callable[..., Client]
) -> None:
    ada = person(workspace, external_id="7")
    change(ada, {"email": "ada@shop.pl"}, source="verified")

    answer = send(
        client_for("agent", workspace), "patch", f"{ROOT}{ada.pk}/",
        values={"phone": "1", "email": "eve@shop.pl"},
    )  # fmt: skip

    ada.refresh_from_db()
    assert answer.status_code == 400
    assert (ada.email, ada.phone) == ("ada@shop.pl", "")


def test_another_workspaces_people_are_not_there(
    workspace: Workspace, other_workspace: Workspace, client_for: Callable[..., Client]
) -> None:
    mine, theirs = person(workspace, name="Ada"), person(other_workspace, name="Ada")
    agent = client_for("agent", workspace)

    assert [one["id"] for one in agent.get(f"{ROOT}?q=ada").json()] == [mine.pk]
    assert agent.get(f"{ROOT}{theirs.pk}/").status_code == 404
    assert send(agent, "patch", f"{ROOT}{theirs.pk}/", values={}).status_code == 404
    assert send(agent, "post", f"{ROOT}{mine.pk}/merge/", other=theirs.pk).status_code == 404


def test_merging_fills_gaps_moves_conversations_and_hides_the_other(
    workspace: Workspace,
    new_conversation: Callable[..., Conversation],
    client_for: Callable[..., Client],
) -> None:
    talk = new_conversation()
    other = talk.contact
    change(other, {"name": "Eve", "email": "ada@shop.pl"}, source="claimed")
    keep = person(workspace, name="Ada", external_id="7")

    answer = send(client_for("agent", workspace), "post", f"{ROOT}{keep.pk}/merge/", other=other.pk)

    talk.refresh_from_db()
    keep.refresh_from_db()
    other.refresh_from_db()
    assert answer.status_code == 200
    assert talk.contact_id == keep.pk
    assert (keep.name, keep.email, keep.sources) == ("Ada", "ada@shop.pl", {"email": "claimed"})
    assert (other.name, other.email, other.merged_into_id) == ("", "", keep.pk)
    assert AuditEntry.objects.filter(action="contact.merged").count() == 1


def test_a_wrong_merge_shows_no_browser_what_the_other_said(
    workspace: Workspace, make_user: Callable[..., User]
) -> None:
    pair = [
        services.new_visitor(workspace=workspace, widget_key="shop", language="pl")
        for _each in range(2)
    ]
    (keep, token), (other, other_token) = pair

    merge(keep, other, by=make_user("agent", workspace))

    assert services.welcome_back(token, "shop") is None
    assert services.welcome_back(other_token, "shop") is None
    assert VisitorToken.objects.count() == 0


def test_who_cannot_be_one_stays_two(
    workspace: Workspace,
    new_conversation: Callable[..., Conversation],
    make_user: Callable[..., User],
) -> None:
    agent = make_user("agent", workspace)
    one, two = person(workspace, external_id="7"), person(workspace, external_id="8")
    talk = new_conversation()
    Conversation.objects.filter(pk=talk.pk).update(state="queued")

    for keep, other in ((one, two), (one, one), (one, talk.contact)):
        with pytest.raises(CannotMerge):
            merge(keep, other, by=agent)


# ---- Who may be the same ----------------------------------------------------------------------


def alike(client: Client, contact: Contact) -> list[tuple[int, list[str]]]:
    answer = client.get(f"{ROOT}{contact.pk}/").json()
    return [(one["id"], one["same"]) for one in answer["alike"]]


def test_who_has_the_same_address_or_number_is_told_of_the_surest_first(
    workspace: Workspace, client_for: Callable[..., Client]
) -> None:
    ada = person(workspace, name="Ada", email="Ada@Shop.pl", phone="+48 500-100-200")
    both = person(workspace, email="ada@shop.PL", phone="500 100 200")
    by_phone = person(workspace, name="Adusia", phone="(0048) 500.100.200")
    by_mail = person(workspace, name="A. Nowak", email="ada@shop.pl", phone="123 45 67")
    person(workspace, name="Ada", email="ada@shop.pl.example", phone="+49 500 100 200")
    person(workspace, phone="500 100 201")
    agent = client_for("agent", workspace)

    assert alike(agent, ada) == [
        (both.pk, ["email", "phone"]), (by_mail.pk, ["email"]), (by_phone.pk, ["phone"]),
    ]  # fmt: skip
    assert Contact.objects.filter(merged_into=None).count() == 6
    person(workspace, email="ada@shop.pl")
    assert len(alike(agent, ada)) == 3


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [("", ""), ("123456", "123456"), ("12 34 567", "90 12 34 567"), ("abcdefg", "hijklmn")],
)
def test_no_number_too_short_a_one_or_a_part_of_one_says_nothing(
    workspace: Workspace, client_for: Callable[..., Client], mine: str, theirs: str
) -> None:
    ada = person(workspace, name="Ada", phone=mine)
    person(workspace, name="Ada", phone=theirs)

    assert alike(client_for("agent", workspace), ada) == []


def test_a_short_number_is_the_same_only_as_a_whole(
    workspace: Workspace, client_for: Callable[..., Client]
) -> None:
    ada, same = person(workspace, phone="22 123 45"), person(workspace, phone="2212345 (praca)")

    assert alike(client_for("agent", workspace), ada) == [(same.pk, ["phone"])]


def test_who_may_not_be_merged_or_is_to_be_anyway_is_not_told_of(
    workspace: Workspace,
    other_workspace: Workspace,
    client_for: Callable[..., Client],
    make_user: Callable[..., User],
) -> None:
    mail = {"email": "ada@shop.pl"}
    ada = person(workspace, external_id="7", **mail)
    person(other_workspace, **mail)
    person(workspace, external_id="8", **mail)
    person(workspace, merged_into=ada, **mail)
    waits, friend = person(workspace, **mail), person(workspace, name="Iga")
    boss = make_user("owner", workspace)
    merge_later(friend, waits, by=boss)
    agent = client_for("agent", workspace)
    assert alike(agent, ada) == []
    assert alike(agent, waits) == []

    keep_apart(waits, by=boss)
    assert alike(agent, ada) == [(waits.pk, ["email"])]
    assert alike(agent, waits) != []


# ---- Blocking ---------------------------------------------------------------------------------


def test_an_agent_blocks_and_unblocks_a_person_from_the_inbox(
    workspace: Workspace, asked: Callable[..., Conversation], client_for: Callable[..., Client],
    ewa: User,
) -> None:  # fmt: skip
    waiting = asked()
    agent = client_for("agent", workspace)
    address = f"{ROOT}{waiting.contact_id}"

    answer = send(agent, "post", f"{address}/block/", why="Spam").json()

    assert (answer["blocked"]["by"], answer["blocked"]["why"]) == (agent.user.shown_name, "Spam")  # type: ignore[attr-defined]  # set by the fixture
    assert answer["timeline"][0]["text"].startswith("Zablokowano")
    row = agent.get(f"/api/v1/inbox/conversations/{waiting.pk}/").json()["row"]
    assert (row["state"], row["contact"]["blocked"]) == ("closed", True)
    assert send(agent, "post", f"{address}/unblock/").json()["blocked"] is None


def test_nobody_else_blocks_and_nothing_that_does_not_belong_is_taken(
    workspace: Workspace, other_workspace: Workspace, client_for: Callable[..., Client]
) -> None:
    ada = person(workspace, name="Ada")
    block = f"{ROOT}{ada.pk}/block/"

    assert send(client_for("analyst", workspace), "post", block).status_code == 403
    assert send(client_for("agent", other_workspace), "post", block).status_code == 404
    agent = client_for("agent", workspace)
    assert send(agent, "post", block, blocked_at="2020-01-01").status_code == 400
    assert send(agent, "post", f"{ROOT}{ada.pk}/unblock/", why="x").status_code == 400
    ada.refresh_from_db()
    assert ada.blocked_at is None


# ---- The timeline -----------------------------------------------------------------------------


def test_the_timeline_names_every_channel(
    new_conversation: Callable[..., Conversation], ewa: User
) -> None:
    talk = new_conversation()
    letter = new_conversation(talk.contact)
    Conversation.objects.filter(pk=letter.pk).update(channel="email", page={"title": "Lampa"})

    told = [(one["channel"], one["text"]) for one in contact_card.timeline_of(talk.contact)]

    assert told == [("email", "E-mail: Lampa"), ("web", "Rozmowa na czacie")]
    (earlier,) = inbox.card_of(talk, ewa)["earlier"]
    assert (earlier["channel"], earlier["name"]) == ("email", "E-mail: Lampa")
