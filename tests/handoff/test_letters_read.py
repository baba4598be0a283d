"""What a letter is about is read without how it begins and how it takes leave."""

from __future__ import annotations

import pytest
from django.db import transaction

from flowbuilder.conversations.models import Contact, Conversation, Message
from flowbuilder.conversations.services import append_message, lock
from flowbuilder.handoff import matters, story
from flowbuilder.handoff.letters import body_of
from flowbuilder.handoff.services import reopening

POLISH = (
    "Dzień dobry,\n\nzamówiłam imbryk 1002 i nie dotarł od tygodnia.\nProszę o informację.\n\n"
    "Pozdrawiam serdecznie\nMaria Wójcik\nSklep Zielnik"
)
BODY = "zamówiłam imbryk 1002 i nie dotarł od tygodnia.\nProszę o informację."


@pytest.mark.parametrize(
    ("language", "text", "body"),
    [
        ("pl", POLISH, BODY),
        ("pl", "Szanowni Państwo,\nkubek pękł.\nZ poważaniem\nJan Lis", "kubek pękł."),
        ("pl", "Kubek pękł.\nDziękuję i pozdrawiam\nJan", "Kubek pękł."),
        ("pl", "Pani Anno,\nkubek pękł.", "Pani Anno,\nkubek pękł."),
        ("en", "Dear team,\nmy mug is cracked.\nKind regards,\nAnn", "my mug is cracked."),
        ("en", "Hello\nMy mug is cracked.\nYours sincerely\nAnn", "My mug is cracked."),
        ("en", "I regard this as a complaint.\nRegards\nAnn", "I regard this as a complaint."),
        ("pl", "Dzień dobry", "Dzień dobry"),
        ("pl", "Dzień dobry\nPozdrawiam\nJan", "Dzień dobry\nPozdrawiam\nJan"),
        ("pl", "", ""),
    ],
)
def test_a_letter_is_read_from_behind_its_greeting_up_to_the_leave(language, text, body) -> None:
    assert body_of(text, language) == body


@pytest.mark.django_db
def test_a_letters_reason_is_what_it_says(workspace, version, team) -> None:
    contact = Contact.objects.create(workspace=workspace, language="pl")
    talk = Conversation.objects.create(
        workspace=workspace, flow_version=version, channel="email", contact=contact, language="pl"
    )
    with transaction.atomic():
        locked = reopening.queue_again(lock(talk.pk), team=team, reason="Imbryk 1002 nie dotarł")
        append_message(locked, author=Message.Author.VISITOR, content={"text": POLISH})

    reason = matters.reason_of(talk, story.handoffs_of(talk))

    assert "imbryk 1002" in reason
    assert "Pozdrawiam" not in reason and "Dzień dobry" not in reason
