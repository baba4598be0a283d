"""Jobs are done once, retried when they fail, and given up visibly."""

from datetime import timedelta

import pytest
from django.urls import reverse

from flowbuilder.common.clock import now
from flowbuilder.conversations import engine_port
from flowbuilder.conversations.errors import EffectProblem
from flowbuilder.conversations.models import EventRecord
from flowbuilder.core import effects as core
from flowbuilder.core.effects import SendEmail
from flowbuilder.runtime import dispatch, jobs, performing
from flowbuilder.runtime.models import Job

pytestmark = pytest.mark.django_db

LETTER = SendEmail(id="letter", to="ada@example.com", subject="Hello", body="Text")


def one_letter(workspace, key="letter:1"):
    jobs.perform_later(LETTER, workspace_id=workspace.pk, key=key)
    return Job.objects.get(key=key)


def fails(problem):
    def handler(effect, context):
        raise problem

    return handler


def test_a_task_due_now_begins_after_the_commit_and_one_for_later_waits_for_its_moment(
    workspace, django_capture_on_commit_callbacks
):
    """Seen to fail while a task due at once waited for the next sweep, five seconds."""
    woken = []
    jobs.on_wake(lambda job_ids, after_s=0.0: woken.extend(job_ids))

    def plan(key, at):
        jobs.do_at("ReadSource", key=key, workspace_id=workspace.pk, at=at, about="Rules")
        return Job.objects.get(key=key).pk

    try:
        with django_capture_on_commit_callbacks(execute=True):
            due = plan("source:1:1:0", now())
            plan("source:1:due:9", now() + timedelta(hours=1))
            assert woken == []
    finally:
        jobs.on_wake(None)

    assert woken == [due]


def test_a_job_is_claimed_once(workspace):
    job = one_letter(workspace)

    assert jobs.claim(job.pk, "one") is not None
    assert jobs.claim(job.pk, "two") is None
    assert jobs.claim_due(10, "three") == []


def test_a_dead_workers_job_is_taken_over_and_its_late_answer_dropped(workspace, mailoutbox):
    """Case 21's small sister. Without the lease in `finish` the zombie's answer counted too."""
    job = one_letter(workspace)
    zombie = jobs.claim(job.pk, "zombie")
    Job.objects.update(lease_until=now() - timedelta(seconds=1))
    second = jobs.claim(job.pk, "second")
    performing.perform(second)

    with pytest.raises(jobs.LeaseLost):
        jobs.finish(zombie)

    assert Job.objects.get().attempts == 2
    assert len(mailoutbox) == 1


def test_the_same_key_is_done_once(workspace, mailoutbox):
    one_letter(workspace)
    engine_port.perform_later(LETTER, workspace_id=workspace.pk, key="letter:1")

    for job in jobs.claim_due(10):
        performing.perform(job)

    assert Job.objects.get().status == "done"
    assert len(mailoutbox) == 1


def test_a_failing_job_is_tried_five_times_with_pauses_then_quarantined(workspace, monkeypatch):
    monkeypatch.setitem(dispatch.DEFERRED, core.SendEmail, fails(OSError("mail server is down")))
    job = one_letter(workspace)
    pauses = []

    for _attempt in range(performing.MAX_ATTEMPTS):
        Job.objects.update(run_at=now())
        performing.perform(jobs.claim(job.pk))
        job.refresh_from_db()
        pauses.append((job.run_at - now()).total_seconds())

    assert (job.status, job.attempts) == ("quarantined", 5)
    assert "mail server is down" in job.last_error
    assert pauses[:4] == sorted(pauses[:4])
    assert pauses[0] > 3
    assert jobs.claim(job.pk) is None


def test_a_quarantined_effect_is_told_to_the_flow(begin, monkeypatch):
    monkeypatch.setitem(dispatch.DEFERRED, core.CallHttp, fails(RuntimeError("bug")))
    talk = begin()
    talk.says("1001")
    job = Job.objects.get()

    for _attempt in range(performing.MAX_ATTEMPTS):
        Job.objects.update(run_at=now())
        performing.perform(jobs.claim(job.pk))

    assert Job.objects.get().status == "quarantined"
    assert EventRecord.objects.last().kind == "EffectFailed"
    assert talk.transcript[-1] == ("bot", "That did not work.")


def test_an_effect_that_cannot_be_done_is_not_tried_again(begin, monkeypatch):
    monkeypatch.setitem(dispatch.DEFERRED, core.CallHttp, fails(EffectProblem("http_timeout")))
    talk = begin()
    talk.says("1001")

    performing.perform(jobs.claim(Job.objects.get().pk))

    assert Job.objects.get().attempts == 1
    assert EventRecord.objects.last().payload["code"] == "http_timeout"
    assert talk.transcript[-1] == ("bot", "That did not work.")


def test_http_to_loopback_is_refused_and_the_flow_goes_on_by_its_problem_port(begin):
    talk = begin()
    talk.says("1001")

    performing.perform(jobs.claim(Job.objects.get().pk))

    assert EventRecord.objects.last().payload["code"] == "address_not_allowed"
    assert talk.transcript[-1] == ("bot", "That did not work.")


def test_leases_of_an_earlier_life_are_void_when_a_single_process_starts(workspace):
    job = one_letter(workspace)
    jobs.claim(job.pk, "earlier life")

    assert jobs.release_all() == 1
    assert jobs.claim(job.pk, "this life") is not None


def test_the_owner_sees_given_up_jobs_and_lets_them_run_again_or_go(client_for, workspace):
    job = one_letter(workspace)
    Job.objects.update(status="quarantined", attempts=5, last_error="mail server is down")
    client, url = client_for("owner"), reverse("admin:runtime_job_changelist")

    assert "mail server is down" in client.get(url).content.decode()
    client.post(url, {"action": "try_again", "_selected_action": [job.pk]})
    job.refresh_from_db()
    again = (job.status, job.attempts)
    client.post(url, {"action": "discard", "_selected_action": [job.pk]})
    job.refresh_from_db()

    assert again == ("waiting", 0)
    assert job.status == "cancelled"


@pytest.mark.parametrize("role", ["author", "agent", "analyst"])
def test_only_owners_see_jobs(client_for, role):
    assert client_for(role).get(reverse("admin:runtime_job_changelist")).status_code in {302, 403}
