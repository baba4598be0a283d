"""The widget's socket keeps its public contract."""

import asyncio
import json

import pytest

from flowbuilder.conversations import live, services
from flowbuilder.conversations.models import Conversation, EventRecord, Message, VisitorToken
from flowbuilder.conversations.ownership import Move
from tests.channels.visitor import SHOP, Visitor, words

pytestmark = pytest.mark.django_db(transaction=True)


async def in_db(call, *args):
    from flowbuilder.common.executor import run_in_orm

    return await run_in_orm(call, *args)


async def test_a_visitor_is_greeted_and_answered(visit):
    visitor = await visit()

    greeting = await visitor.hello()
    await visitor.say("Ada")
    answers = await visitor.settle()

    assert words(greeting) == [("bot", "Hello."), ("bot", "Your name?")]
    assert words(answers) == [("visitor", "Ada"), ("bot", "What is it about, Ada?")]


async def test_the_notice_comes_with_the_welcome_before_any_message(visit):
    visitor = await visit()
    await visitor.send(type="hello", visitor=None, after=0)

    frames = await visitor.all_until("status")

    assert [frame["type"] for frame in frames] == ["welcome", "message", "message", "status"]
    assert "You are talking to an AI assistant" in frames[0]["notice"]


async def test_the_acknowledgement_names_the_stored_message(visit):
    visitor = await visit()
    await visitor.hello()

    ack = await visitor.say("Ada", "client-id-1")

    stored = await in_db(lambda: Message.objects.get(client_id="client-id-1"))
    assert ack == {"type": "ack", "client_id": "client-id-1", "seq": stored.seq}


async def test_the_same_client_id_again_is_answered_but_not_done_even_with_other_words(visit):
    """Case 9. Seen to fail without the look-up in `Turn.take`: it broke on the unique index."""
    visitor = await visit()
    await visitor.hello()

    first = await visitor.say("Ada", "client-id-1")
    again = await visitor.say("Bob", "client-id-1")
    await visitor.settle()

    visitors = Message.objects.filter(author="visitor")
    said = await in_db(lambda: [message.content["text"] for message in visitors])
    assert again == first
    assert said == ["Ada"]


async def test_a_second_answer_to_the_same_question_is_late_and_not_taken_twice(visit):
    """Case 8. Two tabs press two buttons of one question; the first counts. The guard itself is
    proved in `tests/runtime/test_same_frame_twice.py`."""
    one, two = await visit(), await visit()
    await one.hello()
    two.token = one.token
    await two.hello()
    await one.say("Ada")
    asked = (await two.read_until("message", **{"from": "bot"}))["seq"]

    first = await one.choose(asked, "a")
    second = await two.choose(asked, "b")
    await one.settle()

    fates = await in_db(
        lambda: list(EventRecord.objects.filter(kind="VisitorChose").values_list("fate", flat=True))
    )
    ratings = await in_db(lambda: Message.objects.filter(content__kind="rating").count())
    assert (first["type"], second["type"]) == ("ack", "ack")
    assert fates == ["taken", "late"]
    assert ratings == 1


@pytest.mark.parametrize("value", ["__skip__", "6", "0", "x", "-1"])
async def test_a_score_is_skipped_by_its_button_and_nothing_else_off_the_scale_is_taken(
    visit, value
):
    one = await visit()
    await one.hello()
    await one.say("Ada")
    await one.choose((await one.read_until("message", **{"from": "bot"}))["seq"], "a")
    rating = await one.read_until("message", **{"from": "bot"})
    while rating["content"]["kind"] != "rating":
        rating = await one.read_until("message", **{"from": "bot"})

    answer = await one.choose(rating["seq"], value)

    assert answer["type"] == ("ack" if value == "__skip__" else "error")


async def test_two_tabs_see_the_same_talk(visit):
    one, two = await visit(), await visit()
    await one.hello()
    two.token = one.token
    await two.hello()

    await one.say("Ada")
    seen = [await two.read_until("message") for _ in range(2)]

    assert words(seen) == [("visitor", "Ada"), ("bot", "What is it about, Ada?")]


async def test_who_comes_back_gets_what_was_missed_and_nothing_twice(visit):
    first = await visit()
    await first.hello()
    await first.say("Ada")
    await first.close()
    back = await visit()
    back.token, back.after = first.token, 2

    missed = await back.hello()

    assert back.conversation == first.conversation
    assert [frame["seq"] for frame in missed] == [3, 4]


async def test_notes_between_agents_are_never_shown(visit):
    visitor = await visit()
    await visitor.hello()

    def note():
        from django.db import transaction

        with transaction.atomic():
            conversation = services.lock(visitor.conversation)
            services.append_message(
                conversation, author="agent", content={"kind": "text", "text": "psst"}, private=True
            )

    await in_db(note)
    await visitor.say("Ada")
    shown = await visitor.settle()
    again = await visit()
    again.token = visitor.token
    caught_up = await again.hello()

    assert "psst" not in json.dumps(shown) + json.dumps(caught_up)
    assert [frame["seq"] for frame in caught_up] == [1, 2, 4, 5]


async def test_what_the_machine_still_writes_is_not_shown_after_a_person_took_over(visit, agent):
    """Seen to fail without the check of the state: the model's words came under a person's name."""
    visitor = await visit()
    await visitor.hello()

    def take_over():
        from django.db import transaction

        with transaction.atomic():
            conversation = services.lock(visitor.conversation)
            services.change_owner(conversation, Move.TAKE, expected_epoch=0, agent=agent)

    live.stream(visitor.conversation, "x:1", "Well")
    before = await visitor.read_until("delta")
    await in_db(take_over)
    await visitor.read_until("status", state="agent")
    live.stream(visitor.conversation, "x:1", ", as I said")

    assert before["text"] == "Well"
    assert [frame["type"] for frame in await visitor.settle()] == []


async def test_a_choice_that_was_not_offered_is_refused(visit):
    visitor = await visit()
    await visitor.hello()
    await visitor.say("Ada")

    wrong_value = await visitor.choose(4, "zzz")
    wrong_message = await visitor.choose(1, "a")
    no_message = await visitor.choose(999, "a")

    assert {wrong_value["code"], wrong_message["code"], no_message["code"]} == {"no_such_choice"}


async def test_a_closed_conversation_says_so_and_a_new_one_can_be_started(visit):
    visitor = await visit()
    await visitor.hello()
    await visitor.say("Ada")
    await visitor.choose(4, "a")
    await visitor.choose(6, "5")
    await visitor.read_until("status", state="closed")

    refused = await visitor.say("more")
    before = visitor.conversation
    await visitor.hello(new=True, after=0)

    assert refused["code"] == "conversation_closed"
    assert visitor.conversation != before
    assert (await visitor.say("Bob"))["type"] == "ack"


async def test_going_back_is_said_to_be_impossible(visit):
    visitor = await visit()
    await visitor.hello()

    await visitor.send(type="back", client_id="client-id-1", to=1)

    assert (await visitor.read_until("error"))["code"] == "cannot_go_back"


async def test_nothing_may_be_said_before_hello(visit):
    visitor = await visit()

    assert (await visitor.say("Ada"))["code"] == "say_hello_first"


async def test_an_unknown_widget_says_so_and_closes_with_4403(visit):
    visitor = await visit(key="nobody")

    error, closed = await visitor.read(), await visitor.read()

    assert (error["code"], closed["code"]) == ("no_such_widget", 4403)


EVIL = [
    "https://shop.example.evil.com", "https://evil.com", "http://shop.example",
    "https://shop.example:8443", "https://shop.example.", "https://SHOP.example",
    "https://shop.example/", "https://xn--shp-lyn.example", "https://shoр.example".encode().decode("latin1"),
    "https://shop.example@evil.com", "https://evil.com#https://shop.example",
    "https://evil.com?https://shop.example", "https://sub.shop.example", "https://shop.example\x85",
    "https://shop.example ", " https://shop.example", "https://shop.example,https://evil.com",
    "null", "", "file://", "https://", "shop.example", "//shop.example", "https:shop.example",
    "https://testserver.evil.com", "http://testserver:81", "chrome-extension://abc", None,
]  # fmt: skip


@pytest.mark.parametrize("origin", EVIL)
async def test_another_website_is_refused_with_4403_and_a_sentence(visit, origin):
    """Case 32. Seen to fail with `admit` letting all in, and with `startswith` in `is_allowed`."""
    visitor = await visit(origin=origin)

    error, closed = await visitor.read(), await visitor.read()

    assert (error["type"], error["code"]) == ("error", "origin_refused")
    assert closed["code"] == 4403


async def test_two_origins_are_refused_even_when_one_is_allowed(visit):
    visitor = await visit(headers=[(b"origin", b"https://evil.com")])

    assert (await visitor.read())["code"] == "origin_refused"


@pytest.mark.parametrize("origin", [SHOP, "http://testserver"])
async def test_the_allowed_website_and_our_own_page_are_let_in(visit, origin):
    visitor = await visit(origin=origin)

    assert await visitor.hello()


async def test_a_token_is_kept_only_as_a_hash_and_opens_only_its_own_conversation(
    visit, make_widget
):
    """Case 33. Seen to fail with the token stored as it is, and without the widget's key in
    `welcome_back`."""
    visitor = await visit()
    await visitor.hello()
    await in_db(lambda: make_widget(key="other"))

    stored = await in_db(lambda: list(VisitorToken.objects.values_list("token_hash", flat=True)))
    answers = []
    for key, token in (
        ("shop", "x" * 43),
        ("shop", visitor.token[:-1] + ("A" if visitor.token[-1] != "A" else "B")),
        ("shop", visitor.conversation),
        ("other", visitor.token),
    ):
        stranger = await visit(key=key)
        stranger.token = token
        greeting = await stranger.hello()
        answers.append((stranger.conversation != visitor.conversation, words(greeting)))
        assert stranger.token != token

    assert visitor.token not in stored
    assert len(visitor.token) >= 43
    fresh = (True, [("bot", "Hello."), ("bot", "Your name?")])
    assert answers == [fresh] * 4


async def test_an_old_token_starts_afresh(visit):
    """Case 33. Seen to fail without `expires_at` in `welcome_back`."""
    visitor = await visit()
    await visitor.hello()

    def grow_old():
        from datetime import timedelta

        from flowbuilder.common.clock import now

        VisitorToken.objects.update(expires_at=now() - timedelta(seconds=1))

    await in_db(grow_old)
    back = await visit()
    back.token = visitor.token
    await back.hello()

    assert back.conversation != visitor.conversation


async def test_frames_from_the_server_and_from_two_sockets_race_without_loss(visit):
    one, two = await visit(), await visit()
    await one.hello()
    two.token = one.token
    await two.hello()

    async def talk(visitor: Visitor, name: str) -> None:
        for number in range(10):
            await visitor.say(f"{name}{number}")

    await asyncio.gather(talk(one, "a"), talk(two, "b"))

    stored = await in_db(
        lambda: list(Message.objects.order_by("seq").values_list("seq", flat=True))
    )
    late = await visit()
    late.token = one.token
    assert stored == list(range(1, len(stored) + 1))
    assert [frame["seq"] for frame in await late.hello()] == stored
    assert await in_db(lambda: Conversation.objects.get().head_seq) == len(stored)


async def test_a_switched_off_widget_answers_nobody(visit, widget):
    def switch_off():
        widget.enabled = False
        widget.save()

    await in_db(switch_off)
    visitor = await visit()

    assert (await visitor.read())["code"] == "no_such_widget"
