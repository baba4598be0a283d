"""What is known of a person has a source, and a weaker one replaces nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from flowbuilder.accounts.models import Workspace
from flowbuilder.channels.web import acting, frames, services
from flowbuilder.channels.web.models import Widget
from flowbuilder.common.clock import now
from flowbuilder.conversations import segments
from flowbuilder.conversations.contacts import change, change_tags, value_of
from flowbuilder.conversations.models import (
    AttributeDefinition,
    Consent,
    Contact,
    Conversation,
    Segment,
)
from flowbuilder.core.testing import flow
from flowbuilder.runtime.replaying import replay_conversation
from tests.channels.conftest import make_widget

__all__ = ["make_widget"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ada(workspace: Workspace) -> Contact:
    AttributeDefinition.objects.create(
        workspace=workspace, name="orders", label="Orders", kind="number"
    )
    return Contact.objects.create(workspace=workspace, name="Ada", language="pl")


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        ("claimed", "claimed", True),
        ("claimed", "flow", True),
        ("flow", "claimed", True),
        ("agent", "flow", False),
        ("agent", "claimed", False),
        ("verified", "claimed", False),
        ("verified", "flow", False),
        ("verified", "agent", False),
        ("agent", "verified", True),
    ],
)
def test_who_may_replace_whose_word(ada: Contact, first: str, second: str, kept: bool) -> None:
    change(ada, {"email": "one@shop.pl", "orders": 1}, source=first)
    change(ada, {"email": "two@shop.pl", "orders": 2}, source=second)

    stored = Contact.objects.get()
    expected = ("two@shop.pl", {"orders": 2}) if kept else ("one@shop.pl", {"orders": 1})
    assert (stored.email, stored.attributes) == expected


@pytest.mark.parametrize(
    ("kind", "given", "value"),
    [
        ("number", "1 200,5", 1200.5),
        ("number", "many", None),
        ("number", float("inf"), None),
        ("boolean", "tak", True),
        ("boolean", "perhaps", None),
        ("date", "2026-11-28", "2026-11-28"),
        ("date", "soon", None),
        ("list", "a, b\nc", ["a", "b", "c"]),
        ("text", " x\0y ", "xy"),
        ("text", {"a": 1}, None),
    ],
)
def test_values_are_of_their_kind(kind: str, given: object, value: object) -> None:
    assert value_of(kind, given) == value


def test_tags_differ_by_more_than_case_and_diacritics(ada: Contact) -> None:
    change_tags(ada, add=["Łódź", "lodz", "VIP"])
    change_tags(ada, remove=["vip"])

    assert Contact.objects.get().tags == ["Łódź"]


def test_a_segment_counts_the_newest_contacts_in_one_query(
    workspace: Workspace, ada: Contact
) -> None:
    change(ada, {"orders": 3}, source="agent")
    Contact.objects.create(workspace=workspace, name="Bob")
    rule = {"all": [{"variable": "orders", "operator": "at_least", "value": 2}]}

    with CaptureQueriesContext(
        connection,
    ) as queries:
        reach = segments.reach_of(workspace.pk, rule)

    assert (reach.count, reach.looked_at, reach.examples) == (1, 2, [ada])
    assert len(queries) == 1


def consent(contact: Contact, number: int, **answer: Any) -> None:
    Consent.objects.create(
        contact=contact, purpose="news", label="News", version="1", wording="?", answer="!",
        effect_id=f"{contact.pk}:{number}", **answer,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("variable", "operator", "who"),
    [
        ("consents", "contains", ["agreed", "agreed again"]),
        ("consents", "not_contains", ["declined", "never asked", "withdrew"]),
        ("consents_withdrawn", "contains", ["withdrew"]),
        ("consents_asked", "contains", ["agreed", "agreed again", "declined", "withdrew"]),
        ("consents_asked", "not_contains", ["never asked"]),
    ],
)
def test_a_segment_asks_for_consents_given_withdrawn_and_never_asked_for(
    workspace: Workspace, variable: str, operator: str, who: list[str]
) -> None:
    def named(name: str) -> Contact:
        return Contact.objects.create(workspace=workspace, name=name)

    named("never asked")
    consent(named("agreed"), 1, agreed=True)
    consent(named("declined"), 1, agreed=False)
    consent(named("withdrew"), 1, agreed=True, withdrawn_at=now())
    again = named("agreed again")
    consent(again, 1, agreed=True, withdrawn_at=now() - timedelta(days=1))
    consent(again, 2, agreed=True)
    rule = {"all": [{"variable": variable, "operator": operator, "value": "news"}]}
    made = Segment.objects.create(workspace=workspace, name="s", label="S", condition=rule)

    with CaptureQueriesContext(connection) as queries:
        reach = segments.reach_of(workspace.pk, rule)

    assert sorted(one.name for one in reach.examples) == who
    assert len(queries) == 2
    found = [one for one in Contact.objects.all() if segments.segments_of(one) == [made]]
    assert sorted(one.name for one in found) == who


def test_a_flow_updates_the_contact_and_asks_for_a_segment(
    make_widget: Callable[..., Widget], workspace: Workspace
) -> None:
    many = {"variable": "orders", "operator": "at_least", "value": 2}
    in_vip = {"variable": "contact.segments", "operator": "contains", "value": "vip"}
    AttributeDefinition.objects.create(
        workspace=workspace, name="orders", label="Orders", kind="number"
    )
    Segment.objects.create(workspace=workspace, name="vip", label="VIP", condition=many)
    make_widget(
        flow(
            ("ask", "question", {"question": "How many?", "save_as": "count"}),
            (
                "keep",
                "update_contact",
                {"values": [{"name": "orders", "value": "{{ count }}"}], "add_tags": "asked"},
            ),
            ("vip", "condition", {"condition": in_vip}),
            ("yes", "message", {"text": "Gold {{ contact.orders }}"}),
            ("no", "message", {"text": "Plain"}),
            ("end", "end", {}),
            wires="ask.next>keep; keep.next>vip; vip.yes>yes; vip.no>no; yes.next>end; no.next>end",
            variables=({"name": "count"},),
        )
    )
    opened = services.open_conversation("shop", frames.Hello(type="hello"))
    acting.act(opened.conversation_id, frames.Say(type="say", client_id="client-id-1", text="3"))

    contact = Contact.objects.get()
    assert "Gold 3" in str(services.messages_after(opened.conversation_id, 0))
    assert (contact.attributes, contact.tags, contact.sources) == (
        {"orders": 3},
        ["asked"],
        {"orders": "flow"},
    )
    assert replay_conversation(Conversation.objects.get()).same
