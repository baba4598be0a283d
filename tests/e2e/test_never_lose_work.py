"""Two authors in one flow, a reload, and the way back: nothing that was drawn is lost."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect


def new_flow(page: Page, program, name: str) -> None:
    """An empty canvas with one message on it, saved."""
    page.goto(f"{program.url}/admin/flows/flow/add/")
    page.locator("#id_name").fill(name)
    page.locator(".new-flow-choice").first.click()
    board = page.locator(".react-flow")
    for y in (60, 260):
        page.get_by_test_id("palette-message").drag_to(board, target_position={"x": 320, "y": y})
    expect(card(page, "message-2")).to_be_visible()
    is_saved(page)


def card(page: Page, node: str) -> Locator:
    return page.get_by_test_id(f"card-{node}")


def is_saved(page: Page) -> None:
    expect(page.get_by_text(re.compile(r"^(Zapisano|Saved) \d"))).to_be_visible()


def write(page: Page, node: str, text: str) -> None:
    """Type into the message of a card, as a person does."""
    card(page, node).locator("h3").click()
    page.get_by_test_id("inspector").locator("[data-field=text] textarea").first.fill(text)


def test_work_of_two_authors_is_joined_and_what_collides_is_asked(signed_in, program) -> None:
    first, second = signed_in("author"), signed_in("owner")
    new_flow(first, program, "Dwie osoby")
    second.goto(first.url)

    write(first, "message-1", "Dzień dobry.")
    is_saved(first)
    write(second, "message-2", "Do widzenia.")
    expect(second.get_by_test_id("undo-notice")).to_be_visible()
    is_saved(second)
    expect(card(second, "message-1")).to_contain_text("Dzień dobry.")

    first.reload()
    expect(card(first, "message-2")).to_contain_text("Do widzenia.")
    write(first, "message-1", "Witamy w herbaciarni.")
    is_saved(first)
    write(second, "message-1", "Tu herbaciarnia.")
    dialog = second.get_by_test_id("conflict")
    expect(dialog).to_contain_text("Witamy w herbaciarni.")
    expect(dialog).to_contain_text("Tu herbaciarnia.")
    dialog.get_by_test_id("side-theirs").click()
    second.get_by_test_id("join-drafts").click()
    expect(dialog).to_be_hidden()
    is_saved(second)
    expect(card(second, "message-1")).to_contain_text("Witamy w herbaciarni.")
    second.reload()
    expect(card(second, "message-2")).to_contain_text("Do widzenia.")


def test_the_way_back_survives_a_reload(signed_in, program) -> None:
    page = signed_in("author")
    new_flow(page, program, "Droga powrotna")
    write(page, "message-1", "Dzień dobry.")
    card(page, "message-2").locator("h3").click()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    card(page, "message-2").locator("h3").click()
    page.locator(".react-flow").press("Delete")
    expect(card(page, "message-2")).to_be_hidden()
    is_saved(page)
    page.reload()
    expect(card(page, "message-1")).to_contain_text("Dzień dobry.")

    page.keyboard.press("Control+z")
    expect(card(page, "message-2")).to_be_visible()
    page.keyboard.press("Control+Shift+h")
    steps = page.get_by_test_id("history").locator("button")
    expect(steps.first).to_contain_text("cofnięte")
    steps.last.click()
    expect(card(page, "message-1")).to_be_hidden()
    steps.first.click()
    expect(card(page, "message-1")).to_contain_text("Dzień dobry.")
    expect(card(page, "message-2")).to_be_hidden()


def test_what_the_server_could_not_take_is_there_after_a_reload(signed_in, program) -> None:
    page = signed_in("author")
    new_flow(page, program, "Bez sieci")
    page.route(
        "**/draft/",
        lambda route: route.abort() if route.request.method == "PUT" else route.continue_(),
    )
    write(page, "message-1", "Napisane w pociągu.")
    expect(page.get_by_test_id("saved-state")).to_have_attribute("data-status", "retrying")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(card(page, "message-1")).to_contain_text("Napisane w pociągu.")
    page.unroute("**/draft/")
    is_saved(page)
    page.reload()
    expect(card(page, "message-1")).to_contain_text("Napisane w pociągu.")
