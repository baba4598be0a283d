"""The chat for everybody: axe, keyboard, names, announcements; narrow, zoomed, forced, still."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Frame, Page, expect

from tests.conversations import corpus
from tests.e2e.access import (
    LISTEN,
    WATCH_MOTION,
    astray,
    barred,
    focused,
    nameless,
    outline,
    picture,
    resize,
    said,
    tab_to,
)
from tests.e2e.conftest import another_website
from tests.e2e.running import tell

KEY = "dostepny"
ASK, NAME, PHOTO = "Która lampa świeci za słabo?", "Jak się Państwo nazywają?", "Proszę o zdjęcie."
LONG = "Lampa stojąca z abażurem z plecionki, którą kupili Państwo u nas w zeszłym roku"
SHADES, SEE, SHADE = "Który abażur?", "Zobaczyć abażury", "Abażur nr {}"
NEWS, NEWSLETTER = "Zapisać się na newsletter", "Newsletter"
VISIT, AGREED = "Umówić wizytę", "Zgadzam się na telefon przed wizytą"
FLOW: dict[str, Any] = {
    "format": 1, "id": "", "name": "Dla każdego", "locale": "pl", "start": "hello",
    "variables": [
        {"name": name, "kind": kind, "personal": False, "initial": None}
        for name, kind in (("lamp", "text"), ("who", "text"), ("photos", "list"), ("email", "text"),
                           ("day", "date"), ("floor", "text"), ("note", "text"),
                           ("agreed", "boolean"), ("shade", "object"))
    ],
    "nodes": [
        {"id": "hello", "type": "greeting", "title": "Powitanie",
         "config": {"text": "Dzień dobry. **Cennik** jest na [stronie](https://shop.example/c)."}},
        {"id": "ask", "type": "choices", "title": "Lampa", "config": {
            "text": ASK, "save_as": "lamp",
            "options": [{"value": "desk", "label": "Biurkowa"}, {"value": "floor", "label": LONG},
                        {"value": "visit", "label": VISIT},
                        {"value": "shades", "label": SEE}, {"value": "news", "label": NEWS}],
        }},
        {"id": "news", "type": "consent", "title": "Zgoda", "config": {
            "label": NEWSLETTER, "purpose": "newsletter", "policy": "https://shop.example/p",
            "text": "Czy możemy wysyłać Państwu nowości e-mailem? Zgodę można cofnąć.",
        }},
        {"id": "shades", "type": "cards", "title": "Abażury", "config": {
            "text": SHADES, "save_as": "shade",
            "cards": [
                {"title": SHADE.format(number), "price": f"{number}9 zł", "text": LONG,
                 "buttons": [{"label": "Wybieram", "value": "pick"},
                             {"label": "Szczegóły", "value": "more",
                              "link": f"https://shop.example/{number}"}]}
                for number in range(1, 5)
            ],
        }},
        {"id": "form", "type": "form", "title": "Wizyta", "config": {
            "text": "Kiedy i do kogo mamy przyjechać?", "submit": "Umów wizytę",
            "fields": [
                {"label": "E-mail", "kind": "email", "variable": "email",
                 "hint": "Wyślemy potwierdzenie."},
                {"label": "Dzień", "kind": "date", "days": "from_tomorrow", "variable": "day"},
                {"label": "Piętro", "kind": "choice", "variable": "floor", "options": [
                    {"value": "low", "label": "Parter"}, {"value": "high", "label": "Wyższe"}]},
                {"label": "Uwagi", "kind": "long_text", "variable": "note", "required": False},
                {"label": AGREED, "kind": "tick", "variable": "agreed"},
            ],
        }},
        {"id": "name", "type": "question", "title": "Kto",
         "config": {"question": NAME, "save_as": "who"}},
        {"id": "cost", "type": "faq_lookup", "title": "Dostawa",
         "config": {"query": "Ile kosztuje dostawa?"}},
        {"id": "photo", "type": "file_upload", "title": "Zdjęcie",
         "config": {"question": PHOTO, "save_as": "photos", "optional": True}},
        {"id": "rate", "type": "survey", "title": "Ocena", "config": {"kind": "ces"}},
        {"id": "person", "type": "handoff", "title": "Człowiek",
         "config": {"waiting": "Zaraz ktoś się odezwie."}},
        {"id": "end", "type": "end", "title": "Koniec", "config": {}},
    ],
    "edges": [
        {"source": source, "port": port, "target": target}
        for source, port, target in (
            ("hello", "next", "ask"), ("ask", "desk", "name"), ("ask", "floor", "name"),
            ("ask", "news", "news"), ("news", "agreed", "name"), ("news", "declined", "name"),
            ("ask", "shades", "shades"), ("shades", "pick", "name"),
            ("ask", "visit", "form"), ("form", "next", "name"), ("form", "gave_up", "name"),
            ("name", "next", "cost"), ("cost", "found", "photo"), ("cost", "not_found", "photo"),
            ("photo", "next", "rate"), ("rate", "next", "person"), ("person", "done", "end"),
        )
    ],
    "triggers": [], "layout": {}, "settings": {},
}  # fmt: skip
MAKE = """
import json
from flowbuilder.channels.web.models import Invitation, Widget
from flowbuilder.flows import services
place = Widget.objects.get(key="demo").workspace
flow = services.create_flow(
    workspace=place, name="Dla każdego", user=None,
    document=services.read_document(json.loads({document!r})),
)
services.publish(flow=flow, revision=flow.draft_revision, note="", user=None)
widget = Widget.objects.create(
    workspace=place, key={key!r}, flow=flow, name="Dla każdego", title="Lampy",
    origins=[{origin!r}], allow_files=True,
)
Invitation.objects.create(
    workspace=place, widget=widget, text_pl="Pomóc w wyborze?", when="event", value="help",
)
"""
PHONE = {"width": 390, "height": 844}
#: What a window of 1280 × 1024 leaves of itself at 200 % and at 400 %.
ZOOMED, NARROW = {"width": 640, "height": 512}, {"width": 320, "height": 256}
PICTURE = {"name": "rysa.png", "mimeType": "image/png", "buffer": corpus.picture("PNG", (40, 30))}
MARK = "Chodzi o rachunek 8852."
DAY = (date.today() + timedelta(days=400)).isoformat()
OPEN, MORE = "Otwórz czat", "Więcej"


@pytest.fixture(scope="module")
def shop(program) -> Iterator[str]:
    """Another website with a chat that shows all there is to show, and an invitation to it."""
    with another_website() as (origin, page):
        tell(program, MAKE.format(document=json.dumps(FLOW), key=KEY, origin=origin))
        page.snippet = f'<script src="{program.url}/widget.js" data-widget="{KEY}" async></script>'
        yield origin


def look(page: Page, name: str, found: list[str]) -> None:
    """Light, dark, at 200 %, at 320 px: what bars anybody is added to `found`."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found += barred(page, f"widget-{name}-{scheme}")
    for size, label in ((ZOOMED, "zoomed"), (NARROW, "narrow")):
        resize(page, size)
        found += astray(page, f"widget-{name}-{label}")
    page.set_viewport_size(PHONE)
    found += nameless(page, f"widget-{name}")


def answer(page: Page, words: str, then: str) -> None:
    page.get_by_role("textbox", name="Wiadomość").fill(words)
    page.keyboard.press("Enter")
    expect(page.get_by_text(then).last).to_be_visible()


def fill_in_form(page: Page, found: list[str]) -> None:
    """With the keyboard: what is missing is told in the page, what does not fit by the server."""
    send = page.get_by_role("button", name="Umów wizytę")
    mail, day = page.get_by_role("textbox", name="E-mail"), page.get_by_label("Dzień", exact=True)
    expect(send).to_be_visible()
    look(page, "form", found)
    mail.fill("ola")
    send.press("Enter")
    expect(page.get_by_role("alert")).to_have_text(f"Proszę poprawić: Dzień, Piętro, {AGREED}.")
    expect(day).to_be_focused()
    day.fill(DAY)
    page.get_by_role("radio", name="Wyższe").press("Space")
    page.get_by_role("checkbox", name=AGREED).check()
    send.press("Enter")
    expect(page.get_by_text("Proszę poprawić: E-mail.")).to_be_visible()
    expect(mail).to_be_focused()
    expect(mail).to_have_accessible_description(re.compile("Wyślemy.*adres e-mail"))
    expect(day).to_have_value(DAY)
    look(page, "form-wrong", found)
    mail.fill("ola@example.pl")
    mail.press("Enter")
    expect(page.get_by_text(NAME)).to_be_visible()
    expect(page.locator(".mine .bubble").last).to_contain_text(f"Piętro: Wyższe\n{AGREED}: Tak")


def test_all_that_the_chat_shows_bars_nobody(program, shop, signed_in, new_context):
    signed_in("agent")
    page = new_context(viewport=PHONE, reduced_motion="reduce").new_page()
    page.add_init_script(WATCH_MOTION)
    page.goto(f"{program.url}/w/{KEY}/")
    found: list[str] = []
    expect(page.get_by_text(ASK).first).to_be_visible()
    look(page, "buttons", found)
    page.get_by_role("button", name=VISIT).click()
    fill_in_form(page, found)
    answer(page, "Ola", PHOTO)
    expect(page.locator(".sources")).to_be_visible()
    page.locator("#picker").set_input_files(PICTURE)
    expect(page.locator(".picked.ready")).to_be_visible()
    look(page, "file", found)
    page.get_by_role("button", name="Wyślij").click()
    expect(page.locator(".photo img")).to_be_visible()
    expect(page.get_by_role("radio")).to_have_count(7)
    look(page, "scale", found)

    more = page.get_by_role("button", name=MORE)
    more.click()
    look(page, "menu", found)
    page.get_by_role("button", name="Wyślij mi rozmowę").click()
    page.get_by_role("textbox", name="Adres e-mail").fill("zły")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    look(page, "mail", found)
    page.keyboard.press("Escape")
    more.click()
    page.get_by_role("button", name="Moje dane").click()
    expect(page.get_by_role("dialog").get_by_role("textbox").first).to_be_visible()
    look(page, "data", found)
    page.get_by_role("button", name="Wróć do rozmowy").click()
    page.locator(".rating label").last.click()
    expect(page.locator(".waiting")).to_be_visible()
    look(page, "queue", found)
    assert page.evaluate("window.moved") == []

    assert not found, "\n\n".join(found)


def test_cards_bar_nobody_and_are_reached_by_the_keyboard(program, shop, new_context):
    page = new_context(viewport=PHONE, reduced_motion="reduce").new_page()
    page.add_init_script(WATCH_MOTION)
    page.goto(f"{program.url}/w/{KEY}/")
    page.get_by_role("button", name=SEE).click()
    found: list[str] = []
    row = page.get_by_role("list", name=SHADES)
    expect(row.get_by_role("listitem")).to_have_count(4)
    back = page.get_by_role("button", name="Poprzednie karty")
    on = page.get_by_role("button", name="Następne karty")
    expect(back).to_have_attribute("aria-disabled", "true")
    expect(page.get_by_role("button", name="Następne karty")).to_be_in_viewport(ratio=1)
    look(page, "cards", found)
    last = page.get_by_role("button", name=f"Wybieram: {SHADE.format(4)}")

    # The arrows go to the end and stay where they are.
    tab_to(page, on)
    for _card in range(4):
        page.keyboard.press("Enter")
    expect(on).to_have_attribute("aria-disabled", "true")
    expect(on).to_be_focused()
    expect(last).to_be_in_viewport(ratio=1)
    expect(row.get_by_role("listitem").last).to_contain_text("4 z 4")

    # Tab goes through every button, brings its card into sight, and leads out again.
    first = page.get_by_role("button", name=f"Wybieram: {SHADE.format(1)}")
    tab_to(page, first, "Shift+Tab")
    expect(first).to_be_in_viewport(ratio=1)
    composer = page.get_by_role("textbox", name="Wiadomość")
    tab_to(page, composer)
    tab_to(page, last, "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text(NAME)).to_be_visible()
    chosen = page.get_by_role("button", name=f"Wybieram: {SHADE.format(4)} (wybrano)")
    expect(chosen).to_be_focused()
    expect(page.locator(".mine .bubble").last).to_have_text(f"{SHADE.format(4)}: Wybieram")
    look(page, "cards-chosen", found)
    assert page.evaluate("window.moved") == []
    assert not found, "\n\n".join(found)


def test_a_consent_is_asked_for_fairly_and_withdrawn_in_the_chat(program, shop, new_context):
    page = new_context(viewport=PHONE, reduced_motion="reduce").new_page()
    page.goto(f"{program.url}/w/{KEY}/")
    page.get_by_role("button", name=NEWS).click()
    agree = page.get_by_role("button", name="Zgadzam się", exact=True)
    decline = page.get_by_role("button", name="Nie zgadzam się")
    expect(agree).to_be_visible()
    found: list[str] = []
    look(page, "consent", found)
    weight = "node => ['color', 'backgroundColor', 'fontWeight', 'fontSize', 'borderColor']" \
             ".map((name) => getComputedStyle(node)[name]).join()"  # fmt: skip
    assert agree.evaluate(weight) == decline.evaluate(weight)
    expect(page.get_by_role("link", name=re.compile("Polityka prywatności"))).to_be_visible()
    agree.press("Enter")
    expect(page.get_by_text(NAME)).to_be_visible()

    page.get_by_role("button", name=MORE).click()
    page.get_by_role("button", name="Moje dane").click()
    mine = page.get_by_role("dialog")
    withdraw = mine.get_by_role("button", name=f"Wycofaj zgodę: {NEWSLETTER}")
    expect(withdraw).to_be_visible()
    look(page, "consents", found)
    tab_to(page, withdraw)
    page.keyboard.press("Enter")
    expect(mine.get_by_role("status")).to_have_text(f"Zgoda wycofana: {NEWSLETTER}.")
    expect(withdraw).to_have_count(0)
    expect(mine.get_by_role("heading").first).to_be_focused()
    assert not found, "\n\n".join(found)


def frame_of(page: Page) -> Frame:
    """The chat's frame on the other website."""
    expect(page.frame_locator("iframe").get_by_text(ASK).first).to_be_visible()
    return next(frame for frame in page.frames if "/frame/" in frame.url)


def test_the_keyboard_is_enough_from_the_invitation_to_the_way_back(shop, signed_in, new_context):
    signed_in("agent")
    page = new_context(reduced_motion="reduce").new_page()
    page.goto(shop)
    launcher = page.get_by_role("button", name=OPEN)
    expect(launcher).to_be_visible()
    page.evaluate("Flowbuilder('event', 'help')")
    tab_to(page, page.get_by_role("button", name="Pomóc w wyborze?"))
    found: list[str] = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found += barred(page, f"widget-invitation-{scheme}", within="flowbuilder-widget")
    tab_to(page, page.get_by_role("button", name="Zamknij zaproszenie"))
    page.keyboard.press("Enter")
    expect(launcher).to_be_focused()
    page.keyboard.press("Enter")
    chat = frame_of(page)
    found += barred(page, "widget-open", within="flowbuilder-widget") + nameless(page, "open")
    assert not found, "\n\n".join(found)
    composer = chat.get_by_role("textbox", name="Wiadomość")
    expect(composer).to_be_focused()

    # Buttons, an answer of one's own, a question for a file that is skipped.
    pill = chat.locator(".pill", has_text="Biurkowa")
    tab_to(page, pill, "Shift+Tab")
    page.keyboard.press("Enter")
    expect(chat.get_by_text(NAME)).to_be_visible()
    expect(pill).to_be_focused()
    tab_to(page, composer)
    page.keyboard.type("Ola")
    page.keyboard.press("Enter")
    skip = chat.get_by_role("button", name="Pomiń")
    expect(skip).to_be_visible()

    # An answer is changed, and given anew.
    tab_to(page, chat.get_by_role("button", name="Zmień odpowiedź „Ola”"), "Shift+Tab")
    page.keyboard.press("Enter")
    expect(chat.get_by_text("Chcę zmienić odpowiedź", exact=False)).to_be_visible()
    assert 'role="log"' in focused(chat)
    tab_to(page, composer)
    page.keyboard.type("Ala")
    page.keyboard.press("Enter")
    expect(skip).to_be_visible()
    tab_to(page, skip, "Shift+Tab")
    page.keyboard.press("Enter")

    # A scale: arrows walk, Enter answers.
    scale = chat.get_by_role("radio", name="1 w skali od 1 do 7")
    expect(scale).to_be_visible()
    assert 'role="log"' in focused(chat)
    tab_to(page, scale)
    page.keyboard.press("ArrowRight")
    expect(chat.get_by_role("button", name="Wyślij ocenę")).to_be_visible()
    page.keyboard.press("Enter")
    expect(chat.locator(".waiting")).to_be_visible()
    expect(composer).to_be_focused()

    # The menu, and what opens from it, give the focus back; Escape closes one thing at a time.
    more = chat.get_by_role("button", name=MORE)
    tab_to(page, more, "Shift+Tab")
    page.keyboard.press("Enter")
    expect(chat.get_by_role("button", name="Wyślij mi rozmowę")).to_be_focused()
    page.keyboard.press("Escape")
    expect(more).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, chat.get_by_role("button", name="Moje dane"))
    page.keyboard.press("Enter")
    dialog = chat.get_by_role("dialog")
    expect(dialog.get_by_role("heading")).to_be_focused()
    expect(dialog.get_by_role("textbox").first).to_be_visible()
    remove = dialog.get_by_role("button", name="Usuń moje dane i rozmowy")
    tab_to(page, remove)
    page.keyboard.press("Enter")
    expect(dialog.get_by_text("zostanie trwale usunięte", exact=False)).to_be_focused()
    tab_to(page, dialog.get_by_role("button", name="Wróć do rozmowy"))
    page.keyboard.press("Tab")
    assert chat.evaluate("() => document.querySelector('.composer, .header')"
                         ".contains(document.activeElement)") is False  # fmt: skip
    tab_to(page, remove, "Shift+Tab")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(more).to_be_focused()
    page.keyboard.press("Escape")
    expect(launcher).to_be_focused()
    expect(page.locator("iframe")).to_be_hidden()


def test_what_is_said_is_told_once_and_so_is_the_place_in_the_queue(
    program, shop, signed_in, new_context
):
    agent = signed_in("agent")
    page = new_context().new_page()
    page.goto(f"{program.url}/w/{KEY}/")
    expect(page.get_by_text(ASK).first).to_be_visible()
    page.evaluate(LISTEN)
    page.get_by_role("button", name="Biurkowa").click()
    answer(page, "Zofia", PHOTO)
    page.get_by_role("button", name="Pomiń").click()
    page.locator(".rating label").last.click()
    expect(page.locator(".waiting")).to_be_visible()
    place = page.locator(".waiting").inner_text().split(".")[0]

    answer(page, MARK, MARK)
    agent.locator(".ib-row", has_text=MARK).click()
    agent.get_by_role("button", name="Przejmij rozmowę").click()
    agent.get_by_role("textbox", name=re.compile("odpowied", re.I)).fill("Mówi Anna.")
    agent.keyboard.press("Enter")
    expect(page.get_by_text("Mówi Anna.")).to_be_visible()

    words = (NAME, PHOTO, "Zofia", place, MARK, "Mówi Anna.")
    counts = {each: said(page, each) for each in words}
    assert counts == dict.fromkeys(counts, 1), page.evaluate("window.told")
    agent.get_by_role("button", name="Zakończ", exact=True).click()
    agent.get_by_role("dialog").get_by_role("button", name="Zakończ").click()


def test_forced_colours_keep_what_has_the_focus_and_what_is_chosen(program, shop, new_context):
    page = new_context(viewport=PHONE, forced_colors="active").new_page()
    page.goto(f"{program.url}/w/{KEY}/")
    composer = page.get_by_role("textbox", name="Wiadomość")
    pill = page.get_by_role("button", name="Biurkowa")
    expect(pill).to_be_visible()
    composer.click()
    assert outline(page.locator(".field")) >= 2
    tab_to(page, pill, "Shift+Tab")
    assert outline(pill) >= 2
    page.keyboard.press("Enter")
    expect(page.get_by_text(NAME)).to_be_visible()
    chosen = page.get_by_role("button", name="Biurkowa (wybrano)")
    assert chosen.evaluate("node => getComputedStyle(node).borderTopWidth") == "3px"
    answer(page, "Ola", PHOTO)
    page.get_by_role("button", name="Pomiń").click()
    scale = page.get_by_role("radio")
    expect(scale).to_have_count(7)
    tab_to(page, scale.last, "Shift+Tab")
    page.keyboard.press("ArrowLeft")
    mark = page.locator(".scale .chosen span")
    assert outline(mark) >= 2
    assert mark.evaluate("node => getComputedStyle(node).borderTopWidth") == "3px"
    picture(page, "widget-forced")
