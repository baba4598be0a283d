"""What is old goes, what is not stays, and live conversations hardly notice."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connections

from flowbuilder.accounts.models import AuditEntry
from flowbuilder.common.clock import now
from flowbuilder.conversations.models import Conversation, EventRecord, Message
from flowbuilder.runtime import commits, hot, retention, runners
from flowbuilder.runtime.models import Job, Snapshot

State = Conversation.State


def aged(talk, days, **more):
    """Make the conversation look as it would after so many days."""
    at = now() - timedelta(days=days)
    values = {"last_activity_at": at, **({"closed_at": at} if more.get("state") else {}), **more}
    Conversation.objects.filter(pk=talk.pk).update(**values)
    return talk


def words_of(talk):
    return Message.objects.filter(conversation=talk.pk).count()


def log_of(talk):
    return EventRecord.objects.filter(conversation=talk.pk).count()


def tidied(workspace):
    return next(one for one in retention.tidy() if one.workspace == workspace)


def test_an_old_closed_conversation_loses_its_words_and_keeps_its_row(begin, workspace):
    old, young = begin(), aged(begin(), 179, state=State.CLOSED)
    old.says("my order")  # a job quotes it, and so does a snapshot
    Snapshot.objects.create(
        conversation=old.row, number=1, flow_version=old.row.flow_version, session={"said": "me"}
    )
    aged(old, 181, state=State.CLOSED, outcome="resolved", page={"url": "https://x"})
    said, logged = words_of(old), log_of(old)

    done = tidied(workspace)

    row = old.row
    assert (done.conversations, done.messages, done.events) == (1, said, logged)
    assert (words_of(old), log_of(old)) == (0, 0)
    assert not Snapshot.objects.exists()
    assert not Job.objects.filter(conversation=old.pk).exists()
    assert (row.state, row.outcome, row.session, row.page) == (State.CLOSED, "resolved", None, {})
    assert words_of(young) > 0


def test_a_conversation_that_was_left_with_the_assistant_goes_too(begin, workspace):
    """Nobody closes those, and most conversations end so."""
    left = aged(begin(), 181)
    at_its_end = left.row.last_activity_at

    assert tidied(workspace).conversations == 1
    assert (left.row.state, left.row.closed_at) == (State.CLOSED, at_its_end)


@pytest.mark.parametrize("state", [State.QUEUED, State.AGENT])
def test_whoever_waits_for_a_person_is_left_alone(begin, workspace, state):
    """Seen to fail with every state in `_old`."""
    waits = aged(begin(), 400)
    Conversation.objects.filter(pk=waits.pk).update(state=state)

    assert tidied(workspace).conversations == 0
    assert words_of(waits) > 0


def test_a_conversation_that_something_is_due_for_is_left_alone(begin, workspace):
    """A wait of a year. Seen to fail without `~due`."""
    waits = aged(begin(), 181)
    Job.objects.create(
        workspace=workspace, conversation_id=waits.pk, kind="timer", key="a-year", effect={},
        run_at=now() + timedelta(days=100),
    )  # fmt: skip

    assert tidied(workspace).conversations == 0


def test_each_workspace_decides_and_0_keeps_all(begin, workspace):
    old = aged(begin(), 5_000, state=State.CLOSED)
    workspace.keep_days = 0
    workspace.save()
    assert tidied(workspace).conversations == 0

    workspace.keep_days = 10
    workspace.save()
    assert tidied(workspace).conversations == 1
    assert words_of(old) == 0


def test_the_second_time_does_nothing(begin, workspace):
    aged(begin(), 181, state=State.CLOSED)
    tidied(workspace)
    entries = AuditEntry.objects.filter(action="retention.ran")
    assert [entry.data["conversations"] for entry in entries] == [1]

    assert not tidied(workspace)
    assert entries.count() == 1


def test_finished_jobs_go_after_30_days_and_others_never(workspace):
    def job(status, days):
        at = now() - timedelta(days=days)
        Job.objects.create(
            workspace=workspace, kind="effect", key=f"{status}-{days}", effect={}, status=status,
            finished_at=at,
        )  # fmt: skip

    for status in ("done", "cancelled", "quarantined", "waiting"):
        job(status, 31)
        job(status, 29)

    assert tidied(workspace).jobs == 2
    assert set(Job.objects.values_list("key", flat=True)) == {
        "done-29", "cancelled-29", "quarantined-31", "quarantined-29", "waiting-31", "waiting-29",
    }  # fmt: skip


def test_a_dry_run_says_the_same_and_changes_nothing(begin, workspace, capsys):
    old = aged(begin(), 181, state=State.CLOSED)
    said = words_of(old)

    call_command("retention", "--dry-run")

    told = capsys.readouterr().out
    assert f"sklep-ada (keeps 180 days): 1 conversations would be emptied ({said} messages" in told
    assert words_of(old) == said

    call_command("retention")
    assert f"1 conversations emptied ({said} messages" in capsys.readouterr().out
    assert words_of(old) == 0


@pytest.mark.django_db(transaction=True)
def test_one_that_comes_to_life_meanwhile_is_left_alone(begin, workspace):
    """The visitor writes between look and deletion. Seen to fail without the second look."""
    back = aged(begin(), 181)
    (ids,) = list(retention._batches(retention._old(workspace, now()), 20, lambda: False))
    back.says("I am back")

    assert commits.durably(retention._empty, workspace, now(), ids) == (0, 0, 0, 0)
    commits.stop_writing()
    assert ("visitor", "I am back") in back.transcript


@pytest.mark.django_db(transaction=True)
def test_a_conversation_at_hand_does_not_bring_the_old_back(begin, workspace):
    """Seen to fail without the new epoch: the turn wrote to what was at hand in this process."""
    left = aged(begin(), 181)
    tidied(workspace)

    with pytest.raises(Exception, match="over"):
        left.says("again")

    assert words_of(left) == 0
    commits.stop_writing()
    hot.forget_all()


@pytest.mark.django_db(transaction=True)
def test_live_turns_wait_for_a_batch_at_most(begin, workspace, publish):
    """300 old conversations go while one visitor talks: turns come through between the batches."""
    live = begin()
    version = live.row.flow_version
    old = [begin(version=version) for _n in range(300)]
    Conversation.objects.filter(pk__in=[talk.pk for talk in old]).update(
        state=State.CLOSED, closed_at=now() - timedelta(days=400)
    )
    begun, took, after = threading.Event(), [], []

    def tidy():
        begun.set()
        try:
            return retention.tidy()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        deleting = pool.submit(tidy)
        begun.wait(20)
        while not deleting.done():
            began = time.monotonic()
            live.says("still here")
            took.append(time.monotonic() - began)
        after = deleting.result()
    commits.stop_writing()

    assert sum(one.conversations for one in after) == 300
    assert len(took) >= 5, "the turns did not come through between the batches"
    assert not Message.objects.filter(conversation__in=[talk.pk for talk in old]).exists()


@pytest.mark.django_db(transaction=True)
def test_the_runner_does_it_by_itself(begin, monkeypatch):
    old = aged(begin(), 181, state=State.CLOSED)
    monkeypatch.setattr(runners, "FIRST_TIDY_S", 0.01)
    runner = runners.Runner(1)
    runner.start()
    try:
        until = time.monotonic() + 20
        while words_of(old) and time.monotonic() < until:
            time.sleep(0.02)
    finally:
        runner.stop()
        commits.stop_writing()

    assert words_of(old) == 0


def test_beat_knows_of_it():
    from flowbuilder.runtime import tasks
    from flowbuilder.runtime.celery import app

    assert app.conf.beat_schedule["retention"]["task"] == tasks.tidy.name
