"""A flow drawn in the outline with the keyboard alone, as a person with a screen reader does."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.test_never_lose_work import is_saved


def press_on(page: Page, role: str, name: str) -> None:
    """Move the focus to a control by its spoken name, and press Enter on it."""
    control = page.get_by_test_id("outline").get_by_role(role, name=name, exact=True).last
    control.focus()
    page.keyboard.press("Enter")


def add_step(page: Page, words: str) -> None:
    """Choose a type in the list that has opened, by its first letters."""
    page.get_by_test_id("quick-add").get_by_role("textbox").wait_for()
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("quick-add")).to_be_hidden()


def test_a_flow_is_written_in_the_outline_without_a_mouse(signed_in, program) -> None:
    page = signed_in("author")
    page.goto(f"{program.url}/admin/flows/flow/add/")
    page.locator("#id_name").fill("Bez myszy")
    page.locator(".new-flow-choice").first.click()
    page.locator(".react-flow").wait_for()
    page.keyboard.press("Control+Shift+o")
    outline = page.get_by_test_id("outline")
    expect(outline.get_by_role("heading", name="Scenariusz jako dokument")).to_be_visible()

    press_on(page, "button", "Dodaj krok po „dalej”")
    add_step(page, "powitanie")
    expect(outline.get_by_role("button", name="1. Powitanie", exact=True)).to_be_visible()
    press_on(page, "button", "Dodaj krok po „dalej”")
    add_step(page, "przekaż człow")
    press_on(page, "button", "1. Powitanie")
    expect(page.locator("[data-testid=inspector] :focus")).to_be_visible()
    page.get_by_test_id("inspector").locator("[data-field=text] textarea").first.focus()
    page.keyboard.type("Dzień dobry, tu herbaciarnia.")
    expect(outline.get_by_test_id("step-greeting-1")).to_contain_text("Dzień dobry, tu herb")

    press_on(page, "button", "Dodaj krok po „po rozmowie z człowiekiem”")
    add_step(page, "zakończenie")
    page.keyboard.press("Control+z")
    expect(outline.get_by_role("button", name="3. Zakończenie", exact=True)).to_be_hidden()
    press_on(page, "button", "Poprowadź „po rozmowie z człowiekiem” do kroku")
    page.keyboard.type("powit")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(outline.get_by_role("link", name="1. Powitanie", exact=True)).to_have_count(2)
    press_on(page, "button", "Usuń połączenie „po rozmowie z człowiekiem”")
    expect(outline.get_by_role("link", name="1. Powitanie", exact=True)).to_have_count(1)
    is_saved(page)
    page.screenshot(path="/tmp/outline.png")
    press_on(page, "button", "Wróć na planszę")
    expect(page.get_by_test_id("card-greeting-1")).to_be_visible()
