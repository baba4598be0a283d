"""Under “More” a visitor reads their earlier conversations; nothing in them can be pressed."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

WORDS = {
    "pl": ("/w/demo/", "Ile kosztuje dostawa?", "Więcej", "Zacznij od nowa",
           "Wcześniejsze rozmowy", "Wróć do rozmowy", "12,99"),
    "en": ("/w/demo-en/", "How much is delivery?", "More", "Start over",
           "Earlier conversations", "Back to the conversation", "£3.95"),
}  # fmt: skip


@pytest.mark.parametrize("language", ["pl", "en"])
def test_an_earlier_conversation_is_read(program, new_context, language):
    address, question, more, over, history, back, answer = WORDS[language]
    page = new_context(locale=language, viewport={"width": 390, "height": 844}).new_page()
    page.goto(program.url + address)
    page.get_by_role("textbox").fill(question)
    page.get_by_role("textbox").press("Enter")
    expect(page.get_by_role("log")).to_contain_text(answer)
    menu = page.get_by_role("button", name=more, exact=True)
    menu.click()
    page.get_by_role("button", name=over).click()
    page.get_by_role("button", name=over).click()
    expect(page.get_by_role("log")).not_to_contain_text(answer)

    menu.click()
    page.get_by_role("button", name=history).click()
    dialog = page.get_by_role("dialog", name=history)
    dialog.get_by_role("button", name=re.compile(re.escape(question))).click()
    expect(dialog.get_by_role("log")).to_contain_text(answer)
    expect(dialog.locator("button.pill:not([aria-disabled=true]):not(:disabled)")).to_have_count(0)
    dialog.get_by_role("button", name=back).click()
    expect(dialog).to_have_count(0)
    expect(menu).to_be_focused()
