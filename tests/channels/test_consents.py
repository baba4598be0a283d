"""Consents through real sockets: given, proven, not asked for twice, withdrawn, deleted."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from flowbuilder.accounts.models import User
from flowbuilder.channels.web.models import Widget
from flowbuilder.common.clock import now
from flowbuilder.common.executor import run_in_orm
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
