"""E-mails about reviews: who gets which, in which language, and what a dead mail server changes."""

import socket

import pytest
from django.core import mail

from flowbuilder.accounts import services as accounts
from flowbuilder.accounts.models import Language
from flowbuilder.flows import review_mail, reviewing, services
from flowbuilder.runtime import dispatch
from flowbuilder.runtime.models import Job
from tests.flows.test_reviewing import ask, hello, writer  # noqa: F401  # fixtures
from tests.flows.test_scheduling import clock, do_due  # noqa: F401  # a fixture

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def set_up(clock):  # noqa: F811
    """Every test moves its own clock."""


def speaks(user, language):
    user.language = language
    user.save()


def give_back(flow, review, user, reason="Say who we are."):
    reviewing.return_with(flow=flow, review_id=review.pk, reason=reason, user=user)


def readers():
    return sorted(to for message in mail.outbox for to in message.to)


def test_those_who_may_publish_are_asked_in_their_language(
    hello, writer, author, owner, analyst, agent  # noqa: F811
):  # fmt: skip
    speaks(owner, Language.ENGLISH)
    reviewing.ask_for_review(
        flow=hello, revision=1, note="New greeting.\nShorter.", user=writer,
        address="https://chat.example/admin/flows/flow/7/change/",
    )  # fmt: skip

    do_due()

    polish, english = sorted(mail.outbox, key=lambda message: message.to)
    assert readers() == [author.email, owner.email]
    assert polish.subject == "Prośba o sprawdzenie: Hello"
    assert english.subject == "Review asked for: Hello"
    assert english.body == (
        "Writer-Sklep-Ada asks for a review of the flow “Hello”. You can publish it or return it "
        "with a reason.\n\n"
        "> New greeting.\n> Shorter.\n\n"
        "The flow: https://chat.example/admin/flows/flow/7/change/\n\n"
        "-- \nYou get this e-mail because you may publish flows in the workspace “Sklep Ada”.\n"
    )


def test_an_author_who_asks_is_not_asked(hello, author, owner):  # noqa: F811
    ask(hello, author)

    do_due()

    assert readers() == [owner.email]


def test_nobody_of_another_workspace_and_nobody_locked_out_is_asked(
    hello, writer, author, make_user, other_workspace  # noqa: F811
):  # fmt: skip
    make_user("owner", other_workspace)
    both = make_user("author", other_workspace, name="both")
    accounts.add_member(hello.workspace, both, "analyst")
    author.is_active = False
    author.save()

    ask(hello, writer)

    assert not Job.objects.exists()


def test_no_more_readers_than_the_limit(hello, writer, author, owner, monkeypatch):  # noqa: F811
    monkeypatch.setattr(review_mail, "READERS_LIMIT", 1)

    ask(hello, writer)

    assert Job.objects.count() == 1


def test_a_refused_request_tells_nobody(hello, writer, author):  # noqa: F811
    services.save_draft(flow=hello, revision=1, data={**hello.draft, "start": None}, user=writer)
    with pytest.raises(services.FlowHasProblems):
        ask(hello, writer)

    assert not Job.objects.exists()


def test_nothing_is_sent_while_the_request_is_stored(hello, writer, author):  # noqa: F811
    ask(hello, writer)

    assert (mail.outbox, Job.objects.get().status) == ([], "waiting")


def test_who_asked_is_told_why_it_was_returned(hello, writer, author):  # noqa: F811
    speaks(writer, Language.ENGLISH)
    review = ask(hello, writer)
    give_back(hello, review, author)

    do_due()

    told = mail.outbox[0]
    assert (readers(), told.subject) == ([writer.email], "Returned: Hello")
    assert "Author-Sklep-Ada returned the flow “Hello”." in told.body
    assert "> Say who we are." in told.body
    assert "because you asked for the review" in told.body


def test_who_asked_is_told_that_it_is_published_and_what_was_noted(hello, writer, author):  # noqa: F811
    ask(hello, writer)
    services.publish(flow=hello, revision=1, note="For winter", user=author)

    do_due()

    assert readers() == [writer.email]
    assert mail.outbox[0].subject == "Zatwierdzono i opublikowano: Hello"
    assert "Author-Sklep-Ada zatwierdza scenariusz „Hello”." in mail.outbox[0].body
    assert "> For winter" in mail.outbox[0].body


def test_nobody_is_told_of_their_own_answer(hello, author):  # noqa: F811
    ask(hello, author)
    services.publish(flow=hello, revision=1, note="", user=author)

    assert not Job.objects.exists()


def test_what_is_not_asked_any_more_is_not_sent(hello, writer, author):  # noqa: F811
    first = ask(hello, writer, "One")
    ask(hello, writer, "Two")
    do_due()
    reviewing.withdraw(flow=hello, review_id=first.pk + 1, user=writer)
    ask(hello, writer, "Three")
    reviewing.withdraw(flow=hello, review_id=first.pk + 2, user=writer)
    do_due()

    assert ["> Two" in message.body for message in mail.outbox] == [True]


def test_who_left_the_team_meanwhile_gets_nothing(hello, writer, author):  # noqa: F811
    review = ask(hello, writer)
    author.memberships.update(role="analyst")
    do_due()
    assert mail.outbox == []

    give_back(hello, review, author)
    writer.memberships.all().delete()
    do_due()

    assert (mail.outbox, set(Job.objects.values_list("status", flat=True))) == ([], {"done"})


def test_a_mail_server_that_is_away_loses_nothing(hello, writer, author, settings, clock):  # noqa: F811
    working = settings.EMAIL_BACKEND
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings.EMAIL_HOST, settings.EMAIL_PORT = closed.getsockname()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        ask(hello, writer)
        do_due()

    job = Job.objects.get()
    assert (job.status, job.attempts, mail.outbox) == ("waiting", 1, [])
    settings.EMAIL_BACKEND = working
    clock.moves(minutes=1)
    do_due()

    assert (readers(), Job.objects.get().status) == ([author.email], "done")


def test_a_second_attempt_has_the_same_message_id(hello, writer, author):  # noqa: F811
    ask(hello, writer)
    key = Job.objects.get().key

    for _again in range(2):
        dispatch.TASKS[review_mail.TASK](key)

    ids = {message.extra_headers["Message-ID"] for message in mail.outbox}
    assert (len(mail.outbox), len(ids)) == (2, 1)


def test_a_name_with_lines_makes_no_headers(hello, writer, author):  # noqa: F811
    data = {**hello.draft, "name": "Hello\r\nBcc: eve@example.org"}
    services.save_draft(flow=hello, revision=1, data=data, user=writer)
    ask(hello, writer)

    do_due()

    message = mail.outbox[0].message()
    assert (readers(), message["Bcc"]) == ([author.email], None)
    assert mail.outbox[0].subject == "Prośba o sprawdzenie: Hello Bcc: eve@example.org"
