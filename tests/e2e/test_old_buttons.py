"""A button of a question that was left unanswered goes on working in the browser."""

from __future__ import annotations

from playwright.sync_api import expect


def test_an_older_button_takes_the_visitor_back_to_its_question(program, new_context):
    page = new_context(locale="pl", viewport={"width": 390, "height": 844}).new_page()
    page.goto(f"{program.url}/w/demo/")
    menu = page.locator(".pills").first
    expect(menu).to_be_visible()
    field = page.locator("#composer")
    field.fill("paczka")
    field.press("Enter")
    expect(page.get_by_text("Proszę podać numer zamówienia", exact=False)).to_be_visible()

    returns = menu.get_by_role("button", name="Zwrot lub reklamacja")
    expect(returns).to_have_attribute("aria-disabled", "false")
    returns.focus()
    page.keyboard.press("Enter")

    expect(page.locator("[data-from=visitor] .bubble", has_text="Zwrot lub rek")).to_be_visible()
    expect(page.locator(".pills")).to_have_count(2)
    page.reload()
    expect(menu.get_by_role("button", name="Zwrot lub reklamacja (wybrano)")).to_be_visible()
