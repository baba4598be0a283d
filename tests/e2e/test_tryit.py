"""Trying a flow and keeping what was tried, with mouse and keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from flowbuilder.core.document import Flow
from flowbuilder.core.testing import flow

SHOP = flow(
    ("ask", "question", {"question": "Which city?", "save_as": "city"}),
    ("near", "condition",
     {"condition": {"variable": "city", "operator": "is", "value": "Kraków"}}),
    ("here", "message", {"text": "We are in {{ city }} too."}),
    ("far", "message", {"text": "We send parcels to {{ city }}."}),
    ("check", "http_request", {"url": "https://orders.example/{{ city | url_encode }}",
                               "save": [{"path": "days", "variable": "days"}]}),
    ("told", "message", {"text": "It takes {{ days }} days."}),
    ("bye", "end", {"text": "Goodbye."}),
    wires="ask>near; near.yes>here; near.no>far; here>bye; far>check; check>told; "
    "check.refused>bye; check.problem>bye; told>bye",
    name="Tea by post",
    locale="en",
    variables=({"name": "city"}, {"name": "days", "kind": "number"}),
    layout={name: {"x": 60 + 320 * n, "y": 80} for n, name in enumerate(
        ("start", "ask", "near", "here", "far", "check", "told", "bye"))},
)  # fmt: skip

VISIT = flow(
    ("form", "form", {"text": "Book a table.", "fields": [
        {"label": "Name", "variable": "name"},
        {"label": "E-mail", "kind": "email", "variable": "email", "required": False},
        {"label": "Day", "kind": "date", "first_day": "2026-12-01", "variable": "day"},
        {"label": "Room", "kind": "choice", "variable": "room", "options": [
            {"value": "in", "label": "Inside"}, {"value": "out", "label": "Garden"}]},
    ]}),
    ("told", "message", {"text": "{{ name }}: {{ room }}, {{ day | in_words }}."}),
    ("bye", "end"),
    wires="form>told; form.gave_up>bye; told>bye",
    name="A table",
    locale="en",
    variables=({"name": "name"}, {"name": "email"}, {"name": "day", "kind": "date"},
               {"name": "room"}),
    layout={name: {"x": 60 + 320 * n, "y": 80} for n, name in enumerate(
        ("start", "form", "told", "bye"))},
)  # fmt: skip


def edited(program, signed_in, document: Flow) -> Page:
    """An author in the editor of this flow."""
    page = signed_in("author", locale="en-GB")
    page.goto(f"{program.url}/admin/flows/flow/add/")
    page.locator("input[type=file]").set_input_files(
        {
            "name": "tea.json",
            "mimeType": "application/json",
            "buffer": document.model_dump_json().encode(),
        }
    )
    page.locator("[name=import]").click()
    expect(page.get_by_test_id("canvas")).to_be_visible()
    return page


@pytest.fixture
def author(program, signed_in) -> Page:
    """An author in the editor of a flow that asks another service."""
    return edited(program, signed_in, SHOP)


def say(page: Page, text: str) -> None:
    page.get_by_test_id("try-input").fill(text)
    page.keyboard.press("Enter")


def tab(page: Page, number: int) -> None:
    page.get_by_test_id("try-panel").get_by_role("tab").nth(number).click()


def lines(page: Page) -> Locator:
    return page.get_by_test_id("try-lines")


def test_a_run_is_tried_changed_saved_and_watched_over(author: Page):
    page = author
    page.keyboard.press("Control+Enter")
    expect(lines(page)).to_contain_text("Which city?")
    expect(page.get_by_test_id("card-ask")).to_have_attribute("data-active", "true")

    composer = page.get_by_test_id("try-input").bounding_box()
    assert composer["y"] + composer["height"] > page.viewport_size["height"] - 40

    page.get_by_test_id("try-pretend").click()
    page.get_by_test_id("try-world-http").select_option("ask")
    page.keyboard.press("Escape")
    say(page, "Kraków")
    expect(lines(page)).to_contain_text("We are in Kraków too.")

    page.get_by_test_id("answer-otherwise").last.click()
    expect(lines(page)).not_to_contain_text("Kraków")
    say(page, "Sopot")
    expect(page.get_by_test_id("try-asked")).to_contain_text("https://orders.example/Sopot")
    expect(page.get_by_test_id("card-check")).to_have_attribute("data-active", "true")
    page.get_by_test_id("answer-own").click()
    page.get_by_test_id("answer-text").fill('{"days": 3}')
    page.get_by_test_id("answer-send").click()
    expect(lines(page)).to_contain_text("It takes 3 days.")
    page.get_by_test_id("try-back").click()
    expect(page.get_by_test_id("try-asked")).to_be_visible()
    page.get_by_test_id("answer-ok").click()
    expect(lines(page)).to_contain_text("Goodbye.")
    assert page.get_by_test_id("try-input").bounding_box()["y"] == composer["y"]
    tab(page, 1)
    expect(page.get_by_test_id("try-trace")).to_contain_text(re.compile("city (is|to) .Sopot"))

    page.get_by_test_id("save-talk").click()
    page.get_by_test_id("talk-name").fill("Far away")
    page.keyboard.press("Enter")
    page.get_by_test_id("run-talks").click()
    expect(page.get_by_test_id("talk")).to_have_attribute("data-state", "passed")

    change_and_go_on(page)
    publish_with_a_warning(page)


def change_and_go_on(page: Page) -> None:
    """The author changes a text and repeats the run with it."""
    page.get_by_role("button", name=re.compile("^(Close|Zamknij)$")).last.click()
    page.get_by_test_id("card-far").locator("h3").click()
    field = page.get_by_test_id("inspector").locator("[data-field=text] textarea").first
    field.fill("We post to {{ city }}.")
    page.keyboard.press("Escape")
    page.get_by_test_id("try-it").click()
    tab(page, 0)
    expect(lines(page)).to_contain_text("We send parcels to Sopot.")
    page.get_by_test_id("try-again").click()
    expect(lines(page)).to_contain_text("We post to Sopot.")
    expect(page.get_by_test_id("try-changed")).to_have_count(0)


def publish_with_a_warning(page: Page) -> None:
    """The dialog shows what goes another way; the author accepts it and publishes."""
    page.get_by_test_id("publish").click()
    expect(page.get_by_test_id("talks-failed")).to_contain_text("We post to Sopot.")
    page.get_by_test_id("see-talks").click()
    expect(page.get_by_test_id("talk")).to_have_attribute("data-state", "failed")
    page.get_by_test_id("talk-go-to").click()
    expect(page.get_by_test_id("card-far")).to_have_attribute("data-selected", "true")
    page.get_by_test_id("accept-talk").click()
    expect(page.get_by_test_id("talk")).to_have_attribute("data-state", "passed")
    page.get_by_test_id("publish").click()
    expect(page.get_by_test_id("talks-passed")).to_be_visible()
    page.get_by_test_id("confirm-publish").click()
    expect(page.get_by_test_id("published")).to_be_visible()


def test_a_trial_begins_at_a_card_with_values_that_can_be_changed(author: Page):
    page = author
    page.get_by_test_id("card-near").locator("h3").click()
    page.keyboard.press("Control+Shift+Enter")
    page.get_by_test_id("seed-city").fill("Gdynia")
    page.get_by_test_id("try-pretend").click()
    page.get_by_test_id("try-world-http").select_option("ask")
    page.keyboard.press("Escape")
    page.get_by_test_id("start-here-go").click()
    expect(lines(page)).to_contain_text("We send parcels to Gdynia.")

    tab(page, 2)
    page.get_by_test_id("value-city").fill("Hel")
    page.keyboard.press("Enter")
    tab(page, 0)
    page.get_by_test_id("answer-own").click()
    page.get_by_test_id("answer-text").fill('{"days": 2}')
    page.get_by_test_id("answer-send").click()
    expect(lines(page)).to_contain_text("It takes 2 days.")
    tab(page, 2)
    expect(page.get_by_test_id("value-city")).to_have_value("Hel")
    expect(page.get_by_test_id("value-days")).to_have_value("2")


def test_a_form_is_filled_in_and_mended_in_a_trial(program, signed_in):
    page = edited(program, signed_in, VISIT)
    page.keyboard.press("Control+Enter")
    card = page.locator(".form-card")
    send = card.get_by_role("button", name="Send")

    send.click()
    expect(card.get_by_role("alert")).to_have_text("Please correct: Name, Day, Room.")
    card.get_by_label("Name").fill("Ada")
    card.get_by_label("E-mail").fill("ada")
    card.get_by_label("Day").fill("2026-12-03")
    card.get_by_role("radio", name="Garden").check()
    expect(card.get_by_text("Please fill this in.")).to_have_count(0)
    send.click()
    expect(lines(page)).to_contain_text("Please correct: E-mail.")
    expect(page.locator(".form-card")).to_have_count(1)
    expect(card.get_by_label("E-mail")).to_be_focused()
    expect(card.get_by_label("Name")).to_have_value("Ada")
    expect(card.get_by_role("radio", name="Garden")).to_be_checked()
    card.get_by_label("E-mail").fill("ada@example.pl")
    send.click()

    expect(lines(page)).to_contain_text("Ada: out, 3 December 2026.")
    expect(lines(page)).to_contain_text("Room: Garden")
    expect(page.locator(".form-card")).to_have_count(0)
