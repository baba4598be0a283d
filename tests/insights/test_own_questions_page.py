"""Results of questions of one's own that no scale answers: shares of a choice, and own words."""

import csv
import io

import pytest
from django.urls import reverse

from flowbuilder.accounts.services import choose_language
from flowbuilder.common.clock import now
from flowbuilder.surveys.models import Response, Survey, SurveyText, Tag
from tests.access.rows import Rows

pytestmark = pytest.mark.django_db

LABELS = {"pl": ["Cena", "Dostawa", "Obsługa"], "en": ["Price", "Delivery", "Service"]}


@pytest.fixture
def rows(workspace, owner):
    return Rows(workspace, owner)


@pytest.fixture
def survey(workspace):
    made = Survey.objects.create(
        workspace=workspace, name="Powód", slug="powod", kind="choice", low=1, high=10
    )
    for language, labels in LABELS.items():
        SurveyText.objects.create(
            survey=made, workspace=workspace, language=language, question="?",
            options="\n".join(labels),
        )  # fmt: skip
    return made


@pytest.fixture
def answer(rows, workspace, survey):
    def make(score, comment="", **more):
        values = {"handled_by": "bot", "language": "pl", "at": now(), **more}
        return Response.objects.create(
            workspace=workspace, flow_version=rows["flows.FlowVersion"], survey=survey,
            conversation=rows["conversations.Conversation"], kind=survey.kind, score=score,
            comment=comment, effect_id=f"r{Response.objects.count()}", **values,
        )  # fmt: skip

    return make


@pytest.fixture
def page(client_for):
    def send(language="en", **posted):
        client = client_for("analyst")
        choose_language(client.user, language)
        address = f"{reverse('admin:survey-results')}?survey=powod"
        return client.post(address, posted) if posted else client.get(address)

    return send


def report(answer):
    return answer.context_data["report"]


@pytest.mark.parametrize(("language", "between"), [("en", "to"), ("pl", "do")])
def test_each_answer_has_its_count_its_share_and_wilsons_interval(page, answer, language, between):
    for place in [1, 1, 1, 1, 1, 1, 1, 1, 2, 2]:
        answer(place)

    found = report(page(language))

    counts = [(each.title, each.count, each.share) for each in found.counts]
    assert counts == list(zip(LABELS[language], [8, 2, 0], ["80%", "20%", "0%"], strict=True))
    first, _second, none = [each.interval for each in found.counts]
    assert f"49% {between} 94%" in first
    assert f"0% {between} 28%" in none, "27.75 is rounded, not cut"
    assert [each.bar for each in found.counts] == [100, 25, 0]


def test_there_is_no_mean_of_places(page, answer):
    for place in [1, 2, 3, 3, 3]:
        answer(place)

    found = page()

    assert (report(found).whole.value, report(found).points) == ("—", ())
    assert "How did it change over time?" not in found.text
    assert '<th scope="col">Score' not in found.text


def test_small_parts_show_how_many_and_no_shares(page, answer):
    for place in [1, 1, 1, 1, 2]:
        answer(place, handled_by="agent")
    answer(3)

    splits = {split.head: split.rows for split in report(page()).splits}

    by_whom = [(row.title, row.answers, row.shares) for row in splits["Who spoke"]]
    assert by_whom == [
        ("Person", 5, ("80%", "20%", "0%")), ("Assistant", 1, ("—", "—", "—")),
    ]  # fmt: skip


def test_for_fewer_than_five_answers_no_counts_are_shown(page, answer):
    for place in [1, 1, 1, 1]:
        answer(place)

    assert report(page()).counts == ()
    assert "fewer than 5" in page().text


def test_the_file_says_the_answer_in_words(page, answer):
    answer(2, "Szybko")
    lines = csv.DictReader(io.StringIO(page("pl", do="export").content.decode("utf-8-sig")))

    row = next(iter(lines))
    assert (row["score"], row["choice"], row["comment"]) == ("", "Dostawa", "Szybko")


def test_own_words_are_read_and_tagged_without_a_figure(page, answer, survey):
    Survey.objects.update(kind="open")
    survey.kind = "open"
    said = answer(None, "Za mało poezji", handled_by="agent")
    page(response=said.pk, tags="poezja")

    found = page("pl")

    assert "Za mało poezji" in found.text
    assert Tag.objects.get().name == "poezja"
    assert (report(found).whole.answers, report(found).counts) == (1, ())
    assert "mniej niż 5" not in found.text, "no figure is missing: there is none"
    assert {row.answers for split in report(found).splits for row in split.rows} == {1}


def test_the_list_of_answers_says_the_answer_in_words(client_for, answer):
    answer(2)
    client = client_for("analyst")
    choose_language(client.user, "pl")

    assert "Dostawa" in client.get(reverse("admin:surveys_response_changelist")).text
