"""Where the assistant stopped when a person came, told to whoever hands the conversation back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.common.clock import now
from flowbuilder.conversations.models import Contact, Conversation
from flowbuilder.core.events import SessionStarted, VisitorAskedForPerson
from flowbuilder.core.testing import flow
from flowbuilder.flows.models import FlowVersion
from flowbuilder.handoff.models import Team
from flowbuilder.handoff.services import answering
from flowbuilder.handoff.stopped import stopped_at
from flowbuilder.runtime.turns import take_turn
from tests.handoff.conftest import lines, says
from tests.handoff.test_api import as_agent, one  # noqa: F401  a fixture

pytestmark = pytest.mark.django_db
Start = Callable[[], Conversation]

OPTIONS = [{"value": "parcel", "label": "My parcel"}, {"value": "person", "label": "A person"}]
SHOP = flow(
    ("menu", "choices", {"text": "What is it about?", "options": OPTIONS}),
    ("number", "question", {"question": "The number?", "save_as": "number"}),
    ("hours", "message", {"text": "One moment."}),
    ("person", "handoff", {"max_wait": 600}),
    ("more", "question", {"question": "Anything else?", "save_as": "more"}),
    ("bye", "end"),
    wires="menu.parcel>number; menu.person>hours; menu.fallback>hours; number>bye; hours>person;"
    " person.done>bye; person.returned>more; more>bye",
    locale="en",
    variables=({"name": "number"}, {"name": "more"}),
    triggers=({"id": "t", "kind": "human", "target": "hours"},),
)


@pytest.fixture
def start(workspace: Workspace, version: FlowVersion, team: Team, ewa: User) -> Start:
    """Begins a conversation in the chat, whose buttons last."""
    FlowVersion.objects.filter(pk=version.pk).update(document=SHOP.model_dump(mode="json"))

    def begin() -> Conversation:
        talk = Conversation.objects.create(
            workspace=workspace,
            flow_version=version,
            widget_key="k",
            contact=Contact.objects.create(workspace=workspace),
            language="en",
        )
        take_turn(talk.pk, SessionStarted(at=now(), buttons_last=True))
        talk.refresh_from_db()
        return talk

    return begin


def asks_for_person(talk: Conversation) -> None:
    take_turn(talk.pk, VisitorAskedForPerson(at=now()))
    talk.refresh_from_db()


def taken(talk: Conversation, user: User) -> Conversation:
    return answering.take_over(talk.workspace, talk.pk, user, epoch=talk.owner_epoch)


@pytest.mark.parametrize("how", ["button", "words"])
def test_the_question_that_was_left_for_a_person_is_where_the_assistant_stopped(
    start: Start, ewa: User, how: str
) -> None:
    talk = start()
    says(talk, "My parcel")
    if how == "button":
        asks_for_person(talk)
    else:
        says(talk, "I want to talk to a person")
    mine = taken(talk, ewa)

    assert stopped_at(mine) == ("number", "left")
    answering.hand_back(mine.workspace, mine.pk, ewa, epoch=mine.owner_epoch, node="number")
    assert lines(mine)[-1] == ("bot", "The number?")


def test_a_wish_for_a_person_leaves_the_menu_open_though_a_button_of_it_leads_to_one(
    start: Start, ewa: User
) -> None:
    talk = start()
    says(talk, "I want to talk to a person")

    assert stopped_at(taken(talk, ewa)) == ("menu", "left")


@pytest.mark.parametrize("said", [["A person"], ["It is dented", "One side is dented"]])
def test_where_the_flow_itself_led_on_to_people_nothing_is_left_open(
    start: Start, ewa: User, said: list[str]
) -> None:
    talk = start()
    for words in said:
        says(talk, words)
    assert talk.state == "queued"

    assert stopped_at(taken(talk, ewa)) == ("", "")


def test_what_is_taken_from_the_assistant_stands_at_its_question(start: Start, ewa: User) -> None:
    talk = start()
    says(talk, "My parcel")

    assert stopped_at(taken(talk, ewa)) == ("number", "stands")


def test_a_question_asked_and_answered_since_is_not_where_it_stopped(
    start: Start, ewa: User
) -> None:
    talk = start()
    asks_for_person(talk)
    mine = taken(talk, ewa)
    answering.hand_back(mine.workspace, mine.pk, ewa, epoch=mine.owner_epoch)
    mine.refresh_from_db()
    asks_for_person(mine)

    assert stopped_at(taken(mine, ewa)) == ("more", "left")


def test_the_steps_say_where_it_stopped(start: Start, as_agent: Client) -> None:  # noqa: F811
    talk = start()
    says(talk, "My parcel")
    asks_for_person(talk)

    steps: list[dict[str, Any]] = as_agent.get(one(talk, "steps")).json()

    assert {step["id"]: step["stopped"] for step in steps if step["stopped"]} == {"number": "left"}
