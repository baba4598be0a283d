"""An author who reads English works on every page of the knowledge; a visitor asks in English."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import choose_language
from tests.e2e.reading_english import POLISH, polish_on
from tests.e2e.test_knowledge_loop import ask, saved

ASKED, UNKNOWN = "What does postage cost?", "Do you lend umbrellas to hikers?"
SINGLE = "Two words at least, 20 at most."
ROWS = "question,answer,owner\n,No question.,\nWho sweeps the yard?,Mr Broom.,nobody@example.com\n"
ARTICLE = "## Kites\n\nKites hang behind the counter of the shop in Bath.\n"


@pytest.fixture
def author(signed_in) -> Page:
    """Somebody who may see the pages of models too."""
    page = signed_in("owner", locale="en-GB")
    assert "Baza wiedzy" in polish_on(page)  # what reads Polish is seen to be Polish
    choose_language(page, "en")
    return page


@pytest.fixture
def visitor(program, new_context) -> Page:
    page = new_context(locale="en-GB").new_page()
    page.goto(f"{program.url}/w/demo-en/")
    return page


def test_a_visitor_asks_and_reads_english(visitor):
    expect(visitor.get_by_role("log", name="Conversation")).to_be_visible()
    ask(visitor, ASKED)
    expect(visitor.get_by_text("£3.95").first).to_be_visible()
    expect(visitor.get_by_text("Source", exact=True)).to_be_visible()
    expect(visitor.locator("html")).to_have_attribute("lang", "en")
    assert polish_on(visitor) == []
    assert POLISH.search(visitor.content()) is None


def test_every_page_of_the_knowledge_is_read_and_used_in_english(author, visitor, program):
    page = author

    def at(place: str, of: str = "knowledge") -> None:
        page.goto(f"{program.url}/admin/{of}/{place}")
        reads_english()

    def reads_english() -> None:
        expect(page.locator("html")).to_have_attribute("lang", "en")
        assert polish_on(page) == [], page.url

    ask(visitor, UNKNOWN)
    expect(visitor.get_by_text("I would rather not guess")).to_be_visible()

    # Entries, and the trial of a question.
    at("entry/add/")
    at("entry/")
    page.locator("#main").get_by_role("link", name="Ask the knowledge").click()
    page.get_by_role("textbox", name="Question", exact=True).fill(ASKED)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("verdict").get_by_role("status")).to_contain_text("Found")
    expect(page.get_by_test_id("hit").first).to_contain_text("How much is delivery?")
    expect(page.get_by_test_id("said")).to_contain_text("£3.95")
    reads_english()
    page.get_by_role("button", name="This is the right answer").first.click()
    expect(page.get_by_text("Kept among the expected answers.")).to_be_visible()
    reads_english()
    at("entry/import/")
    page.locator("input[type=file]").set_input_files(
        {"name": "yard.csv", "mimeType": "text/csv", "buffer": ROWS.encode()}
    )
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.locator("#standing-title")).to_have_text("Imported")
    reads_english()

    # Sources and articles.
    at("source/")
    at("source/add/")
    at("source/add/?kind=article")
    page.locator("#id_name").fill("Kites")
    page.locator("#id_language").select_option("en")
    page.locator("#id_text").fill(ARTICLE)
    saved(page)
    expect(page.locator("#standing-title")).to_have_text("Read")
    reads_english()

    # What nobody answered.
    at("unanswered/")
    at("unanswered/replies/")
    at("unanswered/groups/")
    group = page.locator(".kb-card").filter(has_text=UNKNOWN)
    expect(group).to_contain_text("asked 1 time")
    group.get_by_role("link", name="Add to an existing answer").click()
    reads_english()
    page.go_back()
    group.get_by_role("button", name="Ignore").click()
    expect(group).to_have_count(0)
    reads_english()

    # Synonyms.
    at("synonyms/add/")
    page.locator("#id_language").select_option("en")
    page.locator("#id_words").fill("kite")
    saved(page)
    expect(page.get_by_text(SINGLE)).to_be_visible()
    reads_english()
    page.locator("#id_words").fill("kite, glider")
    saved(page)
    expect(page.locator("#result_list")).to_contain_text("kite, glider")
    reads_english()

    # The quality of answers, and thresholds.
    at("expectation/")
    page.get_by_role("button", name="Check now").first.click()
    expect(page.get_by_text("All expected answers were checked.")).to_be_visible()
    reads_english()
    at("expectation/thresholds/")

    # Models.
    at("meaningsettings/add/")
    at("languagemodelsettings/add/", of="llm")
    at("modelbudget/add/", of="llm")
    at("modelcall/", of="llm")
