"""A conversation is held in the language that the visitor's page asks for, if the flow has it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from flowbuilder.channels.web import acting, frames, services
from flowbuilder.channels.web.models import Widget
from flowbuilder.conversations.models import Contact, Conversation
from flowbuilder.core.testing import flow
from flowbuilder.runtime.replaying import replay_conversation

pytestmark = pytest.mark.django_db(transaction=True)

PARCELS = flow(
    ("hi", "greeting", {"text": "Hello."}),
    ("pick", "choices", {"text": "What is it?", "options": [{"value": "a", "label": "A parcel"}]}),
    ("bye", "message", {"text": "Goodbye."}),
    ("person", "handoff", {}),
    ("end", "end", {}),
    wires="hi>pick; pick.a>bye; bye>person; person.done>end",
    locale="en",
    translations={
        "de": {
            "hi": {"text": {"text": "Guten Tag."}},
            "pick": {"options.a.label": {"text": "Ein Paket"}},
        }
    },
)


def heard(conversation: Conversation) -> list[str]:
    messages = conversation.messages.exclude(author="visitor").order_by("seq")
    return [message.content["text"] for message in messages]


@pytest.mark.parametrize(
    ("asked", "widget_language", "language", "greeting"),
    [
        ("de-AT", "en", "de", "Guten Tag."),
        ("fr", "en", "en", "Hello."),
        ("", "en", "en", "Hello."),
        ("pl", "pl", "en", "Hello."),
        ("x" * 35, "pl", "en", "Hello."),
    ],
)
def test_it_speaks_what_was_asked_for_or_the_main_language(
    make_widget: Callable[..., Widget],
    asked: str,
    widget_language: str,
    language: str,
    greeting: str,
) -> None:
    widget = make_widget(PARCELS)
    Widget.objects.update(language=widget_language)

    opened = services.open_conversation(widget.key, frames.Hello(type="hello", locale=asked))

    conversation = Conversation.objects.get(pk=opened.conversation_id)
    assert conversation.language == Contact.objects.get().language == language
    assert heard(conversation)[0] == greeting


def test_a_whole_talk_in_german_borrows_what_is_missing_and_replays(
    make_widget: Callable[..., Widget],
) -> None:
    widget = make_widget(PARCELS)
    opened = services.open_conversation(widget.key, frames.Hello(type="hello", locale="de"))
    offer = Conversation.objects.get(pk=opened.conversation_id).messages.order_by("seq").last()
    assert offer is not None
    assert offer.content["options"] == [{"value": "a", "label": "Ein Paket"}]

    chosen = frames.Choose(type="choose", client_id="client-id-1", message=offer.seq, value="a")
    acting.act(opened.conversation_id, chosen)

    conversation = Conversation.objects.get(pk=opened.conversation_id)
    assert heard(conversation)[:3] == ["Guten Tag.", "What is it?", "Goodbye."]
    # Our own sentences, which exist in Polish and English, are then English.
    assert all("W tej chwili" not in said for said in heard(conversation))
    assert replay_conversation(conversation).same


@pytest.mark.parametrize(("read", "notice"), [("pl", "Rozmawiają"), ("de", "You are"), ("", "You")])
def test_the_notice_is_in_the_language_that_the_visitor_reads(
    make_widget: Callable[..., Widget], read: str, notice: str
) -> None:
    widget = make_widget(PARCELS)
    hello = frames.Hello(type="hello", locale="en", language=read)

    opened = services.open_conversation(widget.key, hello)

    assert opened.frames[0]["notice"].startswith(notice)
