"""A passage of a source as the expected answer: known by its place, whatever is read anew."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from flowbuilder.knowledge import selectors, services
from flowbuilder.knowledge.checks import expectations, expected_importing
from flowbuilder.knowledge.errors import ExpectationNotUsable
from flowbuilder.knowledge.models import Chunk, Expectation
from flowbuilder.knowledge.reading import sources
from flowbuilder.knowledge.reading.crawling import robots
from flowbuilder.knowledge.reading.sources import Upload
from flowbuilder.knowledge.search.hits import Place
from tests.knowledge.reading import file_source, read, web_source
from tests.knowledge.sites import Answer, page, site

pytestmark = pytest.mark.usefixtures("own_files")
RULES = """# Regulamin

## Zwroty

Na zwrot towaru jest czternaście dni od odbioru.

## Reklamacje

Reklamację rozpatrujemy w trzydzieści dni roboczych.
"""
RETURNS, CLAIMS = "Regulamin › Zwroty", "Regulamin › Reklamacje"
ASKED = "ile dni jest na zwrot towaru"


@pytest.fixture
def rules(workspace):
    return read(file_source(workspace, "regulamin.md", RULES))


def expect_at(workspace, source, heading="", question=ASKED, page=""):
    place = Place(source=source.pk, page=page, heading=heading)
    row, _new = expectations.expect(workspace, question, language="pl", entry=None, place=place)
    return row


def outcome_of(row):
    expectations.run(row.workspace)
    row.refresh_from_db()
    return row.outcome


def read_anew(source, text, name="regulamin.md"):
    sources.save(source, upload=Upload(name=name, data=text.encode()))
    return read(source)


@pytest.mark.parametrize(
    ("here", "there", "holds"),
    [
        (Place(source=1), Place(source=1, page="/a", heading="A"), True),
        (Place(source=1), Place(source=2), False),
        (Place(source=1, page="/a"), Place(source=1, page="/b"), False),
        (Place(source=1, heading="A"), Place(source=1, page="/a", heading="A › B"), True),
        (Place(source=1, heading="A"), Place(source=1, heading="AB"), False),
        (Place(source=1, heading="A › B"), Place(source=1, heading="A"), False),
    ],
)
def test_a_place_holds_what_stands_in_it(here, there, holds):
    assert here.holds(there) is holds


@pytest.mark.parametrize(
    ("heading", "outcome"),
    [(RETURNS, "right"), ("Regulamin", "right"), ("", "right"), (CLAIMS, "wrong")],
)
def test_a_passage_is_right_where_it_is_expected(workspace, rules, heading, outcome):
    assert expect_at(workspace, rules, heading).outcome == outcome


def test_it_is_still_expected_after_the_source_was_read_anew_under_another_name(workspace, rules):
    row = expect_at(workspace, rules, RETURNS)
    before = set(Chunk.objects.values_list("pk", flat=True))
    read_anew(rules, RULES.replace("czternaście", "trzydzieści"), name="regulamin-2027.md")
    selectors.forget()

    assert outcome_of(row) == "right"
    assert not before & set(Chunk.objects.values_list("pk", flat=True))


def test_what_is_gone_from_the_source_or_switched_off_is_missed(workspace, rules):
    row = expect_at(workspace, rules, RETURNS)
    read_anew(rules, "# Regulamin\n\n## Reklamacje\n\nReklamację rozpatrujemy w miesiąc.\n")
    gone = outcome_of(row)
    assert expectations.gone_places([row])
    read_anew(rules, RULES)
    back = outcome_of(row)
    sources.switch(workspace, [rules.pk], enabled=False)

    assert not expectations.gone_places([row])
    assert (gone, back, outcome_of(row)) == ("missed", "right", "missed")


def test_a_deleted_source_leaves_an_expectation_without_an_answer(workspace, rules):
    row = expect_at(workspace, rules, RETURNS)
    sources.delete(workspace, [rules.pk])

    assert outcome_of(row) == "missed"
    assert (row.source, row.no_answer, expectations.newest_run(workspace.pk).answerable) == (
        None, False, 1,
    )  # fmt: skip


def test_of_a_website_the_page_counts(workspace, settings, monkeypatch):
    monkeypatch.setattr(robots, "USUAL_PAUSE_S", 0.0)
    with site() as here:
        settings.FLOWBUILDER_ALLOWED_PRIVATE_HOSTS = [here.place]
        here.pages = {
            "/": page("Sklep", "Witamy.", "/zwroty", "/dostawa"),
            "/zwroty": page("Zwroty", "Na zwrot towaru jest czternaście dni."),
            "/dostawa": page("Dostawa", "Kurier przyjeżdża do południa."),
            "/robots.txt": Answer(b"", 404),
        }
        source = read(web_source(workspace, here.url()))
        right = expect_at(workspace, source, page=here.url("/zwroty"))
        other = expect_at(workspace, source, page=here.url("/dostawa"), question="zwrot towaru dni")

    assert (right.outcome, other.outcome in ("wrong", "missed")) == ("right", True)


def test_what_cannot_be_expected_is_said_at_its_field(workspace, other_workspace, rules):
    english = read(file_source(workspace, "rules.md", "# Rules\n\nText.\n", language="en"))
    entry = services.create_entry(workspace, question="Zwroty?", answer="Tak.")
    for values, field in (
        ({"source": rules, "heading": "Nie ma › Takiego"}, "heading"),
        ({"source": rules, "page": "https://sklep.example/"}, "page"),
        ({"source": english}, "source"),
        ({"heading": RETURNS}, "entry"),
        ({"source": rules, "entry": entry}, "source"),
        ({"source": rules, "no_answer": True}, "source"),
    ):
        row = Expectation(workspace=workspace, language="pl", question=ASKED, **values)
        with pytest.raises(ExpectationNotUsable) as refused:
            expectations.check(row)
        assert refused.value.details["field"] == field
    with pytest.raises(IntegrityError), transaction.atomic():
        Expectation.objects.create(
            workspace=workspace, language="pl", question=ASKED, source=rules, no_answer=True
        )


# ---- In the admin --------------------------------------------------------------------


def test_the_box_keeps_a_passage_as_right_in_one_click(client_for, workspace, rules):
    client = client_for("author")
    tried = client.get(reverse("admin:knowledge_ask"), {"question": ASKED, "language": "pl"})
    passage = tried.context["hits"][0]["id"]
    sent = {"question": ASKED, "language": "pl", "entry": passage}
    after = client.post(
        reverse("admin:knowledge_expect"), sent, follow=True, headers={"Accept-Language": "pl"}
    )

    row = Expectation.objects.get()
    assert f'value="{passage}"' in tried.content.decode()
    assert (row.source, row.page, row.heading, row.entry) == (rules, "", RETURNS, None)
    assert f"„Regulamin › {RETURNS}”" in after.content.decode()


def test_a_foreign_passage_cannot_be_expected(client_for, workspace, other_workspace):
    theirs = read(file_source(other_workspace, "regulamin.md", RULES))
    chunk = Chunk.objects.filter(document__source=theirs).first()
    sent = {"question": ASKED, "language": "pl", "entry": f"passage-{chunk.pk}"}
    client_for("author").post(reverse("admin:knowledge_expect"), sent)

    assert not Expectation.objects.exists()


def test_a_place_is_written_into_the_form(client_for, workspace, rules):
    client = client_for("author")
    form = {"language": "pl", "question": ASKED, "entry": "", "source": rules.pk, "page": "",
            "heading": "Regulamin ›Zwroty", "note": ""}  # fmt: skip
    add = reverse("admin:knowledge_expectation_add")
    refused = client.post(add, {**form, "heading": "Dostawa"})
    both = client.post(add, {**form, "no_answer": "on"})
    client.post(add, form)
    shown = client.get(reverse("admin:knowledge_expectation_changelist")).content.decode()

    assert "heading" in refused.context["adminform"].form.errors
    assert list(both.context["adminform"].form.errors) == ["source"]
    assert Expectation.objects.get().heading == RETURNS
    assert f"Regulamin › {RETURNS}" in shown


def test_the_list_asks_no_more_for_many_rows_and_reads_no_long_text(client_for, workspace, rules):
    client, shown = client_for("author"), reverse("admin:knowledge_expectation_changelist")

    def asked_with(count):
        for number in range(count):
            place = {"source": rules, "heading": f"Regulamin › Dział {number}"}
            entry = services.create_entry(workspace, question=f"Pytanie {number}", answer="Tak.")
            for question, values in (
                (f"o dział {number}", place),
                (f"o {number}", {"entry": entry}),
            ):
                Expectation.objects.create(
                    workspace=workspace, language="pl", question=f"{count}: {question}",
                    outcome="missed", **values,
                )  # fmt: skip
        selectors.index_of(workspace.pk)
        with CaptureQueriesContext(connection) as asked:
            page = client.get(shown)
        return len(asked), page.content.decode(), " ".join(q["sql"] for q in asked)

    asked_with(1)  # what is looked up once in a process is known from then on
    few, _page, _sql = asked_with(2)
    many, page, sql = asked_with(6)

    assert many == few
    assert page.count("(nie ma już tego w źródle)") == 9
    assert '"knowledge_source"."text"' not in sql


def test_a_check_asks_no_more_for_many_expected_answers(workspace, rules):
    def asked_with(count):
        for number in range(count):
            Expectation.objects.create(
                workspace=workspace, language="pl", question=f"{count}: {number}", source=rules
            )
        with CaptureQueriesContext(connection) as asked:
            expectations.run(workspace)
        return len(asked)

    asked_with(1)

    assert asked_with(2) == asked_with(9)


def test_the_set_with_passages_goes_out_and_comes_back(client_for, workspace, rules):
    services.create_entry(workspace, question="Jak zwrócić towar?", answer="Tak.", key="zwrot")
    entry = selectors.entry_called(workspace.pk, "pl", "zwrot")
    expectations.expect(workspace, "jak zwrócić towar", language="pl", entry=entry)
    expectations.expect(workspace, "jaka pogoda", language="pl", entry=None)
    expect_at(workspace, rules, RETURNS)
    fields = ("question", "entry", "no_answer", "source", "page", "heading")
    client = client_for("author")
    before = list(Expectation.objects.values_list(*fields))
    file = client.get(reverse("admin:knowledge_expectation_export"))
    Expectation.objects.all().delete()
    file = SimpleUploadedFile("set.csv", file.content)
    client.post(reverse("admin:knowledge_expect_import"), {"file": file, "language": "pl"})

    assert list(Expectation.objects.values_list(*fields)) == before
    assert len(before) == 3


def test_a_row_that_names_what_is_not_there_is_left_out(workspace, rules):
    rows = (
        "question,expected,source,heading\n"
        f"{ASKED},,Regulamin,Zwroty\n"
        "ile trwa reklamacja,,Cennik,\n"
        "co dwoje,zwrot,Regulamin,\n"
    )
    kept, problems = expected_importing.import_file(
        workspace, rows.encode(), name="set.csv", language="pl"
    )

    assert (kept, [(each.line, each.field) for each in problems]) == (
        1, [(3, "source"), (4, "expected")],
    )  # fmt: skip
