"""An author uploads a document, waits until it is read, and a visitor is answered from it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import choose_language

WORDS = {
    "pl": {
        "chat": "/w/demo/", "name": "Poradnik konserwacji",
        "text": "# Namioty\n\nNamiot impregnujemy żywicą co dwa lata w pracowni na Zabłociu.\n",
        "ask": "Co ile lat impregnujemy namiot żywicą w pracowni?",
        "answer": "co dwa lata", "done": "Wczytano",
    },
    "en": {
        "chat": "/w/demo-en/", "name": "Care guide",
        "text": "# Tents\n\nWe impregnate tents with resin every two years at our workshop.\n",
        "ask": "How often do you impregnate tents with resin?", "answer": "every two years",
        "done": "Read",
    },
}  # fmt: skip


@pytest.mark.parametrize("language", ["pl", "en"])
def test_a_document_is_uploaded_and_answers(program, signed_in, new_context, tmp_path, language):
    words = WORDS[language]
    file = tmp_path / f"guide-{language}.md"
    file.write_text(words["text"], encoding="utf-8")
    author = signed_in("author")
    choose_language(author, language)
    author.goto(f"{program.url}/admin/knowledge/source/add/")
    author.locator("#id_name").fill(words["name"])
    author.locator("#id_language").select_option(language)
    author.locator("#id_upload").set_input_files(file)
    author.locator("button[name=_save], input[name=_save]").first.click()

    heading = author.locator("#standing-title")
    expect(heading).to_have_text(words["done"], timeout=30_000)

    visitor = new_context(locale=language).new_page()
    visitor.goto(program.url + words["chat"])
    visitor.get_by_role("textbox").fill(words["ask"])
    visitor.keyboard.press("Enter")
    expect(visitor.get_by_text(words["answer"]).first).to_be_visible()
    expect(visitor.get_by_text(words["name"]).first).to_be_visible()
