"""A workspace learns its thresholds from its expected answers, uses them everywhere, goes back."""

import importlib

import pytest
from django.apps import apps
from django.urls import reverse

from benchmarks.retrieval_sets import OWN, lines_of
from flowbuilder.accounts.models import AuditEntry
from flowbuilder.common.clock import now
from flowbuilder.knowledge import selectors, services
from flowbuilder.knowledge.checks import expectations, threshold_services, what_if
from flowbuilder.knowledge.checks.thresholds import tally
from flowbuilder.knowledge.errors import ThresholdsNotLearnable
from flowbuilder.knowledge.models import Entry, Expectation, LearntThresholds, QualityRun
from flowbuilder.knowledge.search import index_keeping, indexed, trial_index
from flowbuilder.knowledge.search.mixing import ENTRIES, WORDS_ALONE, Limits
from tests.knowledge.test_meaning import TopicModel

pytestmark = pytest.mark.django_db
PAGE, QUALITY = "admin:knowledge_thresholds", "admin:knowledge_expectation_changelist"
BUILT_IN = WORDS_ALONE.limits


@pytest.fixture
def town(workspace):
    """A company whose visitors ask in other words than its answers: words alone find little."""
    services.import_file(workspace, (OWN / "faq_pl.csv").read_bytes(), name="faq.csv")
    asked = lines_of(OWN / "questions_pl.tsv")
    known = [line for line in asked if line[0] != "-"][:90]
    strange = [line for line in asked if line[0] == "-"][:20]
    entries = {entry.public_id: entry for entry in Entry.objects.filter(workspace=workspace)}
    Expectation.objects.bulk_create(
        Expectation(
            workspace=workspace, question=text, entry=entries.get(key), no_answer=key == "-"
        )
        for key, text in [*known, *strange]
    )
    return workspace


def learnt(workspace, manner="balanced", by=None):
    found = threshold_services.standing(workspace.pk)
    learning = threshold_services.learn(found, manner)
    return threshold_services.keep(workspace, manner, learning.learnt, by=by)


# ---- Services ------------------------------------------------------------------------------


def test_what_is_learnt_counts_everywhere_at_once(town, owner):
    before = threshold_services.standing(town.pk)
    row = learnt(town, by=owner)

    found = threshold_services.standing(town.pk)
    looked_up = [selectors.search(town.pk, each.row.question, "pl").result for each in found.asked]
    run = expectations.run(town)
    counts = tally(before.cases, row.limits)
    assert (before.limits, before.counts) == (BUILT_IN, False)
    assert (found.limits, found.counts, found.built_in) == (row.limits, True, BUILT_IN)
    assert {result.mixture.limits for result in looked_up if result.hits} == {row.limits}
    assert (run.found_from, run.suggest_from) == (row.found, row.suggest)
    assert (run.right, run.offered, run.missed) == (
        counts["right"], counts["offered"], counts["missed"],
    )  # fmt: skip
    assert run.right > tally(before.cases, BUILT_IN)["right"]
    assert (row.by, row.answerable, row.unanswerable) == (owner, 90, 20)


def test_another_process_follows_without_being_told(town):
    """Its index is of an older number, as after any change of knowledge."""
    old = index_keeping._kept.copy()
    before = selectors.index_of(town.pk).mixture.limits
    kept = index_keeping._kept[town.pk]
    row = learnt(town)
    index_keeping._kept.update({**old, town.pk: kept})

    assert before == BUILT_IN
    assert selectors.index_of(town.pk).mixture.limits == row.limits


def test_a_change_is_tried_with_the_learnt_thresholds(town):
    row = learnt(town)

    assert trial_index.index_with(town.pk, selectors.documents_of(town.pk)).mixture.limits == (
        row.limits
    )
    assert what_if.if_without(town.pk, []) == what_if.NOTHING


def test_the_built_in_come_back_and_both_are_written_down(town, owner):
    row = learnt(town, by=owner)
    went = threshold_services.go_back(town, by=owner)
    again = threshold_services.go_back(town, by=owner)

    entries = AuditEntry.objects.filter(workspace=town, action="workspace.changed").order_by("id")
    assert (went, again) == (True, False)
    assert selectors.index_of(town.pk).mixture.limits == BUILT_IN
    assert [(e.user, e.data["found"], e.data["learnt_from"]) for e in entries] == [
        (owner, row.found, 110),
        (owner, BUILT_IN.found, 0),
    ]


def test_a_check_says_that_thresholds_were_the_cause(town):
    expectations.run(town)
    learnt(town)

    assert expectations.is_out_of_date(town.pk)


def test_what_was_not_shown_is_not_kept(town):
    found = threshold_services.standing(town.pk)
    shown = threshold_services.learn(found, "balanced").learnt
    Expectation.objects.filter(no_answer=False)[:1].get().delete()
    Expectation.objects.filter(pk__in=[each.row.pk for each in found.asked[:60]]).delete()

    with pytest.raises(ThresholdsNotLearnable):
        threshold_services.keep(town, "balanced", shown)
    with pytest.raises(ThresholdsNotLearnable):
        threshold_services.keep(town, "careful", Limits(0.9, 0.8))

    assert not LearntThresholds.objects.exists()


def test_expectations_whose_answer_is_gone_or_off_teach_nothing(workspace, other_workspace):
    answers = [
        services.create_entry(workspace, question=f"Pytanie {n}?", answer="Tak.") for n in range(3)
    ]
    for number, answer in enumerate(answers):
        expectations.expect(workspace, f"pytanie {number}", language="pl", entry=answer)
    expectations.expect(workspace, "pogoda", language="pl", entry=None)
    expectations.expect(other_workspace, "weather", language="en", entry=None)
    services.delete_entries(workspace, [answers[0].pk])
    services.switch_entries(workspace, [answers[1].pk], enabled=False)

    found = threshold_services.standing(workspace.pk)

    assert [each.row.question for each in found.asked] == ["pytanie 2", "pogoda"]


def test_thresholds_of_another_models_scores_do_not_count(monkeypatch, workspace):
    """Learnt with a model, they wait while words decide; learnt by words, they wait for words."""
    services.create_entry(workspace, question="Zwrot towaru?", answer="30 dni.")
    values = {"manner": "bold", "answerable": 20, "unanswerable": 10, "at": "2026-11-28T10:00Z"}
    row = LearntThresholds.objects.create(
        workspace=workspace, found=0.5, suggest=0.4, model="topics", **values
    )
    without = selectors.index_of(workspace.pk).mixture.limits
    selectors.forget()
    model = TopicModel()
    monkeypatch.setattr(indexed, "embedder", lambda: model)
    entries = selectors.documents_of(workspace.pk)
    with_it = selectors.mixtures_of(workspace.pk, model)
    row.model = ""
    row.save()
    by_words = selectors.mixtures_of(workspace.pk, model)

    assert (len(entries), without) == (1, BUILT_IN)
    assert with_it == ENTRIES.within(Limits(0.5, 0.4), "topics")
    assert by_words.with_meaning == ENTRIES.with_meaning
    assert by_words.words_alone.limits == Limits(0.5, 0.4)


def test_nothing_is_learnt_while_the_model_is_placing(monkeypatch, workspace):
    monkeypatch.setattr(index_keeping, "PLACED_AT_ONCE", 0)
    monkeypatch.setattr(index_keeping, "_place_aside", lambda *_args: None)  # it never gets there
    model = TopicModel()
    monkeypatch.setattr(indexed, "embedder", lambda: model)
    services.create_entry(workspace, question="Zwrot towaru?", answer="30 dni.")
    found = threshold_services.standing(workspace.pk)

    with pytest.raises(ThresholdsNotLearnable, match=r"prepar|przygot"):
        threshold_services.learn(found, "balanced")


# ---- The page --------------------------------------------------------------------------------


def test_the_page_shows_then_keeps_then_goes_back(client_for, town):
    client, at = client_for("author"), reverse(PAGE)
    plain = client.get(at)
    shown = client.post(at, {"do": "learn", "manner": "balanced"})
    assert not LearntThresholds.objects.exists()
    given = {"found": shown.context["shown_found"], "suggest": shown.context["shown_suggest"]}
    kept = client.post(at, {"do": "keep", "manner": "balanced", **given}, follow=True)
    row = LearntThresholds.objects.get()
    quality = client.get(reverse(QUALITY))
    assert "Tabelę można przesunąć w bok" in shown.content.decode()
    assert "Fragment źródła jest podawany od wyniku 77,7, a proponowany od 50,2." in (
        plain.content.decode()
    )
    client.post(at, {"do": "back"})

    now = [each.is_now for each in plain.context["settings"]]
    rights = [each.counts[0] for each in plain.context["settings"]]
    assert (now, rights) == ([False, False, True, False, False], sorted(rights))
    assert shown.context["learning"].kept == ""
    assert [each.worse for each in shown.context["changes"]] == sorted(
        [each.worse for each in shown.context["changes"]], reverse=True
    )
    assert (row.workspace, row.by) == (town, client.user)
    assert kept.context["found"].counts
    assert quality.context["quality"].learnt_from == 110
    assert not LearntThresholds.objects.exists()


@pytest.mark.parametrize(
    "given",
    [
        {"do": "keep", "manner": "bold", "found": "nan", "suggest": "x"},
        {"do": "keep", "manner": "bold", "found": "0.01", "suggest": "0.001"},
        {"do": "keep"},
        {"do": "learn", "manner": "reckless"},
        {"do": "dance"},
    ],
)
def test_nonsense_is_answered_and_nothing_is_kept(client_for, workspace, given):
    page = client_for("author").post(reverse(PAGE), given)

    assert page.status_code == 200
    assert not LearntThresholds.objects.exists()


def test_with_too_few_questions_the_page_says_how_many_are_needed(client_for, workspace):
    expectations.expect(workspace, "pogoda", language="pl", entry=None)
    page = client_for("author").get(reverse(PAGE))

    assert (page.context["answerable"], page.context["unanswerable"]) == (0, 1)
    assert 'value="learn"' not in page.content.decode()


@pytest.mark.parametrize("role", ["agent", "analyst"])
@pytest.mark.parametrize("do", ["", "learn", "keep", "back"])
def test_who_may_not_edit_knowledge_may_not_learn(client_for, workspace, role, do):
    client = client_for(role)
    answer = client.post(reverse(PAGE), {"do": do}) if do else client.get(reverse(PAGE))

    assert answer.status_code == 403


def test_the_checks_and_runs_of_others_are_not_touched(town, other_workspace):
    services.create_entry(other_workspace, question="Opening hours?", answer="9-5", language="en")
    learnt(town)

    assert selectors.index_of(other_workspace.pk).mixture.limits == BUILT_IN
    assert not QualityRun.objects.filter(workspace=other_workspace).exists()


def test_learnt_thresholds_moved_with_the_scores_and_back(workspace):
    moves = importlib.import_module("flowbuilder.knowledge.migrations.0015_scores_as_chances")
    row = LearntThresholds.objects.create(
        workspace=workspace, found=0.13, suggest=0.04, model="m", manner="balanced",
        answerable=40, unanswerable=20, at=now(),
    )  # fmt: skip

    moves.forwards(apps, None)
    row.refresh_from_db()
    assert (row.found, row.suggest) == pytest.approx((0.5247, 0.2354), abs=1e-3)

    moves.backwards(apps, None)
    row.refresh_from_db()
    assert (row.found, row.suggest) == pytest.approx((0.13, 0.04))
