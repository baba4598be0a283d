"""A language model, its budget and the search by meaning are set; a model picks data out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from tests.e2e.conftest import state_of
from tests.e2e.running import ROOT, Program, running_program
from tests.e2e.test_every_screen import AXE, GRAVE, TAGS
from tests.e2e.test_main_job import Canvas, drag, make_widget, open_chat
from tests.llm.fake_model import FakeModel, running

PICTURES = ROOT / "var/e2e"
WORDS = {"flow": "Dane przez model", "widget": "Dane przez model"}


@pytest.fixture(scope="module")
def model() -> Iterator[FakeModel]:
    with running(FakeModel(answer="ready")) as serving:
        yield serving


@pytest.fixture(scope="module")
def program(model: FakeModel, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """A program of its own, because it has a model, on this machine."""
    settings = {
        "FLOWBUILDER_LLM_BASE_URL": model.base_url,
        "FLOWBUILDER_LLM_MODEL": "small",
        "FLOWBUILDER_ALLOWED_PRIVATE_HOSTS": model.place,
    }
    with running_program(tmp_path_factory.mktemp("models"), **settings) as started:
        yield started


@pytest.fixture(scope="module")
def login(program: Program, browser: Browser) -> StorageState:
    """The owner's login: a link opens once."""
    return state_of(program, browser, "owner")


def save(page: Page) -> None:
    page.locator("button[name=_save], input[name=_save]").first.click()


def look(page: Page, name: str) -> None:
    """Ask axe, and keep a picture of a desk and of a phone, light and dark."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for size, (width, height) in {"desk": (1440, 900), "phone": (390, 844)}.items():
        page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=Path(PICTURES) / f"{name}-{size}-{scheme}.png")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.emulate_media(color_scheme="light")
    page.evaluate(AXE)
    found = page.evaluate("tags => axe.run({runOnly: tags})", TAGS)
    grave = [rule["id"] for rule in found["violations"] if rule["impact"] in GRAVE]
    assert grave == [], json.dumps(grave)


def fits(page: Page) -> None:
    """On a desk no column of the list is cut off."""
    table = page.locator("#result_list")
    assert table.evaluate("one => one.scrollWidth <= one.parentElement.clientWidth")


def test_a_model_a_budget_and_the_search_by_meaning_are_set_and_tried(
    program, model, login, new_context
):
    page = new_context(storage_state=login).new_page()

    page.goto(f"{program.url}/admin/llm/languagemodelsettings/add/")
    page.locator("#id_key").fill("canary-key")
    fetch = page.get_by_role("button", name="Pobierz nazwy modeli")
    fetch.click()
    expect(page.get_by_text("Najpierw proszę wpisać adres.")).to_be_visible()
    page.locator("#id_base_url").fill(model.base_url)
    fetch.click()
    expect(page.get_by_text("Znalezione modele: 3.")).to_be_visible()
    offered = page.locator("datalist option").evaluate_all("all => all.map(one => one.value)")
    assert offered == ["fake-embed", "fake-large", "fake-small"]
    assert page.locator("#id_model").get_attribute("list") == "model-names"
    page.locator("#id_model").fill("small")  # typed by hand all the same
    save(page)
    page.get_by_role("link", name="Sprawdź połączenie").click()
    expect(page.get_by_text("Działa: „ready”.")).to_be_visible()
    assert "canary-key" not in page.content()

    page.goto(f"{program.url}/admin/llm/modelbudget/add/")
    page.locator("#id_per_day").fill("1000000")
    save(page)
    expect(page.get_by_text("z 1 000 000 (0%)")).to_be_visible()

    page.goto(f"{program.url}/admin/")
    page.get_by_role("link", name="Wyszukiwanie po znaczeniu").first.click()
    page.goto(f"{program.url}/admin/knowledge/meaningsettings/add/")
    page.locator("#id_how").select_option("endpoint")
    save(page)
    expect(
        page.get_by_text("Potrzebne, gdy model jest dostępny pod adresem.").first
    ).to_be_visible()
    page.locator("#id_base_url").fill(model.base_url)
    page.locator("#id_model").fill("embed-small")
    page.locator("#id_key").fill("canary-key")
    page.locator("#id_price").fill("0.02")
    expect(page.get_by_text("Krok „Temat” zawsze korzysta z modelu tej instalacji")).to_be_visible()
    save(page)
    page.get_by_role("link", name="Wypróbuj model").click()
    expect(page.get_by_text("Działa: tekst zamienił się w ciąg 8 liczb")).to_be_visible()
    progress = page.get_by_text("tekstów (100%)")
    for _try in range(200):
        if progress.is_visible():
            break
        page.wait_for_timeout(250)
        page.reload()
    expect(progress).to_be_visible()
    assert "canary-key" not in page.content()
    look(page, "search-by-meaning")

    model.scripts = ["401"]
    page.get_by_role("link", name="Wypróbuj model").click()
    expect(page.get_by_text("Proszę sprawdzić adres, nazwę i klucz.")).to_be_visible()

    page.goto(f"{program.url}/admin/llm/modelcall/")
    expect(page.get_by_text("odczytanie znaczenia tekstów").first).to_be_visible()
    expect(page.get_by_text("embed-small").first).to_be_visible()
    placed = page.get_by_role("row").filter(has_text="odczytanie znaczenia tekstów")
    expect(placed.filter(has_text=re.compile(r"0[.,]0000\d")).first).to_be_visible()  # its cost
    fits(page)


def test_a_model_picks_out_what_an_author_describes_and_the_visitor_reads_it(
    program, model, login, new_context, website
):
    page = new_context(storage_state=login).new_page()
    page.goto(f"{program.url}/admin/flows/flow/add/")
    page.locator("#id_name").fill(WORDS["flow"])
    page.locator(".new-flow-choice").first.click()
    canvas = Canvas(page)
    ask = canvas.add("question", 300, 60)
    pick = canvas.add("extract", 620, 60)
    end = canvas.add("end", 620, 420)
    if not page.locator(".react-flow__edge").count():
        start = page.get_by_test_id("card-start").get_by_test_id("port-next")
        drag(page, start, ask.get_by_test_id("entry"))
    canvas.wire(ask, "next", pick)
    canvas.wire(pick, "found", end)
    canvas.wire(pick, "missing", ask)
    canvas.write(ask, "question", "Co zapisać?")
    canvas.write(end, "text", "Zapisane: {{ kolor }}.")
    pick.locator("h3").click()
    row = page.get_by_test_id("row-fields-0")
    if not row.is_visible():
        page.get_by_test_id("add-fields").click()
    row.locator("[data-field='fields.0.kind']").locator("input").first.click()
    page.get_by_role("option", name="coś opisanego własnymi słowami (AI)").click()
    row.locator("[data-field='fields.0.description']").locator("input, textarea").fill("kolor")
    row.locator("[data-field='fields.0.variable']").locator("input").fill("kolor")
    canvas.is_saved()
    page.get_by_test_id("publish").click()
    page.get_by_test_id("publish-note").fill("1")
    page.get_by_test_id("confirm-publish").click()
    expect(page.get_by_test_id("published")).to_be_visible()
    page.screenshot(path=PICTURES / "pick-out.png")
    origin, shop = website
    shop.snippet = make_widget(page, program, WORDS, "pl", origin)

    visitor = new_context().new_page()
    chat = open_chat(visitor, origin)
    expect(chat.get_by_text("Co zapisać?")).to_be_visible()
    model.answer = '{"kolor": {"quote": "złoty"}}'  # nobody said so: asked once more, then dropped
    chat.get_by_role("textbox").fill("Poproszę niebieski kubek")
    visitor.keyboard.press("Enter")
    expect(chat.get_by_text("Co zapisać?")).to_have_count(2)
    assert "does not stand in the text" in json.dumps(model.requests[-1])

    model.answer = '{"kolor": {"quote": "niebieski"}}'
    chat.get_by_role("textbox").fill("Mówię: niebieski kubek, tel. 600 100 200")
    visitor.keyboard.press("Enter")
    expect(chat.get_by_text(re.compile("Zapisane: niebieski"))).to_be_visible()
    assert "600 100 200" not in json.dumps(model.requests[-1])

    page.goto(f"{program.url}/admin/llm/modelbudget/")
    flows = page.get_by_test_id("costs-flows")
    of_flow = flows.get_by_role("row").filter(has_text=WORDS["flow"])
    expect(of_flow).to_contain_text("cena nieznana: 3 wywołania")
    look(page, "model-costs")
    of_flow.get_by_role("link").click()
    picked = page.get_by_role("row").filter(has_text="wyłuskanie danych")
    expect(picked).to_have_count(3)
    expect(picked.first).to_contain_text(model.place)
    fits(page)
    picked.first.locator("a[href*='/conversations/']").click()
    expect(page.get_by_test_id("talk-models")).to_contain_text("tokeny: ")
