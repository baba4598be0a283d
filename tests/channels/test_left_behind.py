"""What a socket leaves behind when it goes, moves on, or comes at the wrong moment: nothing.

Each test was seen to fail without its guard.
"""

import asyncio
from concurrent.futures import Future

import pytest
from django.db import transaction

from flowbuilder.channels.web import doors, selectors, services
from flowbuilder.common.executor import run_in_orm
from flowbuilder.conversations import live
from flowbuilder.conversations.models import Conversation
from flowbuilder.conversations.services import append_message, lock
from flowbuilder.runtime import commits
from tests.channels.visitor import words
from tests.runtime.test_commits import Door

pytestmark = pytest.mark.django_db(transaction=True)


async def ended(visitor):
    """Talk to the end of the flow."""
    await visitor.hello()
    await visitor.say("Ewa")
    await visitor.settle()
    await visitor.choose(4, "a")
    await visitor.settle()
    await visitor.choose(6, "5")
    await visitor.settle()


def write(conversation, **more):
    """An agent writes."""
    content = {"kind": "text", "text": "hi", "sources": []}
    with transaction.atomic():
        append_message(lock(conversation), author="agent", content=content, **more)


async def some_rounds():
    """Let the loop do what is waiting."""
    for _round in range(20):
        await asyncio.sleep(0)


async def eventually(condition):
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.01)


async def test_a_ring_of_the_last_conversation_does_not_deafen_the_next(visit, monkeypatch):
    """Without the emptied mailbox in `leave` its number was taken for one of the new talk."""
    visitor = await visit()
    await ended(visitor)
    old, loop = visitor.conversation, asyncio.get_running_loop()
    assert await run_in_orm(lambda: Conversation.objects.get(pk=old).state) == "closed"
    whole = services.find_conversation

    def find(key, hello):
        found = whole(key, hello)
        write(old, private=True)  # an agent's note, meanwhile
        asyncio.run_coroutine_threadsafe(some_rounds(), loop).result(10)  # and it is heard
        return found

    monkeypatch.setattr(services, "find_conversation", find)
    visitor.after = 0

    await visitor.hello(new=True)
    await visitor.settle()
    await visitor.say("Ola")

    assert visitor.conversation != old
    assert ("bot", "What is it about, Ola?") in words(await visitor.settle())


async def test_who_leaves_while_a_conversation_starts_is_not_listened_for(visit):
    """Without leaving the groups last, the interrupted start joined the old one again."""
    visitor = await visit()
    await ended(visitor)
    door = Door()
    commits._writer.take(door.wait_in_turn, Future())
    assert await asyncio.to_thread(door.reached.wait, 10)
    try:
        await visitor.send(type="hello", visitor=visitor.token, after=0, new=True)
        await eventually(lambda: commits._writer.length == 1)
        await visitor.close()
    finally:
        door.opened.set()

    await eventually(lambda: live._hub_here().listeners == {})


async def test_who_comes_while_the_doors_are_looked_at_stays(visit, make_widget, monkeypatch):
    """Without the list of whom was asked for, they were told that their widget does not exist."""
    await run_in_orm(make_widget, key="other")
    monkeypatch.setattr(doors, "CHECK_S", 0.05)
    looking, seen_by_both = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    go_on = Door()
    whole = selectors.origins_of

    def slow(keys):
        found = whole(keys)
        if "other" in keys:
            loop.call_soon_threadsafe(seen_by_both.set)
        elif not go_on.reached.is_set():
            loop.call_soon_threadsafe(looking.set)
            go_on.wait_in_turn()
        return found

    monkeypatch.setattr(selectors, "origins_of", slow)
    await visit()
    async with asyncio.timeout(10):
        await looking.wait()
        late = await visit(key="other")
        await late.hello()
        go_on.opened.set()
        await seen_by_both.wait()

    assert (await late.say("Ewa"))["type"] == "ack"


async def test_the_doors_are_kept_for_who_comes_as_the_last_one_leaves():
    """Without forgetting the cancelled keeper nobody looked for the next guest."""

    class Guest:
        key = "shop"

        def look_again(self, origins):
            pass

    one, two = Guest(), Guest()
    doors.enter(one)
    doors.leave(one)
    doors.enter(two)
    await some_rounds()

    assert doors._keeper is not None
    assert not doors._keeper.done()
    doors.leave(two)


async def test_a_visitor_is_not_told_the_key_of_an_agents_message(visit):
    visitor = await visit()
    await visitor.hello()

    await run_in_orm(write, visitor.conversation, client_id="agents-own-client-id")

    assert "client_id" not in await visitor.read_until("message")
