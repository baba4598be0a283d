"""A website has many pages: the chat goes with the visitor from one to the next."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import let_in

COUNT_TONES = """
window.tones = 0
const make = AudioContext.prototype.createOscillator
AudioContext.prototype.createOscillator = function () {
  window.tones += 1
  return make.call(this)
}
"""
REST = '<meta name=viewport content="width=device-width"><input aria-label=Szukaj>'
LAUNCHER = re.compile("Otwórz czat")
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


@pytest.fixture
def shop(program, signed_in, website):
    """The address of the other website, which may have the demo's chat."""
    origin, page = website
    page.snippet = let_in(signed_in("owner"), program.url, origin) + REST
    return origin


def ask_for_a_person(visitor: Page, origin: str, name: str) -> None:
    """Open the chat on the first page, wait for a person, and have the sound on."""
    visitor.goto(f"{origin}/pierwsza")
    visitor.get_by_role("button", name=LAUNCHER).click()
    chat = visitor.frame_locator("iframe")
    chat.get_by_role("button", name="Więcej").click()
    chat.get_by_role("button", name="Dźwięk").click()
    chat.get_by_role("textbox").fill(f"Proszę o rozmowę z człowiekiem, {name}")
    chat.get_by_role("textbox").press("Enter")
    expect(chat.get_by_text("Zaraz ktoś z zespołu się odezwie.").first).to_be_visible()


def reply(agent: Page, name: str, text: str) -> None:
    """Answer the visitor, once taken over."""
    row = agent.locator(".ib-row").filter(has_text=name).first
    row.click()
    take = agent.get_by_role("button", name="Przejmij rozmowę")
    box = agent.get_by_role("textbox", name=re.compile("odpowied", re.I))
    expect(take.or_(box).first).to_be_visible()
    if take.is_visible():
        take.click()
    box.fill(text)
    agent.keyboard.press("Enter")
    expect(agent.locator("[role=log]").get_by_text(text)).to_be_visible()


def test_a_closed_chat_counts_and_sounds_on_the_next_page(shop, signed_in, new_context):
    agent = signed_in("agent")
    visitor = new_context().new_page()
    visitor.add_init_script(COUNT_TONES)
    ask_for_a_person(visitor, shop, "Olek")
    visitor.frame_locator("iframe").get_by_role("button", name="Zamknij czat").click()
    visitor.goto(f"{shop}/druga")
    launcher = visitor.get_by_role("button", name=LAUNCHER)
    chat = visitor.frame_locator("iframe")
    expect(chat.locator("[role=log]")).to_contain_text("Olek", timeout=20_000)
    expect(launcher).to_have_attribute("aria-label", "Otwórz czat")
    expect(chat.locator("#composer")).to_be_hidden()

    reply(agent, "Olek", "Dzień dobry, tu Anna.")
    expect(launcher).to_have_attribute("aria-label", re.compile("1 nowa wiadomość|nowe wiadomości"))
    (frame,) = [each for each in visitor.frames if "/frame/" in each.url]
    assert frame.evaluate("window.tones") >= 1
    visitor.goto(f"{shop}/trzecia")
    expect(launcher).to_have_attribute("aria-label", re.compile("now[ae] wiadomoś"))

    launcher.click()
    expect(chat.get_by_text("Dzień dobry, tu Anna.")).to_be_visible()
    visitor.get_by_role("button", name="Zamknij czat").first.click()
    expect(launcher).to_have_attribute("aria-label", "Otwórz czat")
    visitor.goto(f"{shop}/czwarta")
    expect(chat.locator("[role=log]")).to_contain_text("Olek")
    expect(launcher).to_have_attribute("aria-label", "Otwórz czat")


def test_an_open_chat_stays_open_and_leaves_the_focus_to_the_page(shop, signed_in, new_context):
    signed_in("agent")
    visitor = new_context().new_page()
    ask_for_a_person(visitor, shop, "Ewa")
    visitor.goto(f"{shop}/druga")
    visitor.get_by_label("Szukaj").focus()

    chat = visitor.frame_locator("iframe")
    expect(chat.get_by_text("Proszę o rozmowę").first).to_be_visible()
    assert visitor.evaluate("document.activeElement.ariaLabel") == "Szukaj"
    assert not [p for p in visitor.frames[1:] if p.evaluate("document.hasFocus()")]

    other = visitor.context.new_page()  # another tab of the same browser was not the open one
    other.goto(f"{shop}/druga")
    expect(other.frame_locator("iframe").locator("[role=log]")).to_contain_text("Ewa")
    expect(other.get_by_role("button", name=LAUNCHER)).to_be_visible()


def test_on_a_phone_the_next_page_is_not_covered(shop, signed_in, new_context):
    agent = signed_in("agent")
    visitor = new_context(**PHONE).new_page()
    ask_for_a_person(visitor, shop, "Iga")
    visitor.goto(f"{shop}/druga")
    expect(visitor.frame_locator("iframe").locator("[role=log]")).to_contain_text("Iga")

    reply(agent, "Iga", "Słucham Panią.")
    launcher = visitor.get_by_role("button", name=LAUNCHER)
    expect(launcher).to_have_attribute("aria-label", re.compile("now[ae] wiadomoś"))
    expect(launcher).to_have_attribute("aria-expanded", "false")


def test_who_never_opened_the_chat_loads_nothing_of_it(shop, new_context):
    visitor = new_context().new_page()
    for path in ("/pierwsza", "/druga"):
        visitor.goto(shop + path)
        expect(visitor.get_by_role("button", name=LAUNCHER)).to_be_visible()
        visitor.wait_for_load_state("networkidle")

    expect(visitor.locator("iframe")).to_have_count(0)
    assert visitor.evaluate("localStorage.length + sessionStorage.length") == 0


def test_what_was_written_offline_is_sent_once_after_the_next_page(shop, new_context):
    context = new_context()
    visitor = context.new_page()
    visitor.goto(f"{shop}/pierwsza")
    visitor.get_by_role("button", name=LAUNCHER).click()
    chat = visitor.frame_locator("iframe")
    expect(chat.locator("[data-from=bot]").first).to_be_visible()
    context.set_offline(True)
    chat.get_by_role("textbox").fill("Ile kosztuje dostawa?")
    chat.get_by_role("textbox").press("Enter")
    expect(chat.get_by_text("Ile kosztuje dostawa?").first).to_be_visible()
    visitor.goto("about:blank")
    context.set_offline(False)

    visitor.goto(f"{shop}/druga")
    expect(chat.get_by_text(re.compile("12,99")).first).to_be_visible()
    expect(chat.locator("[data-from=visitor]")).to_have_count(1)
    visitor.reload()
    expect(chat.get_by_text(re.compile("12,99")).first).to_be_visible()
    expect(chat.locator("[data-from=visitor]")).to_have_count(1)
