"""Files of questions and answers, imported in the background: from the file to the report."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from flowbuilder.accounts.models import AuditEntry
from flowbuilder.flows.models import Flow
from flowbuilder.knowledge import (
    importing,
    imports,
    selectors,
    services,
)
from flowbuilder.knowledge.checks import expectations
from flowbuilder.knowledge.errors import FileNotReadable, ImportIsBusy
from flowbuilder.knowledge.models import Entry, EntryImport, Expectation
from flowbuilder.knowledge.reading import source_files
from flowbuilder.runtime import jobs
from flowbuilder.runtime.models import Job
from tests.knowledge.reading import do_jobs

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_batches(own_files, monkeypatch):
    monkeypatch.setattr(imports, "BATCH", 10)


def _file(count, *rows):
    lines = [f"Pytanie {number}?,Odpowiedź {number}." for number in range(count)]
    return "\n".join(["question,answer", *lines, *rows]).encode()


def _begin(workspace, data, **given):
    return imports.begin(workspace, data, name="faq.csv", language="pl", **given)


def _counts(begun):
    begun.refresh_from_db()
    return begun.state, begun.done, begun.created, begun.updated, begun.unchanged, begun.left_out


def _kept_batches(begun, count):
    """Have so many batches kept, as a worker does that dies after them."""
    rows = importing.read(source_files.read(begun.held), name=begun.name, language="pl").rows
    for _number in range(count):
        assert imports._keep_batch(begun.pk, begun.run, rows)


def _files():
    return default_storage.listdir("sources")[1] if default_storage.exists("sources") else []


def test_a_file_is_imported_by_a_job_and_searches_follow_when_it_ends(
    workspace, author, django_capture_on_commit_callbacks
):
    number = selectors.knowledge_number(workspace.pk)
    with django_capture_on_commit_callbacks(execute=True):
        begun = _begin(workspace, _file(25, ",Bez pytania."), by=author)
        before = _counts(begun)
        do_jobs()

    assert before == ("running", 0, 0, 0, 0, 1)
    assert _counts(begun) == ("done", 25, 25, 0, 0, 1)
    assert begun.problems == [[27, "question", "", "empty", {}]]
    assert selectors.knowledge_number(workspace.pk) == number + 1
    assert Entry.objects.filter(workspace=workspace).count() == 25
    assert _files() == []
    told = AuditEntry.objects.get(action="knowledge.imported")
    assert (told.user, told.data["created"], told.data["stopped"]) == (author, 25, False)


def test_what_a_dead_worker_left_is_gone_on_with_and_nothing_is_doubled(workspace):
    begun = _begin(workspace, _file(35))
    job = Job.objects.get(effect__kind="ImportEntries")
    assert jobs.claim(job.pk)
    _kept_batches(begun, 2)
    assert _counts(begun)[:3] == ("running", 20, 20)
    jobs.release_all()
    do_jobs()

    assert _counts(begun)[:3] == ("done", 35, 35)
    assert Entry.objects.count() == 35


def test_a_stopped_import_is_continued_with_the_next_row(workspace, author):
    begun = _begin(workspace, _file(35))
    _kept_batches(begun, 2)
    assert imports.stop(begun, by=author)
    do_jobs()
    stopped = _counts(begun)[:3]
    Entry.objects.filter(question="Pytanie 3?").delete()
    assert imports.go_on(begun, by=author)
    do_jobs()

    assert stopped == ("stopped", 20, 20)
    assert _counts(begun)[:3] == ("done", 35, 35)
    assert not Entry.objects.filter(question="Pytanie 3?").exists()
    assert Entry.objects.count() == 34
    assert not imports.stop(begun)
    assert not imports.go_on(begun)


def test_a_worker_of_the_run_that_was_stopped_keeps_nothing_more(workspace):
    begun = _begin(workspace, _file(35))
    _kept_batches(begun, 1)
    imports.stop(begun)
    imports.go_on(begun)
    imports.take(f"import:{begun.pk}:1:0")

    assert _counts(begun)[:2] == ("running", 10)


def test_what_stopping_leaves_is_found_by_searches(workspace, django_capture_on_commit_callbacks):
    begun = _begin(workspace, "question,answer\nIle waży kubek?,300 gramów.\n".encode())
    number = selectors.knowledge_number(workspace.pk)
    _kept_batches(begun, 1)
    imports.stop(begun)

    assert selectors.knowledge_number(workspace.pk) == number + 1


def test_one_file_is_imported_at_a_time(workspace, other_workspace):
    first = _begin(workspace, _file(3))
    _begin(other_workspace, _file(3))
    with pytest.raises(ImportIsBusy):
        _begin(workspace, _file(3))
    imports.stop(first)
    _begin(workspace, _file(2))
    with pytest.raises(ImportIsBusy):
        imports.go_on(first)

    assert len(_files()) == 3


def test_an_import_whose_file_is_gone_stops_and_says_so(workspace):
    begun = _begin(workspace, _file(3))
    default_storage.delete(begun.held)
    do_jobs()

    assert _counts(begun)[0] == "stopped"
    with pytest.raises(FileNotReadable):
        imports.go_on(begun)


def test_a_file_that_cannot_be_read_begins_nothing(workspace):
    with pytest.raises(FileNotReadable):
        _begin(workspace, b"nonsense")

    assert not EntryImport.objects.exists()
    assert _files() == []


def test_old_imports_are_forgotten_with_their_files(
    workspace, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(imports, "KEPT", 2)
    with django_capture_on_commit_callbacks(execute=True):
        made = [_begin(workspace, _file(1))]
        for _number in range(4):
            imports.stop(made[-1])
            made.append(_begin(workspace, _file(1)))

    assert list(EntryImport.objects.values_list("pk", flat=True)) == [
        each.pk for each in reversed(made[2:])
    ]
    assert len(_files()) == 3


def test_flow_and_owner_are_read_by_their_names(workspace, other_workspace, author):
    returns = Flow.objects.create(workspace=workspace, name="Zwroty", slug="zwroty")
    Flow.objects.create(workspace=workspace, name="Sklep", slug="sklep")
    twin = Flow.objects.create(workspace=workspace, name="Sklep", slug="sklep-2")
    Flow.objects.create(workspace=other_workspace, name="Cudzy", slug="cudzy")
    services.create_entry(workspace, question="Stare?", answer="Tak.")
    Entry.objects.update(flow=returns, owner=author)
    rows = (
        "A?,Tak.,zwroty," + author.email.upper(),
        "B?,Tak.,Sklep,",
        "C?,Tak.,sklep-2,",
        "D?,Tak.,Cudzy,",
        "E?,Tak.,,obcy@example.com",
        "Stare?,Tak.,,",
    )
    begun = _begin(workspace, "\n".join(["question,answer,flow,owner", *rows]).encode())
    do_jobs()
    begun.refresh_from_db()
    kept = dict(Entry.objects.values_list("question", "flow_id"))

    # “Sklep” is the name of two flows and the short name of one
    sklep = Flow.objects.get(slug="sklep")
    assert kept == {"A?": returns.pk, "B?": sklep.pk, "C?": twin.pk, "Stare?": None}
    assert Entry.objects.get(question="A?").owner == author
    assert Entry.objects.get(question="Stare?").owner is None
    assert [problem[:2] for problem in begun.problems] == [[5, "flow"], [6, "owner"]]
    assert "„Cudzy”" in next(imports.left_out(begun)).message


def test_a_file_without_these_columns_leaves_flow_and_owner_alone(workspace, author):
    flow = Flow.objects.create(workspace=workspace, name="Zwroty", slug="zwroty")
    services.create_entry(workspace, question="Stare?", answer="Tak.")
    Entry.objects.update(flow=flow, owner=author)
    _begin(workspace, b"question,answer\nStare?,Nie.\n")
    do_jobs()
    entry = Entry.objects.get()

    assert (entry.answer, entry.flow, entry.owner) == ("Nie.", flow, author)


def test_what_was_left_out_is_said_in_the_language_of_who_reads(workspace):
    with translation.override("pl"):
        begun = _begin(workspace, b"question,answer,flow\nA?,Yes.,Nowhere\n,No.,\n")
    do_jobs()
    begun.refresh_from_db()

    told = {}
    for language in ("pl", "en"):
        with translation.override(language):
            told[language] = [each.message for each in imports.left_out(begun)]
    assert told == {
        "en": ["No flow is called “Nowhere”.", "It is empty."],
        "pl": ["Żaden scenariusz nie nazywa się „Nowhere”.", "Pole jest puste."],
    }


def test_reasons_that_were_kept_in_words_stay_legible(workspace):
    begun = _begin(workspace, _file(1))
    begun.problems = [[2, "flow", "A?", "Żaden scenariusz nie nazywa się „100%”."]]

    assert [each.message for each in imports.left_out(begun)] == [
        "Żaden scenariusz nie nazywa się „100%”.",
    ]  # fmt: skip


# ---- In the admin ------------------------------------------------------------------------------


def _upload(client, data, name="k.csv"):
    given = {"file": SimpleUploadedFile(name, data), "language": "pl"}
    return client.post(reverse("admin:knowledge_import"), given)


def _url(what, begun):
    return reverse(f"admin:knowledge_import_{what}", args=[begun.pk])


def test_a_file_is_taken_and_its_import_seen(client_for, workspace):
    client = client_for("author")
    answer = _upload(client, b"id,question,variants,answer\na,Jak?,,Tak.\nb,,,Bez pytania\n")
    begun = EntryImport.objects.get()
    during = client.get(_url("shown", begun)).content.decode()
    waits = client.get(_url("standing", begun)).json()
    do_jobs()
    ended = client.get(_url("standing", begun)).json()
    listed = client.get(reverse("admin:knowledge_import")).content.decode()

    assert answer["Location"] == _url("shown", begun)
    assert (begun.workspace, begun.created_by) == (workspace, client.user)
    assert "<progress" in during
    assert "data-goes-on" in during
    assert (waits["goes_on"], ended["goes_on"]) == (True, False)
    assert "<progress" not in ended["html"]
    assert "Bez pytania" not in ended["html"]
    assert "Zaimportowano" in ended["html"]
    assert Entry.objects.get().workspace == workspace
    assert _url("shown", begun) in listed


def test_what_would_break_is_told_before_anything_is_imported(client_for, workspace):
    entry = services.create_entry(workspace, question="Jak zwrócić towar?", answer="Tak.", key="z")
    expectations.expect(workspace, "Jak zwrócić towar?", language="pl", entry=entry)
    client = client_for("author")
    _upload(client, b"id,question,answer\nz,Godziny otwarcia,Od 9 do 17.\n")
    begun = EntryImport.objects.get()
    asks = client.get(_url("shown", begun)).content.decode()
    do_jobs()
    untouched = Entry.objects.get().question
    client.post(_url("go_on", begun))
    do_jobs()

    assert "przestałaby działać 1 oczekiwana odpowiedź" in asks
    assert "Nic jeszcze nie zostało zaimportowane." in asks
    assert "Zaimportuj mimo to" in asks
    assert untouched == "Jak zwrócić towar?"
    assert Entry.objects.get().question == "Godziny otwarcia"
    assert "Zaimportuj mimo to" not in client.get(_url("shown", begun)).content.decode()


def test_what_would_break_is_kept_until_what_is_expected_changes(client_for, workspace):
    entry = services.create_entry(workspace, question="Jak zwrócić towar?", answer="Tak.", key="z")
    expectations.expect(workspace, "Jak zwrócić towar?", language="pl", entry=entry)
    client = client_for("author")
    _upload(client, b"id,question,answer\nz,Godziny otwarcia,Od 9 do 17.\n")
    begun = EntryImport.objects.get()
    default_storage.delete(begun.held)  # so it could not be told anew
    kept = client.get(_url("shown", begun)).content.decode()
    Expectation.objects.all().delete()
    anew = client.get(_url("shown", begun)).content.decode()

    assert "przestałaby działać 1 oczekiwana odpowiedź" in kept
    assert "przestałaby" not in anew


def test_an_import_that_waits_can_be_thrown_away(client_for, workspace):
    begun = _begin(workspace, _file(2), waits=True)
    client = client_for("author")
    answer = client.post(_url("discard", begun))
    do_jobs()

    assert answer["Location"] == reverse("admin:knowledge_import")
    assert not EntryImport.objects.exists()
    assert not Entry.objects.exists()


def test_an_import_under_way_is_not_thrown_away(client_for, workspace):
    begun = _begin(workspace, _file(2))
    client_for("author").post(_url("discard", begun))
    do_jobs()

    assert Entry.objects.count() == 2


def test_a_row_left_out_of_a_file_as_excel_saves_it_is_quoted(client_for, workspace):
    asked = "Czy mogę zwrócić żółtą lampę kupioną w promocji dwa tygodnie przed świętami?"
    rows = f"question;answer\nIle trwa wysyłka?;Dwa dni, może trzy.\n{asked};\n"
    client = client_for("author")
    _upload(client, rows.encode("cp1250"))
    do_jobs()
    page = client.get(_url("shown", EntryImport.objects.get()))

    assert Entry.objects.get().answer == "Dwa dni, może trzy."
    assert [(one.line, one.field, one.question) for one in page.context["problems"]] == [
        (3, "answer", "Czy mogę zwrócić żółtą lampę kupioną w promocji dwa…")
    ]
    assert "Czy mogę zwrócić żółtą lampę" in page.content.decode()


@pytest.mark.parametrize("data", [b"nonsense", b"", b"\x00\x01\x02"])
def test_a_file_that_is_no_table_is_refused_with_a_sentence(client_for, workspace, data):
    page = _upload(client_for("author"), data)

    assert page.status_code == 200
    assert page.context["form"].errors["file"]
    assert not EntryImport.objects.exists()


def test_an_import_is_stopped_and_continued_in_the_admin(client_for, workspace):
    client = client_for("author")
    _upload(client, _file(30))
    begun = EntryImport.objects.get()
    _kept_batches(begun, 1)
    client.get(_url("stop", begun))
    looked = _counts(begun)[0]
    client.post(_url("stop", begun))
    stopped = client.get(_url("shown", begun)).content.decode()
    second = _upload(client, _file(1))
    busy = client.post(_url("go_on", begun), follow=True)
    do_jobs()
    client.post(_url("go_on", begun))
    do_jobs()

    assert looked == "running"
    assert "10 z 30 wierszy" in stopped
    assert second.status_code == 302
    assert "Trwa import innego pliku" in busy.content.decode()
    assert _counts(begun)[:3] == ("done", 30, 30)


def test_a_second_file_is_refused_while_the_first_is_imported(client_for, workspace):
    client = client_for("author")
    _upload(client, _file(3))
    page = _upload(client, _file(3))

    assert "Trwa import innego pliku" in str(page.context["form"].errors["file"])
