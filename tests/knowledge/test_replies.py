"""Agents' replies offered as entries: which are good, what is hidden in them, what a click does."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from flowbuilder.common.clock import now
from flowbuilder.conversations.models import Conversation, Message
from flowbuilder.core.effects import RecordUnanswered
from flowbuilder.knowledge import effects, services
from flowbuilder.knowledge.answers.substance import as_heading, asks_on, is_answer, substance
from flowbuilder.knowledge.learning import redacting, replies
from flowbuilder.knowledge.learning.redacting import Known, redacted
from flowbuilder.knowledge.models import Entry, Unanswered
from flowbuilder.surveys.models import Response
from tests.knowledge.talks import ANSWER, QUESTION, talk

LIST, GROUPS = "admin:knowledge_replies", "admin:knowledge_groups"
PUT_AWAY, ADD = "admin:knowledge_replies_put_away", "admin:knowledge_entry_add"
GOOD = (("agent", ANSWER), ("visitor", "Dziękuję bardzo"))


def offered(workspace):
    return [reply.answer for reply in replies.worth_keeping(workspace)]


def rate(asked, score, kind="csat"):
    conversation = Conversation.objects.get(pk=asked.conversation_id)
    Response.objects.create(
        workspace=asked.workspace, conversation=conversation, kind=kind, score=score,
        effect_id=f"{conversation.pk}:{score}", flow_version=conversation.flow_version,
        handled_by="agent",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "language", "heading"),
    [
        ("czy macie w ofercie rowery górskie", "pl", "Czy macie w ofercie rowery górskie?"),
        ("ile kosztuje dostawa?", "pl", "Ile kosztuje dostawa?"),
        ("chcę zwrócić kubek", "pl", "Chcę zwrócić kubek"),
        ("do you ship abroad", "en", "Do you ship abroad?"),
        ("do you ship abroad...", "en", "Do you ship abroad..."),
        ("?", "en", "?"),
    ],
)
def test_what_a_visitor_asked_becomes_the_question_of_an_entry(asked, language, heading):
    assert as_heading(asked, language) == heading


# ---- What was said -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Dzień dobry! Zwrot trwa do 30 dni. Pozdrawiam!", "Zwrot trwa do 30 dni."),
        ("Dzień dobry, w czym mogę pomóc?", ""),
        ("Witam serdecznie! Już sprawdzam, proszę chwilę poczekać.", ""),
        ("Dzień dobry, Pani [imię i nazwisko]! Tak, mamy je od wtorku.", "Tak, mamy je od wtorku."),
    ],
)
def test_courtesies_are_not_what_a_reply_says(said, kept):
    assert substance(said, "pl") == kept


@pytest.mark.parametrize(
    ("said", "is_one"),
    [
        (ANSWER, True),
        ("Nie mamy.", False),
        ("Czy mogę prosić o numer zamówienia i adres?", False),
        ("[numer zamówienia] [imię i nazwisko] jest [numer] już", False),
    ],
)
def test_questions_and_a_few_words_are_no_answer(said, is_one):
    assert is_answer(said) is is_one


@pytest.mark.parametrize(
    ("text", "language", "asks"),
    [
        ("Dziękuję bardzo, to wszystko", "pl", False),
        ("Nie, dziękuję", "pl", False),
        ("ok super", "pl", False),
        ("👍", "pl", False),
        ("A w Krakowie?", "pl", True),
        ("To nie działa", "pl", True),
        ("Ale ja pytałam o bony elektroniczne", "pl", True),
        ("Great, thanks", "en", False),
        ("But I need one by Friday", "en", True),
        ("Vielen Dank", "de", False),
    ],
)
def test_thanks_are_told_from_asking_on(text, language, asks):
    assert asks_on(text, language) is asks


@pytest.mark.parametrize(
    ("text", "without"),
    [
        (
            "Pani Anno, wysłałam na anna.k@example.pl.",
            "Pani [imię i nazwisko], wysłałam na [adres e-mail].",
        ),
        ("Zadzwonię pod 501 234 567.", "Zadzwonię pod [numer telefonu]."),
        ("Zamówienie 48213 jest w drodze.", "Zamówienie [numer zamówienia] jest w drodze."),
        ("zamówienia nr ZAM-2291/26", "zamówienia nr [numer zamówienia]"),
        ("Faktura FV/2026/11/003 jest gotowa.", "Faktura [numer zamówienia] jest gotowa."),
        ("Paczka PL1234567 czeka.", "Paczka [numer zamówienia] czeka."),
        ("Gdzie jest ZAM-77?", "Gdzie jest [numer zamówienia]?"),
        ("Jestem Anna Nowak, co z nim?", "Jestem [imię i nazwisko], co z nim?"),
        ("Kowalskiej odpisaliśmy.", "[imię i nazwisko] odpisaliśmy."),
    ],
)
def test_what_is_personal_is_replaced(text, without):
    known = Known(names=("Anna Kowalska",), details=("anna.k@example.pl",))

    assert redacted(text, "pl", known).replace("[dane osobowe]", "[adres e-mail]") == without


@pytest.mark.parametrize(
    "text",
    [
        "Zwrot do 30 dni, od 199,99 zł wysyłka gratis.",
        "Zamówienia od 1500 zł wysyłamy 24.12.2026.",
        "Sklep działa od 2019 roku, 7 dni w tygodniu.",
    ],
)
def test_what_is_not_personal_stays(text):
    assert redacted(text, "pl", Known(names=("Anna Kowalska",))) == text


def test_a_question_is_kept_without_what_is_personal_and_can_be_taken_back(workspace):
    asked = talk(workspace, name="Ola Zielińska")
    conversation = Conversation.objects.get(pk=asked.conversation_id)
    told = RecordUnanswered(
        question="Jestem Anna Nowak, dla Oli Zielińskiej, gdzie ZAM-77?", id="s:9"
    )

    effects.record_unanswered(told, conversation)

    kept = Unanswered.objects.exclude(pk=asked.pk).values_list("question", flat=True)
    assert list(kept) == [
        "Jestem [imię i nazwisko], dla [imię i nazwisko], gdzie [numer zamówienia]?"
    ]

    effects.record_unanswered(replace(told, settled=True), conversation)

    assert [row.pk for row in Unanswered.objects.all()] == [asked.pk]


def test_a_long_text_of_digits_takes_no_time():
    hard = ("zamówienie " + "1-" * 30) * 60

    assert len(redacted(hard, "pl")) < redacting.LONGEST + 100


# ---- Which are good ------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_reply_after_which_the_visitor_was_content_is_offered(workspace, agent):
    asked = talk(workspace, *GOOD, agent=agent)

    (reply,) = replies.worth_keeping(workspace)

    assert (reply.question, reply.answer, reply.by) == (QUESTION, ANSWER, "Agent-Sklep-Ada")
    assert (reply.id, reply.satisfied, reply.language) == (asked.pk, False, "pl")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "more"),
    [
        ((("agent", "Dzień dobry! Miłego dnia."),), {}),
        ((("agent", "Nie mamy."),), {}),
        ((("agent to agents", ANSWER),), {}),
        ((("bot", ANSWER),), {}),
        ((("agent", ANSWER), ("visitor", "A jak kupić je przez internet?")), {}),
        ((*GOOD, ("bot", "Coś jeszcze?"), ("agent", "Dzień dobry, znów ja.")), {}),
        ((("agent", ANSWER),), {"state": "agent"}),
        ((("agent", ANSWER),), {"state": "queued"}),
    ],
    ids=["greeting", "short", "note", "assistant", "asked on", "agent again", "open", "waits"],
)
def test_other_replies_are_not_offered(workspace, said, more):
    talk(workspace, *said, **more)

    assert offered(workspace) == []


@pytest.mark.django_db
def test_a_talk_that_the_agent_gave_back_to_the_assistant_counts(workspace):
    talk(workspace, *GOOD, ("bot", "Jak oceniasz rozmowę?"), state="bot")

    assert offered(workspace) == [ANSWER]


@pytest.mark.django_db
def test_the_first_reply_of_substance_counts_and_questions_back_do_not(workspace):
    talk(
        workspace,
        ("agent", "Dzień dobry! Już sprawdzam."),
        ("agent", "Czy chodzi o bony papierowe, czy elektroniczne?"),
        ("visitor", "O papierowe, na prezent dla mamy"),
        ("agent", f"Witam! {ANSWER}"),
        ("agent", "Zapraszamy też do drugiego sklepu przy rynku."),
    )

    assert offered(workspace) == [ANSWER]


@pytest.mark.django_db
def test_a_score_says_whether_the_visitor_was_content(workspace):
    """Seen to fail with the scores left out: the second was offered, the third was not."""
    high = talk(workspace, *GOOD)
    low = talk(workspace, ("agent", ANSWER), question="Bony są?")
    open_yet = talk(workspace, ("agent", ANSWER), question="Jakie bony?", state="agent")
    rate(high, 5)
    rate(low, 2)
    rate(open_yet, 9, kind="nps")

    found = replies.worth_keeping(workspace)

    assert {reply.id for reply in found} == {high.pk, open_yet.pk}
    assert all(reply.satisfied for reply in found)


@pytest.mark.django_db
def test_what_was_said_to_the_assistant_afterwards_does_not_count(workspace):
    talk(workspace, *GOOD, ("bot", "Coś jeszcze?"), ("visitor", "Gdzie jest moja paczka?"))

    assert offered(workspace) == [ANSWER]


@pytest.mark.django_db
def test_who_asked_in_vain_again_afterwards_was_not_content(workspace):
    asked = talk(workspace, *GOOD, ("bot", "Coś jeszcze?"), ("visitor", "Macie bony, tak?"))
    services.record_unanswered(
        workspace.pk, "Macie bony, tak?", language="pl",
        at=asked.at + timedelta(minutes=4), conversation_id=asked.conversation_id,
    )  # fmt: skip

    assert offered(workspace) == []


@pytest.mark.django_db
def test_two_questions_with_one_reply_are_offered_once(workspace):
    asked = talk(workspace, *GOOD)
    later = services.record_unanswered(
        workspace.pk, "Bony na prezent", language="pl",
        at=asked.at + timedelta(seconds=30), conversation_id=asked.conversation_id,
    )  # fmt: skip

    (reply,) = replies.worth_keeping(workspace)

    assert (reply.questions, reply.question) == ((asked.pk, later.pk), "Bony na prezent")


@pytest.mark.django_db
def test_nobody_is_named(workspace, agent):
    agent.display_name = "Bogdan Wrona"
    agent.save()
    talk(
        workspace,
        ("agent", "Pani Anno, bon do zamówienia 48213 wysłałem na anna@example.pl. Bogdan"),
        question="Gdzie mój bon? Anna Kowalska, tel. 501 234 567",
        name="Anna Kowalska",
        email="anna@example.pl",
        phone="501 234 567",
        agent=agent,
    )

    (reply,) = replies.worth_keeping(workspace)

    for secret in ("Ann", "Kowalsk", "501", "48213", "anna@", "Bogdan"):
        assert secret not in reply.answer + reply.question


@pytest.mark.django_db
def test_nothing_of_another_workspace_old_or_answered_is_offered(workspace, other_workspace):
    talk(other_workspace, *GOOD)
    talk(workspace, *GOOD, at=now() - replies.OFFERED - timedelta(hours=1))
    answered = talk(workspace, *GOOD)
    Unanswered.objects.filter(pk=answered.pk).update(status="answered")

    assert offered(workspace) == []


@pytest.mark.django_db
def test_many_talks_cost_as_many_queries_as_one_and_long_ones_are_not_read_whole(
    workspace, monkeypatch
):
    talk(workspace, *GOOD)
    with CaptureQueriesContext(connection) as one:
        replies.worth_keeping(workspace)
    for number in range(4):
        talk(workspace, *GOOD, question=f"Bony numer {number}?")
    with CaptureQueriesContext(connection) as many:
        found = replies.worth_keeping(workspace)
    monkeypatch.setattr(replies, "FOLLOWED", 1)

    assert len(found) == 5
    assert len(many) == len(one) <= 6
    assert offered(workspace) == []  # the reply is the second message


# ---- The pages -----------------------------------------------------------------------------


def test_a_reply_is_offered_on_its_list_and_with_its_group(client_for, workspace):
    asked = talk(workspace, *GOOD)
    client = client_for("writer")

    for name in (LIST, GROUPS):
        page = client.get(reverse(name)).content.decode()
        assert ANSWER in page
        assert f"unanswered={asked.pk}&amp;reply_to={asked.pk}" in page


def test_one_click_begins_an_entry_and_saving_it_settles_the_reply(client_for, workspace):
    asked = talk(workspace, *GOOD)
    client, place = client_for("writer"), f"{reverse(ADD)}?unanswered={{0}}&reply_to={{0}}"
    form = client.get(place.format(asked.pk)).context["adminform"].form

    assert (form["question"].value(), form["answer"].value()) == (QUESTION, ANSWER)
    client.post(
        place.format(asked.pk),
        {"language": "pl", "question": "Zupełnie co innego", "answer": "-", "enabled": "on"},
    )
    asked.refresh_from_db()
    assert Entry.objects.count() == 1
    assert (asked.status, asked.reply_put_away) == ("open", True)  # not found, yet not offered


def test_one_click_puts_a_reply_away_for_good(client_for, workspace, other_workspace):
    asked, foreign = talk(workspace, *GOOD), talk(other_workspace, *GOOD)
    client = client_for("author")
    for row in (asked, foreign):
        away = client.post(reverse(PUT_AWAY), {"questions": f"{row.pk},x", "back": reverse(GROUPS)})

    assert away.url == reverse(GROUPS)
    assert offered(workspace) == []
    assert offered(other_workspace) == [ANSWER]
    talk(workspace, *GOOD)
    assert offered(workspace) == [ANSWER]  # others' replies to the same words are their own


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", ""])
def test_putting_away_leads_nowhere_else(client_for, workspace, back):
    away = client_for("author").post(reverse(PUT_AWAY), {"questions": "1", "back": back})

    assert away.url == reverse(LIST)


@pytest.mark.parametrize("role", ["agent", "analyst"])
@pytest.mark.parametrize("name", [LIST, PUT_AWAY, "admin:knowledge_weekly"])
def test_who_may_not_edit_knowledge_sees_no_reply(client_for, workspace, role, name):
    asked = talk(workspace, *GOOD)
    client = client_for(role)

    assert client.get(reverse(name)).status_code in {302, 403}
    assert client.post(reverse(name), {"questions": asked.pk}).status_code in {302, 403}
    assert offered(workspace) == [ANSWER]


def test_emptied_talks_offer_nothing(workspace):
    talk(workspace, *GOOD)
    Message.objects.all().delete()

    assert offered(workspace) == []
