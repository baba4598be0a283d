"""Steps become a flow of their own, are called, and are put back: as an author does it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from flowbuilder.core.testing import flow

SHOP = flow(
    ("name", "question", {"question": "What is your name?", "save_as": "name"}),
    ("ask", "question", {"question": "Which parcel, {{ name }}?", "save_as": "parcel"}),
    ("sure", "choices", {"text": "Is it {{ parcel }}?", "options": [
        {"value": "yes", "label": "Yes"}, {"value": "no", "label": "No"}]}),
    ("thanks", "message", {"text": "{{ name }}, we look for {{ parcel }}."}),
    ("sorry", "message", {"text": "Then a person must look."}),
    ("bye", "end", {"text": "Goodbye."}),
    ("person", "handoff", {}),
    wires="name>ask; ask>sure; ask.gave_up>sorry; sure.yes>thanks; sure.no>sorry; "
    "sure.fallback>sorry; thanks>bye; sorry>person; person.done>bye; person.nobody>bye",
    name="Parcels",
    locale="en",
    variables=({"name": "name", "personal": True}, {"name": "parcel"}),
    layout={name: {"x": 60 + 320 * n, "y": 80 + 60 * (n % 3)} for n, name in enumerate(
        ("start", "name", "ask", "sure", "thanks", "sorry", "person", "bye"))},
)  # fmt: skip


@pytest.fixture
def author(program, signed_in) -> Page:
    page = signed_in("author")
    page.goto(f"{program.url}/admin/flows/flow/add/")
    page.locator("input[type=file]").set_input_files(
        {
            "name": "parcels.json",
            "mimeType": "application/json",
            "buffer": SHOP.model_dump_json().encode(),
        }
    )
    page.locator("[name=import]").click()
    expect(page.get_by_test_id("canvas")).to_be_visible()
    return page


def command(page: Page, words: str) -> None:
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Szukaj polecenia").fill(words)
    page.keyboard.press("Enter")


def talk(page: Page) -> None:
    """The flow says what it said before its steps were moved."""
    page.keyboard.press("Control+Enter")
    page.get_by_test_id("try-panel").get_by_role("tab").first.click()
    page.get_by_test_id("try-restart").click()
    lines = page.get_by_test_id("try-lines")
    expect(lines).to_contain_text("What is your name?")
    for said, heard in (("Ada", "Which parcel, Ada?"), ("P-1", "Is it P-1?")):
        page.get_by_test_id("try-input").fill(said)
        page.keyboard.press("Enter")
        expect(lines).to_contain_text(heard)
    lines.get_by_role("button", name="Yes").click()
    expect(lines).to_contain_text("Ada, we look for P-1.")
    expect(lines).to_contain_text("Goodbye.")


def close_trial(page: Page) -> None:
    page.get_by_test_id("try-panel").get_by_role("button", name=re.compile("^Zamknij")).click()


def test_steps_become_a_flow_of_their_own_and_come_back(author: Page):
    page = author
    page.get_by_test_id("card-ask").locator("h3").click()
    page.get_by_test_id("card-sure").locator("h3").click(modifiers=["Shift"])
    command(page, "wydziel")
    dialog = page.get_by_test_id("extract-dialog")
    expect(page.get_by_test_id("extract-name")).to_be_focused()
    expect(dialog).to_contain_text(re.compile(r"Dostaje.*name.*Zwraca.*parcel", re.S))
    page.keyboard.type("Which parcel")
    page.keyboard.press("Enter")

    call = page.get_by_test_id("card-call-flow-1")
    expect(call).to_contain_text("Which parcel")
    expect(page.get_by_test_id("card-ask")).to_have_count(0)
    expect(page.get_by_test_id("undo-notice")).to_contain_text("Jest opublikowany")
    expect(page.get_by_test_id("problems")).to_contain_text("Brak problemów")
    talk(page)
    page.get_by_test_id("try-panel").get_by_role("tab").nth(1).click()
    expect(page.get_by_test_id("try-trace")).to_contain_text("Which parcel: Pytanie")
    close_trial(page)

    call.locator("h3").click()
    given = page.get_by_test_id("parameters-inputs").locator("input").first
    expect(given).to_have_value("{{ name }}")
    given.fill("")
    expect(page.get_by_test_id("inspector")).to_contain_text("potrzebuje wartości „name”")
    given.fill("{{ name }}")
    expect(page.get_by_test_id("inspector")).not_to_contain_text("potrzebuje wartości „name”")

    page.keyboard.press("Escape")
    call.locator("h3").click()
    command(page, "wywoływanego")
    expect(call).to_have_count(0)
    expect(page.get_by_test_id("undo-notice")).to_contain_text("scenariusza „Which parcel”")
    expect(page.get_by_test_id("problems")).to_contain_text("Brak problemów")
    talk(page)
    close_trial(page)

    page.get_by_test_id("notice-undo").click()
    expect(call).to_be_visible()


def test_a_part_with_two_doors_is_refused_with_a_sentence(author: Page):
    page = author
    first, second = page.get_by_test_id("card-sure"), page.get_by_test_id("card-sorry")
    for _ in range(3):  # else one of them lies beneath the panel, and what is pressed is chance
        page.get_by_role("button", name=re.compile("^Pomniejsz")).click()
    first.click()
    expect(first).to_have_attribute("data-selected", "true")
    page.keyboard.down("Shift")
    expect(page.locator(".react-flow__pane")).to_have_class(re.compile("selection"))  # it is felt
    second.click()
    page.keyboard.up("Shift")
    expect(second).to_have_attribute("data-selected", "true")
    expect(first).to_have_attribute("data-selected", "true")
    command(page, "wydziel")
    expect(page.get_by_test_id("said")).to_contain_text("wchodzi się w kilku miejscach")


def test_an_author_says_what_a_flow_takes_and_gives(author: Page):
    page = author
    page.get_by_test_id("card-name").locator("h3").click()
    page.keyboard.press("Escape")
    command(page, "ustawienia scenariusza")
    page.get_by_test_id("role-parcel").click()
    page.get_by_test_id("role-output").click()
    expect(page.get_by_test_id("role-parcel")).to_have_attribute("data-role", "output")
    page.keyboard.press("Control+s")
    expect(page.get_by_test_id("saved-state")).to_have_attribute("data-status", "saved")
    page.reload()
    expect(page.get_by_test_id("card-name")).to_be_visible()
    command(page, "ustawienia scenariusza")
    expect(page.get_by_test_id("role-parcel")).to_have_attribute("data-role", "output")
