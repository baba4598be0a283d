"""The chat's menu: start over, print, the talk by e-mail, sound."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.test_going_back import picture


def test_starting_over_asks_first_and_begins_a_new_conversation(program, new_context):
    page = new_context(locale="pl", viewport={"width": 390, "height": 844}).new_page()
    page.goto(f"{program.url}/w/demo/")
    page.locator(".pill").first.click()
    expect(page.locator("[data-from=visitor]")).to_have_count(1)
    more = page.get_by_role("button", name="Więcej")
    more.click()
    picture(page, "menu")
    page.get_by_role("button", name="Zacznij od nowa").click()
    expect(page.get_by_text("Zacząć od nowa?", exact=False)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("[data-from=visitor]")).to_have_count(1)
    expect(more).to_be_focused()

    more.click()
    page.get_by_role("button", name="Zacznij od nowa").click()
    page.get_by_role("button", name="Zacznij od nowa").click()

    expect(page.locator("[data-from=visitor]")).to_have_count(0)
    expect(page.locator(".pill").first).to_be_visible()
    page.reload()
    expect(page.locator(".pill").first).to_be_visible()
    expect(page.locator("[data-from=visitor]")).to_have_count(0)


def test_the_talk_goes_to_the_address_that_was_typed(program, new_context):
    page = new_context(locale="en-GB").new_page()
    page.goto(f"{program.url}/w/demo-en/")
    page.locator(".pill").first.click()
    expect(page.locator("[data-from=visitor]")).to_have_count(1)
    page.get_by_role("button", name="More").click()
    page.get_by_role("button", name="Send me the conversation").click()
    page.get_by_role("textbox", name="E-mail address").fill("no address")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("This is not an e-mail address.")
    picture(page, "mail-wrong")
    page.get_by_role("textbox", name="E-mail address").fill("ada@example.com")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The conversation was sent to ada@example.com.")).to_be_visible()


def test_sound_is_off_until_it_is_wanted_and_print_shows_the_whole_talk(program, new_context):
    page = new_context(locale="pl").new_page()
    page.goto(f"{program.url}/w/demo/")
    page.evaluate("window.print = () => { window.printed = true }")
    page.locator(".pill").first.click()
    expect(page.locator("[data-from=visitor]")).to_have_count(1)
    page.get_by_role("button", name="Więcej").click()
    sound = page.get_by_role("button", name="Dźwięk")
    expect(sound).to_have_attribute("aria-pressed", "false")
    sound.click()
    expect(sound).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Drukuj").click()
    assert page.evaluate("window.printed")
    page.reload()
    page.get_by_role("button", name="Więcej").click()
    expect(sound).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")

    page.emulate_media(media="print")
    expect(page.locator(".composer")).to_be_hidden()
    expect(page.locator("[data-from=visitor] .bubble")).to_be_visible()
