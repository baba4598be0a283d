"""Forms through real sockets: filled in, mended, sent twice, and written instead."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.utils.translation import override

from flowbuilder.channels.web.models import Widget
from flowbuilder.common.executor import run_in_orm
from flowbuilder.conversations.models import Conversation, EventRecord, Message
from flowbuilder.conversations.transcript import happenings_of, lines_of
from flowbuilder.core.testing import flow
from flowbuilder.handoff import story
from flowbuilder.handoff.answers import answers_of

pytestmark = pytest.mark.django_db(transaction=True)

BOOKING = flow(
    (
        "form",
        "form",
        {
            "text": "Umówmy wizytę.",
            "fields": [
                {"label": "Imię", "variable": "name"},
                {"label": "E-mail", "kind": "email", "variable": "email"},
                {"label": "Dzień", "kind": "date", "variable": "day"},
            ],
        },
    ),
    ("back", "question", {"question": "Kiedy powrót?", "kind": "date", "save_as": "back"}),
    ("bye", "end"),
    wires="form>back; form.gave_up>bye; back>bye; back.gave_up>bye",
    variables=(
        {"name": "name", "personal": True},
        {"name": "email", "personal": True},
        {"name": "day", "kind": "date"},
        {"name": "back", "kind": "date"},
    ),
)
FILLED = {"name": "Ada", "email": "ada@example.pl", "day": "2030-12-03"}


@pytest.fixture
def booking(widget: Widget, make_widget: Callable[..., Widget]) -> Widget:
    return make_widget(BOOKING, key="booking")


async def fill(visitor: Any, message: int, values: dict[str, str], **more: Any) -> dict[str, Any]:
    """What the server answers to a form."""
    client_id = more.pop("client_id", str(uuid.uuid4()))
    await visitor.send(type="fill", client_id=client_id, message=message, values=values, **more)
    while True:
        frame: dict[str, Any] = await visitor.read()
        if frame.get("client_id") == client_id and frame["type"] in {"ack", "error"}:
            return frame


async def test_a_form_is_filled_in_and_every_tab_shows_what_it_says(
    visit: Any, booking: Widget
) -> None:
    one, other = await visit("booking"), await visit("booking")
    shown = (await one.hello())[-1]
    other.token = one.token
    await other.hello()

    await fill(one, shown["seq"], {**FILLED, "other": "left out"})
    said = await other.read_until("message", **{"from": "visitor"})
    asked = await other.read_until("message", **{"from": "bot"})

    assert [field["label"] for field in shown["content"]["fields"]] == ["Imię", "E-mail", "Dzień"]
    assert said["content"]["text"] == "Imię: Ada\nE-mail: ada@example.pl\nDzień: 3 grudnia 2030"
    assert said["content"]["choice"]["message"] == shown["seq"]
    assert said["content"]["filled"] == FILLED
    assert asked["content"]["fields"][0]["input"] == "date"

    await fill(one, asked["seq"], {"back": "2030-12-09"})
    said = await other.read_until("message", **{"from": "visitor"})

    assert said["content"]["text"] == "9 grudnia 2030"


async def test_what_does_not_fit_comes_back_with_all_that_was_entered(
    visit: Any, booking: Widget
) -> None:
    visitor = await visit("booking")
    shown = (await visitor.hello())[-1]

    await fill(visitor, shown["seq"], {**FILLED, "email": "ada"})
    again = await visitor.read_until("message", **{"from": "bot"})

    fields = again["content"]["fields"]
    assert [field["value"] for field in fields] == ["Ada", "ada", "2030-12-03"]
    assert [bool(field["error"]) for field in fields] == [False, True, False]


async def test_the_same_form_sent_again_counts_once(visit: Any, booking: Widget) -> None:
    visitor = await visit("booking")
    shown = (await visitor.hello())[-1]
    client_id = str(uuid.uuid4())

    acks = [await fill(visitor, shown["seq"], FILLED, client_id=client_id) for _time in range(3)]

    assert len({ack["seq"] for ack in acks}) == 1
    assert await run_in_orm(Message.objects.filter(author="visitor").count) == 1


async def test_a_form_that_is_none_is_an_error_and_the_socket_stays(
    visit: Any, booking: Widget
) -> None:
    visitor = await visit("booking")
    shown = (await visitor.hello())[-1]
    await fill(visitor, shown["seq"], FILLED)
    answer = await visitor.read_until("message", **{"from": "visitor"})

    assert (await fill(visitor, answer["seq"], FILLED))["code"] == "no_such_choice"
    assert (await fill(visitor, 99, FILLED))["code"] == "no_such_choice"


async def test_a_form_that_was_sent_can_be_sent_anew(visit: Any, booking: Widget) -> None:
    visitor = await visit("booking")
    shown = (await visitor.hello())[-1]
    ack = await fill(visitor, shown["seq"], FILLED)

    await fill(visitor, shown["seq"], {**FILLED, "name": "Ola"}, instead_of=ack["seq"])
    await visitor.settle()

    row = await run_in_orm(Conversation.objects.get, pk=visitor.conversation)
    assert row.session["variables"]["name"] == "Ola"


async def test_a_client_that_knows_no_forms_gets_by_with_words(visit: Any, booking: Widget) -> None:
    visitor = await visit("booking")
    await visitor.hello()

    for said in ("?", "Ada", "ada@example.pl", "3.12.2030"):
        await visitor.say(said)
    await visitor.settle()

    row = await run_in_orm(Conversation.objects.get, pk=visitor.conversation)
    assert {name: row.session["variables"][name] for name in FILLED} == FILLED


async def test_the_transcript_and_the_handoff_show_what_was_asked_and_answered(
    visit: Any, booking: Widget
) -> None:
    visitor = await visit("booking")
    shown = (await visitor.hello())[-1]
    await fill(visitor, shown["seq"], FILLED)

    def told() -> tuple[Any, ...]:
        row = Conversation.objects.select_related("flow_version").get(pk=visitor.conversation)
        lines, happened = lines_of(row), [each.text for each in happenings_of(row)]
        with override("en"):
            told = answers_of(row)
            assert not [said.text for said in story.talk_of(row) if said.who == "visitor"]
        return lines, happened, [(one["label"], one["value"], one["personal"]) for one in told]

    lines, happened, answers = await run_in_orm(told)

    assert lines[0].options == ("Imię", "E-mail", "Dzień")
    assert lines[1].text.endswith("Dzień: 3 grudnia 2030")
    assert any("E-mail: ada@example.pl; Dzień" in text for text in happened)
    assert answers == [
        ("Imię", "Ada", True),
        ("E-mail", "ada@example.pl", True),
        ("Dzień", "3 December 2030", False),
    ]
    assert await run_in_orm(EventRecord.objects.filter(kind="VisitorFilled").count) == 1
