"""A long talk moves inside its own frame, and the newest words are in sight."""

from __future__ import annotations

import re

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


def test_what_came_while_the_chat_was_closed_is_in_sight_when_it_is_opened(
    program, new_context, signed_in
):
    """Seen: the person's last words were in sight, and below them, unseen, the scale."""
    agent = signed_in("agent")
    agent.goto(f"{program.url}/inbox/")
    page = new_context(locale="pl", viewport={"width": 1280, "height": 800}).new_page()
    page.goto(f"{program.shop}/")
    launcher = page.get_by_role("button", expanded=False).last
    launcher.click()
    chat = page.frame_locator("iframe")
    box = chat.get_by_role("textbox")
    for said in ("Ile kosztuje dostawa? 5518", "Proszę o rozmowę z człowiekiem"):
        box.fill(said)
        box.press("Enter")
    agent.locator(".ib-row").last.click()
    agent.get_by_role("button", name="Przejmij rozmowę").click()
    agent.get_by_role("textbox", name=re.compile("odpowiedź")).fill("Już odpowiadam. " * 30)
    agent.keyboard.press("Enter")
    expect(chat.get_by_text("Już odpowiadam.").last).to_be_in_viewport()

    page.get_by_role("button", expanded=True).last.click()
    agent.get_by_role("button", name="Zakończ", exact=True).first.click()
    agent.get_by_role("dialog").get_by_role("button", name="Zakończ").last.click()
    expect(page.get_by_role("button", expanded=False).last).to_have_accessible_name(
        re.compile(r"\d")
    )
    page.get_by_role("button", expanded=False).last.click()

    expect(chat.locator(".rating")).to_be_in_viewport(ratio=1)
