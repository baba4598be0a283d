"""A call whose outcome nobody knows follows the author's port and is not made again (rule 14)."""

import pytest

from flowbuilder.conversations.models import EventRecord
from flowbuilder.core.testing import flow
from flowbuilder.runtime import jobs, performing
from flowbuilder.runtime.models import Job
from tests.integrations.hostile_server import answer, gibberish, hostile

pytestmark = pytest.mark.django_db

WIRES = "ask>call; call.next>good; call.refused>bad; call.problem>bad; good>bye; bad>bye; doubt>bye"


def order(url, *, wires=f"{WIRES}; call.uncertain>doubt", **config):
    """A flow that sends an order."""
    return flow(
        ("ask", "question", {"question": "Which order?", "save_as": "order"}),
        ("call", "http_request", {"method": "POST", "url": url, "timeout_s": 3, **config}),
        ("good", "message", {"text": "Ordered."}),
        ("bad", "message", {"text": "No connection."}),
        ("doubt", "message", {"text": "Not sure."}),
        ("bye", "end", {}),
        wires=wires,
        locale="en",
        variables=({"name": "order"},),
    )


def cut_off(peer, request, stop):
    """Take the request and hang up."""


def hangs_up_once(service):
    """Hang up on the first, answer the others."""

    def script(peer, request, stop):
        if service["calls"]:
            answer("201 Created")(peer, request, stop)
        service["calls"] += 1

    return script


def perform_now(talk):
    talk.says("1001")
    performing.perform(jobs.claim(Job.objects.get().pk))
    return Job.objects.get()


@pytest.mark.parametrize("script", [cut_off, gibberish], ids=lambda script: script.__name__)
def test_a_broken_order_is_uncertain_and_sent_once(begin, settings, script):
    """Seen to fail with every call taken as repeatable: it was then sent twice."""
    with hostile(script) as shop:
        settings.FLOWBUILDER_ALLOWED_PRIVATE_HOSTS = [shop.place]
        talk = begin(order(shop.url))
        job = perform_now(talk)

        assert len(shop.requests) == 1
    assert talk.transcript[-1] == ("bot", "Not sure.")
    assert (job.status, job.sent_at is None) == ("uncertain", False)
    assert EventRecord.objects.get(kind="EffectFailed").payload["code"] == "uncertain"


def test_doubt_goes_by_the_problem_port_while_it_has_no_wire_of_its_own(begin, settings):
    """An author who wired only “problem” has decided for both."""
    with hostile(cut_off) as shop:
        settings.FLOWBUILDER_ALLOWED_PRIVATE_HOSTS = [shop.place]
        talk = begin(order(shop.url, wires=WIRES.replace("; doubt>bye", "")))
        perform_now(talk)

    assert talk.transcript[-1] == ("bot", "No connection.")


def test_a_plain_problem_does_not_go_by_the_wire_of_doubt(begin, settings):
    """Seen to fail with every problem port's wire taken as the step's way out of trouble."""
    with hostile(cut_off) as shop:
        place, url = shop.place, shop.url
    settings.FLOWBUILDER_ALLOWED_PRIVATE_HOSTS = [place]
    only_doubt = WIRES.replace("call.problem>bad", "call.uncertain>doubt")
    talk = begin(order(url, wires=only_doubt))
    perform_now(talk)

    assert ("bot", "Not sure.") not in talk.transcript


def test_a_service_that_knows_keys_is_asked_again_with_the_same_one(begin, settings):
    with hostile(hangs_up_once({"calls": 0})) as shop:
        settings.FLOWBUILDER_ALLOWED_PRIVATE_HOSTS = [shop.place]
        talk = begin(order(shop.url, honors_key=True))
        job = perform_now(talk)

        keys = {line for each in shop.requests for line in each.split(b"\r\n") if b"dempot" in line}
        assert len(shop.requests) == 2
        assert keys == {f"Idempotency-Key: {job.key}".encode()}
    assert (job.status, job.sent_at) == ("done", None)
    assert talk.transcript[-1] == ("bot", "Ordered.")


def test_a_question_is_asked_again(begin, settings):
    with hostile(hangs_up_once({"calls": 0})) as shop:
        settings.FLOWBUILDER_ALLOWED_PRIVATE_HOSTS = [shop.place]
        talk = begin(order(shop.url, method="GET"))
        perform_now(talk)

    assert talk.transcript[-1] == ("bot", "Ordered.")


def test_an_order_that_never_left_is_no_doubt(begin, settings):
    """A port that nobody listens on: nothing was sent, so it is a plain problem."""
    with hostile(cut_off) as shop:
        place, url = shop.place, shop.url
    settings.FLOWBUILDER_ALLOWED_PRIVATE_HOSTS = [place]
    talk = begin(order(url))
    perform_now(talk)

    assert talk.transcript[-1] == ("bot", "No connection.")
    assert Job.objects.get().status == "done"


def test_an_order_whose_worker_died_is_not_sent_again_by_the_next(begin, settings):
    """Seen to fail without the look at `sent_at` in `performing`. Case 20's quick sister."""
    with hostile(answer("201 Created")) as shop:
        settings.FLOWBUILDER_ALLOWED_PRIVATE_HOSTS = [shop.place]
        talk = begin(order(shop.url))
        talk.says("1001")
        dying = jobs.claim(Job.objects.get().pk, "dying")
        jobs.mark_sent(dying)
        jobs.release_all()
        performing.perform(jobs.claim(dying.pk, "next"))

        assert shop.connections == 0
    assert talk.transcript[-1] == ("bot", "Not sure.")


def test_a_worker_that_lost_its_job_sends_nothing(begin, settings):
    """Seen to fail with a `mark_sent` that does not look whose job it is."""
    with hostile(answer("201 Created")) as shop:
        settings.FLOWBUILDER_ALLOWED_PRIVATE_HOSTS = [shop.place]
        talk = begin(order(shop.url))
        talk.says("1001")
        zombie = jobs.claim(Job.objects.get().pk, "zombie")
        jobs.release_all()
        jobs.claim(zombie.pk, "next")
        performing.perform(zombie)

        assert shop.connections == 0
    assert Job.objects.get().status == "running"
