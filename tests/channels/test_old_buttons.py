"""Older buttons through real sockets: they work, or the visitor is told kindly that they do not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from flowbuilder.accounts.models import User
from flowbuilder.channels.web.models import Widget
from flowbuilder.common.executor import run_in_orm
from flowbuilder.conversations import services
from flowbuilder.conversations.models import Conversation, EventRecord
from flowbuilder.conversations.ownership import Move
from flowbuilder.core.testing import flow
from flowbuilder.runtime import hot
from flowbuilder.runtime.replaying import replay_conversation
from tests.channels.test_card_sockets import choose
from tests.channels.test_form_sockets import FILLED, fill

pytestmark = pytest.mark.django_db(transaction=True)

MENU = flow(
    (
        "menu",
        "choices",
        {"text": "What is it about?", "options": [{"value": "parcel", "label": "A parcel"}]},
    ),
    ("number", "question", {"question": "Its number?", "save_as": "number"}),
    ("hours", "question", {"question": "Open until six. Right?", "save_as": "more"}),
    ("bye", "end"),
    wires="menu.parcel>number; menu.fallback>hours; number>bye; number.gave_up>bye; hours>bye; "
    "hours.gave_up>bye",
    locale="en",
    variables=({"name": "number"}, {"name": "more"}),
    triggers=[{"id": "k", "kind": "keyword", "words": ["hours"], "target": "hours"}],
)


@pytest.fixture
def menu(widget: Widget, make_widget: Callable[..., Widget]) -> Widget:
    return make_widget(MENU, key="menu")


def said(frames: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(f["from"], f["content"]["text"]) for f in frames if f["type"] == "message"]


def opened(frames: list[dict[str, Any]]) -> list[int]:
    """The older questions that may be answered, by the last frame that says so."""
    return [f["open"] for f in frames if f["type"] == "changeable"][-1]


async def test_a_button_of_a_question_that_was_passed_answers_it(visit: Any, menu: Widget) -> None:
    visitor = await visit("menu")
    asked = (await visitor.hello())[-1]
    await visitor.say("hours")
    frames = await visitor.settle()
    assert opened(frames) == [asked["seq"]]

    await choose(visitor, asked["seq"], "parcel")
    frames = await visitor.settle()

    assert said(frames) == [("visitor", "A parcel"), ("bot", "Its number?")]
    record = await run_in_orm(EventRecord.objects.filter(kind="VisitorChose").get)
    assert (record.fate, record.payload["returns"]) == (EventRecord.Fate.TAKEN, True)
    row = await run_in_orm(Conversation.objects.get)
    assert (await run_in_orm(replay_conversation, row)).same


async def test_what_may_be_pressed_is_said_before_what_goes_past_it(
    visit: Any, menu: Widget
) -> None:
    """So a form that is being filled in is never gone for a moment."""
    visitor = await visit("menu")
    await visitor.hello()
    await visitor.say("hours")
    frames = await visitor.settle()

    kinds = [f["type"] if f["type"] != "message" else f["from"] for f in frames]

    assert kinds.index("changeable") < kinds.index("bot")


async def test_who_comes_back_is_told_too(visit: Any, menu: Widget) -> None:
    visitor = await visit("menu")
    asked = (await visitor.hello())[-1]
    await visitor.say("hours")
    await visitor.settle()
    hot.forget_all()

    again = await visit("menu")
    again.token = visitor.token
    await again.hello()

    await choose(again, asked["seq"], "parcel")
    assert said(await again.settle())[-1] == ("bot", "Its number?")


async def test_a_button_that_is_over_is_told_kindly(visit: Any, menu: Widget) -> None:
    """The second tab was slower."""
    visitor = await visit("menu")
    asked = (await visitor.hello())[-1]
    await choose(visitor, asked["seq"], "parcel")
    await visitor.settle()

    answer = await choose(visitor, asked["seq"], "parcel")
    frames = await visitor.settle()

    assert answer["type"] == "ack"
    assert said(frames) == [("visitor", "A parcel")]
    assert [f["message"] for f in frames if f["type"] == "error"] == [
        "This button belongs to an earlier question and no longer works. Write what you need."
    ]


async def test_what_was_never_offered_is_refused(visit: Any, menu: Widget) -> None:
    visitor = await visit("menu")
    asked = (await visitor.hello())[-1]
    await visitor.say("hours")
    await visitor.settle()

    for message, value in ((asked["seq"], "forged"), (asked["seq"] + 1, "parcel"), (99, "parcel")):
        assert (await choose(visitor, message, value))["code"] == "no_such_choice"


async def test_a_form_can_be_filled_in_after_words_were_typed(
    visit: Any, widget: Widget, make_widget: Callable[..., Widget]
) -> None:
    fields = [
        {"label": "Imię", "variable": "name"},
        {"label": "E-mail", "kind": "email", "variable": "email"},
    ]
    document = flow(
        ("form", "form", {"text": "Umówmy wizytę.", "fields": fields}),
        ("back", "question", {"question": "Dziękujemy. Kiedy?", "save_as": "when"}),
        ("bye", "end"),
        wires="form>back; form.gave_up>bye; back>bye; back.gave_up>bye",
        variables=({"name": "name"}, {"name": "email"}, {"name": "when"}),
    )
    await run_in_orm(lambda: make_widget(document, key="form"))
    visitor = await visit("form")
    asked = (await visitor.hello())[-1]
    await visitor.say("A ile to kosztuje?")
    assert opened(await visitor.settle()) == [asked["seq"]]

    await fill(visitor, asked["seq"], {key: FILLED[key] for key in ("name", "email")})
    frames = await visitor.settle()

    assert said(frames)[-1] == ("bot", "Dziękujemy. Kiedy?")
    assert opened(frames) == []


async def test_with_a_person_nothing_old_is_offered(visit: Any, menu: Widget, agent: User) -> None:
    visitor = await visit("menu")
    asked = (await visitor.hello())[-1]
    await visitor.say("hours")
    await visitor.settle()

    def take_over() -> None:
        with transaction.atomic():
            conversation = services.lock(visitor.conversation)
            services.change_owner(conversation, Move.TAKE, expected_epoch=0, agent=agent)

    await run_in_orm(take_over)
    await visitor.read_until("status", state="agent")

    await choose(visitor, asked["seq"], "parcel")

    assert said(await visitor.settle()) == [("visitor", "A parcel")]
