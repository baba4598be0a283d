"""Cards through real sockets: pressed, pressed again, and told in words elsewhere."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from flowbuilder.channels.email import rendering
from flowbuilder.channels.web import file_links, transcripts
from flowbuilder.channels.web.models import Widget
from flowbuilder.common.clock import now
from flowbuilder.common.executor import run_in_orm
from flowbuilder.conversations.models import CardPicture, Conversation, Message
from flowbuilder.conversations.transcript import lines_of
from flowbuilder.core.testing import flow
from flowbuilder.runtime import retention
from tests.conversations import corpus
from tests.integrations.hostile_server import answer, hostile

pytestmark = pytest.mark.django_db(transaction=True)

ORDER = {"label": "Order", "value": "order"}
SHOP = flow(
    (
        "cards",
        "cards",
        {
            "text": "What would you like?",
            "save_as": "picked",
            "cards": [
                {
                    "title": "Mug",
                    "price": "€9",
                    "picture": "https://shop.example/mug.jpg",
                    "buttons": [
                        ORDER,
                        {"label": "More", "value": "more", "link": "https://shop.example/mug"},
                    ],
                },
                {"title": "Vase", "text": "Glass.", "buttons": [ORDER]},
            ],
        },
    ),
    ("more", "question", {"question": "How many of {{ picked.title }}?", "save_as": "count"}),
    ("bye", "end"),
    wires="cards.order>more; more>bye; more.gave_up>bye",
    locale="en",
    variables=({"name": "picked", "kind": "object"}, {"name": "count"}),
)


@pytest.fixture
def shop(widget: Widget, make_widget: Callable[..., Widget]) -> Widget:
    return make_widget(SHOP, key="cards")


async def choose(visitor: Any, message: int, value: str, **more: Any) -> dict[str, Any]:
    """What the server answers to a button."""
    client_id = str(uuid.uuid4())
    await visitor.send(type="choose", client_id=client_id, message=message, value=value, **more)
    while True:
        frame: dict[str, Any] = await visitor.read()
        if frame.get("client_id") == client_id and frame["type"] in {"ack", "error"}:
            return frame


async def test_a_button_of_a_card_answers_with_its_card(visit: Any, shop: Widget) -> None:
    visitor = await visit("cards")
    shown = (await visitor.hello())[-1]

    await choose(visitor, shown["seq"], "2.order")
    frames = await visitor.settle()

    said = {frame["from"]: frame["content"]["text"] for frame in frames if "content" in frame}
    assert said == {"visitor": "Vase: Order", "bot": "How many of Vase?"}


async def test_another_card_may_be_picked_instead(visit: Any, shop: Widget) -> None:
    visitor = await visit("cards")
    shown = (await visitor.hello())[-1]
    ack = await choose(visitor, shown["seq"], "2.order")

    await choose(visitor, shown["seq"], "1.order", instead_of=ack["seq"])
    await visitor.settle()

    row = await run_in_orm(Conversation.objects.get, pk=visitor.conversation)
    assert row.session["variables"]["picked"]["title"] == "Mug"


@pytest.mark.parametrize("value", ["order", "3.order", "1.more", "1.", ""])
async def test_what_no_card_offers_is_refused(visit: Any, shop: Widget, value: str) -> None:
    visitor = await visit("cards")
    shown = (await visitor.hello())[-1]

    assert (await choose(visitor, shown["seq"], value))["code"] == "no_such_choice"


async def test_the_widget_is_never_sent_to_another_host_for_a_picture(
    visit: Any, shop: Widget
) -> None:
    visitor = await visit("cards")
    shown = (await visitor.hello())[-1]

    mug, vase = shown["content"]["cards"]
    assert mug["picture"].startswith("/pictures/")
    assert vase["picture"] == ""


async def test_the_transcript_and_an_e_mail_tell_the_cards(visit: Any, shop: Widget) -> None:
    visitor = await visit("cards")
    await visitor.hello()

    def told() -> tuple[Any, ...]:
        row = Conversation.objects.get(pk=visitor.conversation)
        content = Message.objects.get(conversation=row).content
        body = transcripts.body_of(shop, row.pk)
        return lines_of(row)[0].options, body, rendering.words_of(content)

    options, body, letter = await run_in_orm(told)

    words = "What would you like?\n\nMug · €9\nMore: https://shop.example/mug\n\nVase\nGlass.\n"
    assert options == ("Mug: Order", "Vase: Order")
    assert words + "  [Mug: Order]\n  [Vase: Order]" in body
    assert letter.startswith(words + "\n1. Mug: Order\n2. Vase: Order\n")


# Pictures.


def shown_card(shop: Widget, address: str) -> Message:
    """A message with a card whose picture comes from `address`."""
    version = shop.flow.versions.get()
    contact = shop.workspace.contacts.create()
    conversation = Conversation.objects.create(
        workspace=shop.workspace, contact=contact, flow_version=version
    )
    content = {"kind": "cards", "text": "?", "cards": [{"title": "Mug", "picture": address}]}
    return Message.objects.create(conversation=conversation, seq=1, author="bot", content=content)


def picture_of(message: Message) -> str:
    content = file_links.with_addresses(message.content, message.conversation_id, message.seq)
    return str(content["cards"][0]["picture"])


def test_a_picture_is_fetched_once_and_served_by_us(
    shop: Widget, client: Client, settings: Any
) -> None:
    photo = corpus.photo_with_place()
    with hostile(answer("200 OK", photo, "Content-Type: text/html")) as host:
        settings.FLOWBUILDER_ALLOWED_PRIVATE_HOSTS = [host.place]
        address = picture_of(shown_card(shop, f"{host.url}/mug.jpg"))

        first, again = client.get(address), client.get(address)

    assert (first.status_code, first["Content-Type"]) == (200, "image/webp")
    assert first["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert first.content == again.content
    assert first.content[:4] == b"RIFF"
    assert b"GPS" not in first.content
    assert len(host.requests) == 1
    assert b"Cookie" not in host.requests[0]


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    "body",
    [SVG, b"<html>", b"", corpus.picture("PNG")[:60], corpus.picture("PNG") + b"x" * 2_000_000],
    ids=["svg", "page", "nothing", "cut off", "too large"],
)
def test_what_is_no_picture_is_not_shown_and_not_asked_for_at_once(
    shop: Widget, client: Client, settings: Any, body: bytes
) -> None:
    with hostile(answer("200 OK", body, "Content-Type: image/png")) as host:
        settings.FLOWBUILDER_ALLOWED_PRIVATE_HOSTS = [host.place]
        address = picture_of(shown_card(shop, f"{host.url}/mug.png"))

        answers = [client.get(address), client.get(address)]

    assert [each.status_code for each in answers] == [404, 404]
    assert len(host.requests) == 1


def test_a_picture_of_a_private_address_is_not_fetched(shop: Widget, client: Client) -> None:
    with hostile(answer("200 OK", corpus.picture("PNG"))) as host:
        address = picture_of(shown_card(shop, f"{host.url}/mug.png"))

        assert client.get(address).status_code == 404
    assert host.connections == 0


def test_only_pictures_of_cards_that_were_shown_can_be_asked_for(
    shop: Widget, client: Client
) -> None:
    message = shown_card(shop, "https://shop.example/mug.jpg")
    address = picture_of(message)
    forged = address.replace(message.conversation_id.hex, "0" * 32)
    message.delete()

    assert client.get(address).status_code == 404
    assert client.get(forged).status_code == 404
    assert not CardPicture.objects.exists()


def test_a_picture_that_nobody_asked_for_in_a_month_goes(shop: Widget) -> None:
    ages = {"old": 31, "new": 29}
    for digest, days in ages.items():
        CardPicture.objects.create(
            workspace=shop.workspace, digest=digest, fetched_at=now() - timedelta(days=days)
        )

    retention.tidy()

    assert [kept.digest for kept in CardPicture.objects.all()] == ["new"]
