"""A visitor changes an answer: by "Change", by an old button, and not behind what was sent."""

from __future__ import annotations

import os
import re
from pathlib import Path

from playwright.sync_api import Page, expect


def picture(page: Page, name: str) -> None:
    """Keep a picture, where somebody asked for them."""
    folder = os.environ.get("E2E_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png")


def test_an_answer_is_changed_and_what_was_said_stays(program, new_context):
    page = new_context(locale="pl", viewport={"width": 390, "height": 844}).new_page()
    complaints: list[str] = []
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    page.goto(f"{program.url}/w/demo/")
    pills = page.locator(".pill")
    pills.first.click()
    expect(page.locator("[data-from=visitor] .bubble")).to_have_count(1)
    change = page.get_by_role("button", name=re.compile("^Zmień"))
    expect(change).to_have_count(1)
    asked = page.locator(".pills").first.get_attribute("aria-label") or ""
    before = page.locator(".pills", has_text=pills.first.inner_text()).count()
    picture(page, "back-before")

    change.click()

    expect(page.get_by_text("Chcę zmienić odpowiedź", exact=False)).to_be_visible()
    expect(page.locator(".message.past .bubble").first).to_be_visible()
    expect(page.get_by_text("Zmieniono", exact=True)).to_be_visible()
    expect(page.get_by_role("group", name=asked)).to_have_count(before + 1)
    picture(page, "back-after")

    page.locator(".pills").last.locator(".pill").nth(1).click()
    expect(change).to_have_count(1)

    page.reload()
    expect(page.get_by_text("Zmieniono", exact=True)).to_be_visible()
    expect(change).to_have_count(1)

    # Another button of the question that was answered last changes that answer in one press.
    page.get_by_role("group", name=asked).last.locator(".pill").nth(0).click()
    expect(page.get_by_text("Zmieniono", exact=True)).to_have_count(2)
    picture(page, "back-button")
    assert complaints == []


def test_in_english_and_the_keyboard_is_enough(program, new_context):
    page = new_context(locale="en-GB", color_scheme="dark").new_page()
    page.goto(f"{program.url}/w/demo-en/")
    page.locator(".pill").first.click()
    change = page.get_by_role("button", name=re.compile("^Change the answer"))
    change.focus()
    page.keyboard.press("Enter")

    expect(page.get_by_text("I would like to change my answer", exact=False)).to_be_visible()
    expect(page.get_by_text("Changed", exact=True)).to_be_visible()
    picture(page, "back-dark")
