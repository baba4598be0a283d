"""Sources of files: from the upload to the answer."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage

from flowbuilder.accounts.models import AuditEntry
from flowbuilder.common.clock import now
from flowbuilder.knowledge import selectors
from flowbuilder.knowledge.answers import telling
from flowbuilder.knowledge.errors import SourceIsBusy, SourceNotUsable
from flowbuilder.knowledge.models import Chunk, Source
from flowbuilder.knowledge.reading import reasons, source_selectors, sources
from flowbuilder.knowledge.reading.sources import Upload
from flowbuilder.runtime.models import Job
from tests.knowledge.documents import docx, paragraph, pdf
from tests.knowledge.reading import do_jobs, file_source, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]

RULES = """# Regulamin

## Zwroty

Na zwrot towaru jest czternaście dni od odbioru paczki. Formularz leży w paczce.

## Dostawa

Paczkę kurierską do Niemiec wysyłamy za 49 zł.
"""


def _files() -> list[str]:
    return default_storage.listdir("sources")[1] if default_storage.exists("sources") else []


def test_a_markdown_file_is_read_and_its_passage_answers(
    workspace, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        source = read(file_source(workspace, "regulamin.md", RULES))
    found = selectors.search(workspace.pk, "ile kosztuje wysyłka kurierem do Niemiec", "pl").result

    assert source.state == Source.State.READY
    assert [(each.headings, each.page) for each in Chunk.objects.all()] == [
        (["Regulamin", "Zwroty"], 0),
        (["Regulamin", "Dostawa"], 0),
    ]
    assert (found.verdict, found.hits[0].document.question) == ("found", "Regulamin › Dostawa")
    assert _files() == []


def test_a_long_pdf_is_read_in_steps_and_keeps_its_pages(workspace):
    data = pdf([f"Strona numer {number} mowi o rzeczy {number}." for number in range(1, 46)])
    source = read(file_source(workspace, "katalog.pdf", data))
    document = source.documents.get()

    assert (document.state, document.pages, document.read_to) == ("read", 45, 0)
    text = " ".join(source_selectors.shown_passages(source).values_list("text", flat=True))
    assert all(f"Strona numer {number} " in text for number in range(1, 46))
    assert Chunk.objects.filter(page=21).exists()


def test_the_same_file_again_leaves_the_passages_as_they_are(workspace):
    source = read(file_source(workspace, "a.docx", docx(paragraph("Zwrot do 14 dni."))))
    before = list(Chunk.objects.values_list("pk", flat=True))
    again = Upload(name="a.docx", data=docx(paragraph("Zwrot do 14 dni.")))
    source = read(sources.save(source, upload=again))

    assert list(Chunk.objects.values_list("pk", flat=True)) == before
    assert source.documents.get().state == "unchanged"


def test_a_new_file_takes_the_place_of_the_old_one(workspace):
    source = read(file_source(workspace, "a.md", "# A\n\nStare słowa."))
    read(sources.save(source, upload=Upload(name="b.md", data=b"# B\n\nNowe.")))

    assert [each.text for each in Chunk.objects.all()] == ["Nowe."]
    assert source.documents.get().address == "b.md"


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [("a.pdf", b"nothing", "broken"), ("a.pdf", pdf([""]), "scanned"), ("a.txt", b" ", "empty")],
)
def test_a_file_that_cannot_be_read_says_why(workspace, name, data, reason):
    source = read(file_source(workspace, name, data))

    assert (source.state, source.problem) == (Source.State.FAILED, reason)
    assert reasons.sentence(source.problem, source.problem_numbers).endswith(".")


@pytest.mark.parametrize("name", ["a.exe", "pytania.jsonl", "noending"])
def test_other_kinds_of_files_are_refused_at_once(workspace, name):
    with pytest.raises(SourceNotUsable) as refused:
        file_source(workspace, name, b"x")

    assert refused.value.details["field"] == "upload"
    assert not Source.objects.exists()


def test_a_source_that_is_off_is_not_searched_and_a_deleted_one_is_gone(workspace):
    source = read(file_source(workspace, "regulamin.md", RULES))
    sources.switch(workspace, [source.pk], enabled=False)
    off = selectors.search(workspace.pk, "zwrot towaru", "pl").result
    sources.switch(workspace, [source.pk], enabled=True)
    on = selectors.search(workspace.pk, "zwrot towaru", "pl").result
    sources.delete(workspace, [source.pk])
    gone = selectors.search(workspace.pk, "zwrot towaru", "pl").result

    assert (off.verdict, on.verdict, gone.verdict) == ("none", "found", "none")
    assert not Chunk.objects.exists()


def test_another_workspace_is_neither_searched_nor_deleted(workspace, other_workspace):
    source = read(file_source(other_workspace, "regulamin.md", RULES))

    assert selectors.search(workspace.pk, "zwrot towaru", "pl").result.hits == ()
    assert sources.delete(workspace, [source.pk]) == 0
    assert Source.objects.filter(pk=source.pk).exists()


def test_a_stopped_reading_keeps_what_was_read_before(workspace):
    source = read(file_source(workspace, "a.md", "# A\n\nStare słowa."))
    sources.save(source, upload=Upload(name="a.md", data=b"# A\n\nNowe."))

    assert sources.stop(source)
    source = read(source)
    assert source.state == Source.State.STOPPED
    assert [each.text for each in source_selectors.shown_passages(source)] == ["Stare słowa."]
    assert not sources.stop(source)


def test_a_source_that_is_being_read_is_not_begun_twice(workspace):
    source = file_source(workspace, "a.md", "# A\n\nSłowa.")
    with pytest.raises(SourceIsBusy):
        sources.read_again(source)
    with pytest.raises(SourceIsBusy):
        sources.save(source, upload=Upload(name="b.md", data=b"# B\n\nNowe."))


def test_a_reading_that_its_job_left_may_be_begun_anew(workspace):
    source = file_source(workspace, "a.md", "# A\n\nSłowa.")
    Job.objects.all().delete()
    Source.objects.update(progress_at=now() - timedelta(hours=2))
    sources.read_again(source)

    assert read(source).state == Source.State.READY


def test_a_file_is_kept_no_longer_than_it_is_read(workspace, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        source = file_source(workspace, "a.md", "# A\n\nSłowa.")
    assert len(_files()) == 1
    with django_capture_on_commit_callbacks(execute=True):
        do_jobs()
    source.refresh_from_db()

    assert _files() == []
    with pytest.raises(SourceNotUsable):
        sources.read_again(source)


def test_what_happened_stands_in_the_audit_trail(workspace, owner):
    source = file_source(workspace, "a.md", "# A\n\nSłowa.")
    sources.stop(source, by=owner)
    sources.delete(workspace, [source.pk], by=owner)
    kept = AuditEntry.objects.filter(action__startswith="source.").order_by("id")
    actions = kept.values_list("action", flat=True)

    assert list(actions) == ["source.saved", "source.stopped", "source.deleted"]


PRICES = "Sprzęt;Cena za dobę;Kaucja\nKajak dwuosobowy;90 zł;200 zł\nRower wodny;50 zł;100 zł\n"


def test_a_row_of_a_table_answers_and_is_cited_with_its_source_and_number(workspace):
    read(file_source(workspace, "cennik.csv", PRICES.encode("cp1250")))
    found = selectors.search(workspace.pk, "ile kosztuje rower wodny za dobę", "pl").result
    hit = found.hits[0]

    assert (found.verdict, hit.document.row) == ("found", 3)
    assert telling.source_of(hit)["title"] == "Cennik, wiersz 3: Rower wodny"
    assert telling.quoted(hit, "ile kosztuje rower wodny", "pl") == (
        "Ze źródła „Cennik, wiersz 3”:\n\nSprzęt: Rower wodny; Cena za dobę: 50 zł; Kaucja: 100 zł"
    )


def test_a_row_that_moved_keeps_its_passage_and_learns_its_new_number(workspace):
    source = read(file_source(workspace, "cennik.csv", PRICES))
    before = dict(Chunk.objects.values_list("pk", "row"))
    moved = PRICES.replace("Kajak", "Łódka;150 zł;500 zł\nKajak")
    source = read(sources.save(source, upload=Upload(name="cennik.csv", data=moved.encode())))
    after = dict(Chunk.objects.values_list("pk", "row"))

    assert {pk: after.pop(pk) for pk in before} == {pk: row + 1 for pk, row in before.items()}
    assert list(after.values()) == [2]


def test_rows_that_only_moved_are_told_by_their_new_numbers(workspace):
    source = read(file_source(workspace, "cennik.csv", PRICES))
    moved = PRICES.replace("Kajak", "\nKajak")
    read(sources.save(source, upload=Upload(name="cennik.csv", data=moved.encode())))

    assert list(Chunk.objects.order_by("row").values_list("row", flat=True)) == [3, 4]
