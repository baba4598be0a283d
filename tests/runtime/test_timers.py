"""Timers fire once, never before they are due, whatever the clock does (case 22)."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from flowbuilder.conversations.models import EventRecord
from flowbuilder.core import effects as core
from flowbuilder.core.testing import flow
from flowbuilder.runtime import dispatch, jobs, performing, runners
from flowbuilder.runtime.models import Job
from tests.runtime.test_runner import eventually

pytestmark = pytest.mark.django_db(transaction=True)

WARSAW = ZoneInfo("Europe/Warsaw")


def pause(seconds, text="Time is up."):
    return flow(
        ("wait", "wait", {"seconds": seconds}),
        ("hi", "message", {"text": text}),
        ("bye", "end", {}),
        wires="wait>hi; hi>bye",
        locale="en",
    )


def look():
    """Do what is due, as a runner would."""
    for job in jobs.claim_due(100):
        performing.perform(job)


def fired(talk):
    return EventRecord.objects.filter(conversation=talk.pk, kind="TimerFired").count()


@pytest.fixture
def runner(clock):
    runners.start_runner(threads=2)
    yield
    runners.stop_runner()


def test_a_timer_is_not_taken_a_moment_before_it_is_due(begin, clock):
    """Seen to fail with a second's grace in `due`."""
    talk = begin(pause(3600))
    clock.moves(seconds=3599, milliseconds=999)
    look()
    before = fired(talk)
    clock.moves(milliseconds=1)
    look()

    assert (before, fired(talk)) == (0, 1)


def test_the_runner_fires_each_when_its_time_has_come(begin, clock, runner):
    """Two hours of waiting, in no time; the earlier one firing shows that the runner looked."""
    short, long = begin(pause(1800)), begin(pause(7200))

    clock.moves(minutes=31)
    assert eventually(lambda: fired(short) == 1)
    assert fired(long) == 0
    clock.moves(minutes=90)
    assert eventually(lambda: fired(long) == 1)


def test_a_clock_set_back_fires_nothing_twice_and_loses_nothing(begin, clock):
    """Seen to fail without the status in `due`: the timer that had fired came again."""
    early, late = begin(pause(60)), begin(pause(3600))
    clock.moves(minutes=2)
    look()
    clock.moves(hours=-5)
    look()
    counts = fired(early), fired(late)
    clock.moves(hours=5, minutes=58)
    look()
    look()

    assert counts == (1, 0)
    assert (fired(early), fired(late)) == (1, 1)


def test_a_clock_set_far_ahead_fires_each_once(begin, clock):
    talks = [begin(pause(60 * n)) for n in (1, 2, 3)]
    clock.moves(days=400)
    look()
    clock.moves(days=400)
    look()

    assert [fired(talk) for talk in talks] == [1, 1, 1]


def test_an_hour_is_an_hour_on_the_night_the_clocks_change(begin, clock):
    """On 28 March 2027 Warsaw's clocks go from 02:00 to 03:00; what is stored is UTC."""
    clock.jumps_to(datetime(2027, 3, 28, 1, 30, tzinfo=WARSAW))
    talk = begin(pause(3600))
    clock.jumps_to(datetime(2027, 3, 28, 3, 29, 59, tzinfo=WARSAW))
    look()
    before = fired(talk)
    clock.jumps_to(datetime(2027, 3, 28, 3, 30, tzinfo=WARSAW))
    look()

    assert (before, fired(talk)) == (0, 1)
    assert Job.objects.get().run_at == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


def test_a_late_timer_says_so_in_the_log_and_one_in_time_says_nothing(begin, clock):
    """Seen to fail without `lateness` in the turn."""
    prompt, late = begin(pause(60)), begin(pause(120))
    clock.moves(seconds=61)
    look()
    clock.moves(hours=2)
    look()

    notes = {
        talk: EventRecord.objects.get(conversation=talk.pk, kind="TimerFired").note
        for talk in (prompt, late)
    }
    assert notes[prompt] == ""
    assert notes[late] == "It was due at 2026-11-20 09:02:00 UTC and came 1:59:01 late."


def test_what_is_being_done_here_is_not_begun_again_when_the_clock_leaps(
    begin, clock, runner, monkeypatch
):
    """Every lease looks expired then. Seen to fail when a job could stand in line twice."""
    calls, may_end = [], runners.threading.Event()

    def slow(effect, context):
        calls.append(effect.id)
        may_end.wait(5)
        return {"status": 200, "body": {}, "headers": {}}

    monkeypatch.setitem(dispatch.DEFERRED, core.CallHttp, slow)
    talk, sentinel = begin(), begin(pause(1800))
    talk.says("1001")
    assert eventually(lambda: calls)
    clock.moves(hours=1)
    assert eventually(lambda: fired(sentinel) == 1)
    may_end.set()

    assert eventually(lambda: talk.transcript[-1] == ("bot", "Found. What else?"))
    assert len(calls) == 1
