"""The runner in this process: jobs begin at once, timers when due, and it stops cleanly."""

import threading

import pytest

from flowbuilder.common.clock import now
from flowbuilder.conversations.models import EventRecord
from flowbuilder.core import effects as core
from flowbuilder.core.testing import flow
from flowbuilder.runtime import dispatch, runners
from flowbuilder.runtime.models import Job

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def runner():
    runners.start_runner(threads=2)
    yield
    runners.stop_runner()


def eventually(holds, seconds=8.0):
    """Wait until `holds()`: the runner works in threads of its own."""
    waiting = threading.Event()
    for _ in range(int(seconds / 0.02)):
        if holds():
            return True
        waiting.wait(0.02)
    return False


def test_a_deferred_effect_begins_at_once_and_its_answer_comes_back(begin, monkeypatch, runner):
    monkeypatch.setitem(
        dispatch.DEFERRED,
        core.CallHttp,
        lambda effect, context: {"status": 200, "body": {}, "headers": {}},
    )
    talk = begin()
    asked = now()
    talk.says("1001")

    assert eventually(lambda: talk.transcript[-1] == ("bot", "Found. What else?"))
    assert (now() - asked).total_seconds() < 3


def test_a_timer_fires_when_it_is_due(begin, runner):
    talk = begin(
        flow(
            ("wait", "wait", {"seconds": 1}),
            ("hi", "message", {"text": "A second later."}),
            ("bye", "end", {}),
            wires="wait>hi; hi>bye",
        )
    )
    begun = now()

    assert eventually(lambda: talk.transcript == [("bot", "A second later.")])
    assert (now() - begun).total_seconds() > 0.7
    assert eventually(lambda: Job.objects.get().status == "done")


def test_what_an_earlier_life_left_behind_is_done_when_it_starts(begin, monkeypatch):
    monkeypatch.setitem(
        dispatch.DEFERRED,
        core.CallHttp,
        lambda effect, context: {"status": 200, "body": {}, "headers": {}},
    )
    talk = begin()
    talk.says("1001")
    Job.objects.update(status="running", lease_owner="gone", lease_until=now().replace(year=2999))

    runners.start_runner(threads=1)
    try:
        assert eventually(lambda: talk.transcript[-1] == ("bot", "Found. What else?"))
    finally:
        runners.stop_runner()


def test_questions_asked_while_the_answer_is_on_its_way_are_one(begin, monkeypatch, runner):
    may_answer = threading.Event()

    def slow(effect, context):
        may_answer.wait(5)
        return {"status": 200, "body": {}, "headers": {}}

    monkeypatch.setitem(dispatch.DEFERRED, core.CallHttp, slow)
    talk = begin()
    talk.says("1001")
    talk.says("one")
    talk.says("two")
    may_answer.set()

    assert eventually(lambda: ("bot", "You said: one\ntwo") in talk.transcript)
    fates = EventRecord.objects.filter(kind="VisitorSaid").values_list("fate", flat=True)
    assert sorted(fates) == ["joined", "joined", "taken", "taken"]
