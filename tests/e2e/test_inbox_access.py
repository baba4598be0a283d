"""The inbox for everybody: axe, keyboard, names, announcements; narrow, zoomed, forced, still."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.conversations import corpus
from tests.e2e.access import (
    LISTEN,
    PAINTED,
    WATCH_MOTION,
    astray,
    barred,
    nameless,
    outline,
    picture,
    resize,
    said,
    tab_to,
)

DESK = {"width": 1440, "height": 900}
#: What a window of 1280 × 1024 leaves of itself at 200 % and at 400 %.
ZOOMED, NARROW = {"width": 640, "height": 512}, {"width": 320, "height": 256}
PERSON = "Chcę porozmawiać z człowiekiem"
PICTURE = {"name": "rysa.png", "mimeType": "image/png", "buffer": corpus.picture("PNG", (40, 30))}
FOCUS_IS_KEPT = "() => document.activeElement !== document.body"
TAKE, CLOSE = "Przejmij rozmowę", "Zakończ"


@pytest.fixture
def visitor(program, new_context) -> Callable[[str], Page]:
    """Makes a visitor who waits for a person and has said a thing of their own."""

    def make(words: str) -> Page:
        page = new_context().new_page()
        page.goto(f"{program.url}/w/demo/")
        for each in (PERSON, words):
            say(page, each)
        return page

    return make


def say(page: Page, words: str) -> None:
    page.get_by_role("textbox", name="Wiadomość").fill(words)
    page.keyboard.press("Enter")
    expect(page.locator(".run.mine .message", has_text=words)).not_to_have_attribute(
        "data-state", re.compile(".")
    )


def look(page: Page, name: str, found: list[str], within: str = "html") -> None:
    """Light, dark, at 200 %, at 320 px: what bars anybody is added to `found`."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", scheme)
        page.evaluate(PAINTED)
        found += barred(page, f"inbox-{name}-{scheme}", within)
    for size, label in ((ZOOMED, "zoomed"), (NARROW, "narrow")):
        resize(page, size)
        picture(page, f"inbox-{name}-{label}")
        found += astray(page, f"inbox-{name}-{label}")
    page.set_viewport_size(DESK)
    found += nameless(page, f"inbox-{name}")


def composer(page: Page) -> Locator:
    return page.locator(".ib-composer textarea")


def test_no_screen_of_the_inbox_bars_anyone(signed_in, visitor):
    page = signed_in("agent", reduced_motion="reduce")
    page.add_init_script(WATCH_MOTION)
    page.reload()
    guest = visitor("Lampa 3301 miga")
    found: list[str] = []
    row = page.locator(".ib-row", has_text="3301")
    expect(row).to_be_visible()
    look(page, "list", found)
    row.click()
    expect(page.locator(".ib-thread")).to_contain_text("3301")
    page.get_by_role("button", name=TAKE).click()
    expect(composer(page)).to_be_focused()
    guest.locator("#picker").set_input_files(PICTURE)
    expect(guest.locator(".picked.ready")).to_be_visible()
    guest.get_by_role("button", name="Wyślij").click()
    expect(page.locator(".ib-photo img")).to_be_visible()
    look(page, "conversation", found)
    page.keyboard.type("/")
    expect(page.get_by_role("option").first).to_be_visible()
    look(page, "canned", found, ".ib-composer")
    composer(page).fill("")
    page.keyboard.press("Escape")

    for key, name in (("t", "tags"), ("s", "snooze"), ("?", "keys"), ("Control+k", "search")):
        page.locator("body").press(key)
        expect(page.get_by_role("dialog")).to_be_visible()
        look(page, name, found, "[role=dialog]")
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()
    for button, name in (
        ("Przekaż", "transfer"), ("Oddaj asystentowi", "hand-back"), ("Zawęź listę", "filter"),
    ):  # fmt: skip
        page.get_by_role("button", name=button, exact=True).click()
        expect(page.get_by_role("dialog")).to_be_visible()
        look(page, name, found, "[role=dialog]")
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()
    page.get_by_role("button", name=CLOSE, exact=True).click()
    look(page, "end", found, "[role=dialog]")
    page.get_by_role("dialog").get_by_role("button", name=CLOSE).click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.locator(".ib-view", has_text="Zakończone").click()
    expect(page.locator(".ib-row").first).to_be_visible()
    look(page, "closed", found)

    assert not found, "\n\n".join(found)
    assert page.evaluate("window.moved") == []


@pytest.mark.parametrize("size", [ZOOMED, NARROW], ids=["zoomed", "narrow"])
def test_nothing_lies_over_what_is_pressed_beside_the_list(signed_in, size):
    """Seen to fail at 400 %: the list lay over the bar, and its buttons over the bar's."""
    page = signed_in("agent", reduced_motion="reduce")
    resize(page, size)
    beside = page.locator(".ib-rail, .ib-list-head").locator("button:enabled, a")
    pressed = beside.filter(visible=True).all()

    assert len(pressed) > 10
    for each in pressed:
        each.click(trial=True)


def test_the_keyboard_is_enough_to_pick_answer_note_transfer_and_end(signed_in, visitor):
    colleague = signed_in("owner")
    colleague.goto(colleague.url.replace("/admin/", "/inbox/"))
    page = signed_in("agent", reduced_motion="reduce")
    guest = visitor("Lampa 3302 miga")
    row = page.locator(".ib-row", has_text="3302")
    expect(row).to_be_visible()
    tab_to(page, row, most=60)
    page.keyboard.press("Enter")
    expect(page.locator(".ib-thread")).to_contain_text("3302")
    tab_to(page, page.get_by_role("button", name=TAKE), most=90)
    page.keyboard.press("Enter")
    expect(composer(page)).to_be_focused()
    page.keyboard.type("Mówi Anna.")
    page.keyboard.press("Enter")
    expect(guest.get_by_text("Mówi Anna.")).to_be_visible()

    tab_to(page, page.get_by_role("radio", name="Odpowiedź"), "Shift+Tab")
    page.keyboard.press("ArrowRight")
    expect(composer(page)).to_have_attribute("aria-label", re.compile("^Notatka"))
    tab_to(page, composer(page))
    page.keyboard.type("Zwrot już wysłany.")
    page.keyboard.press("Enter")
    expect(page.locator("[data-kind=note]")).to_contain_text("Zwrot już wysłany.")

    transfer = page.get_by_role("button", name="Przekaż", exact=True)
    dialog = page.get_by_role("dialog")
    tab_to(page, transfer, "Shift+Tab")
    page.keyboard.press("Enter")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(transfer).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")  # before the dialog has taken the focus
    expect(dialog).to_be_hidden()
    expect(transfer).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog).to_be_visible()
    tab_to(page, dialog.get_by_role("radio", disabled=False).first)
    page.keyboard.press("Space")
    tab_to(page, dialog.get_by_role("button", name="Przekaż", exact=True))
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    page.wait_for_function(FOCUS_IS_KEPT)
    colleague.get_by_role("button", name=re.compile("^Moje")).click()
    colleague.locator(".ib-row", has_text="Mówi Anna.").click()
    ending = colleague.get_by_role("button", name=CLOSE, exact=True)
    ending.click()
    colleague.get_by_role("dialog").get_by_role("button", name=CLOSE, exact=True).click()
    expect(ending).to_have_count(0)

    visitor("Lampa 3303 gaśnie")
    row = page.locator(".ib-row", has_text="3303")
    waiting = page.get_by_role("button", name=re.compile("^Czekają"))
    tab_to(page, waiting, "Shift+Tab", most=90)
    page.keyboard.press("Enter")
    expect(row).to_be_visible()
    tab_to(page, row, most=90)
    page.keyboard.press("Enter")
    expect(page.locator(".ib-thread")).to_contain_text("3303")
    tab_to(page, page.get_by_role("button", name=TAKE), most=90)
    page.keyboard.press("Enter")
    expect(composer(page)).to_be_focused()

    end = page.get_by_role("button", name=CLOSE, exact=True)
    tab_to(page, end, "Shift+Tab")
    page.keyboard.press("Enter")
    tab_to(page, dialog.get_by_role("button", name=CLOSE, exact=True))
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(end).to_have_count(0)
    page.wait_for_function(FOCUS_IS_KEPT)


def test_what_comes_is_told_once_and_what_was_there_is_not_told(signed_in, visitor):
    page = signed_in("agent")
    guest = visitor("Lampa 3303 miga")
    row = page.locator(".ib-row", has_text="3303")
    expect(row).to_be_visible()
    page.evaluate(LISTEN)
    row.click()
    expect(page.locator(".ib-thread")).to_contain_text("3303")
    page.get_by_role("button", name=TAKE).click()
    expect(page.get_by_role("log")).to_have_attribute("aria-live", "polite")
    say(guest, "Rachunek mam w ręku.")
    expect(page.locator(".ib-thread")).to_contain_text("Rachunek mam")
    composer(page).fill("Mówi Anna.")
    page.keyboard.press("Enter")
    expect(guest.get_by_text("Mówi Anna.")).to_be_visible()
    expect(page.locator(".ib-thread [data-seq]", has_text="Mówi Anna.")).to_be_visible()
    visitor("Lampa 3304 miga")
    expect(page.get_by_role("alert").or_(page.locator(".mantine-Notification-root")).first
           ).to_be_visible()  # fmt: skip

    told = {"3303": 0, "Rachunek mam w ręku.": 1, "Mówi Anna.": 1}
    assert {words: said(page, words) for words in told} == told, page.evaluate("window.told")
    assert said(page, "Nowa osoba czeka") == 1


def test_keys_of_one_letter_go_through_the_list_and_choose_many(signed_in, visitor):
    page = signed_in("agent", reduced_motion="reduce")
    for number in (3306, 3307, 3308):
        visitor(f"Lampa {number} miga")
        expect(page.locator(".ib-row", has_text=str(number))).to_be_visible()
    rows, current = page.locator(".ib-row"), page.locator(".ib-row[aria-current]")
    order = [rows.nth(at).get_attribute("data-row") for at in range(rows.count())]
    body = page.locator("body")
    body.press("j")
    expect(current).to_have_attribute("data-row", order[0])
    body.press("k")  # there is none before the first
    expect(current).to_have_attribute("data-row", order[0])
    body.press("j")
    expect(current).to_have_attribute("data-row", order[1])
    body.press("k")
    expect(current).to_have_attribute("data-row", order[0])

    ticked = page.locator(".ib-pick input:checked")
    body.press("x")
    expect(ticked).to_have_count(1)
    body.press("j")
    body.press("j")
    body.press("Shift+X")
    expect(ticked).to_have_count(3)
    body.press("Escape")
    expect(ticked).to_have_count(0)
    expect(current).to_have_attribute("data-row", order[2])
    body.press("Escape")
    expect(current).to_have_count(0)


def test_keys_of_one_letter_can_be_switched_off(signed_in):
    page = signed_in("agent", reduced_motion="reduce")
    expect(page.locator(".ib-list h2")).to_be_visible()
    page.locator("body").press("?")
    dialog = page.get_by_role("dialog")
    switch = dialog.get_by_role("switch", name="Skróty jednoklawiszowe")
    expect(switch).to_be_checked()
    tab_to(page, switch)
    page.keyboard.press("Space")
    expect(switch).not_to_be_checked()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()

    page.locator("body").press("?")
    page.locator("body").press("Control+k")
    expect(dialog).to_have_count(1)
    expect(dialog.get_by_role("combobox")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Skróty klawiszowe").click()
    switch.press("Space")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.locator("body").press("?")
    expect(dialog).to_be_visible()


def test_forced_colours_keep_what_has_the_focus_and_what_is_chosen(signed_in, visitor):
    page = signed_in("agent", forced_colors="active", reduced_motion="reduce")
    visitor("Lampa 3305 miga")
    row = page.locator(".ib-row", has_text="3305")
    row.click()
    page.get_by_role("button", name=TAKE).click()
    expect(composer(page)).to_be_focused()
    assert outline(page.locator(".ib-field")) >= 2
    assert outline(page.locator(".ib-row[aria-current]")) >= 2
    assert outline(page.locator(".ib-view[aria-current]")) >= 2
    assert outline(page.locator(".ib-kind label[data-active]")) >= 2
    tab_to(page, page.get_by_role("button", name="Przekaż", exact=True), "Shift+Tab")
    assert outline(page.get_by_role("button", name="Przekaż", exact=True)) >= 2
    on, off = page.get_by_role("switch").first, page.locator(".mantine-Switch-track").first
    expect(on).to_be_checked()
    assert off.evaluate("node => getComputedStyle(node).backgroundColor") == page.evaluate(
        "() => { const one = document.body.appendChild(document.createElement('i'));"
        " one.style.cssText = 'forced-color-adjust: none; background: Highlight';"
        " return getComputedStyle(one).backgroundColor }"
    )
    picture(page, "inbox-forced")


def test_at_1280_the_name_has_room_and_keys_ask_what_the_buttons_ask(signed_in, visitor):
    page = signed_in("agent", viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    visitor("Kubek 7712 pękł w rękach")
    page.locator(".ib-row", has_text="7712").click()
    expect(page.locator(".ib-thread")).to_contain_text("7712")
    page.locator("body").press("a")
    expect(composer(page)).to_be_focused()
    name = page.locator("#ib-who").bounding_box()
    assert name is not None
    assert name["width"] >= 112

    dialog = page.get_by_role("dialog")
    page.keyboard.press("Escape")
    page.locator("body").press("b")
    expect(dialog.get_by_role("radio", checked=True)).to_be_focused()
    expect(dialog.get_by_text("Rozmówca przeczyta")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.locator("body").press("e")
    expect(dialog.get_by_role("button", name="Anuluj")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(page.locator("#ib-who")).to_be_focused()
