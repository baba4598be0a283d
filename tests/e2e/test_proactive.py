"""Invitations: shown when their rule comes about, closed for good, accepted into the flow."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import let_in, save
from tests.e2e.test_going_back import picture


def invite(page: Page, program, widget: str = "Sklep demo", **fields: str) -> str:
    """Give a widget one invitation, the Polish demo's by default; returns its line of HTML."""
    page.goto(f"{program.url}/admin/channel_web/widget/")
    with page.expect_navigation():  # a line is added once the form's script is there
        page.get_by_role("link", name=widget).first.click()
    for box in page.locator("input[name$=-DELETE]").all():
        if "__prefix__" not in (box.get_attribute("name") or ""):
            box.evaluate("box => { box.checked = true }")
    page.get_by_role("link", name="Dodaj zaproszenie").or_(
        page.get_by_role("button", name="Dodaj zaproszenie")
    ).first.click()
    newest = page.locator("[name$=-text_pl]:not([name*=__prefix__])").last
    number = re.search(r"invitations-(\d+)", newest.get_attribute("name") or "")
    assert number
    for name, value in fields.items():
        field = page.locator(f"#id_invitations-{number[1]}-{name}")
        if name in ("when", "who", "entry"):
            field.select_option(value)
        else:
            field.fill(value)
    save(page)
    return page.locator("[data-copy] textarea").input_value()


@pytest.fixture
def shop(program, signed_in, website):
    """The other website, allowed for the demo widget, with an invitation on an event."""
    origin, page = website
    owner = signed_in("owner")
    let_in(owner, program.url, origin)
    page.snippet = invite(
        owner, program, text_pl="Pomóc w wyborze?", text_en="Any help?", when="event",
        value="cart_updated", pages="/koszyk*",
    )  # fmt: skip
    return origin, owner


def test_a_cart_event_invites_on_its_page_and_closing_is_remembered(shop, new_context):
    origin, _owner = shop
    context = new_context(locale="pl")
    page = context.new_page()
    page.goto(f"{origin}/inna")
    launcher = page.get_by_role("button", name="Otwórz czat")
    expect(launcher).to_be_visible()
    page.evaluate("Flowbuilder('event', 'cart_updated', {total: 3})")
    expect(page.get_by_role("button", name="Pomóc w wyborze?")).to_have_count(0)

    page.goto(f"{origin}/koszyk?x=1")
    expect(launcher).to_be_visible()
    assert page.evaluate("[localStorage.length, document.cookie]") == [0, ""]
    page.evaluate("Flowbuilder('event', 'something_else')")
    page.evaluate("Flowbuilder('event', 'cart_updated')")
    bubble = page.get_by_role("button", name="Pomóc w wyborze?")
    expect(bubble).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("Pomóc w wyborze?")
    assert page.evaluate("localStorage.length") == 0
    picture(page, "invited")

    page.keyboard.press("Escape")
    expect(bubble).to_have_count(0)
    page.reload()
    expect(launcher).to_be_visible()
    page.evaluate("Flowbuilder('event', 'cart_updated')")
    expect(bubble).to_have_count(0)


def test_an_accepted_invitation_opens_the_chat_and_covers_little_on_a_phone(shop, new_context):
    origin, _owner = shop
    page = new_context(locale="pl", viewport={"width": 320, "height": 568}).new_page()
    page.goto(f"{origin}/koszyk")
    expect(page.get_by_role("button", name="Otwórz czat")).to_be_visible()
    page.evaluate("Flowbuilder('event', 'cart_updated')")
    bubble = page.get_by_role("button", name="Pomóc w wyborze?")
    expect(bubble).to_be_visible()
    box = bubble.bounding_box()
    assert box and box["x"] >= 0 and box["y"] > 568 * 0.8 and box["x"] + box["width"] <= 320
    picture(page, "invited-320")

    bubble.click()

    chat = page.frame_locator("iframe")
    expect(chat.locator("[data-from=bot]").first).to_be_visible()
    expect(bubble).to_have_count(0)


def test_time_and_scrolling_invite_too(shop, program, new_context):
    origin, owner = shop
    invite(owner, program, text_pl="Jesteśmy tutaj.", when="time", value="1")
    page = new_context(locale="pl").new_page()
    page.goto(origin)
    expect(page.get_by_role("button", name="Jesteśmy tutaj.")).to_be_visible()

    invite(owner, program, text_pl="Do końca.", when="scroll", value="90")
    page = new_context(locale="pl").new_page()
    page.goto(origin)
    expect(page.get_by_role("button", name="Otwórz czat")).to_be_visible()
    page.evaluate("document.body.style.height = '5000px'")
    expect(page.get_by_role("button", name="Do końca.")).to_have_count(0)
    page.mouse.wheel(0, 6000)
    expect(page.get_by_role("button", name="Do końca.")).to_be_visible()


def test_what_an_invitation_lacks_is_said_at_its_field(shop, program):
    _origin, owner = shop
    owner.goto(f"{program.url}/admin/channel_web/widget/")
    owner.get_by_role("link", name="Sklep demo").first.click()
    field = owner.locator("[name$=-value]:not([name*=__prefix__])").first
    owner.locator("[name$=-when]:not([name*=__prefix__])").first.select_option("time")
    field.fill("dużo")
    save(owner)

    expect(owner.get_by_text("Proszę wpisać liczbę całkowitą od 1 do 3600.")).to_be_visible()
