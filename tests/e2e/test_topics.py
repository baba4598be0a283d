"""A flow sorts by topic: examples pasted, tried in the panel, and taken in the widget."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.test_main_job import Canvas, drag, make_widget, open_chat

WORDS = {"flow": "Recepcja"}
TOPICS = {
    "Wizyty": "chcę umówić wizytę\nczy mogę przyjść w piątek\nprzełóżmy termin\nodwołuję wizytę",
    "Reklamacje": "usługa była źle zrobiona\nchcę reklamować wizytę\nodpadł lakier po dwóch dniach",
}


@pytest.fixture
def owner(signed_in, program) -> Page:
    page = signed_in("owner")
    page.goto(f"{program.url}/admin/flows/flow/add/")
    return page


def write_topics(page: Page, topics: dict[str, str] = TOPICS) -> None:
    """Two topics with their examples, pasted line by line."""
    for number, (name, examples) in enumerate(topics.items()):
        row = page.get_by_test_id(f"row-topics-{number}")
        if not row.count():
            page.get_by_test_id("add-topics").click()
        row.get_by_label("Temat", exact=False).first.fill(name)
        row.get_by_label("Przykłady", exact=False).fill(examples)


def test_a_visitor_is_led_by_what_they_write_about(owner, program, new_context, website):
    page = owner
    page.locator("#id_name").fill(WORDS["flow"])
    page.locator(".new-flow-choice").first.click()
    canvas = Canvas(page)
    ask = canvas.add("question", 300, 60)
    topic = canvas.add("topic", 620, 60)
    end = canvas.add("end", 620, 420)
    if not page.locator(".react-flow__edge").count():
        start = page.get_by_test_id("card-start").get_by_test_id("port-next")
        drag(page, start, ask.get_by_test_id("entry"))
    canvas.wire(ask, "next", topic)
    canvas.write(ask, "question", "W czym pomóc?")
    canvas.write(end, "text", "To była wizyta.")
    topic.locator("h3").click()
    write_topics(page)
    expect(topic).to_contain_text("Wizyty, Reklamacje")

    page.get_by_test_id("topic-text").fill("muszę zmienić godzinę spotkania")
    page.get_by_test_id("topic-try").click()
    told = page.get_by_test_id("topic-told")
    expect(told).to_contain_text("Temat: Wizyty")
    expect(told).to_contain_text("„chcę reklamować wizytę” jest w temacie „Reklamacje”")

    canvas.wire(topic, "wizyty", end)
    canvas.wire(topic, "reklamacje", ask)
    canvas.wire(topic, "other", ask)
    canvas.is_saved()
    page.get_by_test_id("publish").click()
    page.get_by_test_id("publish-note").fill("1")
    page.get_by_test_id("confirm-publish").click()
    expect(page.get_by_test_id("published")).to_be_visible()

    origin, shop = website
    shop.snippet = make_widget(page, program, WORDS, "pl", origin)
    visitor = new_context().new_page()
    chat = open_chat(visitor, origin)
    chat.get_by_role("textbox").fill("muszę przełożyć wizytę na inny dzień")
    visitor.keyboard.press("Enter")
    expect(chat.get_by_text("To była wizyta.")).to_be_visible()


def test_an_author_is_told_which_two_topics_overlap(owner):
    page = owner
    page.locator("#id_name").fill("Pokrywające się tematy")
    page.locator(".new-flow-choice").first.click()
    topic = Canvas(page).add("topic", 620, 60)
    topic.locator("h3").click()
    overlapping = {
        "Zwroty": "chcę zwrócić buty\nzwrot pieniędzy\njak oddać towar\nbuty są wadliwe",
        "Reklamacje": "buty są uszkodzone\nchcę oddać wadliwe buty\nproszę o zwrot pieniędzy",
    }
    write_topics(page, overlapping)
    told = page.get_by_test_id("topic-told")

    expect(told).to_contain_text("łatwo pomylić")
    expect(told).to_contain_text(
        re.compile("Tematy „(Zwroty” i „Reklamacje|Reklamacje” i „Zwroty)”")
    )
