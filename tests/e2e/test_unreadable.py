"""Documents that cannot be read: each is told with its reason, and the others answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import choose_language
from tests.e2e.test_knowledge_loop import ask
from tests.e2e.test_sources import first_hit, save
from tests.knowledge.documents import docx, paragraph, pdf
from tests.knowledge.sites import Answer, page

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: A Word file with a password is no archive: it begins as an old Word file does.
LOCKED = b"\xd0\xcf\x11\xe0" + b"\0" * 600
DAMAGED = pdf(["Tego nikt nie przeczyta."])[:200]
WORDS = {
    "pl": {
        "failed": "Nie udało się wczytać", "partly": "Wczytano częściowo", "documents": "Dokumenty",
        "damaged": "Plik jest uszkodzony albo nie jest tym, na co wskazuje nazwa.",
        "locked": "Dokument jest chroniony hasłem. Proszę przesłać plik bez hasła.",
    },
    "en": {
        "failed": "Could not be read", "partly": "Read in part", "documents": "Documents",
        "damaged": "The file is damaged, or is not what its name says.",
        "locked": "It is protected by a password. Upload one without.",
    },
}  # fmt: skip


def add(author: Page, url: str, name: str, **fields: str | Path) -> None:
    """Begin a source."""
    author.goto(f"{url}/admin/knowledge/source/add/")
    author.locator("#id_name").fill(name)
    for field, value in fields.items():
        at = author.locator(f"#id_{field}")
        if isinstance(value, Path):
            at.set_input_files(value)
        elif field == "kind":
            at.select_option(value)
        else:
            at.fill(value)
    save(author)


@pytest.mark.parametrize("language", ["pl", "en"])
def test_a_file_that_cannot_be_read_says_why_and_the_others_are_read(
    program, signed_in, new_context, tmp_path, language
):
    words, author = WORDS[language], signed_in("author")
    choose_language(author, language)
    files = {
        f"mapa-{language}.pdf": (DAMAGED, words["failed"], words["damaged"]),
        f"umowa-{language}.docx": (LOCKED, words["failed"], words["locked"]),
    }
    for name, (data, state, why) in files.items():
        file = tmp_path / name
        file.write_bytes(data)
        add(author, program.url, f"Plik {name}", upload=file)
        expect(author.locator("#standing-title")).to_have_text(state, timeout=30_000)
        expect(author.get_by_role("alert")).to_have_text(why)
        author.goto(f"{program.url}/admin/knowledge/source/?q={name}")
        expect(author.locator("#result_list tbody tr")).to_contain_text(state)

    good = tmp_path / f"regaty-{language}.docx"
    good.write_bytes(docx(paragraph(f"Regaty {language} Błękitna Wstęga startują o szóstej.")))
    add(author, program.url, f"Regaty {language}", upload=good)
    expect(author.locator("#standing-title")).not_to_have_text(words["failed"])
    hit = first_hit(author, program, f"O której startują regaty {language} Błękitna Wstęga?")
    expect(hit).to_contain_text("startują o szóstej")


def test_damaged_files_of_a_site_are_told_and_its_other_documents_answer(
    program, signed_in, new_context, site
):
    words, author = WORDS["pl"], signed_in("author")
    choose_language(author, "pl")
    manual = ["Bosak teleskopowy wydajemy w hangarze."]
    body = paragraph("Szekla nierdzewna kosztuje trzydzieści złotych.")
    site.pages = {
        "/robots.txt": Answer("", status=404),
        "/": page(
            "Bosmanat", "Cumowanie na boi zgłasza się bosmanowi.",
            "/dobry.pdf", "/zly.pdf", "/dobry.docx", "/zly.docx",
        ),
        "/dobry.pdf": Answer(pdf(manual), content_type=PDF),
        "/zly.pdf": Answer(DAMAGED, content_type=PDF),
        "/dobry.docx": Answer(docx(body), content_type=DOCX),
        "/zly.docx": Answer(LOCKED, content_type=DOCX),
    }  # fmt: skip
    add(author, program.url, "Strona bosmanatu", kind="site", address=site.url())
    expect(author.locator("#standing-title")).to_have_text(words["partly"], timeout=30_000)

    author.get_by_role("link", name=words["documents"], exact=True).click()
    for name, why in (("/zly.pdf", words["damaged"]), ("/zly.docx", words["locked"])):
        row = author.locator("li, tr").filter(has_text=name)
        expect(row).to_contain_text(words["failed"])
        expect(row).to_contain_text(why)
    for name in ("/dobry.pdf", "/dobry.docx"):
        expect(author.locator("li, tr").filter(has_text=name)).not_to_contain_text(words["failed"])

    visitor = new_context().new_page()
    visitor.goto(f"{program.url}/w/demo/")
    for question, answer in (
        ("Gdzie wydajemy bosak teleskopowy?", "w hangarze"),
        ("Ile kosztuje szekla nierdzewna?", "trzydzieści złotych"),
    ):
        ask(visitor, question)
        expect(visitor.get_by_text(answer).first).to_be_visible()
