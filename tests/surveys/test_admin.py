"""Surveys in the admin: written with their rules and words, and written down."""

import pytest
from django.urls import reverse

from flowbuilder.accounts.models import AuditEntry
from flowbuilder.surveys.models import Response, Survey

pytestmark = pytest.mark.django_db


def filled(**changes):
    return {
        "name": "Po rozmowie", "slug": "po-rozmowie", "active": "on", "kind": "nps",
        "low": "1", "high": "5", "low_until": "2", "high_from": "4", "comment": "low",
        "after": "both", "sample_percent": "50", "sample_by": "contact", "cooldown_days": "30",
        "expires_hours": "48",
        "texts-TOTAL_FORMS": "1", "texts-INITIAL_FORMS": "0",
        "texts-0-language": "pl", "texts-0-question": "Czy polecą nas Państwo?",
        **changes,
    }  # fmt: skip


ADD = "admin:surveys_survey_add"


def test_a_survey_is_saved_with_its_scale_words_and_a_line_in_the_audit_trail(client_for):
    done = client_for("author").post(reverse(ADD), filled())

    assert done.status_code == 302
    survey = Survey.objects.get()
    assert (survey.low, survey.high, survey.low_until, survey.high_from) == (0, 10, 6, 9)
    assert survey.texts.get().question == "Czy polecą nas Państwo?"
    assert AuditEntry.objects.filter(action="survey.saved", target="Po rozmowie").exists()


def test_an_own_question_needs_words(client_for):
    own = {"kind": "own", "low": "0", "high": "3", "low_until": "1", "high_from": "3"}

    refused = client_for("author").post(reverse(ADD), filled(**own, **{"texts-0-question": ""}))
    assert refused.status_code == 200
    assert not Survey.objects.exists()

    assert client_for("author").post(reverse(ADD), filled(**own)).status_code == 302
    assert Survey.objects.get().high == 3


@pytest.mark.parametrize(
    "numbers", [("1", "5", "3", "3"), ("1", "5", "0", "4"), ("1", "5", "2", "6")]
)
def test_the_numbers_of_an_own_scale_must_rise(client_for, numbers):
    scale = dict(zip(("low", "high", "low_until", "high_from"), numbers, strict=True))

    done = client_for("author").post(reverse(ADD), filled(kind="own", **scale))

    assert done.status_code == 200
    assert not Survey.objects.exists()


def test_a_short_name_is_taken_once_in_a_workspace(client_for, other_workspace):
    assert client_for("author").post(reverse(ADD), filled()).status_code == 302
    assert client_for("author").post(reverse(ADD), filled()).status_code == 200
    assert client_for("author", other_workspace).post(reverse(ADD), filled()).status_code == 302


def test_what_its_answers_rest_on_does_not_change(client_for):
    client = client_for("author")
    client.post(reverse(ADD), filled(anonymous="on"))
    survey = Survey.objects.get()
    words = survey.texts.get()
    change = filled(kind="csat", slug="inna", name="Nowa nazwa") | {
        "texts-INITIAL_FORMS": "1", "texts-0-id": str(words.pk), "texts-0-survey": str(survey.pk),
    }  # fmt: skip

    client.post(reverse("admin:surveys_survey_change", args=[survey.pk]), change)

    survey.refresh_from_db()
    assert (survey.name, survey.kind, survey.slug, survey.anonymous) == (
        "Nowa nazwa", "nps", "po-rozmowie", True,
    )  # fmt: skip


def test_a_survey_with_answers_is_not_deleted(client_for, make_survey, talk):
    survey = make_survey()
    talk().presses("5")
    page = reverse("admin:surveys_survey_delete", args=[survey.pk])

    client_for("author").post(page, {"post": "yes"})

    assert Survey.objects.filter(pk=survey.pk).exists()
    assert Response.objects.exists()


def test_one_without_answers_is_deleted_and_that_is_written_down(client_for, make_survey):
    survey = make_survey()

    client_for("author").post(
        reverse("admin:surveys_survey_delete", args=[survey.pk]), {"post": "yes"}
    )

    assert not Survey.objects.exists()
    assert AuditEntry.objects.filter(action="survey.deleted").exists()


@pytest.mark.parametrize(("role", "status"), [("analyst", 403), ("agent", 403), ("writer", 200)])
def test_who_may_write_surveys(client_for, role, status):
    assert client_for(role).get(reverse(ADD)).status_code == status


def test_an_anonymous_answer_has_a_page(client_for, make_survey, talk):
    make_survey(anonymous=True)
    talk().presses("2")
    page = reverse("admin:surveys_response_change", args=[Response.objects.get().pk])

    assert client_for("analyst").get(page).status_code == 200


def test_a_score_says_of_how_many_and_what_is_not_anonymous_is_no_error(
    client_for, make_survey, talk
):
    make_survey()
    talk().presses("2")
    page = reverse("admin:surveys_response_change", args=[Response.objects.get().pk])

    shown = client_for("analyst").get(page).content.decode()
    assert "2 z 5" in shown
    assert "icon-no" not in shown


def test_the_list_leads_to_the_results(client_for, make_survey):
    make_survey()

    found = client_for("analyst").get(reverse("admin:surveys_survey_changelist"))

    assert f"{reverse('admin:survey-results')}?survey=po-rozmowie" in found.text
