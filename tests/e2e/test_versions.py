"""Between draft and version, with a mouse and a keyboard: comment, review, compare, schedule."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, Route, expect

from flowbuilder.core.testing import flow
from tests.e2e.answering import import_flow
from tests.e2e.test_main_job import Canvas

GREETING = "Dzień dobry, tu sklep zimowy."
POPOVER = "[role=dialog].mantine-Popover-dropdown"


def add_writer(owner: Page, program) -> str:
    """The owner adds somebody who may not publish; returns the link that signs them in."""
    owner.goto(f"{program.url}/admin/accounts/membership/add/")
    owner.locator("#id_display_name").fill("Wanda")
    owner.locator("#id_email").fill("wanda@example.com")
    owner.locator("#id_role").select_option("writer")
    owner.locator("button[name=_save], input[name=_save]").first.click()
    told = owner.get_by_text(re.compile(r"/login/[\w-]+/")).first.inner_text()
    link = re.search(r"/login/[\w-]+/", told)
    assert link is not None
    return program.url + link.group()


def make_flow(owner: Page, program) -> str:
    """The owner publishes a small flow; returns its address."""
    owner.goto(f"{program.url}/admin/flows/flow/add/")
    owner.locator("#id_name").fill("Zima")
    owner.locator(".new-flow-choice").first.click()
    canvas = Canvas(owner)
    hello = canvas.add("greeting", 300, 60)
    person = canvas.add("handoff", 300, 420)
    news = canvas.add("message", 300, 240)
    bye = canvas.add("end", 660, 60)
    canvas.wire(hello, "next", news)
    canvas.wire(news, "next", person)
    canvas.wire(person, "done", bye)
    canvas.write(hello, "text", "Dzień dobry.")
    canvas.write(news, "text", "W tym tygodniu wysyłka gratis.")
    canvas.is_saved()
    publish(owner)
    return owner.url


def publish(page: Page) -> None:
    page.get_by_test_id("publish").click()
    page.get_by_test_id("confirm-publish").click()
    expect(page.get_by_test_id("published")).to_be_visible()
    page.get_by_test_id("published").get_by_role("button").last.click()
    expect(page.get_by_test_id("published")).to_be_hidden()


def greeting_of(page: Page) -> Locator:
    return page.get_by_test_id("canvas").locator("[data-node-type=greeting]")


def viewport_of(board: Locator) -> str:
    """What part of a canvas is seen."""
    return board.locator(".react-flow__viewport").get_attribute("style") or ""


def ask_for_review(writer: Page, note: str) -> None:
    writer.get_by_test_id("ask-for-review").click()
    expect(writer.get_by_test_id("changes-since")).to_contain_text(GREETING)
    writer.get_by_test_id("review-note").fill(note)
    writer.get_by_test_id("confirm-review").click()
    expect(writer.get_by_test_id("review")).to_be_visible()


def test_a_writer_asks_an_owner_returns_compares_and_approves(
    program, signed_in: Callable[..., Page], new_context
):
    owner, writer = signed_in("owner"), new_context().new_page()
    writer.goto(add_writer(owner, program))
    address = make_flow(owner, program)

    writer.goto(address)
    expect(greeting_of(writer)).to_be_visible()
    expect(writer.get_by_test_id("publish")).to_have_count(0)
    Canvas(writer).write(greeting_of(writer), "text", GREETING)
    greeting_of(writer).locator("h3").click()
    writer.keyboard.press("Shift+C")
    writer.get_by_test_id("new-comment").fill("Czy to nie za długie?")
    writer.keyboard.press("Enter")
    expect(greeting_of(writer).get_by_test_id("comment-count")).to_have_text("1")
    ask_for_review(writer, "Nowe powitanie na zimę")

    owner.goto(f"{program.url}/admin/flows/flow/?state=review")
    expect(owner.get_by_text("Wanda prosi o sprawdzenie")).to_be_visible()
    owner.goto(address)
    owner.get_by_test_id("review").click()
    expect(owner.locator(POPOVER)).to_contain_text("Nowe powitanie na zimę")
    owner.get_by_test_id("return").click()
    owner.get_by_test_id("return-reason").fill("Proszę podać nazwę sklepu.")
    owner.get_by_test_id("return").click()
    expect(owner.get_by_test_id("review")).to_contain_text("Zwrócono")
    owner.keyboard.press("Escape")

    greeting_of(owner).get_by_test_id("comment-count").click()
    owner.get_by_test_id("reply").fill("W sam raz.")
    owner.keyboard.press("Enter")
    expect(owner.get_by_test_id("comments-panel")).to_contain_text("W sam raz.")
    owner.get_by_test_id("resolve").click()
    expect(greeting_of(owner).get_by_test_id("comment-count")).to_have_count(0)

    writer.reload()
    writer.get_by_test_id("review").click()
    expect(writer.get_by_test_id("review-answer")).to_have_text("Proszę podać nazwę sklepu.")
    writer.keyboard.press("Escape")
    ask_for_review(writer, "Teraz dobrze?")

    owner.reload()
    owner.get_by_test_id("review").click()
    owner.get_by_test_id("approve").click()
    owner.get_by_test_id("show-on-canvas").click()
    compare = owner.get_by_test_id("compare")
    card = compare.locator("[data-node-type=greeting]")
    expect(card.locator("[data-change=changed]")).to_contain_text("zmieniono")
    owner.keyboard.press("ArrowRight")
    expect(compare.locator("li[data-current=true]")).to_contain_text(GREETING)
    expect(card).to_have_attribute("data-selected", "true")
    owner.keyboard.press("Escape")
    owner.get_by_test_id("confirm-publish").click()
    expect(owner.get_by_test_id("published")).to_contain_text("2")

    writer.reload()
    expect(writer.get_by_test_id("live-state")).to_contain_text("wersja 2")
    expect(writer.get_by_test_id("review")).to_have_count(0)


def test_versions_are_compared_restored_and_published_at_an_hour(
    program, signed_in: Callable[..., Page]
):
    owner = signed_in("owner")
    make_flow(owner, program)
    Canvas(owner).write(greeting_of(owner), "text", GREETING)
    board = owner.get_by_test_id("canvas")
    news = board.locator("[data-node-type=message]")
    news.locator("h3").click()
    owner.keyboard.press("Delete")
    Canvas(owner).wire(greeting_of(owner), "next", board.locator("[data-node-type=handoff]"))
    Canvas(owner).is_saved()
    publish(owner)

    owner.get_by_test_id("live-state").click()
    newest = owner.get_by_test_id("version-2")
    expect(newest).to_contain_text("Bez rozmów")
    newest.get_by_test_id("what-changed").click()
    compare = owner.get_by_test_id("compare")
    expect(compare.locator("[data-change=removed]").first).to_be_visible()
    expect(compare.get_by_test_id("differences").locator("> li")).to_have_count(3)
    whole = viewport_of(compare)
    for place in ("1 z 3", "2 z 3", "3 z 3", "1 z 3"):
        compare.get_by_test_id("compare-next").click()
        expect(compare.get_by_role("status")).to_have_text(place)
    expect(compare.locator(".react-flow__viewport")).not_to_have_attribute("style", whole)
    owner.keyboard.press("Escape")

    first = owner.get_by_test_id("version-1")
    first.get_by_test_id("restore").click()
    first.get_by_test_id("confirm-restore").click()
    expect(news).to_be_visible()
    expect(first).to_have_count(0)
    owner.keyboard.press("Control+z")
    expect(news).to_have_count(0)
    owner.keyboard.press("Control+Shift+Z")
    expect(news).to_be_visible()
    Canvas(owner).is_saved()

    owner.get_by_test_id("publish").click()
    owner.get_by_test_id("when").get_by_text("W wybranym terminie").click()
    owner.get_by_test_id("when-hour").fill("07:30")
    owner.get_by_test_id("confirm-publish").click()
    expect(owner.get_by_test_id("published")).to_contain_text("07:30")
    owner.get_by_test_id("published").get_by_role("button").last.click()
    owner.reload()
    expect(owner.get_by_test_id("scheduled")).to_contain_text("07:30")
    owner.get_by_test_id("scheduled").click()
    owner.get_by_test_id("unschedule").click()
    expect(owner.get_by_test_id("scheduled")).to_have_count(0)


def test_the_button_stands_still_before_it_can_be_pressed(program, signed_in):
    """Found by browser tests that clicked where the button had been a moment before."""
    owner = signed_in("owner")
    held: list[Route] = []
    owner.route("**/publication/", lambda route: held.append(route))
    hello, bye = ("hello", "greeting", {"text": "Witamy."}), ("bye", "end")
    import_flow(owner, program, flow(hello, bye, wires="hello>bye", name="Bez skoku"))
    owner.get_by_test_id("publish").click()
    button = owner.get_by_test_id("confirm-publish")
    expect(owner.get_by_test_id("publish-note")).to_be_focused()
    expect(button).to_be_disabled()
    now = owner.get_by_role("radio", name="Teraz")
    expect(now).to_have_count(0)

    while held:
        held.pop().continue_()

    expect(button).to_be_enabled()
    expect(now).to_have_count(1)  # it stands where the button stood
    button.click()
    expect(owner.get_by_test_id("published")).to_be_visible()
