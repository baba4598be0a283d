"""A flow in several languages: the table, files, the canvas, the trial, a visitor."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from flowbuilder.core.testing import flow
from tests.e2e.answering import bring_in, publish
from tests.e2e.test_knowledge_loop import ask
from tests.e2e.test_main_job import Canvas, choose_language, drag, make_widget, open_chat

#: Asks in which language to go on; the step behind “English” was given the wrong one.
BUREAU = flow(
    ("which", "choices", {
        "text": "W jakim języku?",
        "options": [
            {"value": "en", "label": "English"}, {"value": "pl", "label": "Zostajemy przy polskim"},
        ],
    }),
    ("english", "set_language", {"language": "de"}),
    ("ask", "question", {"question": "W czym pomóc?", "save_as": "said"}),
    ("theirs", "set_language", {"language": "written"}),
    ("look", "faq_lookup", {}),
    ("bye", "end", {"text": "Do widzenia."}),
    wires="which.en>english; which.pl>ask; english>ask; ask>theirs; theirs>look; look.found>bye; "
    "look.not_found>bye",
    name="Biuro tłumaczeń",
    locale="pl",
    variables=({"name": "said"},),
    translations={"en": {
        "which": {"text": {"text": "In which language?"}},
        "ask": {"question": {"text": "How can we help?"}},
        "bye": {"text": {"text": "Goodbye."}},
    }},
    layout={name: {"x": 60 + 320 * n, "y": 80} for n, name in enumerate(
        ("start", "which", "english", "ask", "theirs", "look", "bye"))},
)  # fmt: skip


def row(page: Page, key: str):
    """A row of the table, by the end of its key."""
    return page.locator(f"[data-testid^='row-'][data-testid$=':{key}']")


def translate(page: Page, key: str, text: str) -> None:
    row(page, key).locator("textarea").fill(text)


def draw(page: Page, program) -> Canvas:
    """A greeting that leads to two buttons, the first of which to a goodbye."""
    page.goto(f"{program.url}/admin/flows/flow/add/")
    page.locator("#id_name").fill("Kwiaciarnia")
    page.locator(".new-flow-choice").first.click()
    canvas = Canvas(page)
    hello, menu = canvas.add("greeting", 260, 60), canvas.add("choices", 620, 60)
    bye = canvas.add("end", 620, 420)
    start = page.get_by_test_id("card-start")
    if not page.locator(".react-flow__edge").count():
        drag(page, start.get_by_test_id("port-next"), hello.get_by_test_id("entry"))
    canvas.wire(hello, "next", menu)
    canvas.write(hello, "text", "Dzień dobry, tu kwiaciarnia.")
    canvas.write(menu, "text", "Czego Państwo szukają?")
    panel = page.get_by_test_id("inspector")
    panel.locator("[data-testid=row-options-0] input").first.fill("Róże")
    panel.locator("[data-testid=row-options-1] input").first.fill("Tulipany")
    canvas.wire(menu, "roze", bye)
    canvas.wire(menu, "tulipany", bye)
    canvas.write(bye, "text", "Do zobaczenia.")
    canvas.is_saved()
    return canvas


def test_an_author_translates_a_flow_and_a_visitor_reads_it(
    program, signed_in, new_context, website, tmp_path: Path
):
    origin, shop_page = website
    page = signed_in("owner")
    page.goto(f"{program.url}/admin/")
    choose_language(page, "pl")
    canvas = draw(page, program)

    # The table.
    page.get_by_test_id("command-openLanguages").click()
    page.get_by_test_id("add-language").click()
    page.get_by_test_id("add-de").click()
    table = page.get_by_test_id("languages")
    german = page.get_by_test_id("language-de")
    expect(german).to_contain_text("0 z 5")
    translate(page, "options.roze.label", "Rosen")
    page.keyboard.press("Control+Enter")
    page.keyboard.type("Tulpen {{ x")
    expect(german).to_contain_text("2 z 5")
    broken = row(page, "options.tulipany.label")
    expect(broken.get_by_test_id("problem-flow.E024")).to_be_visible()
    table.get_by_test_id("command-undo").click()
    expect(broken.locator("textarea")).to_have_value("")
    table.get_by_test_id("command-redo").click()
    translate(page, "options.tulipany.label", "Tulpen")
    expect(broken.get_by_test_id("problem-flow.E024")).to_have_count(0)
    page.get_by_text(re.compile(r"^Brakujące \(3\)$")).click()
    expect(page.locator("[data-testid^='row-'][data-state]")).to_have_count(3)
    page.get_by_test_id("search-translations").fill("kwiaciarnia")
    expect(page.locator("[data-testid^='row-'][data-state]")).to_have_count(1)
    page.get_by_test_id("search-translations").fill("")
    page.get_by_text("Wszystkie", exact=True).click()

    # A translator's file, out and in.
    page.get_by_test_id("export-translations").click()
    with page.expect_download() as download:
        page.get_by_test_id("export-xliff").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert file.name == "Kwiaciarnia.de.xlf"
    text = file.read_text(encoding="utf-8")
    for source, target in (
        ("Dzień dobry, tu kwiaciarnia.", "Guten Tag, hier ist der Blumenladen."),
        ("Czego Państwo szukają?", "Was suchen Sie?"),
    ):
        text = re.sub(
            rf"(<source>{re.escape(source)}</source>\s*)<target[^>]*/>",
            rf"\1<target>{target}</target>",
            text,
        )
    file.write_text(text, encoding="utf-8")
    page.get_by_label("Wczytaj").set_input_files(file)
    report = page.get_by_test_id("import-report")
    expect(report).to_contain_text("Niemiecki: wczytano 2 teksty.")
    page.keyboard.press("Escape")
    expect(report).to_be_hidden()
    expect(german).to_contain_text("4 z 5")

    # A main text that changes makes its translation one to be checked.
    page.get_by_test_id("close-languages").click()
    hello = page.locator("[data-node-type=greeting]")
    canvas.write(hello, "text", "Dzień dobry, tu nasza kwiaciarnia.")
    canvas.is_saved()
    page.get_by_test_id("problems").click()
    stale = page.get_by_test_id("problem-list").get_by_test_id("problem-flow.W101")
    expect(stale).to_contain_text("Niemiecki")
    stale.get_by_test_id("fix").click()
    expect(row(page, "text").first.locator("textarea")).to_be_focused()
    page.get_by_test_id("mark-checked").click()
    expect(page.get_by_test_id("mark-checked")).to_have_count(0)
    page.get_by_test_id("close-languages").click()

    # Cards and the trial in German.
    page.get_by_test_id("canvas-language").click()
    page.get_by_test_id("show-de").click()
    expect(hello).to_contain_text("Blumenladen")
    expect(page.locator("[data-node-type=choices]")).to_contain_text("Rosen")
    page.get_by_test_id("try-it").click()
    lines = page.get_by_test_id("try-lines")
    expect(lines).to_contain_text("Was suchen Sie?")
    page.get_by_test_id("try-language").click()
    page.get_by_test_id("show-pl").click()
    expect(lines).to_contain_text("Czego Państwo szukają?")
    expect(hello).to_contain_text("nasza kwiaciarnia")

    # Live.
    canvas.is_saved()
    page.get_by_test_id("publish").click()
    page.get_by_test_id("confirm-publish").click()
    expect(page.get_by_test_id("published")).to_be_visible()
    words = {"flow": "Kwiaciarnia"}
    snippet = make_widget(page, program, words, "en", origin)
    shop_page.snippet = snippet.replace("<script ", '<script data-language="de" ')
    chat = open_chat(new_context(locale="de-DE").new_page(), origin)
    expect(chat.get_by_text("Guten Tag, hier ist der Blumenladen.")).to_be_visible()
    chat.get_by_role("button", name="Rosen").click()
    expect(chat.get_by_text("Do zobaczenia.")).to_be_visible()


def test_a_step_changes_the_language_of_texts_and_knowledge(program, signed_in, new_context):
    """To one that is set, as the author mends it, or to the one that the visitor writes in."""
    page = signed_in("owner")
    chat = bring_in(page, program, BUREAU)
    page.goto(f"{program.url}/admin/flows/flow/?q=Biuro")
    page.get_by_role("link", name=BUREAU.name).first.click()
    steps = page.locator("[data-node-type=set_language]")
    expect(steps.filter(has_text="Ten, w którym pisze rozmówca")).to_have_count(1)
    step = steps.first
    expect(step).to_contain_text("Niemiecki")
    step.locator("h3").click()
    page.locator("[data-field=language] input").first.click()
    page.get_by_role("option", name="Angielski").click()
    expect(step).to_contain_text("Angielski")
    Canvas(page).is_saved()
    publish(page)

    visitor = new_context(locale="pl-PL").new_page()
    visitor.goto(chat)
    expect(visitor.get_by_text("W jakim języku?")).to_be_visible()
    visitor.get_by_role("button", name="English").click()
    expect(visitor.get_by_text("How can we help?")).to_be_visible()
    ask(visitor, "How much is delivery?")
    expect(visitor.get_by_text("£3.95").first).to_be_visible()
    expect(visitor.get_by_text("Goodbye.")).to_be_visible()

    for asked, answer, bye in (
        ("Ile kosztuje dostawa?", "zł", "Do widzenia."),
        ("How much is delivery?", "£3.95", "Goodbye."),
    ):
        visitor = new_context(locale="pl-PL").new_page()
        visitor.goto(chat)
        visitor.get_by_role("button", name="Zostajemy przy polskim").click()
        expect(visitor.get_by_text("W czym pomóc?")).to_be_visible()
        ask(visitor, asked)
        expect(visitor.get_by_text(bye)).to_be_visible()
        expect(visitor.get_by_text(answer).first).to_be_visible()
