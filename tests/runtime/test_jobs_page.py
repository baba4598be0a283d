"""The operator's pages of jobs: what needs a look, why, and the two things to decide (case 30)."""

import pytest
from django.urls import reverse

from flowbuilder.accounts.models import AuditEntry
from flowbuilder.core import effects as core
from flowbuilder.core.effects import SendEmail
from flowbuilder.runtime import dispatch, jobs, performing
from flowbuilder.runtime.models import Job
from tests.access.rows import Rows

LIST = reverse("admin:runtime_job_changelist")


def page_of(job):
    return reverse("admin:runtime_job_change", args=[job.pk])


@pytest.fixture
def poisoned(begin, monkeypatch):
    """A conversation whose call always breaks, and its job, given up."""

    def broken(effect, context):
        raise RuntimeError("bug in a handler")

    monkeypatch.setitem(dispatch.DEFERRED, core.CallHttp, broken)
    talk = begin()
    talk.says("1001")
    job = Job.objects.get()
    for _attempt in range(5):
        Job.objects.filter(pk=job.pk).update(run_at=job.created_at)
        performing.perform(jobs.claim(job.pk))
    job.refresh_from_db()
    return talk, job


def one_letter(workspace, key):
    letter = SendEmail(id="letter", to="ada@example.com", subject="Hello", body="Text")
    jobs.perform_later(letter, workspace_id=workspace.pk, key=key)
    return Job.objects.get(key=key)


def test_a_job_is_shown_in_words_and_offers_nothing_to_save(client_for, workspace, owner):
    job = Rows(workspace, owner)["runtime.Job"]

    page = client_for("owner").get(page_of(job)).content.decode()

    assert "(&#x27;waiting&#x27;" not in page
    assert 'name="_save"' not in page
    assert 'name="_continue"' not in page
    assert "try_this_again" not in page


def test_what_was_given_up_says_what_why_for_whom_and_when(poisoned, client_for):
    """Case 30. Seen to fail with six attempts allowed: the job was still waiting."""
    talk, job = poisoned
    client = client_for("owner")

    rows = client.get(LIST).content.decode()
    page = client.get(page_of(job)).content.decode()

    assert job.status == "quarantined"
    assert len(job.tries) == 5
    assert talk.transcript[-1] == ("bot", "That did not work.")
    assert str(talk.pk) in rows and "bug in a handler" in rows
    assert page.count("Błąd w programie (RuntimeError: bug in a handler).") == 5


def test_others_go_on_beside_poison(poisoned, workspace, mailoutbox):
    letter = one_letter(workspace, "letter:1")

    for job in jobs.claim_due(10):
        performing.perform(job)

    letter.refresh_from_db()
    assert letter.status == "done"
    assert len(mailoutbox) == 1


@pytest.mark.parametrize(
    ("button", "status", "action"),
    [("try_this_again", "waiting", "job.retried"), ("discard_this", "cancelled", "job.discarded")],
)
def test_the_jobs_own_page_decides_and_the_audit_trail_says_who(
    poisoned, client_for, button, status, action
):
    _talk, job = poisoned
    client = client_for("owner")

    client.post(page_of(job), {f"runtime_job_{button}": "1"})

    job.refresh_from_db()
    entry = AuditEntry.objects.get(action=action)
    assert (job.status, entry.user, entry.data["job"]) == (status, client.user, job.pk)


def test_a_page_opened_earlier_cannot_drop_what_is_being_done(workspace, client_for):
    """Seen to fail without the look at the status in `discard`."""
    job = one_letter(workspace, "letter:1")
    jobs.claim(job.pk)
    client = client_for("owner")

    client.post(page_of(job), {"runtime_job_discard_this": "1"})
    client.post(LIST, {"action": "discard", "_selected_action": [job.pk]})

    job.refresh_from_db()
    assert job.status == "running"


def test_many_are_decided_at_once(workspace, client_for):
    letters = [one_letter(workspace, f"letter:{n}") for n in range(3)]
    Job.objects.update(status="quarantined", attempts=5)

    client_for("owner").post(
        LIST, {"action": "discard", "_selected_action": [job.pk for job in letters]}
    )

    assert set(Job.objects.values_list("status", flat=True)) == {"cancelled"}
    assert AuditEntry.objects.filter(action="job.discarded").count() == 3


def test_the_menu_counts_what_needs_a_look_and_only_here(workspace, other_workspace, client_for):
    """Seen to fail without the workspace in `needing_a_look`."""
    for number in range(3):
        one_letter(workspace, f"ours:{number}")
    for number in range(4):
        one_letter(other_workspace, f"theirs:{number}")
    Job.objects.update(status="quarantined")
    Job.objects.filter(key="ours:0").update(status="done")

    menu = client_for("owner").get(LIST).context["sidebar_navigation"]

    badges = [item["badge"] for group in menu for item in group["items"] if "badge" in item]
    assert badges == [2]


def test_what_is_over_is_not_in_the_way_and_can_be_seen(workspace, client_for):
    one_letter(workspace, "letter:1")
    Job.objects.update(status="done")
    client = client_for("owner")

    shown = {
        query: client.get(LIST + query).context["cl"].result_count
        for query in ("", "?shown=look", "?shown=finished", "?shown=all")
    }

    assert shown == {"": 0, "?shown=look": 0, "?shown=finished": 1, "?shown=all": 1}
    assert "Nic nie jest w toku" in client.get(LIST).content.decode()
