"""Turns that line up are stored together, and each answers for itself only."""

import asyncio
import threading

import pytest
from django.db import OperationalError, connection, transaction

from flowbuilder.conversations.errors import ConversationClosed, NotSaved
from flowbuilder.conversations.models import Contact, Conversation, Message
from flowbuilder.conversations.services import change_owner
from flowbuilder.runtime import commits, hot, records

pytestmark = pytest.mark.django_db(transaction=True)
sqlite_only = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL commits side by side, not in groups"
)


@pytest.fixture(autouse=True)
def _writer_ends_with_the_test():
    hot.forget_all()
    yield
    commits.stop_writing()
    hot.forget_all()


class Door:
    """Holds the writer inside a turn until it is opened, so that others line up behind it."""

    def __init__(self) -> None:
        self.reached, self.opened = threading.Event(), threading.Event()

    def wait_in_turn(self) -> None:
        self.reached.set()
        assert self.opened.wait(10)


def lined_up(calls):
    """Run `calls` as one group behind a held one; their values or problems, in order."""
    found = [None] * len(calls)

    def one(place, call):
        try:
            found[place] = commits.durably(call)
        except Exception as problem:
            found[place] = problem

    door = Door()
    first = threading.Thread(target=commits.durably, args=[door.wait_in_turn])
    first.start()
    assert door.reached.wait(10)
    others = [threading.Thread(target=one, args=[place, call]) for place, call in enumerate(calls)]
    for other in others:
        other.start()
    while commits._writer._line.qsize() < len(calls):
        threading.Event().wait(0.001)
    door.opened.set()
    for thread in (first, *others):
        thread.join(10)
    return found


def count_commits(monkeypatch):
    """How many commits there were: the crash point before each is passed once."""
    passed = []
    monkeypatch.setattr(commits, "pass_point", passed.append)
    return lambda: passed.count("before_commit")


@sqlite_only
def test_turns_that_wait_for_the_disk_are_stored_in_one_commit(workspace, monkeypatch):
    commits_so_far = count_commits(monkeypatch)

    found = lined_up([lambda n=n: Contact.objects.create(workspace=workspace, name=str(n)).name
                      for n in range(20)])  # fmt: skip

    assert found == [str(n) for n in range(20)]
    assert Contact.objects.count() == 20
    assert commits_so_far() == 2


@sqlite_only
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


@sqlite_only
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


def test_what_others_wrote_since_is_noticed(begin):
    talk = begin()
    talk.says("one")
    change_owner(talk.row, "agent", expected_epoch=talk.row.owner_epoch)

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


@sqlite_only
def test_a_loop_that_ended_leaves_the_writer_to_the_others(workspace):
    """An error in telling would end the writer, and every later turn would wait for ever."""
    loop = asyncio.new_event_loop()
    gone = loop.create_future()
    loop.close()

    commits._writer.take(lambda: Contact.objects.create(workspace=workspace), gone, loop)

    assert commits.durably(Contact.objects.create, workspace=workspace, name="Ewa").name == "Ewa"
    assert Contact.objects.count() == 2
