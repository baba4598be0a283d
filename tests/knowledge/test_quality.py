"""Judging the knowledge: what each outcome means, what a check keeps, what a change would break."""

import pytest
from django.utils import timezone

from flowbuilder.accounts.models import AuditEntry
from flowbuilder.common.clock import told_by
from flowbuilder.knowledge import services
from flowbuilder.knowledge.checks import (
    expectations,
    expected_importing,
    quality,
    what_if,
)
from flowbuilder.knowledge.checks.quality import Expected
from flowbuilder.knowledge.errors import ExpectationNotUsable, FileNotReadable
from flowbuilder.knowledge.models import Entry, Expectation, Outcome, QualityRun
from flowbuilder.knowledge.search.mixing import WORDS_ALONE, Signals
from flowbuilder.knowledge.search.retrieval import Document, Hit, Index, Result
from flowbuilder.runtime import dispatch, jobs
from flowbuilder.runtime.models import Job
from tests.clock import VirtualClock
from tests.knowledge.shop import DOCUMENTS

pytestmark = pytest.mark.django_db
ASKED = "Jak zwrócić towar?"


@pytest.fixture
def clock():
    moving = VirtualClock(timezone.now())
    with told_by(moving):
        yield moving


@pytest.fixture
def entry(workspace):
    return services.create_entry(workspace, question=ASKED, answer="Formularzem.", key="zwrot")


class Says:
    """An index that always answers the same."""

    def __init__(self, verdict, *ids):
        hits = [
            Hit(Document(id=key, question=key, answer="-"), 0.6, Signals(0, 0, 0), True)
            for key in ids
        ]
        self.result = Result(verdict, tuple(hits))

    def search(self, query, language="pl", limit=3, flow=None):
        return self.result


@pytest.mark.parametrize(
    ("expected", "index", "outcome", "place"),
    [
        ("a", Says("found", "a", "b"), "right", 1),
        ("a", Says("found", "b", "a"), "wrong", 2),
        ("a", Says("suggest", "b", "a"), "offered", 2),
        ("a", Says("suggest", "b", "c"), "missed", 0),
        ("a", Says("none", "a"), "missed", 1),
        ("", Says("found", "a"), "wrong", 0),
        ("", Says("none"), "missed", 0),
        (None, Says("none", "a"), "refused", 0),
        (None, Says("suggest", "a"), "offered", 0),
        (None, Says("found", "a"), "false", 0),
    ],
)
def test_each_outcome_is_what_its_words_say(expected, index, outcome, place):
    asked = Expected(id=1, question="?", language="pl", entry=expected)

    judged = quality.judge(index, [asked])[0]

    assert (judged.outcome, judged.place) == (outcome, place)


def test_an_answer_in_another_language_is_not_the_expected_one_though_its_id_is():
    index = Says("found", "a")
    asked = [Expected(id=1, question="?", language=code, entry="a") for code in ("pl", "en")]

    assert [each.outcome for each in quality.judge(index, asked)] == ["right", "wrong"]


def test_figures_count_a_real_index():
    asked = [
        Expected(id=1, question="jak zwrocic towar", language="pl", entry="zwrot-jak"),
        Expected(id=2, question="ile kosztuje dostawa", language="pl", entry="faktura"),
        Expected(id=3, question="jaka jest pogoda w Krakowie", language="pl", entry=None),
        Expected(id=4, question="formy płatności", language="pl", entry=None),
    ]

    found = quality.figures(asked, quality.judge(Index(DOCUMENTS), asked))

    assert (found.answerable, found.unanswerable) == (2, 2)
    assert (found.hit_1, found.hit_3, found.right, found.wrong) == (1, 2, 1, 1)
    assert (found.refused, found.false_answers) == (1, 1)


def test_what_changed_begins_with_what_broke_most():
    before = {1: "right", 2: "missed", 3: "right", 4: "refused", 9: "right"}
    after = {1: "offered", 2: "right", 3: "wrong", 4: "refused", 5: "right"}

    found = quality.changes(before, after)

    assert [(c.id, c.worse) for c in found] == [(3, True), (1, True), (2, False)]


def test_outcomes_of_the_judge_are_those_with_words():
    assert set(quality.RANK) == set(Outcome.values)


# ---- Keeping expectations ----------------------------------------------------------


def test_an_expectation_is_judged_as_it_is_kept_and_changed_by_its_question(
    workspace, entry, owner
):
    row, is_new = expectations.expect(
        workspace, " jak  zwrócić towar ", language="pl", entry=entry, by=owner
    )
    again, is_new_again = expectations.expect(
        workspace, "jak zwrócić towar", language="pl", entry=None, by=owner
    )

    assert (is_new, is_new_again, row.pk == again.pk) == (True, False, True)
    assert (row.outcome, row.got, row.created_by) == ("right", ASKED, owner)
    assert (again.outcome, again.no_answer, again.entry) == ("false", True, None)
    actions = AuditEntry.objects.filter(action__startswith="expectation").order_by("pk")
    assert [a.action for a in actions] == ["expectation.added", "expectation.changed"]


def test_an_expectation_that_cannot_be_is_refused(workspace, entry):
    for question, language in (("", "pl"), ("x" * 501, "pl"), ("How to return?", "en")):
        with pytest.raises(ExpectationNotUsable):
            expectations.expect(workspace, question, language=language, entry=entry)

    assert not Expectation.objects.exists()


def test_there_is_a_limit_and_it_is_said(workspace, entry, monkeypatch):
    monkeypatch.setattr(expectations, "MAX_EXPECTATIONS", 1)
    expectations.expect(workspace, "Jeden?", language="pl", entry=entry)

    with pytest.raises(ExpectationNotUsable):
        expectations.expect(workspace, "Dwa?", language="pl", entry=entry)


def test_a_deleted_answer_leaves_its_expectation_missed(workspace, entry):
    expectations.expect(workspace, ASKED, language="pl", entry=entry)
    services.delete_entries(workspace, [entry.pk])

    expectations.run(workspace)

    row = Expectation.objects.get()
    assert (row.entry, row.no_answer, row.outcome) == (None, False, "missed")


def test_a_file_is_imported_and_what_cannot_be_used_is_said(workspace, entry):
    csv = (
        "question,expected,language,note\n"
        "jak oddać towar,zwrot,,ważne\n"
        f"pogoda,,pl,\nłódź,nie-ma,pl,\n,zwrot,pl,\nhello,zwrot,en,\nnumer,{entry.pk},pl,\n"
    ).encode()

    kept, problems = expected_importing.import_file(workspace, csv, name="e.csv", language="pl")

    rows = {row.question: row for row in Expectation.objects.all()}
    assert (kept, [p.line for p in problems]) == (2, [4, 5, 6, 7])
    assert (rows["jak oddać towar"].entry, rows["jak oddać towar"].note) == (entry, "ważne")
    assert rows["pogoda"].no_answer
    expected_importing.import_file(workspace, csv, name="e.csv", language="pl")
    assert Expectation.objects.count() == 2


def test_a_file_without_the_columns_is_refused(workspace):
    with pytest.raises(FileNotReadable):
        expected_importing.import_file(workspace, b"question\na\n", name="e.csv", language="pl")


# ---- Checks ----------------------------------------------------------------------


def test_a_check_keeps_figures_and_each_outcome(workspace, entry, owner):
    row, _new = expectations.expect(workspace, ASKED, language="pl", entry=entry)

    run = expectations.run(workspace, by=owner)

    assert (run.answerable, run.hit_1, run.right, run.missed) == (1, 1, 1, 0)
    assert (run.cause, run.version, run.found_from) == ("hand", 1, WORDS_ALONE.found)
    assert run.outcomes[str(row.pk)][:2] == ["right", "zwrot"]


def test_a_change_of_knowledge_is_checked_once_by_itself(clock, workspace, entry):
    expectations.expect(workspace, ASKED, language="pl", entry=entry)
    services.switch_entries(workspace, [entry.pk], enabled=False)
    services.switch_entries(workspace, [entry.pk], enabled=True)
    services.switch_entries(workspace, [entry.pk], enabled=False)
    waiting = Job.objects.get(effect__kind="JudgeKnowledge")
    assert list(jobs.due(clock())) == []

    clock.moves(seconds=60)
    for _twice in range(2):
        dispatch.TASKS["JudgeKnowledge"](waiting.key)

    run = QualityRun.objects.get()
    assert list(jobs.due(clock())) == [waiting]
    assert (run.missed, Expectation.objects.get().outcome) == (1, "missed")


def test_without_expectations_nothing_is_checked(workspace, entry):
    assert not Job.objects.exists()
    dispatch.TASKS["JudgeKnowledge"](f"quality:{workspace.pk}:1")
    dispatch.TASKS["JudgeKnowledge"]("quality:999999:1")

    assert not QualityRun.objects.exists()


def test_why_a_check_was_made_is_found_out(workspace, entry, owner):
    expectations.expect(workspace, ASKED, language="pl", entry=entry)
    causes = [expectations.run(workspace).cause, expectations.run(workspace, by=owner).cause]
    services.save_entry(entry)
    causes.append(expectations.run(workspace).cause)
    QualityRun.objects.update(found_from=0.1)
    assert expectations.is_out_of_date(workspace.pk)
    causes.append(expectations.run(workspace).cause)
    QualityRun.objects.update(model="another")
    causes.append(expectations.run(workspace).cause)

    assert causes == ["expected", "hand", "change", "threshold", "model"]


def test_old_checks_go(workspace, entry, monkeypatch):
    monkeypatch.setattr(expectations, "KEPT_RUNS", 2)
    expectations.expect(workspace, ASKED, language="pl", entry=entry)
    runs = [expectations.run(workspace).pk for _n in range(4)]

    assert sorted(QualityRun.objects.values_list("pk", flat=True)) == runs[-2:]


# ---- Before it is saved --------------------------------------------------------------


def test_a_change_that_would_break_is_known_before_and_nothing_is_stored(workspace, entry):
    expectations.expect(workspace, ASKED, language="pl", entry=entry)
    entry.question = "Gdzie jest sklep?"

    broken = what_if.if_saved(entry).broken

    assert [(b.question, b.expected) for b in broken] == [(ASKED, ASKED)]
    assert Entry.objects.get().question == ASKED


def test_a_new_entry_that_takes_anothers_question_breaks_it(workspace, entry):
    expectations.expect(workspace, "zwrot towaru", language="pl", entry=entry)
    expectations.expect(workspace, "ile waży kubek", language="pl", entry=None)
    new = Entry(workspace=workspace, language="pl", question="Ile waży kubek?", answer="300 g.")

    assert [b.question for b in what_if.if_saved(new).broken] == ["ile waży kubek"]
    new.enabled = False
    assert what_if.if_saved(new) == what_if.NOTHING


def test_what_breaks_nothing_says_nothing(workspace, entry):
    expectations.expect(workspace, ASKED, language="pl", entry=entry)
    entry.tags, entry.answer = "zwroty", "Formularzem na stronie."

    assert what_if.if_saved(entry) == what_if.NOTHING
    assert what_if.if_without(workspace.pk, []) == what_if.NOTHING


def test_switching_off_and_deleting_are_known_before(workspace, other_workspace, entry):
    expectations.expect(workspace, ASKED, language="pl", entry=entry)

    assert [b.question for b in what_if.if_without(workspace.pk, [entry.pk]).broken] == [ASKED]
    assert what_if.if_without(other_workspace.pk, [entry.pk]) == what_if.NOTHING


def test_a_large_workspace_is_only_checked_afterwards(workspace, entry, monkeypatch):
    expectations.expect(workspace, ASKED, language="pl", entry=entry)
    monkeypatch.setattr(what_if, "MAX_ENTRIES", 0)

    assert what_if.if_without(workspace.pk, [entry.pk]) is None
    assert what_if.if_saved(entry) == what_if.NOTHING
    entry.question = "Zupełnie o czym innym"
    assert what_if.if_saved(entry) is None
