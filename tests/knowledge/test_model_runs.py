"""The expected questions, put to the language model: from the button to the figures."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from flowbuilder.accounts.models import AuditEntry
from flowbuilder.common.clock import now
from flowbuilder.knowledge import services
from flowbuilder.knowledge.checks import expectations, model_run_report, model_runs
from flowbuilder.knowledge.errors import ModelRunNotPossible
from flowbuilder.knowledge.models import CheckedAnswer, Expectation, MeaningSettings, ModelRun
from flowbuilder.llm.models import LanguageModelSettings, ModelBudget, ModelCall
from tests.knowledge.reading import do_jobs, file_source
from tests.knowledge.shop import DOCUMENTS
from tests.knowledge.test_effects import with_model
from tests.llm.fake_model import FakeModel, Quoting, running

pytestmark = pytest.mark.django_db
QUALITY = "admin:knowledge_expectation_changelist"
COMPLAINT, DELIVERY = "Jak złożyć reklamację?", "Ile kosztuje dostawa?"


@pytest.fixture
def entries(workspace):
    return {
        each.id: services.create_entry(
            workspace, question=each.question, answer=each.answer, variants=each.variants,
            key=each.id,
        )
        for each in DOCUMENTS
    }  # fmt: skip


@pytest.fixture
def model(settings):
    with running(Quoting()) as serving:
        with_model(serving, settings)
        yield serving


def _expect(workspace, question, entry, **more):
    return expectations.expect(workspace, question, language="pl", entry=entry, **more)[0]


def _run(workspace, **given):
    begun = model_runs.begin(workspace, **given)
    do_jobs()
    begun.refresh_from_db()
    return begun


def _outcomes(run):
    return {key: outcome for key, (outcome, _code) in run.outcomes.items()}


def test_each_question_is_asked_once_and_its_outcome_kept(workspace, author, entries, model):
    right = _expect(workspace, COMPLAINT, entries["reklamacja"])
    other = _expect(workspace, "Jak złożyć reklamację", entries["wysylka-koszt"])
    refused = _expect(workspace, "Jaka będzie pogoda?", None)
    false = _expect(workspace, "jak złożyć reklamację?", None)
    held = _expect(workspace, "Xyzzy plugh?", entries["wysylka-koszt"])
    run = _run(workspace, by=author)

    assert _outcomes(run) == {
        str(right.pk): "right", str(other.pk): "other", str(refused.pk): "refused",
        str(false.pk): "false", str(held.pk): "held",
    }  # fmt: skip
    assert (run.state, run.name, run.address) == ("done", "fake", model.base_url)
    assert len(model.requests) == 3  # for two nothing is found, so nothing is asked
    assert (run.tokens, run.cost) == (3 * 17, None)
    assert {call.purpose for call in ModelCall.objects.all()} == {"trial"}
    assert not CheckedAnswer.objects.exists()
    assert AuditEntry.objects.get(action="knowledge.model_asked").data["questions"] == 5


def test_what_the_model_makes_up_is_held_back(workspace, entries, settings):
    _expect(workspace, COMPLAINT, entries["reklamacja"])

    class Inventing(FakeModel):
        def say(self, request: dict[str, Any]) -> str:
            return "Reklamacje przyjmuje wyłącznie prezes w Krakowie za opłatą 500 zł."

    with running(Inventing()) as inventing:
        with_model(inventing, settings)
        run = _run(workspace)

    assert list(_outcomes(run).values()) == ["held"]


def test_an_answer_from_the_expected_passage_is_right(workspace, model, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    body = "# Zwroty\n\nTowar można zwrócić w ciągu 30 dni od odbioru przesyłki.\n"
    source = file_source(workspace, "regulamin.md", body)
    do_jobs()
    place = expectations.Place(source=source.pk, heading="Zwroty")
    _expect(workspace, "W ciągu ilu dni można zwrócić towar?", None, place=place)
    run = _run(workspace)

    assert list(_outcomes(run).values()) == ["right"]


def test_a_failure_is_kept_with_its_code_and_the_next_is_asked(workspace, entries, model):
    first = _expect(workspace, COMPLAINT, entries["reklamacja"], note="Ważne.")
    second = _expect(workspace, DELIVERY, entries["wysylka-koszt"])
    model.scripts = ["empty"]
    run = _run(workspace)

    assert run.outcomes == {
        str(first.pk): ["failed", "model_empty"], str(second.pk): ["right", ""]
    }  # fmt: skip


def test_a_spent_budget_ends_the_run_with_a_sentence(client_for, workspace, entries, model):
    first = _expect(workspace, COMPLAINT, entries["reklamacja"], note="Ważne.")
    _expect(workspace, DELIVERY, entries["wysylka-koszt"])
    ModelBudget.objects.create(workspace=workspace, per_day=10)
    run = _run(workspace)
    page = client_for("author").get(reverse(QUALITY))

    assert (run.state, list(run.outcomes)) == ("spent", [str(first.pk)])
    assert "Przerwano: budżet modelu językowego jest wyczerpany (1 z 2)." in page.content.decode()
    with pytest.raises(ModelRunNotPossible):
        model_runs.begin(workspace)
    assert len(model.requests) == 1


def test_a_model_that_is_switched_off_meanwhile_ends_the_run(workspace, entries, model, settings):
    _expect(workspace, COMPLAINT, entries["reklamacja"])
    begun = model_runs.begin(workspace)
    settings.FLOWBUILDER_LLM_MODEL = "another"
    do_jobs()
    begun.refresh_from_db()

    assert (begun.state, begun.outcomes, model.requests) == ("changed", {}, [])


def test_one_runs_at_a_time_and_a_stopped_one_asks_no_more(workspace, entries, model):
    _expect(workspace, COMPLAINT, entries["reklamacja"])
    begun = model_runs.begin(workspace)
    with pytest.raises(ModelRunNotPossible):
        model_runs.begin(workspace)
    assert model_runs.stop(begun)
    do_jobs()
    begun.refresh_from_db()

    assert (begun.state, begun.outcomes, model.requests) == ("stopped", {}, [])
    assert not model_runs.stop(begun)


def test_a_run_that_its_job_left_makes_room_for_another(workspace, entries, model):
    _expect(workspace, COMPLAINT, entries["reklamacja"])
    left = model_runs.begin(workspace)
    ModelRun.objects.update(progress_at=now() - timedelta(minutes=11))
    model_runs.begin(workspace)
    left.refresh_from_db()

    assert left.state == "stopped"


def test_what_matters_is_asked_first_then_the_newest_and_never_too_many(
    workspace, entries, monkeypatch
):
    matters = _expect(workspace, "a?", None, note="Ważne.")
    _old = _expect(workspace, "b?", None)
    newest = _expect(workspace, "c?", None)
    gone = Expectation.objects.create(workspace=workspace, question="d?", language="pl")
    monkeypatch.setattr(model_runs, "MOST", 2)

    assert model_runs.to_ask(workspace.pk) == [matters.pk, newest.pk]
    assert gone.pk not in model_runs.to_ask(workspace.pk)


def test_models_stand_side_by_side_and_what_changed_is_listed(
    client_for, workspace, entries, model, settings
):
    _expect(workspace, COMPLAINT, entries["reklamacja"])
    _run(workspace)
    settings.FLOWBUILDER_LLM_MODEL = "fake-next"
    model.scripts = ["empty"]
    _run(workspace)
    with translation.override("en"):
        found = model_run_report.report(workspace.pk)
    page = client_for("author").get(reverse(QUALITY))

    assert [each.run.name for each in found.runs] == ["fake-next", "fake"]
    assert [each.is_used_now for each in found.runs] == [True, False]
    assert found.runs[1].counts == ("1 (100%)", "0", "0", "0", "0", "0")
    assert [(each.was, each.now, each.worse) for each in found.changes] == [
        ("Answered from the expected source", "The model failed", True)
    ]
    assert "Co wyszło inaczej niż z modelem fake" in page.content.decode()


def test_the_page_and_the_settings_say_that_a_model_was_not_asked_yet(
    client_for, workspace, entries, model
):
    _expect(workspace, COMPLAINT, entries["reklamacja"])
    own = LanguageModelSettings.objects.create(
        workspace=workspace, base_url=model.base_url, model="own"
    )
    client = client_for("owner")
    pages = [
        reverse(QUALITY), reverse("admin:llm_languagemodelsettings_changelist"),
        reverse("admin:llm_languagemodelsettings_change", args=[own.pk]),
    ]  # fmt: skip
    before = [client.get(page, follow=True).content.decode() for page in pages]
    assert model.requests == []
    _run(workspace)
    after = [client.get(page, follow=True).content.decode() for page in pages]

    said = re.compile("modelu (own|językowego) nie były jeszcze sprawdzane")
    assert [bool(said.search(html)) for html in before] == [True, True, True]
    assert [bool(said.search(html)) for html in after] == [False, False, False]
    assert "zostanie wywołany najwyżej 1 raz." in before[0]


def test_a_run_that_ended_early_or_only_failed_is_no_check(workspace, entries, model):
    _expect(workspace, COMPLAINT, entries["reklamacja"])
    _expect(workspace, DELIVERY, entries["wysylka-koszt"])
    begun = model_runs.begin(workspace)
    ModelRun.objects.update(outcomes={"1": ["right", ""]})
    model_runs.stop(begun)
    stopped = model_runs.is_unchecked(workspace.pk)
    model.scripts = ["empty", "empty"]
    failed = _run(workspace)

    assert stopped
    assert (failed.state, list(_outcomes(failed).values())) == ("done", ["failed", "failed"])
    assert model_runs.is_unchecked(workspace.pk)
    _run(workspace)
    assert not model_runs.is_unchecked(workspace.pk)


def test_calls_of_an_endpoint_for_meaning_are_told_before_asking(
    client_for, workspace, entries, model
):
    _expect(workspace, COMPLAINT, entries["reklamacja"])
    before = client_for("author").get(reverse(QUALITY)).content.decode()
    MeaningSettings.objects.create(
        workspace=workspace, how="endpoint", base_url=model.base_url, model="near"
    )
    after = client_for("author").get(reverse(QUALITY)).content.decode()

    told = "Dodatkowo wywoływany jest model wyszukiwania według znaczenia"
    assert (told in before, told in after) == (False, True)


def test_the_button_begins_and_the_page_follows(client_for, workspace, entries, model):
    _expect(workspace, COMPLAINT, entries["reklamacja"])
    client = client_for("author")
    client.post(reverse("admin:knowledge_model_ask"))
    part = json.loads(client.get(reverse("admin:knowledge_model_standing")).content)
    client.post(reverse("admin:knowledge_model_stop"))

    assert part["goes_on"] and "<progress" in part["html"]
    assert ModelRun.objects.get().state == "stopped"


def test_who_may_not_edit_the_knowledge_spends_nothing(client_for, workspace, entries, model):
    _expect(workspace, COMPLAINT, entries["reklamacja"])
    answer = client_for("analyst").post(reverse("admin:knowledge_model_ask"))

    assert answer.status_code == 403
    assert not ModelRun.objects.exists()


def test_without_a_model_there_is_no_button(client_for, workspace, entries):
    _expect(workspace, COMPLAINT, entries["reklamacja"])
    page = client_for("author").get(reverse(QUALITY))

    assert reverse("admin:knowledge_model_ask") not in page.content.decode()
    with pytest.raises(ModelRunNotPossible):
        model_runs.begin(workspace)
