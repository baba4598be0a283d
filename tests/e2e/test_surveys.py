"""A survey in a browser: written in the admin, chosen in a step, answered, read and tagged."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import choose_language
from tests.e2e.test_main_job import Canvas, drag, make_widget, open_chat

WORDS = {
    "pl": {
        "flow": "Księgarnia",
        "survey": "Ocena księgarni",
        "hello": "Dzień dobry, tu księgarnia.",
        "rate": "Czy łatwo było znaleźć książkę?",
        "comment": "Zabrakło działu z poezją.",
        "bye": "Do zobaczenia.",
    },
    "en": {
        "flow": "Bookshop",
        "survey": "Bookshop rating",
        "hello": "Hello, this is the bookshop.",
        "rate": "Was the book easy to find?",
        "comment": "There was no poetry section.",
        "bye": "See you soon.",
    },
}


def add_survey(page: Page, url: str, words: dict[str, str], language: str) -> None:
    """Write an anonymous survey of ease with a comment, with words in one language."""
    page.goto(f"{url}/admin/surveys/survey/add/")
    page.locator("#id_name").fill(words["survey"])
    page.locator("#id_name").press("Tab")
    page.locator("#id_slug").fill(f"shop-{language}")
    page.locator("#id_kind").select_option("ces")
    page.locator("#id_comment").select_option("everyone")
    page.locator("#id_anonymous").check()
    page.locator("#texts-group a.add-row").click()
    page.locator("#id_texts-0-language").select_option(language)
    page.locator("#id_texts-0-question").fill(words["rate"])
    page.locator("button[name=_save], input[name=_save]").first.click()
    expect(page.locator("#result_list").get_by_role("link", name=words["survey"])).to_be_visible()


def draw_and_publish(page: Page, url: str, words: dict[str, str]) -> None:
    """Greeting, the survey, an end."""
    page.goto(f"{url}/admin/flows/flow/add/")
    page.locator("#id_name").fill(words["flow"])
    page.locator(".new-flow-choice").first.click()
    canvas = Canvas(page)
    hello = canvas.add("greeting", 300, 60)
    rate = canvas.add("survey", 620, 60)
    bye = canvas.add("end", 620, 400)
    if not page.locator(".react-flow__edge").count():
        start = page.get_by_test_id("card-start").get_by_test_id("port-next")
        drag(page, start, hello.get_by_test_id("entry"))
    canvas.wire(hello, "next", rate)
    canvas.wire(rate, "next", bye)
    canvas.write(hello, "text", words["hello"])
    canvas.write(bye, "text", words["bye"])
    rate.locator("h3").click()
    field = page.get_by_test_id("inspector").locator("[data-field=survey]")
    field.locator("input").first.click()
    page.get_by_role("option", name=words["survey"]).click()
    expect(page.locator("[data-field=question]")).to_have_count(0)
    expect(rate).to_contain_text(words["survey"])
    canvas.is_saved()
    page.get_by_test_id("publish").click()
    page.get_by_test_id("publish-note").fill("1")
    page.get_by_test_id("confirm-publish").click()
    expect(page.get_by_test_id("published")).to_be_visible()


@pytest.mark.parametrize("language", ["pl", "en"])
def test_write_a_survey_answer_it_anonymously_and_tag_the_comment(
    program, signed_in, new_context, website, language
):
    words, (origin, shop_page) = WORDS[language], website
    owner = signed_in("owner")
    owner.goto(f"{program.url}/admin/")
    choose_language(owner, language)
    add_survey(owner, program.url, words, language)
    draw_and_publish(owner, program.url, words)
    shop_page.snippet = make_widget(owner, program, words, language, origin)

    chat = open_chat(new_context(locale=language).new_page(), origin)
    expect(chat.get_by_role("group", name=words["rate"])).to_be_visible()
    chat.locator(".rating label").filter(has_text="2").click()
    chat.get_by_role("textbox").fill(words["comment"])
    chat.get_by_role("textbox").press("Enter")
    expect(chat.get_by_text(words["bye"])).to_be_visible()

    owner.goto(f"{program.url}/admin/insights/surveys/?survey=shop-{language}")
    expect(owner.locator("[data-figure=score] .insights-value")).to_have_text("—")
    expect(owner.locator(".survey-comments")).to_contain_text(words["comment"])
    expect(owner.locator(".survey-comments a")).to_have_count(0)
    owner.locator(".survey-comments input[name=tags]").fill("poezja")
    owner.get_by_role("button", name=re.compile("Zapisz etykiety|Save tags")).click()
    expect(owner.locator(".survey-tags")).to_contain_text("poezja")

    owner.goto(f"{program.url}/admin/conversations/conversation/")
    rows = owner.locator("#result_list tbody tr", has_text=words["flow"])
    rows.first.locator("a").first.click()
    expect(
        owner.get_by_text(re.compile("Odpowiedź anonimowa|Answered anonymously")).first
    ).to_be_visible()
    expect(owner.get_by_text(words["comment"])).to_have_count(0)
