"""The admin pages of expected answers, of the groups, and the step before something breaks."""

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from flowbuilder.common.clock import now
from flowbuilder.common.ids import uuid7
from flowbuilder.knowledge import services
from flowbuilder.knowledge.checks import expectations, expected_files
from flowbuilder.knowledge.checks.quality_chart import bars_of
from flowbuilder.knowledge.learning import unanswered
from flowbuilder.knowledge.models import Entry, Expectation, QualityRun, Unanswered
from tests.knowledge.talks import talk

LIST, ADD = "admin:knowledge_entry_changelist", "admin:knowledge_entry_add"
QUALITY, GROUPS = "admin:knowledge_expectation_changelist", "admin:knowledge_groups"
ASKED = "Jak zwrócić towar?"
FORM = {
    "language": "pl", "question": ASKED, "variant_lines": "", "answer": "Formularzem.",
    "tags": "", "source": "", "enabled": "on",
}  # fmt: skip


@pytest.fixture
def entry(workspace):
    return services.create_entry(workspace, question=ASKED, answer="Formularzem.")


@pytest.fixture
def expected(workspace, entry):
    return expectations.expect(workspace, ASKED, language="pl", entry=entry)[0]


def change_of(entry):
    return reverse("admin:knowledge_entry_change", args=[entry.pk])


# ---- Expected answers ------------------------------------------------------------------


def test_the_page_keeps_what_is_right_in_one_click(client_for, workspace, entry):
    client = client_for("author")
    said = {"question": "jak oddać towar", "language": "pl"}
    page = client.get(
        reverse("admin:knowledge_ask"), {"question": "jak zwrócić towar", "language": "pl"}
    )
    kept = client.post(reverse("admin:knowledge_expect"), {**said, "entry": entry.pk})
    assert Expectation.objects.get().entry == entry
    client.post(reverse("admin:knowledge_expect"), {**said, "entry": ""})

    row = Expectation.objects.get()
    assert f'name="entry" value="{entry.pk}"' in page.content.decode()
    assert kept.url.startswith(f"{reverse('admin:knowledge_ask')}?question=jak+odda")
    assert (row.no_answer, row.entry, row.workspace) == (True, None, workspace)


def test_the_page_is_called_what_the_menu_calls_it(client_for, workspace):
    page = client_for("author").get(
        reverse("admin:knowledge_expectation_changelist"), headers={"Accept-Language": "pl"}
    )
    head = page.content.decode().split("<h1", 1)[1].split("</h1>", 1)[0]

    assert "Jakość odpowiedzi" in head
    assert "Oczekiwane odpowiedzi" not in head


@pytest.mark.parametrize("given", [{}, {"language": "xx"}, {"language": "pl", "question": ""}])
def test_what_the_box_cannot_keep_is_no_failure(client_for, workspace, given):
    answer = client_for("author").post(reverse("admin:knowledge_expect"), given, follow=True)

    assert answer.status_code == 200
    assert not Expectation.objects.exists()


def test_a_foreign_answer_cannot_be_expected(client_for, workspace, other_workspace):
    theirs = services.create_entry(other_workspace, question="Canary?", answer="-", key="k")
    client = client_for("author")
    for key in ("k", theirs.pk):
        given = {"question": "Canary?", "language": "pl", "entry": key}
        client.post(reverse("admin:knowledge_expect"), given)
    form = {"language": "pl", "question": "Canary?", "entry": theirs.pk, "note": ""}
    client.post(reverse("admin:knowledge_expectation_add"), form)

    assert not Expectation.objects.exists()


def test_the_page_shows_figures_and_what_broke_first(client_for, workspace, entry, expected):
    other = services.create_entry(workspace, question="Ile waży kubek?", answer="300 g.")
    expectations.expect(workspace, "waga łyżki", language="pl", entry=other)
    client = client_for("author")
    client.post(reverse("admin:knowledge_quality_check"))
    services.switch_entries(workspace, [entry.pk], enabled=False)
    other.variants = ["waga łyżki"]
    services.save_entry(other)
    before = client.get(reverse(QUALITY)).context["quality"]
    client.post(reverse("admin:knowledge_quality_check"))
    page = client.get(reverse(QUALITY))

    report = page.context["quality"]
    assert (before.out_of_date, report.out_of_date) == (True, False)
    assert [(c.expectation.question, c.worse) for c in report.changes] == [
        (ASKED, True),
        ("waga łyżki", False),
    ]
    assert {f.key: f.value for f in report.figures}["hit_1"].startswith("1")
    assert page.context["cl"].result_list[0] == expected
    assert len(report.chart.bars) == 2
    assert "<svg" in page.content.decode()


def test_an_empty_page_says_what_to_do(client_for, workspace):
    page = client_for("author").get(reverse(QUALITY))

    assert page.status_code == 200
    assert page.context["quality"].last is None


@pytest.mark.parametrize(
    "given",
    [{}, {"no_answer": "on", "entry": "own"}, {"language": "en", "entry": "own"}],
)
def test_an_expectation_needs_one_answer_in_its_language(client_for, workspace, entry, given):
    values = {key: entry.pk if value == "own" else value for key, value in given.items()}
    page = client_for("author").post(
        reverse("admin:knowledge_expectation_add"),
        {"language": "pl", "question": "Jak?", "note": "", **values},
    )

    assert page.context["adminform"].form.errors["entry"]
    assert not Expectation.objects.exists()


def test_the_same_question_twice_is_sent_back(client_for, workspace, entry, expected):
    form = {"language": "pl", "question": ASKED, "entry": entry.pk, "note": ""}
    page = client_for("author").post(reverse("admin:knowledge_expectation_add"), form)

    assert page.context["adminform"].form.errors["question"]
    assert Expectation.objects.count() == 1


def test_expectations_are_exported_and_imported_again(client_for, workspace, entry, expected):
    expectations.expect(workspace, "=1+1", language="pl", entry=None)
    client = client_for("author")
    file = client.get(reverse("admin:knowledge_expectation_export"))
    Expectation.objects.all().delete()
    page = client.post(
        reverse("admin:knowledge_expect_import"),
        {"file": SimpleUploadedFile("e.csv", file.content), "language": "pl"},
    )

    rows = {row.question: row for row in Expectation.objects.all()}
    assert "'=1+1" in file.content.decode()
    assert page.context["is_done"] and not page.context["problems"]
    assert (rows[ASKED].entry, rows["=1+1"].no_answer) == (entry, True)
    assert file.content.decode("utf-8-sig").splitlines()[0] == ",".join(expected_files.COLUMNS)


def test_a_file_that_is_no_table_is_refused_with_a_sentence(client_for, workspace):
    page = client_for("author").post(
        reverse("admin:knowledge_expect_import"),
        {"file": SimpleUploadedFile("e.csv", b"nonsense"), "language": "pl"},
    )

    assert page.context["form"].errors["file"]


# ---- Before something breaks -------------------------------------------------------------


def test_a_breaking_change_is_saved_only_anyway(client_for, workspace, entry, expected):
    client = client_for("author")
    changed = {**FORM, "question": "Gdzie jest sklep?"}
    page = client.post(change_of(entry), changed)
    assert Entry.objects.get().question == ASKED
    client.post(change_of(entry), {**changed, "_anyway": "1"})

    assert [b.question for b in page.context["adminform"].form.foresight.broken] == [ASKED]
    words = page.content.decode()
    assert 'name="_anyway"' in words
    assert "Niczego jeszcze nie zapisano." in words
    assert "errornote" not in words
    assert "Gdzie jest sklep?" in page.content.decode()
    assert Entry.objects.get().question == "Gdzie jest sklep?"


def test_a_harmless_change_is_saved_at_once(client_for, workspace, entry, expected):
    client_for("author").post(change_of(entry), {**FORM, "answer": "Inaczej."})

    assert Entry.objects.get().answer == "Inaczej."


def test_switching_off_asks_first(client_for, workspace, entry, expected):
    client = client_for("author")
    chosen = {"action": "switch_off", "_selected_action": [entry.pk]}
    page = client.post(reverse(LIST), chosen)
    assert Entry.objects.get().enabled
    client.post(reverse(LIST), {**chosen, "_anyway": "1"})

    assert [b.question for b in page.context["foresight"].broken] == [ASKED]
    assert f'value="{entry.pk}"' in page.content.decode()
    assert not Entry.objects.get().enabled


def test_deleting_says_what_would_break(client_for, workspace, entry, expected):
    client = client_for("author")
    chosen = {"action": "delete_selected", "_selected_action": [entry.pk]}
    many = client.post(reverse(LIST), chosen)
    one = client.get(reverse("admin:knowledge_entry_delete", args=[entry.pk]))
    client.post(reverse(LIST), {**chosen, "post": "yes"})

    assert [b.question for b in many.context["foresight"].broken] == [ASKED]
    assert [b.question for b in one.context["foresight"].broken] == [ASKED]
    assert "breakage-title" in many.content.decode() and "breakage-title" in one.content.decode()
    assert not Entry.objects.exists()


# ---- Groups ------------------------------------------------------------------------------


def ask(workspace, *texts):
    return [
        services.record_unanswered(workspace.pk, text, language="pl", at=now()) for text in texts
    ]


VOUCHERS = ("Czy macie bony podarunkowe?", "chcę kupić bon podarunkowy", "Bony podarunkowe macie?")


def test_a_group_becomes_an_entry_with_its_wordings(client_for, workspace):
    ask(workspace, *VOUCHERS, "Ile waży kubek?")
    client = client_for("author")
    shown = client.get(reverse(GROUPS)).context["groups"]
    opened = client.get(shown[0]["write"])
    initial = opened.context["adminform"].form.initial
    form = {**FORM, "question": initial["question"], "variant_lines": initial["variant_lines"]}
    done = client.post(shown[0]["write"], form, follow=True)

    assert [each["group"].volume for each in shown] == [3, 1]
    assert shown[0]["found"] == 0
    assert {initial["question"], *initial["variant_lines"].splitlines()} == set(VOUCHERS)
    assert Unanswered.objects.filter(status="answered", entry=Entry.objects.get()).count() == 3
    assert any("3" in str(message) for message in done.context["messages"])
    assert done.redirect_chain == [(reverse(GROUPS), 302)]
    assert [each.found for each in client.get(reverse(GROUPS)).context["lately"]] == [3]


def test_a_group_is_added_to_an_existing_answer(client_for, workspace):
    entry = services.create_entry(workspace, question="Karty prezentowe", answer="Tak.")
    ids = ",".join(str(row.pk) for row in ask(workspace, *VOUCHERS))
    client, place = client_for("author"), reverse("admin:knowledge_groups_add")
    page = client.get(place, {"questions": ids, "q": "karta prezentowa"})
    client.post(place, {"questions": ids, "entry": entry.pk})

    assert page.context["choices"] == [entry]
    assert set(Entry.objects.get().variants) == set(VOUCHERS)
    assert not Unanswered.objects.filter(status="open").exists()


def test_after_one_question_of_the_list_one_is_back_in_the_list(client_for, workspace):
    (asked,) = ask(workspace, "Ile waży kubek?")
    place = f"{reverse('admin:knowledge_entry_add')}?unanswered={asked.pk}"
    done = client_for("author").post(place, {**FORM, "question": "Ile waży kubek?"})

    assert done.url == reverse("admin:knowledge_unanswered_changelist")


def test_groups_that_have_an_answer_today_come_last_and_are_closed_in_one_click(
    client_for, workspace
):
    ask(workspace, *VOUCHERS, "Ile waży kubek?")
    client = client_for("author")
    entry = services.create_entry(
        workspace, question=VOUCHERS[0], answer="Tak.", variants=list(VOUCHERS[1:])
    )
    page = client.get(reverse(GROUPS), headers={"Accept-Language": "pl"})
    shown, words = page.context["groups"], page.content.decode()
    client.post(reverse("admin:knowledge_groups_close"), {"questions": shown[1]["ids"]})
    client.post(reverse("admin:knowledge_groups_close"), {"questions": shown[0]["ids"]})

    assert [each["found"] for each in shown] == [0, 3]
    assert words.index("Ile waży kubek?") < words.index("Te dziś znalazłyby odpowiedź")
    assert words.count("Zamknij, odpowiedź już jest") == 1
    assert Unanswered.objects.filter(status="answered", entry=entry).count() == 3
    assert Unanswered.objects.get(status="open").question == "Ile waży kubek?"


def test_a_question_leads_to_its_conversation(client_for, workspace):
    asked = [talk(workspace, question=text) for text in VOUCHERS[:2]]
    gone = uuid7()
    services.record_unanswered(
        workspace.pk, "Ile waży?", language="pl", at=now(), conversation_id=gone
    )
    page = client_for("owner").get(reverse(GROUPS)).content.decode()

    for each in asked:
        place = reverse("admin:conversations_conversation_change", args=[each.conversation_id])
        assert page.count(f'href="{place}"') == 1
    assert str(gone) not in page


def test_a_group_is_ignored(client_for, workspace):
    rows = ask(workspace, *VOUCHERS)
    client_for("author").post(
        reverse("admin:knowledge_groups_ignore"), {"questions": f"{rows[0].pk},{rows[1].pk}"}
    )

    assert Unanswered.objects.filter(status="ignored").count() == 2


def test_questions_that_are_settled_meanwhile_lead_back(client_for, workspace):
    page = client_for("author").get(reverse("admin:knowledge_groups_add"), {"questions": "999,x"})

    assert page.url == reverse(GROUPS)


def test_foreign_questions_and_entries_do_not_exist(client_for, workspace, other_workspace):
    theirs = ask(other_workspace, "Canary?")[0]
    entry = services.create_entry(other_workspace, question="Canary!", answer="-")
    mine = ask(workspace, "Moje?")[0]
    client, place = client_for("author"), reverse("admin:knowledge_groups_add")
    given = client.post(place, {"questions": mine.pk, "entry": entry.pk})
    client.post(place, {"questions": theirs.pk, "entry": entry.pk})
    client.post(reverse("admin:knowledge_groups_ignore"), {"questions": theirs.pk})

    assert given.status_code == 404
    assert Unanswered.objects.get(pk=theirs.pk).status == "open"
    assert Entry.objects.get(pk=entry.pk).variants == []
    assert "Canary" not in client.get(reverse(GROUPS)).content.decode()


def test_both_ways_to_see_the_questions_lead_to_each_other(client_for, workspace):
    ask(workspace, "Ile waży?")
    client = client_for("author")
    one_by_one = reverse("admin:knowledge_unanswered_changelist")

    assert reverse(GROUPS) in client.get(one_by_one).content.decode()
    assert one_by_one in client.get(reverse(GROUPS)).content.decode()


@pytest.mark.parametrize("role", ["agent", "analyst"])
@pytest.mark.parametrize(
    "name",
    [
        QUALITY,
        GROUPS,
        "admin:knowledge_groups_add",
        "admin:knowledge_groups_ignore",
        "admin:knowledge_expect",
        "admin:knowledge_expect_import",
        "admin:knowledge_quality_check",
        "admin:knowledge_expectation_export",
    ],
)
def test_who_may_not_edit_knowledge_can_do_none_of_it(client_for, workspace, expected, role, name):
    client = client_for(role)

    assert {client.get(reverse(name)).status_code, client.post(reverse(name)).status_code} <= {
        302,
        403,
    }
    assert not QualityRun.objects.exists()


@pytest.mark.parametrize(
    ("runs", "step", "labelled", "ends_late"),
    [(2, 96, [0, 1], False), (12, 76.3, list(range(12)), True), (30, 30.5, [2, 5, 8], True)],
)
def test_a_chart_of_checks_is_filled_and_names_its_newest_bar(runs, step, labelled, ends_late):
    chart = bars_of(
        [
            QualityRun(at=now(), right=6, refused=2, offered=1, wrong=1, missed=0, false_answers=0)
            for _run in range(runs)
        ]
    )

    first, second = chart.bars[:2]
    assert second.x - first.x == pytest.approx(step, abs=0.1)
    assert [n for n, bar in enumerate(chart.bars) if bar.labelled][: len(labelled)] == labelled
    assert (chart.bars[-1].labelled, chart.ends_late, first.percent) == (True, ends_late, 80)


@pytest.mark.parametrize(
    ("day", "said"),
    [(20, "20 listopada 2026"), (18, "pierwszy raz 18 listopada 2026, ostatni raz 20 listopada")],
    ids=["one day", "two"],
)
def test_a_group_names_a_day_once(client_for, workspace, day, said):
    unanswered._groupings.clear()  # a row's number comes again in the next test
    for at in (day, 20):
        services.record_unanswered(
            workspace.pk, ASKED, language="pl", at=datetime(2026, 11, at, 12, tzinfo=UTC)
        )
    page = client_for("owner").get(reverse(GROUPS)).content.decode()

    assert f"<span>{said}" in page
    assert ("pierwszy raz" in page) == (day != 20)
