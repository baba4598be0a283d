"""Finding anything in a flow, going to it, and renaming a variable everywhere at once."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.test_never_lose_work import card, is_saved, new_flow, write


def test_words_are_found_and_a_variable_is_renamed_everywhere(signed_in, program) -> None:
    page = signed_in("author")
    new_flow(page, program, "Szukanie")
    write(page, "message-1", "Dzień dobry, {{ imie }}. Źródło: {{ imie | upcase }}.")
    write(page, "message-2", "Do zobaczenia.")
    page.keyboard.press("Control+f")
    field = page.get_by_test_id("find").get_by_role("combobox")
    field.fill("zrodlo")
    expect(page.get_by_test_id("find").get_by_role("option")).to_have_count(1)
    expect(page.get_by_test_id("find").locator("mark")).to_have_text("Źródło")
    field.press("Enter")
    expect(card(page, "message-1")).to_have_attribute("data-selected", "true")
    field.fill("niczego takiego")
    expect(page.get_by_test_id("find").get_by_role("status")).to_contain_text("nic takiego")
    field.press("Escape")
    expect(page.get_by_test_id("find")).to_be_hidden()

    page.locator(".react-flow__pane").click(position={"x": 40, "y": 40})
    page.get_by_placeholder("Nazwa nowej zmiennej").fill("imie")
    page.keyboard.press("Enter")
    page.get_by_test_id("variable-imie").get_by_text("w 1 kroku").click()
    expect(page.get_by_test_id("find").get_by_role("option")).to_have_count(1)
    page.get_by_test_id("find").get_by_role("combobox").press("Escape")
    page.get_by_test_id("rename-imie").click()
    page.keyboard.press("Control+a")
    page.keyboard.type("nazwisko")
    page.keyboard.press("Enter")
    expect(card(page, "message-1")).to_contain_text("nazwisko")
    is_saved(page)
    page.reload()
    card(page, "message-1").locator("h3").click()
    text = page.get_by_test_id("inspector").locator("[data-field=text] textarea").first
    expect(text).to_have_value("Dzień dobry, {{ nazwisko }}. Źródło: {{ nazwisko | upcase }}.")
    page.screenshot(path="/tmp/find.png")
