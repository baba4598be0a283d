"""An agent is shown what the knowledge would answer to the visitor's last words."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.conversations.models import Conversation, Message
from flowbuilder.conversations.services import append_message
from flowbuilder.handoff import assisting
from flowbuilder.handoff.services import answering, writing
from flowbuilder.knowledge import selectors
from flowbuilder.knowledge import services as knowledge
from tests.handoff.conftest import says

pytestmark = pytest.mark.django_db


@pytest.fixture
def taken(asked: Callable[..., Conversation], ewa: User, workspace: Workspace) -> Conversation:
    """A conversation that Ewa answers, in a workspace that knows two things."""
    selectors.forget()
    knowledge.create_entry(
        workspace, question="How much is delivery?", answer="£3.95.", language="en"
    )
    knowledge.create_entry(
        workspace, question="How do I return something?", answer="With the form.", language="en"
    )
    conversation = asked()
    return answering.claim(workspace, conversation.pk, ewa, epoch=conversation.owner_epoch)


def test_what_fits_the_last_words_is_suggested(taken: Conversation) -> None:
    says(taken, "how much is the delivery")

    found = assisting.suggestions_for(taken)

    assert (found[0].question, found[0].answer) == ("How much is delivery?", "£3.95.")


def test_several_messages_in_a_row_are_one_question(taken: Conversation) -> None:
    says(taken, "hello, one more thing")
    says(taken, "how do I return")
    says(taken, "something I bought")

    assert assisting.asked_now(taken).endswith("how do I return something I bought")


def test_what_was_answered_already_is_not_asked_again(
    taken: Conversation, ewa: User, workspace: Workspace
) -> None:
    says(taken, "how much is delivery")
    writing.reply(workspace, taken.pk, ewa, text="£3.95.", client_id="one", epoch=taken.owner_epoch)
    assert assisting.asked_now(taken) == ""

    says(taken, "thank you")

    assert assisting.asked_now(taken) == ""
    assert not assisting.suggestions_for(taken)


def test_what_the_visitor_was_told_already_is_not_suggested(taken: Conversation) -> None:
    content = {"kind": "text", "text": "Delivery: £3.95.", "sources": []}
    append_message(taken, author=Message.Author.BOT, content=content)
    says(taken, "how much is the delivery of a return")

    found = assisting.suggestions_for(taken)

    assert "£3.95." not in [one.answer for one in found]
    assert "With the form." in [one.answer for one in found]


def test_where_nothing_fits_nothing_is_suggested(taken: Conversation) -> None:
    says(taken, "tell me a joke about penguins")

    assert not assisting.suggestions_for(taken)


def test_only_agents_of_the_workspace_read_them(
    taken: Conversation,
    client_for: Callable[..., Client],
    other_workspace: Workspace,
) -> None:
    says(taken, "how much is the delivery")
    where = f"/api/v1/inbox/conversations/{taken.pk}/suggestions/"

    shown = client_for("agent").get(where)

    assert shown.json()[0]["question"] == "How much is delivery?"
    assert 0 < shown.json()[0]["score"] <= 1
    assert client_for("agent", other_workspace).get(where).status_code == 404
    assert client_for("analyst").get(where).status_code == 403
