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


def card(page: Page | Locator, node: str) -> Locator:
    return page.get_by_test_id(f"card-{node}")


def panes(dialog: Locator) -> tuple[Locator, Locator]:
    """Both versions of a conflict: mine and theirs."""
    return dialog.get_by_test_id("conflict-mine"), dialog.get_by_test_id("conflict-theirs")


def view_of(pane: Locator) -> Locator:
    """What moves and zooms: by its style one sees where the canvas stands."""
    return pane.locator(".react-flow__viewport")


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
    mine, theirs = panes(dialog)
    expect(card(mine, "message-1")).to_contain_text("Tu herbaciarnia.")
    expect(card(theirs, "message-1")).to_contain_text("Witamy w herbaciarni.")
    for pane in (mine, theirs):
        expect(card(pane, "message-1")).to_have_attribute("data-selected", "true")
        expect(card(pane, "message-1").locator("[data-change=changed]")).to_be_visible()
    dialog.get_by_test_id("side-theirs").click()
    second.get_by_test_id("join-drafts").click()
    expect(dialog).to_be_hidden()
    is_saved(second)
    expect(card(second, "message-1")).to_contain_text("Witamy w herbaciarni.")
    second.reload()
    expect(card(second, "message-2")).to_contain_text("Do widzenia.")


def test_two_versions_are_looked_at_as_one_and_chosen_from(signed_in, program) -> None:
    first, second = signed_in("author"), signed_in("owner", reduced_motion="reduce")
    new_flow(first, program, "Obok siebie")
    second.goto(first.url)
    second.route(
        "**/draft/",
        lambda route: route.abort() if route.request.method == "PUT" else route.continue_(),
    )
    for node, theirs_text, my_text in (
        ("message-1", "Dzień dobry.", "Witamy."),
        ("message-2", "Do widzenia.", "Żegnamy."),
    ):
        write(first, node, theirs_text)
        is_saved(first)
        write(second, node, my_text)
    expect(second.get_by_test_id("saved-state")).to_have_attribute("data-status", "retrying")
    second.unroute("**/draft/")
    second.keyboard.press("Control+s")

    dialog = second.get_by_test_id("conflict")
    questions = dialog.get_by_test_id("collision")
    expect(questions).to_have_count(2)
    mine, theirs = panes(dialog)
    for number, (asked, other) in enumerate(
        [("message-1", "message-2"), ("message-2", "message-1"), ("message-1", "message-2")]
    ):
        questions.nth(number % 2).get_by_role("button").first.click()
        for pane in (mine, theirs):
            expect(card(pane, asked)).to_have_attribute("data-selected", "true")
            expect(card(pane, other)).to_have_attribute("data-selected", "false")
            expect(card(pane, asked)).to_be_in_viewport()

    for moved, other, move in (
        (theirs, mine, lambda: (theirs.hover(), second.mouse.wheel(0, 120))),
        (mine, theirs, lambda: (mine.hover(), second.mouse.wheel(60, 0))),
        (theirs, mine, lambda: theirs.locator(".react-flow").press("ArrowRight")),
        (mine, theirs, lambda: mine.locator(".react-flow").press("-")),
    ):
        before = view_of(other).get_attribute("style") or ""
        move()
        expect(view_of(other)).not_to_have_attribute("style", before)
        expect(view_of(moved)).to_have_attribute(
            "style", view_of(other).get_attribute("style") or ""
        )

    second.set_viewport_size({"width": 820, "height": 1180})
    below = dialog.locator("[data-below=true]")
    expect(below.get_by_test_id("conflict-theirs")).to_have_count(1)
    dialog.get_by_test_id("conflict-switch").locator("label").last.click()
    expect(below.get_by_test_id("conflict-mine")).to_have_count(1)
    second.set_viewport_size({"width": 1440, "height": 900})
    expect(below).to_have_count(0)

    dialog.get_by_test_id("all-theirs").click()
    expect(dialog.locator("[data-testid=side-theirs][aria-checked=true]")).to_have_count(2)
    questions.first.get_by_test_id("side-mine").click()
    second.get_by_test_id("join-drafts").click()
    expect(dialog).to_be_hidden()
    is_saved(second)
    expect(card(second, "message-1")).to_contain_text("Witamy.")
    expect(card(second, "message-2")).to_contain_text("Do widzenia.")
    field = second.get_by_test_id("inspector").locator("[data-field=text] textarea").first
    expect(field).to_be_focused()


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
