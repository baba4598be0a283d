"""The page of a survey's results: figures with intervals, splits, comments with tags, CSV."""

import csv
import io
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from django.urls import reverse

from flowbuilder.accounts.models import AuditEntry, Role, User
from flowbuilder.accounts.services import choose_language
from flowbuilder.common.clock import now
from flowbuilder.handoff.models import Team
from flowbuilder.surveys.models import Asked, Response, Survey, Tag
from tests.access.rows import Rows

pytestmark = pytest.mark.django_db

ASKED = ("handled_by", "language", "team", "agent", "given_answer")


@pytest.fixture
def rows(workspace, owner):
    return Rows(workspace, owner)


@pytest.fixture
def survey(workspace):
    return Survey.objects.create(
        workspace=workspace, name="Po rozmowie", slug="po-rozmowie", kind="csat"
    )


@pytest.fixture
def answer(rows, workspace, survey):
    """Makes an answer of today, which belongs to a question that was asked."""
    numbers = count()

    def make(score, **values):
        number = next(numbers)
        about = {
            "workspace": workspace, "flow_version": rows["flows.FlowVersion"], "survey": survey,
            "handled_by": "bot", "language": "pl", "node": "rate", "at": now(),
        }  # fmt: skip
        asked = {key: values[key] for key in ASKED if key in values}
        talk = rows["conversations.Conversation"]
        Asked.objects.create(
            **about | asked,
            effect_id=f"a{number}",
            conversation=talk,
            contact=talk.contact,
            answered=True,
        )
        about["conversation"] = talk
        return Response.objects.create(
            **{**about, **values}, effect_id=f"r{number}", kind="csat", score=score
        )

    return make


@pytest.fixture
def page(client_for):
    """Opens the page in a language."""

    def get(language="en", role="analyst", **asked):
        client = client_for(role)
        choose_language(client.user, language)
        return client.get(reverse("admin:survey-results"), {"survey": "po-rozmowie", **asked})

    return get


def report(answer):
    return answer.context_data["report"]


def test_without_any_survey_it_says_the_first_step(client_for):
    found = client_for("analyst").get(reverse("admin:survey-results"))

    assert found.status_code == 200
    assert reverse("admin:surveys_survey_changelist") in found.text


def test_the_figure_comes_with_its_interval_and_the_response_rate(page, answer, survey, rows):
    for score in [5, 5, 4, 4, 5, 4, 5, 5, 2, 1]:
        answer(score)
    talk = rows["conversations.Conversation"]
    for number in range(10):
        Asked.objects.create(
            workspace=survey.workspace, survey=survey, effect_id=f"n{number}", conversation=talk,
            contact=talk.contact, flow_version=rows["flows.FlowVersion"], language="pl",
            handled_by="bot", at=now(),
        )  # fmt: skip

    whole = report(page()).whole

    assert (whole.value, whole.interval, whole.answers) == ("80%", "49% to 94%", 10)
    assert (whole.asked, whole.rate) == (20, "50%")


@pytest.mark.parametrize(("language", "words"), [("en", "fewer than 5"), ("pl", "mniej niż 5")])
def test_for_fewer_than_five_answers_it_shows_no_figure_and_says_so(page, answer, language, words):
    for score in [5, 5, 1, 1]:
        answer(score)

    found = page(language)

    assert report(found).whole.value == "—"
    assert report(found).whole.interval == ""
    assert report(found).counts == ()
    assert found.text.count(words) == 1
    assert 'id="split-1"' not in found.text
    assert answer(5)
    assert report(page()).whole.value == "60%"


def test_in_polish_nothing_on_it_is_english(page, answer):
    """A percent sign in a template's text would leave it untranslated."""
    for score in [5, 5, 4, 2, 1]:
        answer(score, comment="Uwaga")

    found = page("pl").text

    assert "przedział 95-procentowy: od " in found
    assert "interval" not in found.partition('class="insights survey"')[2].partition("</main>")[0]


def test_answers_are_told_apart_and_small_parts_get_no_figure(page, answer, workspace):
    team = Team.objects.create(workspace=workspace, name="Zwroty", slug="zwroty")
    for score in [5, 5, 5, 5, 1]:
        answer(score, handled_by="agent", team=team, language="en")
    for score in [1, 1, 1]:
        answer(score, given_answer="How long do I have to return it?")

    splits = {split.head: split.rows for split in report(page()).splits}

    by_whom = [(row.title, row.value, row.answers) for row in splits["Who spoke"]]
    assert by_whom == [("Person", "80%", 5), ("Assistant", "—", 3)]
    assert [row.title for row in splits["Team"]] == ["Zwroty", "no team"]
    assert [row.title for row in splits["Language"]] == ["English", "Polish"]
    assert [row.answers for row in splits["Flow and version"]] == [8]
    assert [row.title for row in splits["Step"]] == ["rate"]
    by_answer = [(row.title, row.answers) for row in splits["Last answer from the knowledge"]]
    assert by_answer == [("none", 5), ("How long do I have to return it?", 3)]


def agents_of(found):
    tables = {split.head: split.rows for split in report(found).splits}
    return [(row.title, row.value, row.answers, row.rate) for row in tables["Agent"]]


def agent_called(make_user, workspace, login, name):
    made = make_user(Role.AGENT, workspace, login)
    User.objects.filter(pk=made.pk).update(display_name=name)
    return made


def test_answers_are_told_apart_by_agent_and_a_few_make_no_figure(
    page, answer, workspace, make_user
):
    anna = agent_called(make_user, workspace, "anna", "Anna")
    piotr = agent_called(make_user, workspace, "piotr", "Piotr")
    for score in [5, 5, 4, 4, 1]:
        answer(score, handled_by="agent", agent=anna)
    for score in [1, 1]:
        answer(score, handled_by="agent", agent=piotr)
    answer(1, handled_by="agent")
    answer(5)

    assert agents_of(page()) == [
        ("Anna", "80%", 5, "100%"), ("Piotr", "—", 2, "—"), ("not known", "—", 1, "—"),
    ]  # fmt: skip


def test_two_agents_of_one_name_are_two(page, answer, workspace, make_user):
    for login in ("anna", "anna-2"):
        agent = agent_called(make_user, workspace, login, "Anna")
        answer(5, handled_by="agent", agent=agent)

    assert sorted(title for title, *_rest in agents_of(page())) == ["Anna (anna)", "Anna (anna-2)"]


def test_anonymous_answers_are_not_told_apart_by_agent_or_team(
    page, answer, survey, workspace, make_user
):
    Survey.objects.update(anonymous=True)
    team = Team.objects.create(workspace=workspace, name="Zwroty", slug="zwroty")
    answer(5, handled_by="agent", agent=make_user(Role.AGENT, workspace), team=team)

    heads = [split.head for split in report(page()).splits]

    assert heads == ["Who spoke", "Flow and version", "Step", "Language"]


def test_only_the_period_counts_and_it_is_drawn_in_its_stretches(page, answer):
    for _number in range(5):
        answer(5, at=now() - timedelta(days=20))
    answer(1)

    assert report(page(days="7")).whole.answers == 1
    month = report(page(days="30"))
    assert month.whole.answers == 6
    assert len(month.points) in (5, 6), "weeks"
    assert [point.row.value for point in month.points if point.y is not None] == ["100%"]
    assert len(report(page(days="7")).points) == 7


@pytest.mark.parametrize(("language", "day"), [("pl", "20 lis"), ("en", "20 Nov")])
def test_a_month_on_an_axis_is_spelt_as_its_language_does(page, answer, language, day):
    for _number in range(5):
        answer(5, at=datetime(2026, 11, 20, 11, 0, tzinfo=UTC))

    drawn = report(page(language, **{"from": "2026-11-20", "to": "2026-11-21"})).points

    assert drawn[0].row.title == day


def test_a_steps_own_question_has_a_page_too_without_a_response_rate(page, answer, client_for):
    for score in [5, 5, 5, 5, 4]:
        made = answer(score)
        Response.objects.filter(pk=made.pk).update(survey=None)

    found = client_for("analyst").get(reverse("admin:survey-results"), {"kind": "csat"})

    assert found.context_data["report"].whole.value == "100%"
    assert not found.context_data["report"].counts_askings


def test_another_workspaces_survey_does_not_exist(client_for, survey, other_workspace):
    client = client_for("analyst", other_workspace)

    assert client.get(reverse("admin:survey-results"), {"survey": survey.slug}).status_code == 404


def test_an_agent_may_not_see_it(page):
    assert page(role="agent").status_code == 403


# ---- Comments and tags -------------------------------------------------------------------


def tag(client, response, words, **asked):
    query = "&".join(f"{key}={value}" for key, value in {"survey": "po-rozmowie", **asked}.items())
    return client.post(
        f"{reverse('admin:survey-results')}?{query}", {"response": response.pk, "tags": words}
    )


def test_a_comment_is_tagged_and_found_by_its_tag(page, answer, client_for):
    slow, kind = answer(2, comment="Długo"), answer(5, comment="Miło")
    client = client_for("analyst")

    done = tag(client, slow, " czas   oczekiwania, Kurier,kurier ,")

    assert done.status_code == 302
    assert done["Location"].endswith(f"#c{slow.pk}")
    assert sorted(each.name for each in slow.tags.all()) == ["Kurier", "czas oczekiwania"]
    assert [each.pk for each in page(tag="Kurier").context_data["comments"]] == [slow.pk]
    assert {each.pk for each in page().context_data["comments"]} == {slow.pk, kind.pk}


def test_a_tag_keeps_its_spelling_and_goes_when_nobody_has_it(answer, client_for):
    first, second = answer(2, comment="a"), answer(2, comment="b")
    client = client_for("analyst")
    tag(client, first, "Kurier")
    tag(client, second, "KURIER")

    assert [each.name for each in Tag.objects.all()] == ["Kurier"]
    tag(client, first, "")
    tag(client, second, "")
    assert not Tag.objects.exists()


@pytest.mark.parametrize("words", ["x" * 41, ",".join(map(str, range(11)))])
def test_too_many_or_too_long_tags_are_refused(answer, client_for, words):
    comment = answer(2, comment="a")

    assert tag(client_for("analyst"), comment, words).status_code == 302
    assert not Tag.objects.exists()


@pytest.mark.parametrize("given", ["", "x", "--", "9" * 30, "-5"])
def test_a_comment_that_is_not_there_is_not_tagged(client_for, survey, given):
    done = client_for("analyst").post(
        f"{reverse('admin:survey-results')}?survey=po-rozmowie", {"response": given, "tags": "x"}
    )

    assert done.status_code == 404


def test_another_workspaces_comment_is_not_tagged(answer, client_for, other_workspace):
    comment = answer(2, comment="a")
    client = client_for("analyst", other_workspace)

    done = client.post(reverse("admin:survey-results"), {"response": comment.pk, "tags": "x"})

    assert done.status_code == 404
    assert not Tag.objects.exists()


def test_an_anonymous_comment_shows_its_day_and_no_way_to_the_conversation(page, answer, rows):
    made = answer(
        None, comment="Cicho", anonymous=True, conversation=None,
        at=datetime(2026, 11, 20, 11, 0, tzinfo=UTC),
    )  # fmt: skip
    found = page("en", **{"from": "2026-11-20", "to": "2026-11-20"})

    assert [each.pk for each in found.context_data["comments"]] == [made.pk]
    assert "20 November 2026 · anonymous" in " ".join(found.text.split())
    assert str(rows["conversations.Conversation"].pk) not in found.text


# ---- CSV ---------------------------------------------------------------------------------


def download(client, **asked):
    query = "&".join(f"{key}={value}" for key, value in {"survey": "po-rozmowie", **asked}.items())
    return client.post(f"{reverse('admin:survey-results')}?{query}", {"do": "export"})


def test_answers_are_downloaded_and_that_is_written_down(answer, client_for, rows):
    made = answer(2, comment='Długo, "bardzo"\ni bez sensu')
    done = download(client_for("analyst"))

    assert done["Content-Type"] == "text/csv; charset=utf-8"
    assert done["Content-Disposition"].startswith('attachment; filename="po-rozmowie-')
    [row] = csv.DictReader(io.StringIO(done.text.removeprefix("\ufeff")))
    assert (row["score"], row["comment"], row["handled_by"]) == ("2", made.comment, "bot")
    assert row["conversation"] == str(rows["conversations.Conversation"].pk)
    [entry] = AuditEntry.objects.filter(action="survey.exported")
    assert (entry.target, entry.data) == ("Po rozmowie", {"answers": 1})


@pytest.mark.parametrize("words", ["=1+1", "+48 600", "-5", "@x", "\t=1"])
def test_no_comment_becomes_a_formula_in_a_spreadsheet(answer, client_for, words):
    answer(2, comment=words)

    [row] = csv.DictReader(io.StringIO(download(client_for("analyst")).text.removeprefix("\ufeff")))

    assert row["comment"] == f"'{words}"


def test_an_anonymous_answer_is_downloaded_with_its_day_alone(answer, client_for):
    answer(2, anonymous=True, conversation=None, at=datetime(2026, 11, 20, 11, tzinfo=UTC))
    done = download(client_for("analyst"), **{"from": "2026-11-20", "to": "2026-11-20"})

    [row] = csv.DictReader(io.StringIO(done.text.removeprefix("\ufeff")))
    assert (row["date"], row["conversation"], row["agent"], row["team"]) == (
        "2026-11-20", "", "", "",
    )  # fmt: skip
