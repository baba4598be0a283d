"""Turns that line up are stored together, and each answers for itself only."""

import asyncio
import threading
from concurrent.futures import Future

import pytest
from django.db import OperationalError, connection, transaction

from flowbuilder.common.clock import now
from flowbuilder.conversations.errors import ConversationClosed, NotSaved
from flowbuilder.conversations.models import Contact, Conversation, Message
from flowbuilder.conversations.ownership import Move
from flowbuilder.conversations.services import change_owner, lock
from flowbuilder.core.events import VisitorSaid
from flowbuilder.runtime import commits, hot, records, turns
from flowbuilder.runtime.sheet import Sheet

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _nothing_at_hand():
    hot.forget_all()
    yield
    hot.forget_all()


class Door:
    """Holds the writer inside a turn until it is opened, so that others line up behind it."""

    def __init__(self) -> None:
        self.reached, self.opened = threading.Event(), threading.Event()

    def wait_in_turn(self) -> None:
        self.reached.set()
        assert self.opened.wait(10)


def lined_up(calls, about=None):
    """Run `calls` as one group behind a held one; their values or problems, in order."""
    door = Door()
    commits._writer.take(door.wait_in_turn, Future())
    assert door.reached.wait(10)
    waiting = [Future() for _call in calls]
    for call, future in zip(calls, waiting, strict=True):
        commits._writer.take(call, future, about=about)
    door.opened.set()
    return [future.exception(20) or future.result() for future in waiting]


def count_commits(monkeypatch):
    """How many commits there were: the crash point before each is passed once."""
    passed = []
    monkeypatch.setattr(commits, "pass_point", passed.append)
    return lambda: passed.count("before_commit")


def test_turns_that_wait_for_the_disk_are_stored_in_one_commit(workspace, monkeypatch):
    commits_so_far = count_commits(monkeypatch)

    found = lined_up([lambda n=n: Contact.objects.create(workspace=workspace, name=str(n)).name
                      for n in range(20)])  # fmt: skip

    assert found == [str(n) for n in range(20)]
    assert Contact.objects.count() == 20
    assert commits_so_far() == 2


def test_a_turn_that_fails_takes_nothing_of_its_neighbours_with_it(workspace):
    def broken():
        Contact.objects.create(workspace=workspace, name="broken")
        raise ZeroDivisionError("mine")

    def whole(name):
        return lambda: Contact.objects.create(workspace=workspace, name=name).name

    found = lined_up([whole("before"), broken, whole("after")])

    assert [found[0], found[2]] == ["before", "after"]
    assert isinstance(found[1], ZeroDivisionError)
    assert sorted(Contact.objects.values_list("name", flat=True)) == ["after", "before"]


def test_when_the_commit_fails_nobody_is_told_that_it_was_saved(workspace, monkeypatch):
    def fail(point):
        if point == "before_commit":
            raise OperationalError("database or disk is full")

    monkeypatch.setattr(commits, "pass_point", fail)

    with pytest.raises(NotSaved):
        commits.durably(lambda: Contact.objects.create(workspace=workspace))

    assert not Contact.objects.exists()


def test_an_event_loop_waits_for_the_commit_without_a_thread(workspace):
    async def make():
        return await commits.durably_async(
            None, Contact.objects.create, workspace=workspace, name="Ewa"
        )

    made = asyncio.run(make())

    assert Contact.objects.get(pk=made.pk).name == "Ewa"


def test_inside_a_callers_transaction_a_turn_is_part_of_it(begin):
    talk = begin()

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        talk.says("Is it stored?")
        raise ZeroDivisionError

    assert not Message.objects.filter(content__text="Is it stored?").exists()
    assert talk.says("Now it is.").seq == 2


def test_a_conversation_is_at_hand_after_its_commit_as_it_was_stored(begin):
    talk = begin()
    talk.says("my order")

    kept = hot.take(talk.pk)

    assert kept is not None
    assert kept.conversation.head_seq == talk.row.head_seq
    assert kept.session.to_json() == talk.row.session


def test_what_others_wrote_since_is_noticed(begin, agent):
    talk = begin()
    talk.says("one")
    change_owner(talk.row, Move.TAKE, expected_epoch=talk.row.owner_epoch, agent=agent)

    receipt = talk.says("two")

    assert (receipt.state, receipt.fate) == ("agent", "stored")


def test_a_conversation_that_was_closed_elsewhere_takes_no_more(begin):
    talk = begin()
    talk.says("one")
    Conversation.objects.filter(pk=talk.pk).update(state="closed", owner_epoch=7)

    with pytest.raises(ConversationClosed):
        talk.says("two")


def test_the_same_frame_twice_gets_the_first_receipt_from_a_conversation_at_hand(begin):
    talk = begin()
    first = talk.says("one", "client-id-1")

    again = talk.says("other words", "client-id-1")

    assert (again.seq, again.repeated) == (first.seq, True)
    assert talk.says("two", "client-id-2").seq > again.seq


def test_a_database_that_fails_in_a_turn_is_not_taken_for_a_broken_flow(begin, monkeypatch):
    """Seen to fail when a turn that met a failing database was taken again by `safety.py`."""
    talk = begin()
    before = talk.transcript
    failing = [OperationalError("deadlock detected")]
    whole = records.store

    def fail_once(turns):
        if failing:
            raise failing.pop()
        whole(turns)

    monkeypatch.setattr(records, "store", fail_once)

    with pytest.raises(NotSaved):
        talk.says("my order", "client-id-1")

    assert talk.transcript == before
    assert talk.row.state == "bot"
    assert talk.says("my order", "client-id-1").fate == "taken"


def test_a_loop_that_ended_leaves_the_writer_to_the_others(workspace):
    """An error in telling would end the writer, and every later turn would wait for ever."""
    loop = asyncio.new_event_loop()
    gone = loop.create_future()
    loop.close()

    commits._writer.take(lambda: Contact.objects.create(workspace=workspace), gone, loop)

    assert lined_up([lambda: Contact.objects.create(workspace=workspace, name="Ewa").name]) == [
        "Ewa"
    ]
    assert Contact.objects.count() == 2


# ---- Turns of conversations in a group ----------------------------------------------


def said(talk, text, client_id=None):
    """A turn for the line: the visitor says `text`."""
    return lambda: turns.take_turn(talk.pk, VisitorSaid(at=now(), text=text), client_id=client_id)


def test_several_turns_of_one_conversation_in_a_group_follow_each_other(begin):
    talk = begin()
    talk.says("one")

    found = lined_up([said(talk, text) for text in ("two", "three", "four")], about=talk.pk)

    assert [receipt.fate for receipt in found] == ["queued"] * 3  # "one" is being looked up
    heard = [message.content["text"] for message in Message.objects.order_by("seq")
             if message.author == "visitor"]  # fmt: skip
    assert heard == ["one", "two", "three", "four"]
    assert talk.row.head_seq == found[-1].head == Message.objects.count()


def test_the_same_frame_twice_in_a_group_is_stored_once(begin):
    """Seen to fail when a conversation at hand did not know which `client_id` it had heard."""
    talk = begin()
    talk.says("one")

    first, again = lined_up([said(talk, "two", "client-id-2")] * 2, about=talk.pk)

    assert (again.seq, again.repeated) == (first.seq, True)
    assert Message.objects.filter(client_id="client-id-2").count() == 1


def test_a_turn_that_breaks_in_a_group_leaves_the_turns_before_it(begin):
    """Its conversation is not taken from what it left at hand either."""
    talk = begin()
    talk.says("one")

    def break_off():
        said(talk, "lost")()
        raise ZeroDivisionError

    found = lined_up([said(talk, "two"), break_off, said(talk, "three")], about=talk.pk)

    assert isinstance(found[1], ZeroDivisionError)
    heard = [message.content["text"] for message in Message.objects.order_by("seq")
             if message.author == "visitor"]  # fmt: skip
    assert heard == ["one", "two", "three"]


def test_whoever_reads_in_a_group_sees_the_turns_before(begin):
    """Seen to fail when the sheet was written only before the commit."""
    talk = begin()
    talk.says("one")

    def count():
        return Message.objects.filter(author="visitor").count()

    found = lined_up([said(talk, "two"), count, said(talk, "three"), count], about=talk.pk)

    assert (found[1], found[3]) == (2, 3)


def test_a_conversation_that_moved_while_the_group_was_taken_is_taken_again(begin, monkeypatch):
    """Somebody wrote between the look and the commit: the group is undone, each turn repeated."""
    talk, other = begin(), begin()
    for one in (talk, other):
        one.says("one")
    moved = [1]
    whole = Sheet.look_up

    def look_up_then_move(sheet, keys):
        found = whole(sheet, keys)
        if moved:
            moved.pop()
            hot.peek(talk.pk).conversation.head_seq += 1  # as if the row had been one behind
        return found

    monkeypatch.setattr(Sheet, "look_up", look_up_then_move)

    found = lined_up([said(talk, "two"), said(other, "two")], about=talk.pk)

    assert [receipt.fate for receipt in found] == ["queued", "queued"]
    for one in (talk, other):
        assert [m.seq for m in Message.objects.filter(conversation=one.pk).order_by("seq")] == list(
            range(1, one.row.head_seq + 1)
        )


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer")
def test_a_conversation_that_somebody_holds_does_not_hold_up_the_group(begin):
    """Seen to fail without SKIP LOCKED: the other visitor waited for the agent's transaction."""
    held, free = begin(), begin()
    holding, let_go = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            lock(held.pk)
            holding.set()
            assert let_go.wait(20)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    assert holding.wait(10)
    futures = Future(), Future()
    commits._writer.take(said(held, "held"), futures[0], about=held.pk)
    commits._writer.take(said(free, "free"), futures[1], about=free.pk)

    assert futures[1].result(10).fate == "taken"
    assert not futures[0].done()
    let_go.set()
    assert futures[0].result(20).fate == "taken"
    holder.join(10)
