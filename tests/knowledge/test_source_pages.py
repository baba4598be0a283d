"""The pages of sources in the admin."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from flowbuilder.common.clock import now
from flowbuilder.knowledge import importing
from flowbuilder.knowledge.models import Chunk, Source, SourceDocument
from flowbuilder.knowledge.reading import sources
from tests.knowledge.documents import docx, paragraph
from tests.knowledge.reading import do_jobs, file_source, read

pytestmark = pytest.mark.usefixtures("own_files")
LIST, ADD = "admin:knowledge_source_changelist", "admin:knowledge_source_add"
FORM = {
    "kind": "file", "name": "Regulamin", "language": "pl", "enabled": "on", "address": "",
    "schedule": "never", "page_limit": "100", "depth_limit": "3",
}  # fmt: skip


def _change(source: Source) -> str:
    return reverse("admin:knowledge_source_change", args=[source.pk])


def _url(name: str, source: Source) -> str:
    return reverse(f"admin:knowledge_source_{name}", args=[source.pk])


def test_a_file_is_uploaded_read_and_found(client_for, workspace):
    client = client_for("author")
    file = SimpleUploadedFile("regulamin.docx", docx(paragraph("Zwrot towaru do 14 dni.")))
    answer = client.post(reverse(ADD), {**FORM, "upload": file})
    source = Source.objects.get()
    before = client.get(_change(source)).content.decode()
    do_jobs()
    after = client.get(_change(source)).content.decode()
    tried = client.get(
        reverse("admin:knowledge_ask"), {"question": "zwrot towaru", "language": "pl"}
    )

    assert answer["Location"] == _change(source)
    assert (source.workspace, source.address, source.created_by) == (
        workspace,
        "regulamin.docx",
        client.user,
    )
    assert "<progress" in before
    assert "data-goes-on" in before
    assert "<progress" not in after
    assert tried.context["hits"][0]["of"] == "Regulamin"
    assert "Fragment źródła „Regulamin”" in tried.content.decode()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({}, "upload"),
        ({"name": " "}, "name"),
        ({"kind": "site", "address": "sklep"}, "address"),
        ({"kind": "site", "address": "https://a.pl/", "page_limit": "9999"}, "page_limit"),
        ({"kind": "site", "address": "https://a.pl/", "depth_limit": "77"}, "depth_limit"),
    ],
)
def test_what_cannot_be_used_is_said_at_its_field(client_for, workspace, change, field):
    page = client_for("author").post(reverse(ADD), {**FORM, **change})

    assert page.status_code == 200
    assert list(page.context["adminform"].form.errors) == [field]
    assert not Source.objects.exists()


def test_json_lines_of_questions_are_sent_to_their_own_import(client_for, workspace):
    file = SimpleUploadedFile("faq.jsonl", b"{}")
    page = client_for("author").post(reverse(ADD), {**FORM, "upload": file})

    assert "Importuj z pliku" in str(page.context["adminform"].form.errors["upload"])


@pytest.mark.parametrize(
    ("head", "mark", "is_told"),
    [("Pytanie;Odpowiedź", ";", True), ("question,answer", ",", True), ("Kto;Co", ";", False)],
)
def test_a_table_of_questions_is_read_and_said_to_be_importable(
    client_for, workspace, head, mark, is_told
):
    source = read(file_source(workspace, "faq.csv", f"{head}\nJak oddać?{mark}W sklepie.\n"))
    page = client_for("author").get(_change(source)).content.decode()

    assert source.state == Source.State.READY
    assert (f'<a href="{reverse("admin:knowledge_import")}">' in page) is is_told


def test_the_author_sees_the_rows_that_were_left_out_and_where_each_passage_stands(
    client_for, workspace
):
    client = client_for("author")
    hostile = '<script>alert(1)</script>;=HYPERLINK("http://x")'
    text = f"Towar;Cena\nKajak;90 zł\nTratwa;1;2;3\nPonton;70 zł\n{hostile}\n"
    source = read(file_source(workspace, "ceny.csv", text))
    standing = client.get(_change(source)).content.decode()
    passages = client.get(_url("passages", source)).content.decode()

    assert "więcej komórek niż kolumn (1): 3." in standing
    assert "wiersz 4" in passages
    assert "wiersz 5" in passages
    assert "<script>alert" not in passages
    assert "Cena: =HYPERLINK(&quot;http://x&quot;)" in passages


def test_a_file_that_is_too_large_or_comes_while_it_is_read_is_refused(
    client_for, workspace, monkeypatch
):
    client = client_for("author")
    source = file_source(workspace, "a.md", "# A\n\nSłowa.")
    given = {"name": "A", "language": "pl", "enabled": "on"}
    file = SimpleUploadedFile("b.md", b"# B\n\nNowe.")
    busy = client.post(_change(source), {**given, "upload": file})
    do_jobs()
    monkeypatch.setattr(importing, "MAX_FILE", 5)
    file = SimpleUploadedFile("b.md", b"# B\n\nNowe.")
    large = client.post(_change(source), {**given, "upload": file})

    assert "Trwa odczyt" in str(busy.context["adminform"].form.errors)
    assert list(large.context["adminform"].form.errors) == ["upload"]
    assert source.documents.get().address == "a.md"


def test_the_part_that_waits_tells_when_it_is_done(client_for, workspace):
    client = client_for("author")
    source = file_source(workspace, "a.md", "# A\n\nSłowa.")
    first = client.get(_url("standing", source)).json()
    do_jobs()
    last = client.get(_url("standing", source)).json()

    assert (first["goes_on"], last["goes_on"]) == (True, False)
    assert "Wczytano" in last["html"]


def test_documents_say_why_they_were_left_out(client_for, workspace):
    source = read(file_source(workspace, "a.md", "# A\n\nSłowa."))
    SourceDocument.objects.create(
        workspace=workspace, source=source, address="https://a.pl/<x>", state="skipped",
        reason="same_text", numbers={"other": "https://a.pl/"},
    )  # fmt: skip
    client = client_for("author")
    every = client.get(_url("documents", source)).content.decode()
    left_out = client.get(_url("documents", source), {"state": "skipped"})

    shown = re.sub(r"<[^>]*>", " ", every.partition("kb-groups")[2].partition("</li>")[0])
    assert shown.count("a.md") == 1
    assert "Ma ten sam tekst co „https://a.pl/”." in every
    assert "<x>" not in every
    assert [row["document"].address for row in left_out.context["rows"]] == ["https://a.pl/<x>"]
    assert client.get(_url("documents", source), {"state": "no", "p": "x"}).status_code == 200


def test_passages_are_shown_with_their_place_and_searched(client_for, workspace):
    source = read(file_source(workspace, "a.md", "# A\n\nPierwszy.\n\n# B\n\nDrugi <b>x</b>."))
    client = client_for("author")
    page = client.get(_url("passages", source), {"q": "drugi"})
    chunk = Chunk.objects.get(text__startswith="Drugi")
    led = client.get(reverse("admin:knowledge_passage", args=[chunk.pk]))

    assert [row["heading"] for row in page.context["rows"]] == ["B"]
    assert chunk.digest[:8] not in page.content.decode()
    assert led["Location"].endswith(f"#passage-{chunk.pk}")
    assert client.get(led["Location"]).status_code == 200
    assert client.get(_url("passages", source), {"q": "\0", "document": "²"}).status_code == 200


def test_reading_is_stopped_and_a_file_that_is_gone_is_not_read_again(client_for, workspace):
    client = client_for("author")
    source = file_source(workspace, "a.md", "# A\n\nSłowa.")
    client.post(_url("stop", source))
    source.refresh_from_db()
    assert source.state == Source.State.STOPPED

    client.post(_url("read", source))
    source = read(source)
    again = client.post(_url("read", source), follow=True).content.decode()

    assert source.state == Source.State.READY
    assert "Proszę przesłać plik ponownie" in again


def test_a_source_is_renamed_switched_and_deleted(client_for, workspace):
    client = client_for("author")
    source = read(file_source(workspace, "a.md", "# A\n\nSłowa o zwrotach."))
    client.post(_change(source), {"name": "Nowa", "language": "pl"})
    source.refresh_from_db()
    assert (source.name, source.enabled, source.state) == ("Nowa", False, Source.State.READY)

    client.post(reverse(LIST), {"action": "switch_on", "_selected_action": [source.pk]})
    source.refresh_from_db()
    assert source.enabled

    asked = client.get(reverse("admin:knowledge_source_delete", args=[source.pk]))
    assert "Nowa" in asked.content.decode()
    client.post(reverse("admin:knowledge_source_delete", args=[source.pk]), {"post": "yes"})
    assert not Source.objects.exists()
    assert not Chunk.objects.exists()


def test_the_kind_and_the_address_of_a_file_are_not_changed(client_for, workspace):
    source = read(file_source(workspace, "a.md", "# A\n\nSłowa."))
    given = {"name": "A", "language": "pl", "kind": "site", "address": "https://a.pl/"}
    client_for("author").post(_change(source), given)
    source.refresh_from_db()

    assert (source.kind, source.address) == ("file", "a.md")


@pytest.mark.parametrize("name", ["standing", "documents", "passages", "read", "stop"])
def test_agents_and_strangers_see_none_of_it(client_for, workspace, other_workspace, name):
    source = file_source(workspace, "a.md", "# A\n\nSłowa.")

    assert client_for("agent").get(_url(name, source)).status_code == 403
    assert client_for("owner", other_workspace).get(_url(name, source)).status_code == 404


def test_the_list_shows_how_sources_stand(client_for, workspace):
    read(file_source(workspace, "a.md", "# A\n\nSłowa."))
    page = client_for("author").get(reverse(LIST)).content.decode()

    assert "Wczytano" in page


def test_deleting_is_asked_plainly_in_polish(client_for, workspace):
    source = file_source(workspace, "a.md", "# A\n\nSłowa.")
    client = client_for("author")
    spoken = {"Accept-Language": "pl"}
    one = client.get(reverse("admin:knowledge_source_delete", args=[source.pk]), headers=spoken)
    some = client.post(
        reverse(LIST),
        {"action": "delete_selected", "_selected_action": [source.pk]},
        headers=spoken,
    )
    listed = client.get(reverse(LIST), headers=spoken).content.decode()

    for page in (one.content.decode(), some.content.decode()):
        assert "Czy na pewno usunąć" in page
        assert "Co zostanie usunięte" in page
        assert "Tak, usuń" in page
        assert "Nie, wróć" in page
        assert "skasowa" not in page
    assert "Usuń zaznaczone" in listed


def test_a_stopped_reading_is_continued_in_the_admin(client_for, workspace):
    client = client_for("author")
    source = file_source(workspace, "a.md", "# A\n\nSłowa.")
    client.post(_url("stop", source))
    stopped = client.get(_change(source)).content.decode()
    client.get(_url("go_on", source))
    looked = Source.objects.get().state
    client.post(_url("go_on", source))
    source = read(source)
    ended = client.get(_change(source)).content.decode()

    assert "Wznów odczyt" in stopped
    assert "Wczytaj ponownie" in stopped
    assert looked == Source.State.STOPPED
    assert source.state == Source.State.READY
    assert "Wznów odczyt" not in ended
    assert "proszę przesłać plik poniżej" in ended


def test_an_article_that_its_job_left_may_be_read_again(client_for, workspace):
    client = client_for("author")
    source = sources.save(
        Source(workspace=workspace, name="A", kind="article", language="pl", text="Słowa.")
    )
    before = client.get(_change(source)).content.decode()
    Source.objects.update(progress_at=now() - timedelta(hours=2))
    left = client.get(_change(source)).content.decode()

    assert ("Wczytaj ponownie" in before, "Wczytaj ponownie" in left) == (False, True)
