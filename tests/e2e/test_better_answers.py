"""The loop that improves answers, its other ways: a passage is expected, a change asks before it
breaks something, and a group goes to an answer that is there or to a branch of a flow."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from flowbuilder.core.testing import flow
from tests.e2e.test_knowledge_loop import ask_in_vain, saved

GUIDE = (
    "# Wypożyczalnia\n\n## Kajaki\n\nKajak dwuosobowy wypożyczamy za kaucją czterystu złotych.\n"
)
ASKED = "Jaka jest kaucja za kajak dwuosobowy?"
WOULD_BREAK = "Po tej zmianie przestałaby działać 1 oczekiwana odpowiedź"


@pytest.fixture
def owner(signed_in) -> Page:
    return signed_in("owner")


def try_question(page: Page, url: str, question: str) -> None:
    page.goto(f"{url}/admin/knowledge/ask/?question={question}&language=pl")


def test_a_passage_is_expected_and_its_source_asks_before_it_is_switched_off(
    owner, program, tmp_path: Path
):
    file = tmp_path / "wypozyczalnia.md"
    file.write_text(GUIDE, encoding="utf-8")
    owner.goto(f"{program.url}/admin/knowledge/source/add/")
    owner.locator("#id_name").fill("Cennik wypożyczalni")
    owner.locator("#id_upload").set_input_files(file)
    saved(owner)
    expect(owner.locator("#standing-title")).to_have_text("Wczytano")

    try_question(owner, program.url, ASKED)
    passage = owner.locator("li").filter(has_text="Cennik wypożyczalni")
    passage.get_by_role("button", name="To jest dobra odpowiedź").click()
    expect(owner.get_by_text("Oczekiwano: „Cennik wypożyczalni › ")).to_be_visible()

    owner.goto(f"{program.url}/admin/knowledge/expectation/?q=kaucja")
    row = owner.locator("#result_list tbody tr").filter(has_text=ASKED)
    expect(row).to_contain_text("Cennik wypożyczalni › Wypożyczalnia › Kajaki")
    expect(row).to_contain_text("Dobra odpowiedź")

    owner.goto(f"{program.url}/admin/knowledge/source/?q=Cennik")
    owner.get_by_role("link", name="Cennik wypożyczalni").click()
    owner.locator("#id_enabled").uncheck()
    saved(owner)
    expect(owner.get_by_text(WOULD_BREAK)).to_be_visible()
    expect(owner.get_by_text("Oczekiwano: „Cennik wypożyczalni › ")).to_be_visible()
    owner.get_by_role("button", name="Zapisz mimo to").click()
    expect(owner.locator("#result_list")).to_be_visible()


def test_another_text_of_an_article_asks_before_it_breaks_an_answer(owner, program):
    question = "Ile kosztuje wypożyczenie tandemu?"
    owner.goto(f"{program.url}/admin/knowledge/source/add/?kind=article")
    owner.locator("#id_name").fill("Rowery")
    owner.locator("#id_text").fill("## Tandemy\n\nWypożyczenie tandemu kosztuje 80 zł dziennie.\n")
    saved(owner)
    expect(owner.locator("#standing-title")).to_have_text("Wczytano")
    article = owner.url
    try_question(owner, program.url, question)
    passage = owner.locator("li").filter(has_text="Rowery › Tandemy")
    passage.get_by_role("button", name="To jest dobra odpowiedź").first.click()
    expect(owner.get_by_text("Oczekiwano: „Rowery › ")).to_be_visible()

    owner.goto(article)
    owner.locator("#id_text").fill("## Hulajnogi\n\nHulajnogi są na drugim piętrze.\n")
    saved(owner)
    expect(owner.get_by_text(WOULD_BREAK)).to_be_visible()
    expect(owner.get_by_text("Oczekiwano: „Rowery › ")).to_be_visible()
    owner.locator("#id_text").fill("## Tandemy\n\nWypożyczenie tandemu kosztuje 90 zł dziennie.\n")
    owner.get_by_role("button", name="Zapisz", exact=True).click()
    expect(owner.locator("#result_list")).to_contain_text("Rowery")


def test_synonyms_ask_before_they_break_an_answer(owner, program):
    owner.goto(f"{program.url}/admin/knowledge/entry/add/")
    owner.locator("#id_question").fill("Bankomat")
    owner.locator("#id_answer").fill("Bankomat stoi przy wejściu.")
    saved(owner)
    try_question(owner, program.url, "Frymuśnica")
    owner.get_by_role("button", name="Nie powinno być odpowiedzi").click()
    expect(owner.get_by_text("Oczekiwano: brak odpowiedzi.")).to_be_visible()

    owner.goto(f"{program.url}/admin/knowledge/synonyms/add/")
    owner.locator("#id_words").fill("frymuśnica, bankomat")
    saved(owner)
    expect(owner.get_by_text(WOULD_BREAK)).to_be_visible()
    expect(owner.get_by_text("Oczekiwano: brak odpowiedzi.")).to_be_visible()
    owner.locator("#id_words").fill("bankomat, wpłatomat")
    owner.get_by_role("button", name="Zapisz", exact=True).click()
    expect(owner.locator("#result_list")).to_contain_text("bankomat, wpłatomat")


def import_service(page: Page, url: str, folder: Path) -> None:
    """Bring in a flow that sorts by topic."""
    topics = [
        {"key": "broken", "label": "Zepsuty towar", "examples": ["lampa nie świeci", "pękł kubek"]},
        {"key": "hours", "label": "Godziny", "examples": ["o której otwieracie", "do której"]},
    ]
    document = flow(
        ("sort", "topic", {"topics": topics}),
        ("end", "end"),
        wires="sort.broken > end; sort.hours > end; sort.other > end",
        name="Dział obsługi",
        locale="pl",
    )
    file = folder / "obsluga.json"
    file.write_text(document.model_dump_json(), encoding="utf-8")
    page.goto(f"{url}/admin/flows/flow/add/")
    page.locator("input[name=file]").set_input_files(file)
    page.locator("button[name=import]").click()
    expect(page.locator(".react-flow__node").first).to_be_visible()


def test_a_group_is_joined_to_an_answer_and_another_goes_to_a_branch(
    owner, program, new_context, tmp_path: Path
):
    import_service(owner, program.url, tmp_path)
    towels = ("Czy są ręczniki na basenie?", "czy są ręczniki na basenie")
    broken = "Zegar ścienny spóźnia się dziesięć minut"
    visitor = new_context().new_page()
    for question in (*towels, broken):
        ask_in_vain(visitor, program.url, question)
        visitor = new_context().new_page()
    owner.goto(f"{program.url}/admin/knowledge/entry/add/")
    owner.locator("#id_question").fill("Zasady korzystania z sauny")
    owner.locator("#id_answer").fill("Ręcznik dostają Państwo przy wejściu do sauny.")
    saved(owner)

    owner.goto(f"{program.url}/admin/knowledge/unanswered/groups/")
    group = owner.locator(".kb-card").filter(has_text="ręczniki na basenie")
    group.get_by_role("link", name="Dołącz do istniejącej odpowiedzi").click()
    owner.get_by_role("textbox", name="Szukaj w odpowiedziach").fill("sauna")
    owner.get_by_role("button", name="Szukaj", exact=True).click()
    sauna = owner.locator(".kb-card").filter(has_text="Zasady korzystania z sauny")
    sauna.get_by_role("button", name="Ta odpowiedź").click()
    expect(owner.get_by_text("Z odpowiedzią wcześniej: 0 z 2. Teraz: 2 z 2.")).to_be_visible()

    group = owner.locator(".kb-card").filter(has_text=broken)
    group.get_by_role("link", name="Skieruj do gałęzi").click()
    expect(owner.get_by_role("heading", name="Dział obsługi")).to_be_visible()
    owner.get_by_role("button", name="Skieruj do tematu „Zepsuty towar”").click()
    expect(
        owner.get_by_text("Rozpoznane wcześniej: 0 z 1. Rozpoznane teraz: 1 z 1.")
    ).to_be_visible()
    expect(owner.locator(".kb-card").filter(has_text=broken)).to_have_count(0)
    owner.get_by_role("link", name="Otwórz scenariusz").click()
    expect(owner.locator(".react-flow__node").first).to_be_visible()


def test_a_question_is_tried_as_in_one_flow(owner, program):
    try_question(owner, program.url, "Ile mam czasu na zwrot?")
    expect(owner.get_by_text("Tak jak w opublikowanej wersji")).to_have_count(0)
    flows = owner.get_by_label("Scenariusz", exact=True)
    flows.select_option(index=1)
    owner.get_by_role("button", name="Zapytaj", exact=True).click()
    expect(owner.get_by_test_id("as-flow")).to_be_visible()

    expect(owner.get_by_test_id("said")).to_contain_text("30 dni")
    expect(owner.get_by_test_id("said")).to_contain_text("bez modelu")
    expect(owner.get_by_test_id("as-flow")).to_be_visible()
    owner.get_by_role("button", name="To jest dobra odpowiedź").first.click()
    expect(owner.get_by_text("Oczekiwano:")).to_be_visible()
    expect(flows).not_to_have_value("")
