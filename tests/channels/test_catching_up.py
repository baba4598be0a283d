"""Who was away for hours gets all of it, in pages, with who has the conversation now (case 4)."""

import datetime

import pytest

from flowbuilder.common.executor import run_in_orm
from flowbuilder.conversations import live, services
from flowbuilder.conversations.models import Conversation, Message
from flowbuilder.conversations.selectors import CATCH_UP_LIMIT

pytestmark = pytest.mark.django_db(transaction=True)
AWAY = datetime.timedelta(hours=2)


def said_meanwhile(count, text="Still there?", *, state=None, agent=None, hours_ago=True):
    """`count` messages of the assistant, a note between agents, and perhaps a new owner."""
    conversation = Conversation.objects.get()
    for number in range(count):
        services.append_message(
            conversation, author="bot", content={"kind": "text", "text": f"{number} {text}"}
        )
    services.append_message(
        conversation, author="agent", content={"kind": "text", "text": "a note"}, private=True
    )
    if state:
        conversation.state, conversation.agent = state, agent
        conversation.owner_epoch += 1
    conversation.save()
    if hours_ago:
        for message in Message.objects.all():
            Message.objects.filter(pk=message.pk).update(at=message.at - AWAY)
    return conversation


async def seqs_until_pong(visitor, after):
    await visitor.send(
        type="hello", visitor=visitor.token, after=after, locale="en", page={}, identity=None
    )
    await visitor.send(type="ping")
    frames = await visitor.all_until("pong")
    return frames, [frame["seq"] for frame in frames if frame["type"] == "message"]


async def test_a_laptop_that_slept_gets_every_message_however_many(visit):
    """Seen to fail while a catch-up sent the newest 200 only: the ones before were never shown."""
    visitor = await visit()
    await visitor.hello()
    await visitor.close()
    head = visitor.after
    count = 2 * CATCH_UP_LIMIT + 50
    await run_in_orm(said_meanwhile, count)

    back = await visit()
    back.token = visitor.token
    _frames, seqs = await seqs_until_pong(back, head)

    assert seqs == list(range(head + 1, head + count + 1))


async def test_a_fresh_screen_gets_the_newest_page_and_no_more(visit):
    visitor = await visit()
    await visitor.hello()
    await run_in_orm(said_meanwhile, CATCH_UP_LIMIT + 50)

    fresh = await visit()
    fresh.token = visitor.token
    _frames, seqs = await seqs_until_pong(fresh, 0)

    last = visitor.after + CATCH_UP_LIMIT + 50
    assert seqs == list(range(last - CATCH_UP_LIMIT + 1, last + 1))


async def test_a_transcript_of_long_messages_does_not_close_the_socket_that_asks_for_it(visit):
    """Seen to fail without `PAGE_CHARS`: one page was more than the outbox holds, so the socket
    closed with 4008 each time it was opened."""
    visitor = await visit()
    await visitor.hello()
    await run_in_orm(said_meanwhile, 120, "x" * 10_000)

    fresh = await visit()
    fresh.token = visitor.token
    frames, seqs = await seqs_until_pong(fresh, 0)

    assert seqs[-1] == visitor.after + 120
    assert sum(len(str(frame)) for frame in frames) < 300_000


async def test_who_slept_sees_who_has_the_conversation_now_and_nobody_typing(visit, agent):
    visitor = await visit()
    await visitor.hello()
    conversation = await run_in_orm(Conversation.objects.get)
    live.typing(conversation.pk, "bot")
    await visitor.read_until("typing")
    await visitor.close()
    await run_in_orm(said_meanwhile, 3, state="agent", agent=agent)

    back = await visit()
    back.token = visitor.token
    frames, seqs = await seqs_until_pong(back, visitor.after)

    statuses = [frame for frame in frames if frame["type"] == "status"]
    assert len(seqs) == 3
    assert statuses[-1]["state"] == "agent"
    assert statuses[-1]["agent"] == agent.shown_name
    assert "typing" not in {frame["type"] for frame in frames}


async def test_a_sleeper_whose_line_survived_is_told_by_the_regular_look(visit, agent, monkeypatch):
    """No announcement at all: seen to fail without `sync`."""
    from flowbuilder.conversations import sockets

    monkeypatch.setattr(sockets, "SYNC_S", 0.1)
    visitor = await visit()
    await visitor.hello()

    await run_in_orm(said_meanwhile, 3, state="agent", agent=agent)

    frames = await visitor.all_until("status", state="agent")
    assert [f["content"]["text"][0] for f in frames if f["type"] == "message"] == ["0", "1", "2"]
