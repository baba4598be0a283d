"""A visitor who comes back is known by what they said of themselves."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from flowbuilder.channels.web import acting, frames, services
from flowbuilder.channels.web.models import Widget
from flowbuilder.conversations.models import Contact, Conversation
from flowbuilder.core.testing import flow
from flowbuilder.runtime.replaying import replay_conversation

pytestmark = pytest.mark.django_db(transaction=True)

MESSAGE = flow(
    ("message", "leave_message", {}),
    ("bye", "message", {"text": "Goodbye {{ contact.email }}."}),
    ("end", "end", {}),
    wires="message.next>bye; bye.next>end",
    locale="en",
)


def test_who_left_an_address_is_not_asked_for_it_in_the_next_conversation(
    make_widget: Callable[..., Widget],
) -> None:
    widget = make_widget(MESSAGE)
    first = services.open_conversation(widget.key, frames.Hello(type="hello"))
    for number, words in enumerate(("ada@example.com", "Where is my parcel?")):
        frame = frames.Say(type="say", client_id=f"client-id-{number}", text=words)
        acting.act(first.conversation_id, frame)

    hello = frames.Hello(type="hello", visitor=first.token, new=True)
    again = services.open_conversation(widget.key, hello)

    conversation = Conversation.objects.get(pk=again.conversation_id)
    said = conversation.messages.order_by("seq").first()
    assert Contact.objects.get().email == "ada@example.com"
    assert conversation.pk != first.conversation_id
    assert said is not None
    assert said.content["text"].startswith("Please write what we can help with.")
    assert replay_conversation(conversation).same
