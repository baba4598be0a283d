"""Takes the pictures of the documentation from the running program: `make docs`."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, FrameLocator, Locator, Page, sync_playwright

from tests.e2e.running import CHROMIUM, FLAGS, ROOT, Program, running_program
from tests.e2e.test_main_job import Canvas, choose_language, drag

FOLDER = ROOT / "docs" / "pictures"
DESK = {"width": 1440, "height": 900}
WIDE = {"width": 1600, "height": 900}
SHOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 780}
ZOOM_OUT = re.compile("^(Pomniejsz|Zoom out)")
TAKE_OVER = re.compile("Przejmij rozmowę|Take over")
REPLY = re.compile("odpowiedź|odpowiedz|reply", re.IGNORECASE)
WORDS = {
    "pl": {
        "shop": "/",
        "chat": "/w/demo/",
        "library": "Sklep internetowy",
        "flow": "Herbaciarnia",
        "hello": "Dzień dobry, tu herbaciarnia „Pod Lipą”.",
        "ask": "W czym możemy pomóc?",
        "rate": "Jak oceniają Państwo tę rozmowę?",
        "bye": "Dziękujemy za rozmowę.",
        "note": "Pierwsza wersja: pytania z FAQ i rozmowa z człowiekiem.",
        "parcel": "Gdzie jest moja paczka?",
        "question": "Ile kosztuje dostawa?",
        "other": "Czy pakujecie na prezent?",
        "unknown": "Czy naprawiacie zegarki?",
        "helped": "Tak, dziękuję",
        "enough": "Nie, to wszystko",
        "person": "Chcę porozmawiać z człowiekiem",
        "reply": "Dzień dobry, mówi Anna. Już sprawdzam, czy zdążymy na jutro.",
        "thanks": "Bardzo dziękuję",
        "skip": "Pomiń",
        "widget": "Sklep demo",
        "knows": "sklep-internetowy",
        "strange": (
            "Czy naprawiacie zegarki?|Czy jutro będzie padać?|Kto wygrał wczoraj mecz?"
            "|Ile kosztuje lot do Lizbony?|Czy sprzedajecie opony?|Jak wymienić olej w aucie?"
            "|Czy zatrudniacie spawaczy?|Jaki jest kurs dolara?|Czy macie psa?"
            "|Gdzie kupić bilet na tramwaj?|Jak ugotować bigos?|Czy szyjecie garnitury?"
        ),
    },
    "en": {
        "shop": "/en/",
        "chat": "/w/demo-en/",
        "library": "Online shop",
        "flow": "Tea room",
        "hello": "Hello, this is the tea room Under the Linden.",
        "ask": "What can we help you with?",
        "rate": "How did you like this conversation?",
        "bye": "Thank you for talking to us.",
        "note": "The first version: questions from the FAQ and a person.",
        "parcel": "Where is my parcel?",
        "question": "How much is delivery?",
        "other": "Do you wrap gifts?",
        "unknown": "Do you have wristwatches?",
        "helped": "Yes, thank you",
        "enough": "No, that is all",
        "person": "I would like to talk to a person",
        "reply": "Hello, this is Anna. I am checking whether it can be with you tomorrow.",
        "thanks": "Thank you very much",
        "skip": "Skip",
        "widget": "Demo shop",
        "knows": "online-shop",
        "strange": (
            "Do you repair watches?|Will it rain tomorrow?|Who won the match last night?"
            "|How much is a flight to Lisbon?|Do you sell tyres?|How do I change the oil in my car?"
            "|Do you hire welders?|What is the dollar worth?|Do you have a dog?"
            "|Where do I buy a tram ticket?|How do I cook a goulash?|Do you make suits?"
        ),
    },
}


class Album:
    """A browser, the program it looks at, and where the pictures go."""

    def __init__(
        self, program: Program, browser: Browser, language: str, folder: Path = FOLDER
    ) -> None:
        self.program, self.language, self.folder = program, language, folder
        self.words = WORDS[language]
        self._browser = browser

    def page(self, state: object = None, size: dict[str, int] = DESK, theme: str = "light") -> Page:
        """A new page, signed in with `state`."""
        context = self._browser.new_context(
            viewport=size,
            locale=self.language,
            timezone_id="Europe/Warsaw",
            storage_state=state,
            reduced_motion="reduce",
            color_scheme=theme,
            is_mobile=size is PHONE,
            has_touch=size is PHONE,
        )
        return context.new_page()

    def signed_in(
        self, state: object, path: str, size: dict[str, int] = DESK, theme: str = "light"
    ) -> Page:
        """A page at `path`, in this album's language."""
        page = self.page(state, size, theme)
        page.goto(self.program.url + path)
        choose_language(page, self.language)
        return page

    def shoot(self, page: Page, name: str) -> None:
        """Save what the page shows once it is calm."""
        page.wait_for_load_state("networkidle")
        page.mouse.move(2, 2)
        page.wait_for_timeout(700)
        page.screenshot(path=self.folder / f"{name}-{self.language}.png")


class Visitor:
    """Somebody who talks to the demo shop, in the widget or on the chat's own page."""

    def __init__(self, album: Album, size: dict[str, int] = SHOP, own_page: bool = False) -> None:
        self.album, self.page = album, album.page(size=size)
        if own_page:
            self.page.goto(album.program.url + album.words["chat"])
        else:
            self.page.goto(album.program.shop + album.words["shop"])
            self.page.get_by_role("button", expanded=False).last.click()
        self.chat: FrameLocator | Page = self.page.frame_locator("iframe")
        if not self.page.locator("iframe").count():
            self.chat = self.page
        self.chat.get_by_role("textbox").wait_for()

    def say(self, text: str) -> None:
        """Write something and let the assistant answer."""
        self.chat.get_by_role("textbox").fill(text)
        self.page.keyboard.press("Enter")
        self.page.wait_for_timeout(1800)

    def press(self, label: str) -> None:
        """Press the newest button of this name."""
        self.chat.get_by_role("button", name=label).last.click()
        self.page.wait_for_timeout(1500)

    def rate(self, score: int) -> None:
        """Give a score, leave no comment, and end."""
        self.chat.locator(".rating label").filter(has_text=str(score)).last.click()
        self.page.wait_for_timeout(1500)
        self.press(self.album.words["skip"])

    def close(self) -> None:
        """Leave."""
        self.page.context.close()


def move(page: Page, card: Locator, x: int, y: int) -> None:
    """Drag a card to a place on the canvas."""
    board, box = page.locator(".react-flow").bounding_box(), card.bounding_box()
    assert board is not None
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(board["x"] + x, board["y"] + y, steps=10)
    page.mouse.up()


def draw(album: Album, owner: Page) -> None:
    """A first flow from an empty canvas to its versions, as the author's guide tells it."""
    words = album.words
    owner.goto(f"{album.program.url}/admin/flows/flow/add/")
    album.shoot(owner, "new-flow")
    owner.locator("#id_name").fill(words["flow"])
    owner.locator(".new-flow-choice").first.click()
    canvas = Canvas(owner)
    owner.locator(".react-flow").wait_for()
    album.shoot(owner, "empty-canvas")

    for _step in range(3):
        owner.get_by_role("button", name=ZOOM_OUT).click()
    hello = canvas.add("greeting", 215, 110)
    ask = canvas.add("question", 410, 110)
    faq = canvas.add("faq_lookup", 605, 110)
    rate = canvas.add("survey", 820, 110)
    person = canvas.add("handoff", 720, 370)
    bye = canvas.add("end", 820, 520)
    start = owner.get_by_test_id("card-start")
    move(owner, start, 30, 90)
    if not owner.locator(".react-flow__edge").count():
        drag(owner, start.get_by_test_id("port-next"), hello.get_by_test_id("entry"))
    canvas.wire(hello, "next", ask)
    canvas.wire(ask, "next", faq)
    canvas.wire(faq, "found", rate)
    canvas.write(hello, "text", words["hello"])
    canvas.write(rate, "question", words["rate"])
    canvas.write(bye, "text", words["bye"])
    owner.get_by_test_id("problems").click()
    album.shoot(owner, "problems")
    owner.get_by_test_id("problems").click()

    canvas.write(ask, "question", words["ask"])
    canvas.wire(faq, "not_found", person)
    canvas.wire(person, "done", rate)
    canvas.wire(rate, "next", bye)
    variable = owner.locator("[data-field=save_as]")
    ask.locator("h3").click()
    variable.locator("input").first.fill("question")
    owner.keyboard.press("Enter")
    ask.locator("h3").click()
    canvas.is_saved()
    album.shoot(owner, "drawing")
    owner.get_by_test_id("publish").click()
    owner.get_by_test_id("publish-note").fill(words["note"])
    album.shoot(owner, "publish")
    owner.get_by_test_id("confirm-publish").click()
    owner.get_by_test_id("published").wait_for()


def look_at_the_shop(album: Album, owner: Page, state: object) -> None:
    """The ready flow of the shop: on the canvas, in a trial, in the dark."""
    owner.goto(f"{album.program.url}/admin/flows/flow/")
    owner.get_by_role("link", name=album.words["library"]).first.click()
    owner.locator(".react-flow__node").first.wait_for()
    address = owner.url
    owner.get_by_test_id("try-it").click()
    owner.get_by_test_id("try-lines").get_by_role("button", name=album.words["parcel"]).click()
    owner.wait_for_timeout(800)
    owner.get_by_test_id("try-input").fill("1002")
    owner.keyboard.press("Enter")
    owner.get_by_test_id("try-lines").get_by_role("button", name=album.words["enough"]).wait_for()
    album.shoot(owner, "try-it")
    dark = album.page(state, theme="dark")
    dark.add_init_script("localStorage.setItem('adminTheme', JSON.stringify('dark'))")
    dark.goto(address)
    dark.locator(".react-flow__node").first.wait_for()
    dark.get_by_role("button", name=ZOOM_OUT).click()
    dark.locator("[data-node-type=choices] h3").first.click()
    album.shoot(dark, "canvas-dark")
    dark.context.close()


def talk(album: Album, agent: Page) -> None:
    """Visitors ask, one is passed to a person, and each picture catches its moment."""
    words = album.words
    content = Visitor(album)
    content.say(words["question"])
    album.shoot(content.page, "widget")
    content.press(words["helped"])
    content.press(words["enough"])
    content.rate(5)
    content.close()

    curious = Visitor(album, own_page=True)
    curious.say(words["unknown"])
    curious.close()

    phone = Visitor(album, size=PHONE, own_page=True)
    phone.say(words["other"])
    phone.say(words["person"])
    agent.locator(".ib-row").last.click()
    agent.get_by_role("button", name=TAKE_OVER).click()
    agent.get_by_role("textbox", name=REPLY).fill(words["reply"])
    agent.keyboard.press("Enter")
    phone.chat.get_by_text(words["reply"]).wait_for()
    phone.say(words["thanks"])
    waiting = Visitor(album)
    waiting.say(words["question"])
    waiting.say(words["person"])
    album.shoot(agent, "inbox")
    album.shoot(phone.page, "phone")
    agent.get_by_role("button", name=re.compile("^(Zakończ|Close)$")).first.click()
    agent.get_by_role("dialog").get_by_role("button", name=re.compile("Zakończ|Close")).last.click()
    phone.page.wait_for_timeout(1500)
    phone.rate(4)
    phone.close()
    waiting.close()


def expected(words: dict[str, str]) -> bytes:
    """Questions as customers put them, with the entry each is about, and some about none."""
    library = ROOT / "flows_library" / words["knows"] / "knowledge.csv"
    with library.open(encoding="utf-8", newline="") as read:
        known = [(row["variants"].split("|")[0], row["id"]) for row in csv.DictReader(read)]
    file = io.StringIO()
    csv.writer(file).writerows(
        [("question", "expected"), *((text, key) for text, key in known if text)]
        + [(text, "") for text in words["strange"].split("|")]
    )
    return file.getvalue().encode()


def look_at_the_answers(album: Album, owner: Page) -> None:
    """How good the answers are, and what other thresholds would do."""
    place = f"{album.program.url}/admin/knowledge/expectation/"
    owner.goto(f"{place}import/")
    owner.locator("input[type=file]").set_input_files(
        {"name": "questions.csv", "mimeType": "text/csv", "buffer": expected(album.words)}
    )
    owner.locator("form [type=submit]").last.click()
    mine = f"{place}?language__exact={album.language}"
    for _look in range(60):  # the check is a job
        owner.goto(mine)
        if owner.locator(".kb-figures").count() and not owner.locator(".kb-notice").count():
            break
        owner.wait_for_timeout(1000)
    album.shoot(owner, "quality")
    owner.goto(f"{place}thresholds/")
    album.shoot(owner, "thresholds")


def look_at_the_admin(album: Album, owner: Page) -> None:
    """The pages around the canvas."""
    url = album.program.url
    owner.goto(f"{url}/admin/live/")
    album.shoot(owner, "live")
    owner.goto(f"{url}/admin/knowledge/entry/")
    album.shoot(owner, "knowledge")
    asked = album.words["question"]
    owner.goto(f"{url}/admin/knowledge/ask/?question={asked}&language={album.language}")
    album.shoot(owner, "ask")
    owner.goto(f"{url}/admin/knowledge/unanswered/")
    album.shoot(owner, "unanswered")
    owner.goto(f"{url}/admin/insights/")
    album.shoot(owner, "insights")
    owner.goto(f"{url}/admin/channel_web/widget/")
    owner.get_by_role("link", name=album.words["widget"]).first.click()
    owner.locator("[data-copy]").wait_for()
    album.shoot(owner, "widget-settings")


def take(album: Album, states: dict[str, object]) -> None:
    """Every picture in one language, in the order of the main job."""
    owner = album.signed_in(states["owner"], "/admin/")
    owner.set_viewport_size(WIDE)
    agent = album.signed_in(states["agent"], "/inbox/")
    draw(album, owner)
    owner.set_viewport_size(DESK)
    look_at_the_shop(album, owner, states["owner"])
    talk(album, agent)
    look_at_the_admin(album, owner)
    look_at_the_answers(album, owner)
    owner.context.close()
    agent.context.close()


def signed_in(program: Program, browser: Browser) -> dict[str, object]:
    """The browser state of each demo person."""
    found: dict[str, object] = {}
    for role in ("owner", "agent"):
        context = browser.new_context(locale="pl-PL")
        context.new_page().goto(program.login_link(role))
        found[role] = context.storage_state()
        context.close()
    return found


@contextmanager
def studio() -> Iterator[tuple[Program, Browser, dict[str, object]]]:
    """The program, a browser, and the browser state of each demo person; ended afterwards."""
    with (
        tempfile.TemporaryDirectory() as data,
        running_program(Path(data)) as program,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield program, browser, signed_in(program, browser)
        browser.close()


def main(say: Callable[[str], object] = print) -> None:
    """Start the program, take all pictures, end it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with studio() as (program, browser, states):
        for language in ("pl", "en"):
            take(Album(program, browser, language), states)
            say(f"Pictures in {language} are in {FOLDER.relative_to(ROOT)}.")


if __name__ == "__main__":
    main()
