"""Who comes back reads their earlier conversations in this chat, and nobody else's."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from flowbuilder.channels.web import frames, services
from flowbuilder.conversations.models import Conversation, Message
from flowbuilder.conversations.services import append_message
from tests.channels.test_identity import hello, key, say, token_for

__all__ = ["key"]
pytestmark = pytest.mark.django_db(transaction=True)

PAST = "/api/v1/chat/shop/me/conversations"


def ask(token: str, path: str = PAST) -> Any:
    return Client(headers={"Authorization": f"Bearer {token}"}).get(path)


def past_of(token: str) -> list[str]:
    return [one["words"] for one in ask(token).json()["conversations"]]


def anew(me: services.Opened) -> services.Opened:
    """End the conversation, as “start over” does, and begin the next."""
    opened = hello(me.token, new=True, instead=str(me.conversation_id))
    assert opened.conversation_id != me.conversation_id
    return opened


def test_what_is_over_is_listed_newest_first_and_read_without_notes(key: str) -> None:
    first = hello()
    say(first, "Where is my parcel?")
    talk = Conversation.objects.get(pk=first.conversation_id)
    note = {"kind": "text", "text": "A difficult one."}
    append_message(talk, author=Message.Author.AGENT, content=note, private=True)
    second = anew(first)
    say(second, "Another thing")
    third = anew(anew(second))  # in the one between nothing was said
    say(third, "Now")

    assert past_of(first.token) == ["Another thing", "Where is my parcel?"]
    read = ask(first.token, f"{PAST}/{first.conversation_id}").json()["frames"]
    assert "Where is my parcel?" in str(read)
    assert "A difficult one." not in str(read)
    assert {frame["type"] for frame in read} == {"message"}


def test_nobody_reads_anothers_nor_the_one_that_goes_on(key: str) -> None:
    me, other = hello(), hello()
    say(me, "Mine")
    anew(me)
    going_on = anew(other).conversation_id

    assert past_of(other.token) == []
    assert ask(other.token, f"{PAST}/{me.conversation_id}").status_code == 404
    assert ask(other.token, f"{PAST}/{going_on}").status_code == 404
    assert ask(other.token, f"{PAST}/{UUID(int=1)}").status_code == 404
    assert ask("x" * 40).status_code == 401


def test_an_accounts_talks_stay_the_accounts(key: str) -> None:
    stranger = hello()
    say(stranger, "Before signing in")
    signed_in = hello(stranger.token, token_for(key, "7"))
    anew(signed_in)

    assert past_of(signed_in.token) == ["Before signing in"]
    later = services.open_conversation("shop", frames.Hello(type="hello", visitor=stranger.token))
    assert past_of(later.token) == []
