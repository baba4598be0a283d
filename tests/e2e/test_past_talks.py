"""Under “More” a visitor reads their earlier conversations; nothing in them can be pressed.

The panel bars nobody: axe, light and dark, narrow and zoomed; in forced colours by the keyboard.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.access import barred, outline, tab_to
from tests.e2e.test_widget_access import PHONE, look

WORDS = {
    "pl": ("/w/demo/", "Ile kosztuje dostawa?", "Więcej", "Zacznij od nowa",
           "Wcześniejsze rozmowy", "Wróć do rozmowy", "12,99"),
    "en": ("/w/demo-en/", "How much is delivery?", "More", "Start over",
           "Earlier conversations", "Back to the conversation", "£3.95"),
}  # fmt: skip


@pytest.mark.parametrize("language", ["pl", "en"])
def test_an_earlier_conversation_is_read(program, new_context, language):
    address, question, more, over, history, back, answer = WORDS[language]
    page = new_context(locale=language, viewport=PHONE, reduced_motion="reduce").new_page()
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
    talk = dialog.get_by_role("button", name=re.compile(re.escape(question)))
    expect(talk).to_be_visible()
    found: list[str] = []
    look(page, f"history-{language}", found)
    talk.click()
    expect(dialog.get_by_role("log")).to_contain_text(answer)
    expect(dialog.locator("button.pill:not([aria-disabled=true]):not(:disabled)")).to_have_count(0)
    look(page, f"history-read-{language}", found)

    page.emulate_media(forced_colors="active")
    for pressed in (dialog.get_by_role("button", name=history), talk):
        assert outline(pressed) == 0
        tab_to(page, pressed)
        assert outline(pressed) >= 2
        found += barred(page, f"history-forced-{language}")
        page.keyboard.press("Enter")
    expect(dialog.get_by_role("log")).to_contain_text(answer)
    tab_to(page, dialog.get_by_role("button", name=back))
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    expect(menu).to_be_focused()
    assert not found, "\n\n".join(found)
