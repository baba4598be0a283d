"""The main job in a browser: draw, publish, chat, take over, rate, see the figures."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import FrameLocator, Locator, Page, expect

from tests.e2e.conftest import choose_language, save

WORDS = {
    "pl": {
        "flow": "Herbaciarnia",
        "hello": "Dzień dobry, tu herbaciarnia.",
        "ask": "Proszę o chwilę rozmowy z człowiekiem.",
        "reply": "Już pomagam, mówi Anna.",
        "rate": "Jak nam poszło?",
        "bye": "Do zobaczenia.",
    },
    "en": {
        "flow": "Tea room",
        "hello": "Hello, this is the tea room.",
        "ask": "May I talk to a person, please?",
        "reply": "Happy to help, Anna speaking.",
        "rate": "How did we do?",
        "bye": "See you soon.",
    },
}

#: The steps of the demo's flow from a question to a person, by their titles.
WENT = [
    "Powitanie", "Menu", "Szukaj w FAQ", "Czy pomogło?", "Coś jeszcze?", "Do menu", "Menu",
    "Zwrot czy reklamacja?", "Uszkodzona rzecz", "Czy ktoś jest?", "Rozmowa z człowiekiem",
]  # fmt: skip


def drag(page: Page, start: Locator, end: Locator) -> None:
    """Press on the middle of `start`, move in steps, let go on the middle of `end`."""
    a, b = start.bounding_box(), end.bounding_box()
    assert a is not None
    assert b is not None
    page.mouse.move(a["x"] + a["width"] / 2, a["y"] + a["height"] / 2)
    page.mouse.down()
    page.mouse.move(b["x"] + b["width"] / 2, b["y"] + b["height"] / 2, steps=12)
    page.mouse.up()


class Canvas:
    """The editor as an author uses it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def add(self, kind: str, x: int, y: int) -> Locator:
        """Drag a type from the palette to a place on the canvas; returns its card."""
        board = self.page.locator(".react-flow")
        there = self.page.locator(f"[data-node-type={kind}]")
        card = there.nth(there.count())
        self.page.get_by_test_id(f"palette-{kind}").drag_to(board, target_position={"x": x, "y": y})
        expect(card).to_be_visible()
        return card

    def wire(self, card: Locator, port: str, target: Locator) -> None:
        """Draw a wire with the mouse."""
        drag(self.page, card.get_by_test_id(f"port-{port}"), target.get_by_test_id("entry"))

    def write(self, card: Locator, field: str, text: str) -> None:
        """Fill a field of a card's form."""
        card.locator("h3").click()
        box = self.page.get_by_test_id("inspector").locator(f"[data-field={field}]")
        box.locator("textarea, input").first.fill(text)

    def is_saved(self) -> None:
        """Wait until the top bar says that everything is saved."""
        expect(self.page.get_by_text(re.compile(r"^(Zapisano|Saved) \d"))).to_be_visible()


def draw_and_publish(page: Page, program, words: dict[str, str]) -> None:
    """An author begins with an empty canvas and ends with a version."""
    page.goto(f"{program.url}/admin/flows/flow/add/")
    page.locator("#id_name").fill(words["flow"])
    page.locator(".new-flow-choice").first.click()
    canvas = Canvas(page)
    hello = canvas.add("greeting", 300, 60)
    person = canvas.add("handoff", 300, 260)
    rate = canvas.add("survey", 620, 60)
    bye = canvas.add("end", 620, 380)
    start = page.get_by_test_id("card-start")
    if not page.locator(".react-flow__edge").count():
        drag(page, start.get_by_test_id("port-next"), hello.get_by_test_id("entry"))
    canvas.wire(hello, "next", person)
    canvas.wire(person, "done", rate)
    canvas.wire(rate, "next", bye)
    canvas.write(hello, "text", words["hello"])
    canvas.write(rate, "question", words["rate"])
    canvas.write(bye, "text", words["bye"])
    canvas.is_saved()
    page.get_by_test_id("publish").click()
    page.get_by_test_id("publish-note").fill("1")
    page.get_by_test_id("confirm-publish").click()
    expect(page.get_by_test_id("published")).to_be_visible()


def make_widget(page: Page, program, words: dict[str, str], language: str, origin: str) -> str:
    """Make a widget for the flow in the admin; returns the line of HTML to copy."""
    page.goto(f"{program.url}/admin/channel_web/widget/add/")
    page.locator("#id_name").fill(words["flow"])
    page.locator("#id_flow").select_option(label=words["flow"])
    page.locator("#id_language").select_option(language)
    page.locator("#id_title").fill(words["flow"])
    page.locator("#id_origins").fill(origin)
    save(page)
    return page.locator("[data-copy] textarea").input_value()


def open_chat(page: Page, origin: str) -> FrameLocator:
    """Open the widget on the other website."""
    page.goto(origin)
    left_open = "Object.values({...sessionStorage}).some((kept) => JSON.parse(kept).open)"
    if not page.evaluate(left_open):  # else it opens by itself
        page.get_by_role("button").first.click()
    return page.frame_locator("iframe")


@pytest.mark.parametrize("language", ["pl", "en"])
def test_draw_publish_chat_take_over_rate_and_see_the_figure(
    program, signed_in, new_context, website, language
):
    words, (origin, shop_page) = WORDS[language], website
    owner, agent = signed_in("owner"), signed_in("agent")
    agent.goto(f"{program.url}/inbox/")
    choose_language(agent, language)
    owner.goto(f"{program.url}/admin/")
    choose_language(owner, language)

    draw_and_publish(owner, program, words)
    shop_page.snippet = make_widget(owner, program, words, language, origin)
    assert "widget.js" in shop_page.snippet

    visitor = new_context(locale=language).new_page()
    chat = open_chat(visitor, origin)
    expect(chat.get_by_text(words["hello"])).to_be_visible()
    expect(chat.get_by_text(re.compile("asystent|assistant", re.I)).first).to_be_visible()

    agent.locator(".ib-row").first.click()
    agent.get_by_role("button", name=re.compile("Przejmij rozmowę|Take over")).click()
    agent.get_by_role("textbox", name=re.compile("odpowied|reply", re.I)).fill(words["reply"])
    agent.keyboard.press("Enter")
    expect(chat.get_by_text(words["reply"])).to_be_visible()
    chat.get_by_role("textbox").fill(words["ask"])
    visitor.keyboard.press("Enter")
    expect(agent.get_by_text(words["ask"]).last).to_be_visible()

    agent.get_by_role("button", name=re.compile("^(Zakończ|Close)$")).first.click()
    agent.get_by_role("dialog").get_by_role("button", name=re.compile("Zakończ|Close")).last.click()
    expect(chat.get_by_role("group", name=words["rate"])).to_be_visible()
    expect(chat.locator(".notice")).to_have_count(1)  # a rating begins no new talk
    chat.locator(".rating label").filter(has_text="5").click()
    expect(chat.get_by_text(words["bye"])).to_be_visible()

    owner.goto(f"{program.url}/admin/insights/")
    # So few answers make no figure of satisfaction, but they are counted.
    expect(owner.locator("[data-figure=csat] .insights-value")).to_have_text("—")
    expect(owner.locator("[data-figure=first_person_answer] .insights-value")).not_to_have_text("—")
    owner.goto(f"{program.url}/admin/insights/surveys/?kind=csat")
    expect(owner.locator("[data-figure=score]")).to_contain_text(
        re.compile(r"[12] (answer|odpowied)")
    )


def test_the_agent_sees_why_they_come_their_way_and_what_was_considered(
    program, signed_in, new_context
):
    agent = signed_in("agent")
    visitor = new_context().new_page()
    visitor.goto(f"{program.url}/w/demo/")

    def says(words: str) -> None:
        visitor.get_by_role("textbox", name="Wiadomość").fill(words)
        visitor.keyboard.press("Enter")

    says("Jaki jest koszt dostawy?")
    for pressed in ("Tak, dziękuję", "Tak, wróćmy do menu", "Zwrot lub reklamacja", "uszkodzone"):
        visitor.locator(".pill", has_text=pressed).last.click()
    expect(visitor.get_by_text("Proszę napisać, co się stało")).to_be_visible()
    says("Dzbanek przyszedł stłuczony, zamówienie 4417.")
    expect(visitor.locator(".waiting")).to_be_visible()
    says("Pękł też spodek.")
    agent.locator(".ib-row", has_text="Pękł też spodek.").click()

    card = agent.locator(".ib-card-pane")
    expect(card.locator(".ib-reason-text")).to_have_text(
        ["Jaki jest koszt dostawy?", "Dzbanek przyszedł stłuczony, zamówienie 4417."]
    )
    expect(card.get_by_test_id("summary").locator("li")).to_have_text(
        ["Rozmówca: Pękł też spodek.", "Podane: Menu: Zwrot lub reklamacja"]
    )
    expect(card.locator(".ib-section", has_text="Zebrane odpowiedzi").locator("dl")).to_have_text(
        "MenuZwrot lub reklamacja"
    )
    card.get_by_role("button", name="Pokaż 5 wcześniejszych kroków").click()
    expect(card.locator(".ib-path li")).to_have_text(WENT)
    passages = card.locator(".ib-passages li")
    expect(passages.first).to_have_text("Ile kosztuje dostawa?Dopasowanie 100%")
    expect(passages.nth(1)).to_have_text(re.compile(r".\?Dopasowanie [1-9]\d?%$"))
