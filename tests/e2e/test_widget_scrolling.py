"""A long talk moves inside its own frame, and the newest words are in sight."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect


@pytest.fixture
def chat(program, new_context) -> Page:
    """A talk at its survey, on a phone."""
    page: Page = new_context(locale="pl", viewport={"width": 390, "height": 700}).new_page()
    page.goto(f"{program.url}/w/demo/")
    for said, answer in (
        ("Zwrot lub reklamacja", "Czego dotyczy sprawa"),
        ("Chcę zwrócić zakupy", "Czy mogę pomóc w czymś jeszcze"),
        ("to wszystko", "jak oceniają Państwo"),
    ):
        page.locator("#composer").fill(said)
        page.locator("#composer").press("Enter")
        expect(page.get_by_text(answer, exact=False).last).to_be_in_viewport()
    return page


def test_only_the_transcript_scrolls(chat):
    """Seen: words for screen readers alone stuck out of it, and the whole chat scrolled away."""
    expect(chat.locator(".rating")).to_be_visible()
    assert chat.locator(".transcript").evaluate("box => box.scrollHeight - box.clientHeight") > 400

    beyond = "() => document.scrollingElement.scrollHeight - window.innerHeight"
    assert chat.evaluate(beyond) <= 0


def test_what_is_said_after_a_rating_is_in_sight(chat):
    """Seen: the scale stayed a form, and a form at the end was taken for one being filled in."""
    chat.locator(".rating label").nth(1).click()

    expect(chat.get_by_text("Co możemy zrobić lepiej", exact=False)).to_be_in_viewport()
    chat.locator("#composer").fill("Za dużo formalności.")
    chat.locator("#composer").press("Enter")
    expect(chat.get_by_text("ma się z Państwem skontaktować", exact=False)).to_be_in_viewport()
