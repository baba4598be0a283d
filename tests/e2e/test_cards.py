"""An author draws cards with buttons, wires them and tries them."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.conversations import corpus
from tests.e2e.test_going_back import picture
from tests.e2e.test_main_job import Canvas, drag

MUG = {"name": "kubek.png", "mimeType": "image/png", "buffer": corpus.picture("PNG", (320, 240))}


def test_cards_are_drawn_wired_and_tried(program, signed_in):
    page = signed_in("owner")
    page.goto(f"{program.url}/admin/flows/flow/add/")
    page.locator("#id_name").fill("Sklep")
    page.locator(".new-flow-choice").first.click()
    canvas = Canvas(page)
    cards = canvas.add("cards", 300, 60)
    consent = canvas.add("consent", 620, 60)
    end = canvas.add("end", 620, 420)
    if not page.locator(".react-flow__edge").count():
        start = page.get_by_test_id("card-start").get_by_test_id("port-next")
        drag(page, start, cards.get_by_test_id("entry"))
    canvas.write(cards, "text", "Co Państwa interesuje?")
    row = page.get_by_test_id("row-cards-0")

    def field(within: Locator, name: str) -> Locator:
        return within.locator(f"[data-field='{name}']").locator("textarea, input").first

    field(row, "cards.0.title").fill("Kubek")
    field(row, "cards.0.price").fill("39 zł")
    for number, label in enumerate(("Zamów", "Szczegóły")):
        row.get_by_test_id("add-cards.0.buttons").click()
        field(row, f"cards.0.buttons.{number}.label").fill(label)
    more = row.get_by_test_id("row-cards.0.buttons-1")
    expect(field(more, "cards.0.buttons.1.value")).to_have_value("szczegoly")
    expect(cards.get_by_test_id("port-szczegoly")).to_be_visible()

    row.locator("input[type=file]").set_input_files(MUG)
    expect(row.get_by_test_id("remove-picture")).to_be_visible()
    expect(row.get_by_test_id("picture-shown")).not_to_have_js_property("naturalWidth", 0)
    picture(page, "card-picture-uploaded")

    # A button that opens an address is no way out.
    field(more, "cards.0.buttons.1.link").fill("https://shop.example/kubek")
    expect(cards.get_by_test_id("port-szczegoly")).to_have_count(0)
    canvas.wire(cards, "zamow", consent)
    canvas.write(consent, "label", "Newsletter")
    canvas.write(consent, "purpose", "newsletter")
    canvas.write(consent, "text", "Czy możemy wysyłać nowości?")
    canvas.wire(consent, "agreed", end)
    canvas.wire(consent, "declined", end)
    canvas.write(end, "text", "Do widzenia.")
    canvas.is_saved()

    page.get_by_test_id("try-it").click()
    said = page.get_by_test_id("try-lines")
    expect(said.locator("li.card img")).not_to_have_js_property("naturalWidth", 0)
    picture(page, "card-picture-tried")
    said.get_by_role("button", name="Zamów: Kubek").click()
    expect(said.get_by_text("Czy możemy wysyłać nowości?")).to_be_visible()
    expect(said.get_by_role("button", name="Zamów: Kubek (wybrano)")).to_be_visible()
    said.get_by_role("button", name="Zgadzam się", exact=True).click()
    expect(said.get_by_text("Do widzenia.")).to_be_visible()
