"""The weekly list: when it is due, who gets it, what it says and what it keeps to itself."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import translation

from flowbuilder.accounts.models import AuditEntry, Language
from flowbuilder.common.clock import now, told_by
from flowbuilder.knowledge import services
from flowbuilder.knowledge.learning import unanswered, weekly, weekly_mail
from flowbuilder.knowledge.models import Unanswered
from flowbuilder.runtime import dispatch, jobs, performing
from flowbuilder.runtime.models import Job
from tests.clock import VirtualClock
from tests.knowledge.talks import ANSWER, talk

WARSAW = ZoneInfo("Europe/Warsaw")
MONDAY = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)  # 8:00 in Warsaw


@pytest.fixture(autouse=True)
def sends_mail(settings):
    settings.EMAIL_HOST = "mail.example"
    settings.FLOWBUILDER_ADDRESS = "https://chat.example/"
    unanswered._groupings.clear()  # a row's number comes again in the next test


@pytest.fixture
def clock():
    """It is Friday, 20 November 2026, 10:00 in Warsaw."""
    moving = VirtualClock()
    with told_by(moving):
        yield moving


def ask(workspace, *texts, at=None, language="pl"):
    return [
        services.record_unanswered(workspace.pk, text, language=language, at=at or now())
        for text in texts
    ]


def do_due():
    for _ in range(3):  # the first makes the others
        for job in jobs.claim_due(10):
            performing.perform(job)


def readers():
    return sorted(to for message in mail.outbox for to in message.to)


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        (datetime(2026, 11, 20, 10, tzinfo=WARSAW), datetime(2026, 11, 23, 8, tzinfo=WARSAW)),
        (datetime(2026, 11, 23, 7, 59, tzinfo=WARSAW), datetime(2026, 11, 23, 8, tzinfo=WARSAW)),
        (datetime(2026, 11, 23, 8, 0, tzinfo=WARSAW), datetime(2026, 11, 30, 8, tzinfo=WARSAW)),
        (datetime(2026, 11, 22, 23, 30, tzinfo=UTC), datetime(2026, 11, 23, 8, tzinfo=WARSAW)),
        (datetime(2026, 10, 20, 10, tzinfo=WARSAW), datetime(2026, 10, 26, 8, tzinfo=WARSAW)),
    ],
    ids=["friday", "just before", "on the hour", "monday there", "the clocks go back"],
)
def test_it_is_due_on_monday_at_eight_of_the_workspace(moment, due):
    assert weekly.next_due(moment, WARSAW) == due


@pytest.mark.parametrize(
    ("first", "said"),
    [
        (date(2026, 11, 16), "16–22 listopada 2026"),
        (date(2026, 9, 28), "28 września – 4 października 2026"),
    ],
    ids=["one month", "two"],
)
def test_a_week_names_its_month_once(first, said):
    with translation.override("pl"):
        assert weekly_mail._days(first, first + timedelta(days=6)) == said


@pytest.mark.django_db
def test_the_first_question_plans_it_and_the_others_do_not(clock, workspace):
    ask(workspace, "Ile waży kubek?", "Kiedy dostawa?")

    assert Job.objects.get().run_at == MONDAY


@pytest.mark.django_db
def test_each_list_plans_the_next_and_is_sent_once(clock, workspace, author):
    ask(workspace, "Ile waży kubek?")
    clock.jumps_to(MONDAY)

    do_due()
    again = Job.objects.filter(effect__kind=weekly.BEGIN).earliest("run_at")
    weekly_mail.begin(again.key)  # a worker that died after the commit leaves it to another
    do_due()

    assert readers() == [author.email]
    waiting = Job.objects.get(status="waiting")
    assert (waiting.effect["kind"], waiting.run_at) == (weekly.BEGIN, MONDAY + timedelta(days=7))


@pytest.mark.django_db
def test_with_nothing_to_say_there_is_no_letter_until_somebody_asks_again(clock, workspace, author):
    asked = ask(workspace, "Ile waży kubek?")
    unanswered.ignore(workspace, [asked[0].pk])
    clock.jumps_to(MONDAY)
    do_due()

    assert (mail.outbox, Job.objects.filter(status="waiting").count()) == ([], 0)
    ask(workspace, "A talerz?")
    assert Job.objects.get(status="waiting").run_at == MONDAY + timedelta(days=7)


@pytest.mark.django_db
def test_those_who_may_write_answers_get_it(
    clock, workspace, author, owner, agent, analyst, make_user, other_workspace
):
    make_user("owner", other_workspace)
    away = make_user("writer", workspace)
    weekly.choose(workspace, away, wanted=False)
    ask(workspace, "Ile waży kubek?")
    clock.jumps_to(MONDAY)

    do_due()

    assert readers() == sorted([author.email, owner.email])


@pytest.mark.django_db
def test_whoever_lost_the_right_or_switched_it_off_meanwhile_gets_none(
    clock, workspace, author, owner
):
    ask(workspace, "Ile waży kubek?")
    clock.jumps_to(MONDAY)
    weekly_mail.begin(Job.objects.get().key)
    author.memberships.update(role="agent")
    weekly.choose(workspace, owner, wanted=False)

    do_due()

    assert mail.outbox == []


@pytest.mark.django_db
@pytest.mark.parametrize(("chosen", "sent"), [(None, 0), (True, 1)])
def test_without_a_mail_server_only_who_switched_it_on_gets_it(
    clock, workspace, author, settings, chosen, sent
):
    settings.EMAIL_HOST = ""
    if chosen is not None:
        weekly.choose(workspace, author, wanted=chosen)
    ask(workspace, "Ile waży kubek?")
    clock.jumps_to(MONDAY)

    do_due()

    assert len(mail.outbox) == sent


@pytest.mark.django_db
def test_what_it_says(clock, workspace, author):
    author.language = Language.ENGLISH
    author.save()
    clock.jumps_to(MONDAY - timedelta(days=3))
    ask(workspace, "Kiedy dostawa?", at=MONDAY - timedelta(days=10))
    ask(workspace, "Czy macie bony?", "czy macie bony", at=MONDAY - timedelta(days=2))
    talk(
        workspace, ("agent", ANSWER), ("visitor", "Dzięki"), at=MONDAY - timedelta(days=2),
        question="Ile waży kubek? Zenobia, 501 234 567", name="Zenobia Brzęk",
    )  # fmt: skip
    clock.jumps_to(MONDAY)

    do_due()

    letter = mail.outbox[0]
    assert letter.subject == "4 questions wait for an answer"
    lines = letter.body.split("\n")
    assert lines[0] == "Workspace “Sklep Ada”, 16–22 November 2026"
    assert lines[2:5] == [
        "Without an answer now: 4",
        "Asked in vain last week: 3 (the week before: 1)",
        "Answered by your team last week: 0 (the week before: 0)",
    ]
    assert lines[6:9] == [
        "Asked most often:",
        "1. “Czy macie bony?” – 2 times",
        "2. “Ile waży kubek? [imię i nazwisko], [numer telefonu]” – 1 time",
    ]
    assert "1 reply of your agents is worth keeping as an answer." in lines
    assert "Answer the questions: https://chat.example/admin/knowledge/unanswered/groups/" in lines
    assert lines[-3] == "-- "


@pytest.mark.django_db
def test_the_html_says_the_same_and_nothing_in_it_is_markup(clock, workspace, author):
    ask(workspace, "<script>alert(1)</script> ile waży?")
    clock.jumps_to(MONDAY)

    do_due()

    (html, kind), *others = mail.outbox[0].alternatives
    assert (kind, others) == ("text/html", [])
    assert "&lt;script&gt;" in html
    assert "<script>" not in html
    assert "@media (prefers-color-scheme: dark)" in html
    assert "color: #1f2328; background: #ffffff" in html
    assert "https://chat.example/admin/knowledge/unanswered/groups/" in html


@pytest.mark.django_db
def test_no_more_of_what_was_said_than_five_names(clock, workspace, author):
    words = ["kubek", "dostawa", "bon", "rower", "parking", "lodówka", "ubezpieczenie"]
    ask(workspace, *words)
    talk(workspace, ("agent", ANSWER), question="zegar " * 40)
    clock.jumps_to(MONDAY)

    do_due()

    body = mail.outbox[0].body
    assert sum(word in body for word in [*words, "zegar"]) == 5
    assert ANSWER not in body
    assert max(map(len, body.split("\n\n")[2].split("\n"))) < 140


@pytest.mark.django_db
def test_it_is_in_its_readers_language_and_says_how_to_switch_it_off(clock, workspace, author):
    ask(workspace, "Ile waży kubek?")
    clock.jumps_to(MONDAY)

    do_due()

    letter = mail.outbox[0]
    assert letter.subject == "1 pytanie czeka na odpowiedź"
    assert "Można go wyłączyć" in letter.body


@pytest.mark.django_db
def test_what_was_answered_is_counted(clock, workspace, author):
    entry = services.create_entry(workspace, question="Karty", answer="Tak.")
    clock.jumps_to(MONDAY - timedelta(days=3))
    questions = ask(workspace, "Czy macie bony?", "Jaki parking?")
    unanswered.add_to_entry(entry, questions[:1], by=author)

    done = AuditEntry.objects.filter(action="unanswered.answered")
    done.update(at=MONDAY - timedelta(days=2))  # it keeps the wall clock's time

    told = weekly_mail.weekly_of(workspace, MONDAY.date())

    assert (told.open, told.week.asked, told.week.answered) == (1, 2, 1)
    assert (told.before.asked, told.before.answered) == (0, 0)


@pytest.mark.django_db
def test_without_an_address_there_is_no_link(clock, workspace, author, settings):
    settings.FLOWBUILDER_ADDRESS = ""
    ask(workspace, "Ile waży kubek?")
    clock.jumps_to(MONDAY)

    do_due()

    assert "http" not in mail.outbox[0].body
    assert "<a " not in mail.outbox[0].alternatives[0][0]


@pytest.mark.django_db
def test_a_dead_mail_server_is_tried_again_with_the_same_id(clock, workspace, author, settings):
    ask(workspace, "Ile waży kubek?")
    clock.jumps_to(MONDAY)
    weekly_mail.begin(Job.objects.get().key)
    key = Job.objects.get(effect__kind=weekly.SEND).key

    for _ in range(2):
        dispatch.TASKS[weekly.SEND](key)

    first, second = (message.extra_headers["Message-ID"] for message in mail.outbox)
    assert first == second


def test_a_person_switches_it_off_and_on_for_themselves(client_for, workspace, owner):
    client, place = client_for("writer"), reverse("admin:knowledge_weekly")
    writer = client.user

    assert weekly.is_wanted(workspace, writer)
    client.post(place, {"wanted": "0"})
    assert not weekly.is_wanted(workspace, writer)
    assert weekly.is_wanted(workspace, owner)
    client.post(place, {"wanted": "1"})
    assert weekly.is_wanted(workspace, writer)
    assert client.get(place).status_code == 302
    assert Unanswered.objects.count() == 0
