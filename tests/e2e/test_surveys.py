"""A survey in a browser: written in the admin, chosen in a step, answered, read and tagged."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import choose_language
from tests.e2e.test_main_job import Canvas, drag, make_widget, open_chat
from tests.e2e.test_together import invited

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


def begin_survey(page: Page, url: str, name: str, slug: str, kind: str) -> None:
    """Open the form of a new survey and say what it is."""
    page.goto(f"{url}/admin/surveys/survey/add/")
    page.locator("#id_name").fill(name)
    page.locator("#id_name").press("Tab")
    page.locator("#id_slug").fill(slug)
    page.locator("#id_kind").select_option(kind)


def word_survey(page: Page, language: str, question: str, options: Sequence[str] = ()) -> None:
    """Ask it in one language, with these answers to choose from."""
    page.locator("#texts-group a.add-row").click()
    page.locator("#id_texts-0-language").select_option(language)
    page.locator("#id_texts-0-question").fill(question)
    page.locator("#id_texts-0-options").fill("\n".join(options))


def save_survey(page: Page, name: str) -> None:
    """Save the new survey; it is in the list."""
    page.locator("button[name=_save], input[name=_save]").first.click()
    expect(page.locator("#result_list").get_by_role("link", name=name)).to_be_visible()


def draw_and_publish(page: Page, url: str, words: dict[str, str], *surveys: str) -> None:
    """Greeting, the surveys one after the other, an end."""
    page.goto(f"{url}/admin/flows/flow/add/")
    page.locator("#id_name").fill(words["flow"])
    page.locator(".new-flow-choice").first.click()
    canvas = Canvas(page)
    hello = canvas.add("greeting", 300, 60)
    steps = [canvas.add("survey", 620, 60 + 300 * place) for place in range(len(surveys))]
    bye = canvas.add("end", 300, 400)
    if not page.locator(".react-flow__edge").count():
        start = page.get_by_test_id("card-start").get_by_test_id("port-next")
        drag(page, start, hello.get_by_test_id("entry"))
    for before, after in pairwise([hello, *steps, bye]):
        canvas.wire(before, "next", after)
    canvas.write(hello, "text", words["hello"])
    canvas.write(bye, "text", words["bye"])
    for step, survey in zip(steps, surveys, strict=True):
        step.locator("h3").click()
        field = page.get_by_test_id("inspector").locator("[data-field=survey]")
        field.locator("input").first.click()
        page.get_by_role("option", name=survey).click()
        expect(page.locator("[data-field=question]")).to_have_count(0)
        expect(step).to_contain_text(survey)
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
    begin_survey(owner, program.url, words["survey"], f"shop-{language}", "ces")
    owner.locator("#id_comment").select_option("everyone")
    owner.locator("#id_anonymous").check()
    word_survey(owner, language, words["rate"])
    save_survey(owner, words["survey"])
    draw_and_publish(owner, program.url, words, words["survey"])
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


OWN = {
    "pl": {
        "flow": "Kawiarnia", "hello": "Dzień dobry, tu kawiarnia.", "bye": "Do następnej kawy.",
        "from": "Skąd znają Państwo kawiarnię", "asks": "Skąd się Państwo o nas dowiedzieli?",
        "answers": ("Od znajomych", "Z internetu", "Przechodziłem obok"),
        "lacks": "Czego brakuje w kawiarni", "open": "Czego u nas brakuje?",
        "own": "Ciasta bez glutenu, bo przychodzę z córką.", "other": "Niczego, jest dobrze.",
    },
    "en": {
        "flow": "Coffee house", "hello": "Hello, this is the coffee house.", "bye": "See you.",
        "from": "How people heard of the coffee house", "asks": "How did you hear of us?",
        "answers": ("From friends", "On the internet", "I was passing by"),
        "lacks": "What the coffee house lacks", "open": "What do you miss here?",
        "own": "Cake without gluten, as my daughter comes along.", "other": "Nothing, all is well.",
    },
}  # fmt: skip


@pytest.mark.parametrize("language", ["pl", "en"])
def test_an_authors_own_questions_are_answered_and_an_analyst_reads_the_answers(
    program, signed_in, new_context, website, language
):
    words, (origin, shop_page) = OWN[language], website
    author, owner = signed_in("author"), signed_in("owner")
    choose_language(author, language)
    choice, words_only = f"choice-{language}", f"open-{language}"
    begin_survey(author, program.url, words["from"], choice, "choice")
    word_survey(author, language, words["asks"], words["answers"])
    save_survey(author, words["from"])
    begin_survey(author, program.url, words["lacks"], words_only, "open")
    word_survey(author, language, words["open"])
    save_survey(author, words["lacks"])
    draw_and_publish(author, program.url, words, words["from"], words["lacks"])
    shop_page.snippet = make_widget(owner, program, words, language, origin)

    # Of the answers one is pressed, or written as it stands there; then the visitor's own words.
    first, second, _third = words["answers"]
    told = ["1", "2", "3", words["own"], words["other"]]
    for picks, tells in zip([first, first, second, first, second], told, strict=True):
        chat = open_chat(new_context(locale=language).new_page(), origin)
        expect(chat.get_by_text(words["asks"])).to_be_visible()
        if picks == first:
            chat.get_by_role("button", name=picks).click()
        else:
            chat.get_by_role("textbox").fill(picks)
            chat.get_by_role("textbox").press("Enter")
        expect(chat.get_by_text(words["open"])).to_be_visible()
        chat.get_by_role("textbox").fill(tells)
        chat.get_by_role("textbox").press("Enter")
        expect(chat.get_by_text(words["bye"])).to_be_visible()

    analyst = new_context().new_page()
    analyst.goto(invited(owner, program, f"Analityk{language}", "analyst"))
    choose_language(analyst, language)
    analyst.goto(f"{program.url}/admin/insights/surveys/?survey={choice}")
    expect(analyst.locator("[data-figure=score] .insights-value")).to_have_text("5")
    rows = analyst.locator(".survey-counts tbody tr")
    expect(rows.locator("th")).to_have_text([*words["answers"]])
    expect(rows.locator("td:nth-child(2)")).to_have_text(["3", "2", "0"])
    expect(rows.locator("td:nth-child(3)")).to_contain_text(["60", "40", "0"])
    analyst.goto(f"{program.url}/admin/insights/surveys/?survey={words_only}")
    expect(analyst.locator("[data-figure=score] .insights-value")).to_have_text("5")
    expect(analyst.locator(".survey-counts")).to_have_count(0)
    expect(analyst.locator(".survey-comments blockquote")).to_have_text(told[::-1])
    analyst.screenshot(path=f"var/e2e/own-words-{language}.png", full_page=True)

    # The same words stand in the conversation, as an answer to the survey.
    analyst.locator(".survey-comments a").first.click()
    expect(analyst.locator("body")).to_contain_text(words["other"])
