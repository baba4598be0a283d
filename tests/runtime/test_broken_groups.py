"""What one turn of a group breaks must not be lost for the others: what is told is stored.

Each was seen to fail: rows of neighbours that were written in the part of a turn that failed
were taken off the sheet and never stored, while their senders were told that they were.
"""

from concurrent.futures import Future

import pytest
from django.db import IntegrityError, transaction

from flowbuilder.conversations.models import Contact, Message
from flowbuilder.conversations.ownership import Move
from flowbuilder.conversations.services import append_message, change_owner, lock
from flowbuilder.core.effects import RequestHandoff
from flowbuilder.runtime import commits, dispatch, hot, jobs, turn
from tests.runtime.test_commits import Door, said

pytestmark = pytest.mark.django_db(transaction=True)
AGENTS = "agents-own-client-id"


@pytest.fixture(autouse=True)
def _nothing_at_hand():
    hot.forget_all()
    yield
    hot.forget_all()


def lined_up(*calls):
    """Run these as one group; each is the conversation it concerns, or None, and the call."""
    door = Door()
    commits._writer.take(door.wait_in_turn, Future())
    assert door.reached.wait(10)
    waiting = [Future() for _call in calls]
    for (about, call), future in zip(calls, waiting, strict=True):
        commits._writer.take(call, future, about=about)
    door.opened.set()
    return [future.exception(20) or future.result() for future in waiting]


def is_stored(client_id):
    return Message.objects.filter(client_id=client_id).exists()


@pytest.mark.parametrize("neighbour", ["reads", "creates", "takes a turn"])
def test_beside_a_message_that_cannot_be_stored_every_other_is(begin, workspace, neighbour):
    """The first visitor's frame bears the `client_id` of an agent's message."""
    clashing, good, third = begin(), begin(), begin()
    with transaction.atomic():
        append_message(
            lock(clashing.pk), author="agent", client_id=AGENTS,
            content={"kind": "text", "text": "agent here", "sources": []},
        )  # fmt: skip
    for one in (clashing, good, third):
        one.says("one")
    hot.take(third.pk)  # its next turn has to read it
    does = {
        "reads": Contact.objects.count,
        "creates": lambda: Contact.objects.create(workspace=workspace).pk,
        "takes a turn": said(third, "three", "client-id-third"),
    }

    found = lined_up(
        (clashing.pk, said(clashing, "two", AGENTS)),
        (good.pk, said(good, "two", "client-id-good")),
        (third.pk, does[neighbour]),
    )

    assert isinstance(found[0], IntegrityError)
    assert found[1].fate == "queued"
    assert is_stored("client-id-good")
    assert Message.objects.filter(conversation=good.pk).count() == good.row.head_seq
    assert not isinstance(found[2], BaseException)


def test_a_database_error_that_somebody_swallowed_takes_nobody_else_back(begin, workspace):
    talk = begin()
    talk.says("one")
    there = Contact.objects.create(workspace=workspace)

    def swallows():
        try:
            Contact.objects.create(pk=there.pk, workspace=workspace)
        except IntegrityError:
            return "swallowed"

    found = lined_up((talk.pk, said(talk, "two", "client-id-two")), (None, swallows))

    assert found[0].fate == "queued"
    assert is_stored("client-id-two")
    assert isinstance(found[1], transaction.TransactionManagementError)


def test_a_neighbour_that_fails_does_not_keep_a_job_from_beginning(begin):
    talk = begin()
    woken = []
    jobs.on_wake(lambda job_ids, after_s=0.0: woken.extend(job_ids))

    def fails():
        Contact.objects.count()
        raise ZeroDivisionError

    try:
        lined_up((talk.pk, said(talk, "my order")), (None, fails))
    finally:
        jobs.on_wake(None)

    assert woken == list(jobs.Job.objects.values_list("pk", flat=True)) != []


def test_words_are_kept_when_the_handoff_of_a_broken_turn_fails_late(begin, monkeypatch):
    """The handler had changed the owner already; the turn's fence then met no row."""
    talk = begin()

    def fails_late(effect, conversation):
        change_owner(conversation, Move.ASK, expected_epoch=conversation.owner_epoch)
        raise ZeroDivisionError

    def broken(*given):
        raise RuntimeError("The flow broke.")

    monkeypatch.setitem(dispatch.INLINE, RequestHandoff, fails_late)
    monkeypatch.setattr(turn, "advance", broken)

    receipt = talk.says("keep me", "client-id-keep")

    assert receipt.fate == "failed"
    assert is_stored("client-id-keep")
    assert talk.row.state == "bot"


async def test_a_turn_that_ends_in_stop_iteration_is_told_so():
    """A future takes none; whoever waited would have waited for ever."""

    def stops():
        raise StopIteration

    with pytest.raises(RuntimeError, match="StopIteration"):
        await commits.durably_async(None, stops)
