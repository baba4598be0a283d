"""A visitor looks at what is kept about them, corrects it, takes a copy and has it deleted."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

WORDS = {
    "pl": {
        "chat": "/w/demo/", "my": "Moje dane", "name": "Imię i nazwisko", "save": "Zapisz",
        "saved": "Zapisano.", "json": "Pobierz jako JSON", "delete": "Usuń moje dane i rozmowy",
        "said": "Mój sekret 5512", "back": "Wróć do rozmowy",
    },
    "en": {
        "chat": "/w/demo-en/", "my": "My data", "name": "Name", "save": "Save", "saved": "Saved.",
        "json": "Download as JSON", "delete": "Delete my data and conversations",
        "said": "My secret 5512", "back": "Back to the conversation",
    },
}  # fmt: skip


@pytest.mark.parametrize("language", ["pl", "en"])
def test_a_visitor_sees_corrects_copies_and_deletes(program, new_context, tmp_path, language):
    words = WORDS[language]
    page = new_context(locale=language, accept_downloads=True).new_page()
    page.goto(program.url + words["chat"])
    page.get_by_role("textbox").fill(words["said"])
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text(words["said"])

    page.get_by_role("button", name=re.compile("^(Więcej|More)$")).click()
    page.get_by_role("button", name=words["my"]).click()
    dialog = page.get_by_role("dialog")
    dialog.locator("input[name=name]").fill("Ada")
    expect(dialog.locator("input[name=name]")).to_have_value("Ada")
    dialog.get_by_role("button", name=words["save"]).click()
    expect(dialog).to_contain_text(words["saved"])
    with page.expect_download() as download:
        dialog.get_by_role("button", name=words["json"]).click()
    copy = Path(tmp_path / "copy.json")
    download.value.save_as(copy)
    export = json.loads(copy.read_text())
    assert "Ada" in export["data"].values()
    assert words["said"] in str(export["conversations"])

    dialog.get_by_role("button", name=words["delete"]).click()
    expect(page.locator("main")).to_contain_text(words["said"])
    dialog.get_by_role("button", name=words["delete"]).click()
    expect(dialog).to_have_count(0)
    expect(page.locator("main")).not_to_contain_text("5512")
    page.reload()
    expect(page.get_by_role("button", name=re.compile("^(Więcej|More)$"))).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("5512")
