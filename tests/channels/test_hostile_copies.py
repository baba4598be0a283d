"""What a visitor takes away of a talk holds hostile words as words: the page, and the letter."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from django.core import mail
from django.test import Client

from flowbuilder.channels.web import transcripts
from flowbuilder.channels.web.models import Widget
from flowbuilder.conversations.models import Consent, Contact, Conversation, Message
from flowbuilder.conversations.services import append_message
from flowbuilder.integrations.mail import send_plain
from tests.channels.test_identity import hello, key
from tests.hostile_words import corpus

__all__ = ["key"]
pytestmark = pytest.mark.django_db

OURS = {
    "html", "meta", "title", "style", "h1", "h2", "dl", "dt", "dd", "p", "strong", "time", "br",
}  # fmt: skip


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add(tag)
        self.attributes |= {name for name, _value in attrs}


@pytest.fixture
def said(key: str) -> str:
    """A talk in which all of it was said, by everybody; the visitor's token."""
    me = hello()
    contact = Contact.objects.get()
    Contact.objects.update(name=corpus()[0][:100])
    talk = Conversation.objects.get(pk=me.conversation_id)
    for words in corpus():
        for author in (Message.Author.VISITOR, Message.Author.BOT):
            append_message(talk, author=author, content={"kind": "text", "text": words})
    Consent.objects.create(
        contact=contact, effect_id="x", purpose=corpus()[1][:40], version="1", agreed=True,
        wording=corpus()[2], label=corpus()[3][:100], answer=corpus()[4][:100],
    )  # fmt: skip
    return me.token


def test_the_page_with_ones_data_has_no_element_but_its_own(said: str, client: Client) -> None:
    answer = client.get(
        "/api/v1/chat/shop/me/export?as=html", headers={"Authorization": f"Bearer {said}"}
    )

    tags = Tags(answer.text)
    assert "alert(1)" in answer.text
    assert (tags.found - OURS, tags.attributes - {"lang", "charset"}) == (set(), set())
    assert answer["Content-Disposition"].startswith("attachment")


def test_the_letter_with_the_talk_is_plain_text(said: str) -> None:
    widget = Widget.objects.get()
    widget.title = "Shop\r\nBcc: thief@evil.invalid"
    body = transcripts.body_of(widget, Conversation.objects.get().pk)
    send_plain(to="ada@example.pl", subject=f"Talk: {widget.title}", body=body, key="x")

    (letter,) = mail.outbox
    assert "alert(1)" in letter.body
    assert (letter.content_subtype, getattr(letter, "alternatives", [])) == ("plain", [])
    assert "Bcc" not in dict(letter.message().items())
    assert letter.recipients() == ["ada@example.pl"]
