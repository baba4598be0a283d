"""A visitor looks at what is kept about them, corrects it, takes a copy and has it deleted."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.running import tell

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


#: The team deletes what is known of whoever said so, at their wish.
ERASED = """
from flowbuilder.conversations.models import Message
from flowbuilder.runtime.erasure import erase_contact
said = Message.objects.filter(content__text="{said}").latest("pk")
erase_contact(said.conversation.contact)
"""


@pytest.mark.parametrize("language", ["pl", "en"])
def test_what_could_not_be_sent_before_the_data_was_deleted_is_sent_in_a_new_conversation(
    program, new_context, language
):
    words, unsent = WORDS[language], f"Napisane bez sieci {language}"
    context = new_context(locale=language)
    page = context.new_page()
    page.goto(program.url + words["chat"])

    def says(text: str) -> None:
        page.get_by_role("textbox").fill(text)
        page.keyboard.press("Enter")

    says(f"Przed usunięciem {language}")
    expect(page.locator("[data-from=bot]").nth(1)).to_be_visible()
    context.set_offline(True)
    says(unsent)
    expect(page.locator("main")).to_contain_text(unsent)
    tell(program, ERASED.format(said=f"Przed usunięciem {language}"))
    context.set_offline(False)

    expect(page.locator("main")).not_to_contain_text("Przed usunięciem")
    expect(page.locator("[data-from=visitor]", has_text=unsent)).to_have_count(1)
    expect(page.locator(".pending .message")).to_have_count(0)

    # Deleted while the chat is open: what is said then waits until the chat looks again.
    tell(program, ERASED.format(said=unsent))
    says(f"W złej chwili {language}")
    expect(page.locator("main")).not_to_contain_text(unsent, timeout=40_000)
    late = page.locator("[data-from=visitor]", has_text=f"W złej chwili {language}")
    expect(late).to_have_count(1)
    expect(page.locator(".pending .message")).to_have_count(0)
