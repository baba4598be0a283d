"""What changes of a person while they talk counts for the flow at once, and is lost to none."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.channels.web.models import Widget
from flowbuilder.common.clock import now
from flowbuilder.conversations import consents, merging, my_data
from flowbuilder.conversations.contacts import make_identity_key
from flowbuilder.conversations.models import Contact, Conversation, EventRecord, Segment
from flowbuilder.core.effects import RecordConsent
from flowbuilder.core.events import SessionClosed
from flowbuilder.core.testing import flow
from flowbuilder.handoff import contact_card
from flowbuilder.runtime import hot
from flowbuilder.runtime.commits import durably
from flowbuilder.runtime.replaying import replay_conversation
from flowbuilder.runtime.turns import take_turn
from tests.channels.test_identity import hello, say, seen, token_for
from tests.channels.test_my_data import ask

pytestmark = pytest.mark.django_db(transaction=True)

IN_BULK = {"variable": "contact.segments", "operator": "contains", "value": "bulk"}
ROUND = flow(
    ("ask", "question", {"question": "What is it?", "save_as": "said"}),
    ("keep", "update_contact", {"add_tags": "{{ said }}"}),
    ("who", "condition", {"condition": IN_BULK}),
    ("many", "message", {"text": "Our wholesale team, {{ contact.name }}."}),
    ("few", "message", {"text": "Our shop."}),
    ("back", "go_to", {"node": "ask"}),
    wires="ask>who; keep>back; who.yes>many; who.no>few; many>back; few>back",
    variables=({"name": "said"},),
)


@pytest.fixture
def shop(make_widget: Callable[..., Widget], workspace: Workspace) -> Widget:
    """A chat that asks everybody the same again, and a segment of those whose name says so."""
    cache.clear()
    hot.forget_all()
    rule = {"variable": "name", "operator": "starts_with", "value": "Bulk"}
    Segment.objects.create(workspace=workspace, name="bulk", label="Bulk", condition=rule)
    return make_widget(ROUND)


def told() -> int:
    return EventRecord.objects.filter(kind="ContactChanged").count()


def test_a_name_that_the_visitor_corrects_counts_in_the_running_conversation(
    shop: Widget, client: Client
) -> None:
    me = hello()
    say(me, "Jugs")
    assert "Our shop." in seen(me)
    at_hand = Conversation.objects.get().last_activity_at

    answer = ask(client, "patch", me.token, values={"name": "Bulk Zofia"})
    assert answer.status_code == 200
    assert Conversation.objects.get().last_activity_at == at_hand
    say(me, "More jugs")

    assert "Our wholesale team, Bulk Zofia." in seen(me)
    assert replay_conversation(Conversation.objects.get()).same


def test_what_changes_nothing_for_the_flow_or_is_refused_is_not_told(
    shop: Widget, client: Client
) -> None:
    me = hello()
    ask(client, "patch", me.token, values={"name": "Ada"})
    assert told() == 1

    ask(client, "patch", me.token, values={"name": "Ada"})
    refused = ask(client, "patch", me.token, values={"name": "Ewa", "email": "nonsense"})

    assert (refused.status_code, told(), Contact.objects.get().name) == (400, 1, "Ada")


def test_every_open_conversation_of_theirs_is_told_and_none_that_is_over(shop: Widget) -> None:
    me = hello()
    contact = Contact.objects.get()
    over = Conversation.objects.get()
    take_turn(over.pk, SessionClosed(at=now()))
    first, second = hello(me.token, new=True), hello()
    Conversation.objects.filter(pk=second.conversation_id).update(contact=contact)
    Contact.objects.exclude(pk=contact.pk).delete()

    durably(my_data.correct, contact, {"name": "Bulk Ada"})

    heard = EventRecord.objects.filter(kind="ContactChanged").values_list("conversation", flat=True)
    assert sorted(heard) == sorted([first.conversation_id, second.conversation_id])


def test_what_an_agent_enters_and_which_consent_is_withdrawn_counts_too(
    shop: Widget, workspace: Workspace, owner: User
) -> None:
    rule = {"variable": "consents_withdrawn", "operator": "contains", "value": "news"}
    Segment.objects.create(workspace=workspace, name="left", label="Left", condition=rule)
    hello()
    talk, contact = Conversation.objects.get(), Contact.objects.get()
    effect = RecordConsent(
        id="1", purpose="news", version="1", label="News", wording="May we?", answer="Yes",
        agreed=True,
    )  # fmt: skip
    consents.record(effect, talk)

    contact_card.edit(contact, owner, values={"name": "Bulk Ada"}, add_tags=["vip"], remove_tags=[])
    durably(my_data.withdraw, contact, "news")

    talk.refresh_from_db()
    assert talk.session is not None
    assert talk.session["variables"]["contact"] == {
        "name": "Bulk Ada", "tags": ["vip"], "segments": ["bulk", "left"],
    }  # fmt: skip


def test_who_signs_in_while_they_talk_is_known_to_the_flow_at_once(shop: Widget) -> None:
    key = make_identity_key(shop.workspace, shop.key, by=None)
    anonymous = hello()
    say(anonymous, "Jugs")

    signed_in = hello(anonymous.token, token_for(key, "7", name="Bulk Ada"))
    say(signed_in, "More jugs")

    assert signed_in.conversation_id == anonymous.conversation_id
    assert "Our wholesale team, Bulk Ada." in seen(signed_in)
    assert replay_conversation(Conversation.objects.get()).same


def test_what_another_contact_brings_into_a_merge_is_known_to_the_flow_at_once(
    shop: Widget, workspace: Workspace, owner: User
) -> None:
    key = make_identity_key(shop.workspace, shop.key, by=None)
    me = hello(identity=token_for(key, "7", email="ada@shop.example"))
    say(me, "Jugs")
    other = Contact.objects.create(workspace=workspace, name="Bulk Ada")

    merging.merge(Contact.objects.get(external_id="7"), other, by=owner)
    say(me, "More jugs")

    assert "Our wholesale team, Bulk Ada." in seen(me)


def test_corrections_and_turns_at_the_same_time_lose_nothing(
    make_widget: Callable[..., Widget],
) -> None:
    """The flow's step takes its conversation before its contact, as the telling does."""
    cache.clear()
    hot.forget_all()
    document = ROUND.model_dump(mode="json")
    wires = [one for one in document["edges"] if one["source"] != "ask"]
    document["edges"] = [*wires, {"source": "ask", "port": "next", "target": "keep"}]
    make_widget(ROUND.model_validate(document))
    me = hello()
    contact = Contact.objects.get()

    def correct() -> None:
        for count in range(8):
            durably(my_data.correct, Contact.objects.get(pk=contact.pk), {"name": f"Ada {count}"})
        connection.close()

    def speak() -> None:
        for count in range(8):
            say(me, f"tag {count}")
        connection.close()

    with ThreadPoolExecutor(2) as threads:
        for running in [threads.submit(correct), threads.submit(speak)]:
            running.result(60)

    contact.refresh_from_db()
    talk = Conversation.objects.get()
    known: dict[str, Any] = (talk.session or {})["variables"]["contact"]
    assert (contact.name, len(contact.tags)) == ("Ada 7", 8)
    assert (known["name"], known["tags"]) == (contact.name, contact.tags)
    assert replay_conversation(talk).same
    hot.forget_all()
