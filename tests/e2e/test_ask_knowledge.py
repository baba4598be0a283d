"""The page “Ask the knowledge”: by keyboard, on a telephone and in the dark, in both languages."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.e2e.access import barred, resize
from tests.e2e.conftest import choose_language

PHONE: ViewportSize = {"width": 360, "height": 740}
WORDS = {
    "pl": {
        "menu": "Zapytaj bazę wiedzy", "asked": "Ile kosztuje dostawa?", "found": "Znaleziono",
        "why": re.compile(r"Najlepszy wynik to \d+(,\d)?\. Od wyniku \d+ rozmówca dostaje"),
        "strange": "Kto wygrał regaty w Sydney?", "none": "Nie znaleziono",
        "why_not": re.compile(r"Poniżej \d+ nie ma|ma wspólnego słowa"),
        "answer": "12,99 zł",
    },
    "en": {
        "menu": "Ask the knowledge", "asked": "How much is delivery?", "found": "Found",
        "why": re.compile(r"The best score is \d+(\.\d)?\. From \d+ on an answer is given"),
        "strange": "Who won the regatta in Sydney?", "none": "Not found",
        "why_not": re.compile(r"Below \d+ nothing is given|shares a word"),
        "answer": "£3.95",
    },
}  # fmt: skip


def is_as_wide_as_the_screen(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize("language", ["pl", "en"])
def test_a_question_is_asked_by_keyboard_on_a_telephone_in_the_dark(program, signed_in, language):
    words, page = WORDS[language], signed_in("author")
    choose_language(page, language)
    page.goto(f"{program.url}/admin/knowledge/entry/")
    page.locator("#main").get_by_role("link", name=words["menu"]).click()
    page.emulate_media(color_scheme="dark")
    resize(page, PHONE)
    page.reload()

    question = page.get_by_role("search").get_by_role("textbox")
    question.focus()
    page.keyboard.type(words["asked"])
    page.keyboard.press("Enter")
    verdict = page.get_by_test_id("verdict")
    expect(verdict.get_by_role("status")).to_contain_text(words["found"])
    expect(page.get_by_test_id("why")).to_have_text(words["why"])
    hit = page.get_by_test_id("hit").filter(has=page.get_by_role("link", name=words["asked"]))
    expect(hit.locator(".kb-signals dt").nth(2)).to_be_visible()
    said = page.get_by_test_id("said")
    expect(said).to_contain_text(words["answer"])
    assert barred(page, f"ask-{language}") == []

    question.fill(words["strange"])
    question.press("Enter")
    expect(verdict.get_by_role("status")).to_contain_text(words["none"])
    expect(verdict).to_contain_text(words["why_not"])
    assert is_as_wide_as_the_screen(page)

    page.go_back()
    source = page.get_by_test_id("said").get_by_role("link", name=words["asked"])
    source.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/admin/knowledge/entry/\d+/change/"))
    expect(page.locator("#id_question")).to_have_value(words["asked"])
