"""Consents through real sockets: given, proven, not asked for twice, withdrawn, deleted."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from flowbuilder.accounts.models import AuditEntry, User
from flowbuilder.channels.web.models import Widget
from flowbuilder.common.clock import now
from flowbuilder.common.executor import run_in_orm
from flowbuilder.conversations import consents
from flowbuilder.conversations.contacts import sign_in
from flowbuilder.conversations.identity_tokens import Identity
from flowbuilder.conversations.merging import merge
from flowbuilder.conversations.models import Consent, Contact, Conversation
from flowbuilder.core.testing import flow

pytestmark = pytest.mark.django_db(transaction=True)

ME = "/api/v1/chat/news/me"


def asking(version: str) -> Any:
    """A flow that asks for consent to letters, each time from the start."""
    config = {
        "label": "Newsletter",
        "purpose": "newsletter",
        "version": version,
        "text": "May we write to you?",
        "policy": "https://shop.example/privacy",
    }
    return flow(
        ("consent", "consent", config),
        ("yes", "question", {"question": "Your e-mail?", "save_as": "email"}),
        ("no", "question", {"question": "What else?", "save_as": "else"}),
        ("bye", "end"),
        wires=(
            "consent.agreed>yes; consent.declined>no; yes>bye; yes.gave_up>bye; no>bye; "
            "no.gave_up>bye"
        ),
        locale="en",
        variables=({"name": "email"}, {"name": "else"}),
    )


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def news(widget: Widget, make_widget: Callable[..., Widget]) -> Widget:
    return make_widget(asking("1"), key="news")


async def choose(visitor: Any, value: str, seq: int) -> list[str]:
    """What is said after a button was pressed."""
    client_id = str(uuid.uuid4())
    await visitor.send(type="choose", client_id=client_id, message=seq, value=value)
    frames = await visitor.settle()
    return [f["content"]["text"] for f in frames if f["type"] == "message" and f["from"] == "bot"]


async def anew(visitor: Any) -> dict[str, Any]:
    """The first thing that the visitor is told in another conversation."""
    visitor.after = 0
    shown = await visitor.hello(instead=visitor.conversation, new=True)
    found: dict[str, Any] = shown[-1]
    return found


def ask(client: Client, method: str, token: str, path: str = ME, **body: Any) -> Any:
    given: Any = {"headers": {"Authorization": f"Bearer {token}"}}
    if method == "patch":
        given |= {"data": json.dumps(body), "content_type": "application/json"}
    return getattr(client, method)(path, **given)


async def test_an_answer_is_kept_with_all_that_proves_it(visit: Any, news: Widget) -> None:
    visitor = await visit("news")
    shown = (await visitor.hello())[-1]

    assert await choose(visitor, "agreed", shown["seq"]) == ["Your e-mail?"]

    kept = await run_in_orm(Consent.objects.select_related("contact").get)
    assert (kept.purpose, kept.label, kept.version) == ("newsletter", "Newsletter", "1")
    assert kept.wording == (
        "May we write to you?\n\n[Privacy policy](https://shop.example/privacy)"
    )
    assert (kept.answer, kept.agreed, str(kept.conversation_id)) == (
        "I agree", True, visitor.conversation,
    )  # fmt: skip


async def test_declining_is_kept_too_and_leads_its_own_way(visit: Any, news: Widget) -> None:
    visitor = await visit("news")
    shown = (await visitor.hello())[-1]

    assert await choose(visitor, "declined", shown["seq"]) == ["What else?"]
    assert not (await run_in_orm(Consent.objects.get)).agreed


def given(widget: Widget, **more: Any) -> Consent:
    """A consent of somebody who has talked to this widget."""
    contact = more.pop("contact", None) or Contact.objects.get()
    values = {
        "purpose": "newsletter", "label": "Newsletter", "version": "1", "wording": "?",
        "answer": "I agree", "agreed": True,
    }  # fmt: skip
    return Consent.objects.create(contact=contact, effect_id=str(uuid.uuid4()), **values | more)


async def test_who_agreed_is_not_asked_again_until_the_text_changes_or_it_is_withdrawn(
    visit: Any, news: Widget, client: Client
) -> None:
    visitor = await visit("news")
    shown = (await visitor.hello())[-1]
    await choose(visitor, "agreed", shown["seq"])

    assert (await anew(visitor))["content"]["text"] == "Your e-mail?"

    answer = await run_in_orm(ask, client, "patch", visitor.token, withdraw="newsletter")
    assert (answer.status_code, answer.json()["consents"]) == (200, [])
    assert (await anew(visitor))["content"]["kind"] == "choices"


@pytest.mark.parametrize(
    "row", [{"version": "2"}, {"agreed": False}, {"purpose": "calls"}, {"withdrawn_at": now()}]
)
async def test_nothing_else_counts_as_agreed(visit: Any, news: Widget, row: Any) -> None:
    visitor = await visit("news")
    await visitor.hello()
    await run_in_orm(lambda: given(news, **row))

    assert (await anew(visitor))["content"]["kind"] == "choices"


async def test_the_last_answer_counts(visit: Any, news: Widget) -> None:
    visitor = await visit("news")
    await visitor.hello()
    await run_in_orm(lambda: (given(news), given(news, agreed=False)))

    assert (await anew(visitor))["content"]["kind"] == "choices"


async def test_a_visitor_sees_and_takes_away_what_they_agreed_to(
    visit: Any, news: Widget, client: Client
) -> None:
    visitor = await visit("news")
    shown = (await visitor.hello())[-1]
    await choose(visitor, "agreed", shown["seq"])

    def asked() -> tuple[Any, ...]:
        seen = ask(client, "get", visitor.token).json()
        page = ask(client, "get", visitor.token, f"{ME}/export?as=html").content.decode()
        return seen, ask(client, "get", visitor.token, f"{ME}/export").json(), page

    seen, taken, page = await run_in_orm(asked)

    assert [(one["purpose"], one["label"]) for one in seen["consents"]] == [
        ("newsletter", "Newsletter")
    ]
    assert taken["consents"][0]["wording"].startswith("May we write to you?")
    assert "May we write to you?" in page


async def test_only_what_was_given_can_be_withdrawn_and_only_ones_own(
    visit: Any, news: Widget, client: Client
) -> None:
    one, other = await visit("news"), await visit("news")
    shown = (await one.hello())[-1]
    await other.hello()
    await choose(one, "agreed", shown["seq"])

    answer = await run_in_orm(ask, client, "patch", other.token, withdraw="newsletter")

    assert answer.status_code == 400
    assert (await run_in_orm(Consent.objects.get)).withdrawn_at is None


async def test_an_agent_withdraws_it_at_the_visitors_wish_and_flows_ask_anew(
    visit: Any, news: Widget, client: Client, client_for: Callable[..., Client]
) -> None:
    visitor = await visit("news")
    shown = (await visitor.hello())[-1]
    await choose(visitor, "agreed", shown["seq"])

    def withdrawn() -> tuple[Any, ...]:
        agent = client_for("agent", news.workspace)
        address = f"/api/v1/inbox/contacts/{Contact.objects.get().pk}/withdraw-consent/"
        answers = [
            agent.post(address, {"purpose": "newsletter"}, content_type="application/json")
            for _each in range(2)
        ]
        entry = AuditEntry.objects.get(action="consent.withdrawn")
        return (*answers, entry.data, entry.user.shown_name)

    first, second, data, agent = await run_in_orm(withdrawn)
    newest = first.json()["timeline"][0]

    assert (first.status_code, second.status_code) == (200, 400)
    assert data == {"purpose": "newsletter"}
    assert (newest["text"], newest["detail"]) == (f"Wycofano zgodę · {agent}", "Newsletter")
    assert (await run_in_orm(ask, client, "get", visitor.token)).json()["consents"] == []
    assert (await anew(visitor))["content"]["kind"] == "choices"


@pytest.mark.parametrize("who", ["analyst", "stranger"])
def test_nobody_else_withdraws_it(
    who: str, news: Widget, other_workspace: Any, client_for: Callable[..., Client]
) -> None:
    consent = given(news, contact=Contact.objects.create(workspace=news.workspace))
    other = {"analyst": ("analyst", news.workspace), "stranger": ("agent", other_workspace)}[who]

    answer = client_for(*other).post(
        f"/api/v1/inbox/contacts/{consent.contact_id}/withdraw-consent/",
        {"purpose": "newsletter"}, content_type="application/json",
    )  # fmt: skip

    consent.refresh_from_db()
    assert answer.status_code == (403 if who == "analyst" else 404)
    assert consent.withdrawn_at is None


async def test_they_go_when_the_visitor_has_everything_deleted(
    visit: Any, news: Widget, client: Client
) -> None:
    visitor = await visit("news")
    shown = (await visitor.hello())[-1]
    await choose(visitor, "agreed", shown["seq"])

    assert (await run_in_orm(ask, client, "delete", visitor.token)).status_code == 204
    assert not await run_in_orm(Consent.objects.exists)


def test_they_go_along_when_two_contacts_become_one(news: Widget, owner: User) -> None:
    keep, other = (Contact.objects.create(workspace=news.workspace) for _each in range(2))
    given(news, contact=other)

    merge(keep, other, by=owner)

    assert Consent.objects.get().contact == keep
    assert not Conversation.objects.exists()


#: What the person decided elsewhere, what under their own name, and what holds afterwards:
#: (days ago, agreed) and perhaps how many days ago it was withdrawn.
DECIDED = [
    ((3, True, None), (9, True, 2), False),  # withdrawn after this browser agreed
    ((1, True, None), (9, True, 2), True),  # agreed again after the withdrawal
    ((3, True, None), (2, False, None), False),
    ((2, False, None), (3, True, None), False),
    ((9, True, 2), (3, True, None), False),
    ((9, True, 4), (3, True, None), True),
]


def decide(widget: Widget, contact: Contact, ago: Any, **more: Any) -> None:
    """An answer so many days old."""
    days, agreed, withdrawn = ago
    at = now()
    more["withdrawn_at"] = at - timedelta(days=withdrawn) if withdrawn else None
    given(widget, contact=contact, agreed=agreed, at=at - timedelta(days=days), **more)


@pytest.mark.parametrize(("elsewhere", "own", "holds"), DECIDED)
def test_after_a_merge_the_later_decision_counts(
    news: Widget, owner: User, elsewhere: Any, own: Any, holds: bool
) -> None:
    keep, other = (Contact.objects.create(workspace=news.workspace) for _each in range(2))
    decide(news, keep, own)
    decide(news, other, elsewhere)

    merge(keep, other, by=owner)

    assert consents.is_given(keep.pk, "newsletter", "1") is holds
    assert [one.is_given for one in consents.newest_of(keep)] == [holds]


@pytest.mark.parametrize(("elsewhere", "own", "holds"), DECIDED)
async def test_after_signing_in_the_later_decision_counts(
    visit: Any, news: Widget, elsewhere: Any, own: Any, holds: bool
) -> None:
    visitor = await visit("news")
    await visitor.hello()
    await visitor.send(type="say", client_id=str(uuid.uuid4()), text="hello")
    await visitor.settle()

    def signed_in() -> Contact:
        was = Contact.objects.get()
        known = Contact.objects.create(workspace=news.workspace, external_id="7")
        decide(news, known, own)
        decide(news, was, elsewhere, conversation=Conversation.objects.get())
        me = Identity(subject="7")
        sign_in(news.workspace, "news", me, was=was, language="en")
        return known

    known = await run_in_orm(signed_in)

    assert await run_in_orm(consents.is_given, known.pk, "newsletter", "1") is holds
