"""A chat inside a page shows how a conversation would begin, and being seen begins none."""

import json
import re
from html import unescape

import pytest
from django.test import Client

from flowbuilder.channels.web.greetings import greeting_of
from flowbuilder.conversations.models import Contact, Conversation, EventRecord
from flowbuilder.core.testing import flow
from flowbuilder.runtime.models import Job
from tests.channels.visitor import SHOP

pytestmark = pytest.mark.django_db

GREETING = flow(
    ("hi", "greeting", {"text": "Hello."}),
    (
        "pick",
        "choices",
        {
            "text": "What is it about?",
            "options": [{"value": "a", "label": "A parcel"}, {"value": "b", "label": "A return"}],
        },
    ),
    ("end", "end", {}),
    wires="hi.next>pick; pick.a>end; pick.b>end",
    locale="en",
)


def config_of(answer):
    found = re.search(r'data-config="([^"]*)"', answer.content.decode())
    return json.loads(unescape(found[1]))


def test_a_page_view_shows_the_greeting_and_makes_nothing(make_widget):
    make_widget(GREETING)

    answer = Client().get("/w/shop/inline/")

    shown = config_of(answer)["greeting"]
    assert [frame["content"]["text"] for frame in shown] == ["Hello.", "What is it about?"]
    assert answer.cookies == {}
    assert f"frame-ancestors 'self' {SHOP};" in answer.headers["Content-Security-Policy"]
    for made in (Contact, Conversation, EventRecord, Job):
        assert not made.objects.exists()


def test_the_conversation_begins_with_just_what_was_shown(make_widget):
    widget = make_widget(GREETING)
    shown = [(frame["seq"], frame["from"], frame["content"]) for frame in greeting_of(widget, "en")]

    hello = {"type": "hello", "visitor": None, "after": 0}
    told = (
        Client()
        .post("/api/v1/chat/shop/messages", hello, content_type="application/json")
        .json()["frames"]
    )

    real = [(f["seq"], f["from"], f["content"]) for f in told if f["type"] == "message"]
    assert real == shown


def test_only_the_chat_inside_a_page_carries_it(make_widget):
    make_widget(GREETING)

    for path in ("/w/shop/", "/w/shop/frame/", "/w/shop/frame/?preview"):
        assert "greeting" not in config_of(Client().get(path))


def test_a_flow_without_a_version_greets_nobody(make_widget):
    widget = make_widget(GREETING)
    widget.flow.published = None
    widget.flow.save()
    widget.refresh_from_db()

    assert greeting_of(widget, "en") == []
