"""A first flow, drawn by someone who follows what the screen offers: plus after plus."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.test_drawing import Drawing


class FirstFlow(Drawing):
    """An author who only clicks what is there to be clicked."""

    def of_type(self, kind: str, number: int = -1) -> Locator:
        cards = self.page.locator(f"article[data-node-type={kind}]")
        return cards.nth(number) if number >= 0 else cards.last

    def begin_with(self, kind: str) -> Locator:
        self.page.get_by_test_id("card-start").locator("[data-open-way]").click()
        return self._pick(kind, 0)

    def goes_on(self, card: Locator, port: str, kind: str) -> Locator:
        """Click the plus of a way out and choose what stands there."""
        before = self.page.locator(f"article[data-node-type={kind}]").count()
        card.get_by_test_id(f"port-{port}").click()
        return self._pick(kind, before)

    def _pick(self, kind: str, number: int) -> Locator:
        self.page.get_by_test_id(f"quick-{kind}").click()
        card = self.of_type(kind, number)
        expect(card).to_be_visible()
        expect(card).to_have_attribute("data-selected", "true")
        return card

    def fills(self, label: str, words: str) -> None:
        self.page.get_by_label(label, exact=True).fill(words)
        self.page.get_by_test_id("node-title").focus()

    @property
    def todo(self) -> Locator:
        return self.page.get_by_test_id("problems")


@pytest.fixture
def author(signed_in: Any, program: Any) -> FirstFlow:
    return FirstFlow(signed_in("author"), program, "Reklamacje", {})


def test_a_complaint_is_drawn_tried_and_published_by_clicking_what_is_offered(author: FirstFlow):
    page = author.page
    greeting = author.begin_with("greeting")
    expect(author.todo).to_have_attribute("aria-label", "1 do uzupełnienia, 1 do sprawdzenia")

    complaint = author.goes_on(greeting, "next", "question")
    expect(page.get_by_text("nie jest jeszcze wypełnione")).to_have_count(0)
    author.fills("Pytanie *", "Co się stało z zamówieniem?")
    author.goes_on(complaint, "next", "question")
    author.fills("Pytanie *", "Jaki jest numer zamówienia?")
    expect(page.get_by_label("Zapisz odpowiedź jako *")).to_have_value("numer_zamowienia")

    page.get_by_test_id("try-it").click()
    said = page.get_by_test_id("try-lines")
    expect(said).to_contain_text("Co się stało")
    page.get_by_test_id("try-input").fill("Kubek jest pęknięty")
    page.keyboard.press("Enter")
    expect(said).to_contain_text("Jaki jest numer")
    page.get_by_test_id("try-input").fill("12345")
    page.keyboard.press("Enter")
    stop = page.get_by_test_id("try-unfinished")
    expect(stop).to_contain_text("donikąd nie prowadzi")
    stop.get_by_test_id("add-next").click()
    faq = author._pick("faq_lookup", 0)

    author.goes_on(faq, "found", "end")
    hours = author.goes_on(faq, "not_found", "business_hours")
    person = author.goes_on(hours, "open", "handoff")
    author.goes_on(hours, "closed", "leave_message")
    author.goes_on(person, "done", "end")

    expect(author.todo).to_have_attribute("aria-label", "Brak problemów")
    page.get_by_test_id("publish").click()
    page.get_by_test_id("confirm-publish").click()
    expect(page.get_by_test_id("published")).to_be_visible()
    assert {edge["port"] for edge in author.draft()["document"]["edges"]} >= {"found", "closed"}


def test_a_trial_goes_as_far_as_the_draft(author: FirstFlow):
    page = author.page
    greeting = author.begin_with("greeting")
    author.goes_on(greeting, "next", "question")

    page.get_by_test_id("try-it").click()

    stop = page.get_by_test_id("try-unfinished")
    expect(stop).to_contain_text("Pole „Pytanie” nie jest jeszcze wypełnione.")
    expect(page.get_by_test_id("try-input")).to_be_disabled()
    stop.get_by_role("button", name="Pytanie").first.click()
    expect(author.of_type("question")).to_have_attribute("data-selected", "true")


def test_an_empty_field_is_called_so_when_it_was_left(author: FirstFlow):
    page: Page = author.page
    author.begin_with("question")
    field = page.get_by_label("Pytanie *", exact=True)
    expect(field).not_to_have_attribute("aria-invalid", "true")

    field.focus()
    page.get_by_test_id("node-title").focus()

    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_text("Pole „Pytanie” nie jest jeszcze wypełnione.")).to_be_visible()
