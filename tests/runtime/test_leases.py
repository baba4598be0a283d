"""A slow job stays with its worker, a dead worker's is taken soon, an ending one gives it back."""

import threading
from datetime import timedelta

import pytest
from django.db import connections

from flowbuilder.common.clock import now
from flowbuilder.core import effects as core
from flowbuilder.runtime import dispatch, jobs, leases, performing, runners
from flowbuilder.runtime.models import Job
from tests.runtime.test_runner import eventually

pytestmark = pytest.mark.django_db(transaction=True)

ANSWER = {"status": 200, "body": {}, "headers": {}}


def perform_in_thread(job):
    performing.perform(job)
    connections.close_all()


@pytest.fixture
def slow(monkeypatch):
    """Calls that last until the test lets them end."""
    may_end = threading.Event()
    monkeypatch.setitem(
        dispatch.DEFERRED, core.CallHttp, lambda effect, context: may_end.wait(20) and ANSWER
    )
    yield may_end
    may_end.set()


@pytest.fixture
def short_lease(monkeypatch):
    monkeypatch.setattr(jobs, "LEASE", timedelta(seconds=0.6))
    monkeypatch.setattr(leases, "_thread", None)  # one that goes by the new rhythm


def test_a_slow_job_is_not_taken_over_while_its_worker_lives(begin, slow, short_lease):
    """Seen to fail without `leases.held` in `perform`."""
    talk = begin()
    talk.says("1001")
    job = jobs.claim(Job.objects.get().pk, "slow")
    first = job.lease_until
    worker = threading.Thread(target=perform_in_thread, args=(job,))
    worker.start()

    outlived = eventually(lambda: now() > first + 2 * jobs.LEASE)
    taken = jobs.claim(job.pk, "other")
    slow.set()
    worker.join(10)

    assert outlived and taken is None
    assert (Job.objects.get().status, Job.objects.get().attempts) == ("done", 1)
    assert talk.transcript[-1] == ("bot", "Found. What else?")


def test_a_dead_workers_job_is_free_when_its_lease_runs_out_and_says_so(begin, short_lease):
    """A dead process renews nothing. Its attempt is kept with its times."""
    talk = begin()
    talk.says("1001")
    job = jobs.claim(Job.objects.get().pk, "dead")
    at_once = jobs.claim(job.pk, "other")

    assert eventually(lambda: jobs.claim(job.pk, "other") is not None)
    assert at_once is None
    assert [tried["problem"] for tried in Job.objects.get().tries] == [jobs.STOPPED]


def test_a_runner_that_ends_gives_back_what_does_not_end_in_time(begin, slow, monkeypatch):
    """Seen to fail without `release_held`: the job stayed leased to a process that was gone."""
    monkeypatch.setattr(runners, "STOP_S", 0.2)
    talk = begin()
    runners.start_runner(threads=1)
    talk.says("1001")
    assert eventually(lambda: Job.objects.get().status == "running")

    runners.stop_runner()
    free = Job.objects.get().status
    second = jobs.claim(Job.objects.get().pk, "next process")
    slow.set()
    performing.perform(second)

    assert free == "waiting"
    assert eventually(lambda: Job.objects.get().status == "done")
    assert [text for who, text in talk.transcript].count("Found. What else?") == 1
