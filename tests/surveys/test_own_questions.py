"""Questions of one's own that no scale answers: a choice among options, and own words."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from flowbuilder.conversations.models import Message
from flowbuilder.handoff import lines
from flowbuilder.runtime.replaying import replay_conversation
from flowbuilder.surveys import selectors
from flowbuilder.surveys.models import Asked, Response, Survey, SurveyText
from tests.surveys.test_admin import ADD, filled
from tests.surveys.test_anonymity import everything_but_answers

pytestmark = pytest.mark.django_db

OPTIONS = "Cena\nWybór książek\n\n  Dostawa "
LABELS = ["Cena", "Wybór książek", "Dostawa"]


@pytest.fixture
def choice(make_survey):
    return lambda **more: make_survey(
        **{"kind": "choice", "question": "Co zdecydowało o zakupie?", "options": OPTIONS} | more
    )


@pytest.fixture
def open_question(make_survey):
    return lambda **more: make_survey(**{"kind": "open", "question": "Czego zabrakło?"} | more)


def offered(talk):
    asked = Message.objects.filter(conversation=talk.pk, content__kind="choices").last()
    return [option["label"] for option in asked.content["options"]]


def test_a_choice_is_offered_with_its_answers_and_a_way_past_them(choice, talk):
    choice()

    visitor = talk()

    assert "Co zdecydowało o zakupie?" in visitor.transcript
    assert offered(visitor) == [*LABELS, "Pomiń"]


@pytest.mark.parametrize("said", ["option-2", "wybór książek", "wybor ksiazek", "2"])
def test_an_answer_is_pressed_or_said_in_words_or_by_its_number(choice, talk, said):
    survey = choice()
    visitor = talk()
    if said == "option-2":
        visitor.presses(said, "Wybór książek")
    else:
        visitor.says(said)

    kept = Response.objects.get()
    assert (kept.survey, kept.kind, kept.score, kept.comment) == (survey, "choice", 2, "")
    assert selectors.chosen_label(kept, "pl") == "Wybór książek"
    assert Asked.objects.get().answered
    assert visitor.transcript[-2:] == ["Dziękujemy za odpowiedź.", "Coś jeszcze?"], "by “next”"


def test_another_answer_is_asked_for_once_more_then_skipped(choice, talk):
    choice()
    visitor = talk()

    visitor.says("bo tak")
    assert visitor.transcript[-1] == "Proszę wybrać jedną z odpowiedzi albo napisać „pomiń”."
    visitor.says("bo tak")

    assert visitor.transcript[-1] == "Coś jeszcze?"
    assert not Response.objects.exists()


def test_no_may_be_an_answer_to_choose(choice, talk):
    choice(options="Tak\nNie")
    visitor = talk()
    visitor.says("nie")

    assert Response.objects.get().score == 2


def test_a_comment_joins_the_choice(choice, talk):
    choice(comment="everyone")
    visitor = talk()
    visitor.presses("option-1", "Cena")
    assert visitor.transcript[-1] == "Czy chcieliby Państwo coś do tego dodać?"
    visitor.says("Była promocja")

    kept = Response.objects.get()
    assert (kept.score, kept.comment) == (1, "Była promocja")


@pytest.mark.parametrize("said", ["Działu z poezją.", "Nie", "1", "2"])
def test_an_answer_in_own_words_is_kept_whatever_it_says(open_question, talk, said):
    survey = open_question()
    visitor = talk()
    assert offered(visitor) == ["Pomiń"]
    visitor.says(said)

    kept = Response.objects.get()
    assert (kept.survey, kept.kind, kept.score, kept.comment) == (survey, "open", None, said)
    assert Asked.objects.get().answered
    assert visitor.transcript[-2:] == ["Dziękujemy za odpowiedź.", "Coś jeszcze?"]


@pytest.mark.parametrize("said", ["pomiń", "__skip__"])
def test_own_words_may_be_skipped(open_question, talk, said):
    open_question()
    visitor = talk()
    visitor.presses(said) if said == "__skip__" else visitor.says(said)

    assert not Response.objects.exists()
    assert not Asked.objects.get().answered
    assert visitor.transcript[-1] == "Coś jeszcze?"


def test_an_answer_after_its_time_is_not_counted(open_question, talk, clock):
    open_question(expires_hours=1)
    visitor = talk()
    clock.moves(hours=1)
    visitor.says("Za późno")

    assert not Response.objects.exists()
    assert any(said.startswith("Dziękujemy. Czas na odpowiedź") for said in visitor.transcript)


@pytest.mark.parametrize(
    ("kind", "answer"), [("choice", "Wybór książek"), ("open", "Zielony parasol nie dotarł")]
)
def test_anonymously_neither_stands_with_the_conversation(make_survey, talk, kind, answer):
    make_survey(kind=kind, options=OPTIONS, anonymous=True)
    visitor = talk()
    offered_only = everything_but_answers().count(answer)
    visitor.says(answer)

    kept = Response.objects.get()
    assert (kept.conversation, kept.anonymous, kept.pk < 0) == (None, True, True)
    assert (kept.score, kept.comment) == ((2, "") if kind == "choice" else (None, answer))
    assert Asked.objects.get().answered
    assert "Odpowiedź anonimowa." in visitor.transcript
    assert everything_but_answers().count(answer) <= offered_only
    assert replay_conversation(visitor.row).same


def test_the_place_of_an_answer_is_a_score_nowhere(choice, talk):
    choice()
    visitor = talk()
    visitor.presses("option-3", "Dostawa")
    survey, at = Survey.objects.get(), Response.objects.get().at

    assert selectors.satisfied([visitor.pk]) == {}
    assert selectors.ratings([visitor.pk]) == {}
    figures = selectors.scores(survey.workspace, at, at + timedelta(hours=1))
    assert (figures.csat_answers, figures.nps_answers, figures.ces_answers) == (0, 0, 0)


def test_agents_read_what_was_asked_and_answered(choice, talk):
    choice()
    visitor = talk()
    visitor.presses("option-3", "Dostawa")

    answer = selectors.answers_of(visitor.contact.pk, 5)[0]
    assert (answer.question, answer.score, answer.comment) == (
        "Co zdecydowało o zakupie?", None, "Dostawa",
    )  # fmt: skip
    said = Message.objects.filter(conversation=visitor.pk, author="visitor").order_by("seq").last()
    assert lines.is_rating(said.content)


def test_without_answers_to_choose_from_nothing_is_asked(choice, talk):
    choice(options="")

    assert "Do widzenia." in talk().transcript


def test_in_another_language_only_it_is_asked_in_that(choice, talk):
    survey = choice()
    SurveyText.objects.filter(survey=survey).update(language="en", options="Price\nRange")

    assert offered(talk()) == ["Price", "Range", "Pomiń"]


def test_a_low_score_is_nothing_that_either_could_have(make_survey):
    with pytest.raises(ValidationError):
        make_survey(kind="choice", options=OPTIONS, comment="low")


# ---- The form ------------------------------------------------------------------------------


def written(options, **more):
    return filled(kind="choice", comment="never", **{"texts-0-options": options}, **more)


@pytest.mark.parametrize(
    "options", ["", "Tylko jedna", "Tak\ntak", "\n".join("abcdefghijk"), f"Tak\n{'x' * 81}"]
)
def test_what_cannot_be_chosen_from_is_not_saved(client_for, options):
    assert client_for("author").post(reverse(ADD), written(options)).status_code == 200
    assert not Survey.objects.exists()


def test_every_language_has_as_many_answers(client_for):
    english = {"texts-1-language": "en", "texts-1-question": "Why?", "texts-TOTAL_FORMS": "2"}
    client = client_for("author")

    few = client.post(reverse(ADD), written(OPTIONS, **english, **{"texts-1-options": "Price\nX"}))
    assert few.status_code == 200
    assert not Survey.objects.exists()
    all_three = {**english, "texts-1-options": "Price\nRange\nDelivery"}
    assert client.post(reverse(ADD), written(OPTIONS, **all_three)).status_code == 302


@pytest.mark.parametrize(
    ("options", "saved"),
    [
        ("Cena\nWybór\nDostawa\nObsługa", True),
        ("Wybór książek\nCena\nDostawa", False),
        ("Cena\nDostawa", False),
        ("Cena\nWybór książek\nObsługa\nDostawa", False),
    ],
)
def test_once_asked_an_answer_keeps_its_place(client_for, choice, talk, options, saved):
    """It is counted by it: moved, what was chosen before would count as something else."""
    survey = choice()
    words = survey.texts.get()
    change = written(options) | {
        "texts-INITIAL_FORMS": "1", "texts-0-id": str(words.pk), "texts-0-survey": str(survey.pk),
    }  # fmt: skip
    page = reverse("admin:surveys_survey_change", args=[survey.pk])
    client = client_for("author")
    talk()

    assert client.post(page, change).status_code == (302 if saved else 200)
    words.refresh_from_db()
    assert (words.labels != LABELS) is saved
