"""A shop signs its customer in: one person in two browsers, and an impostor who sees nothing."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.conversations.test_identity_tokens import signed
from tests.e2e.conftest import choose_language
from tests.e2e.test_main_job import Canvas, drag, make_widget, open_chat

WORDS = {
    "pl": {"flow": "Konto klienta", "ask": "W czym pomóc?", "secret": "Zgubiłam kod 4711"},
    "en": {"flow": "Customer account", "ask": "How can we help?", "secret": "I lost code 4711"},
}


def draw_and_publish(page: Page, url: str, words: dict[str, str]) -> None:
    """A question and an end."""
    page.goto(f"{url}/admin/flows/flow/add/")
    page.locator("#id_name").fill(words["flow"])
    page.locator(".new-flow-choice").first.click()
    canvas = Canvas(page)
    ask = canvas.add("question", 300, 60)
    bye = canvas.add("end", 620, 60)
    if not page.locator(".react-flow__edge").count():
        start = page.get_by_test_id("card-start").get_by_test_id("port-next")
        drag(page, start, ask.get_by_test_id("entry"))
    canvas.wire(ask, "next", bye)
    canvas.write(ask, "question", words["ask"])
    ask.locator("h3").click()
    field = page.get_by_test_id("inspector").locator("[data-field=save_as] input").first
    field.fill("topic")
    field.press("Enter")
    canvas.is_saved()
    page.get_by_test_id("publish").click()
    page.get_by_test_id("publish-note").fill("1")
    page.get_by_test_id("confirm-publish").click()
    expect(page.get_by_test_id("published")).to_be_visible()


def say(page: Page, chat: FrameLocator, text: str) -> None:
    chat.get_by_role("textbox").fill(text)
    page.keyboard.press("Enter")
    expect(chat.locator("main")).to_contain_text(text)


@pytest.mark.parametrize("language", ["pl", "en"])
def test_one_customer_in_two_browsers_and_an_impostor(
    program, signed_in, new_context, website, language
):
    words, (origin, shop_page) = WORDS[language], website
    owner = signed_in("owner")
    choose_language(owner, language)
    draw_and_publish(owner, program.url, words)
    snippet = make_widget(owner, program, words, language, origin)
    widget = snippet.split('data-widget="')[1].split('"')[0]
    owner.locator("a[href$='/identity-key/']").click()
    owner.locator("form:not([action]) button.bg-primary-600").click()
    key = owner.locator("[data-copy] textarea").input_value()

    def page_for(subject: str | None) -> str:
        if subject is None:
            return snippet
        claims = {"aud": widget, "sub": subject, "exp": int(time.time()) + 300, "name": "Ada"}
        call = f"Flowbuilder('identify', {{token: '{signed(claims, key)}'}})"
        queue = (
            "window.Flowbuilder=window.Flowbuilder||function()"
            "{(Flowbuilder.q=Flowbuilder.q||[]).push(arguments)};"
        )
        return f"<script>{queue}{call}</script>{snippet}"

    def visit(subject: str | None, page: Page | None = None) -> tuple[Page, FrameLocator]:
        shop_page.snippet = page_for(subject)
        page = page or new_context(locale=language).new_page()
        chat = open_chat(page, origin)
        expect(chat.locator("main")).to_contain_text(words["ask"])
        return page, chat

    first, chat = visit(f"ada-{language}")
    say(first, chat, words["secret"])
    second, _elsewhere = visit(f"ada-{language}")
    impostor, strange = visit(None)
    say(impostor, strange, "ada@shop.example")
    _other, others = visit(f"bob-{language}", first)
    out, signed_out = visit(None, second)

    expect(others.locator("main")).not_to_contain_text("4711")
    expect(signed_out.locator("main")).not_to_contain_text("4711")
    expect(strange.locator("main")).not_to_contain_text("4711")
    _back, again = visit(f"ada-{language}", out)
    expect(again.locator("main")).to_contain_text("4711")
