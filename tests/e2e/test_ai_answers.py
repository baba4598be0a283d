"""A model answers in the widget: sources, follow-ups, asking back, and what it is not told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.running import Program, running_program
from tests.e2e.test_main_job import Canvas, drag, make_widget, open_chat
from tests.llm.fake_model import FakeModel, running

WORDS = {"flow": "Pytania do AI", "widget": "Pytania do AI"}


@dataclass
class Model(FakeModel):
    """Quotes its first passage with its number; asks back at “zwrot”; puts follow-ups in full."""

    def say(self, request: dict[str, Any]) -> str:
        system, user = (message["content"] for message in request["messages"])
        if system.startswith("Rewrite"):
            return "Czy dostawa w sobotę?"
        data = json.loads(user)
        if data["question"].casefold().startswith("zwrot"):
            return "UNCLEAR"
        first = data["passages"][0]
        return f"{first['answer'].split('. ')[0].rstrip('.')} [{first['n']}]."


@pytest.fixture(scope="module")
def model() -> Iterator[FakeModel]:
    with running(Model()) as serving:
        yield serving


@pytest.fixture(scope="module")
def program(model: FakeModel, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """A program of its own, because it has a language model."""
    settings = {
        "FLOWBUILDER_LLM_BASE_URL": model.base_url,
        "FLOWBUILDER_LLM_MODEL": "fake",
        "FLOWBUILDER_LLM_API_KEY": "key",
        "FLOWBUILDER_ALLOWED_PRIVATE_HOSTS": model.place,
    }
    with running_program(tmp_path_factory.mktemp("with-model"), **settings) as started:
        yield started


def draw(page: Page, url: str) -> None:
    """A question and the AI's answer, over and over; the flow says who answers."""
    page.goto(f"{url}/admin/flows/flow/add/")
    page.locator("#id_name").fill(WORDS["flow"])
    page.locator(".new-flow-choice").first.click()
    canvas = Canvas(page)
    ask = canvas.add("question", 300, 60)
    answer = canvas.add("llm_answer", 620, 60)
    bye = canvas.add("end", 620, 420)
    if not page.locator(".react-flow__edge").count():
        start = page.get_by_test_id("card-start").get_by_test_id("port-next")
        drag(page, start, ask.get_by_test_id("entry"))
    canvas.wire(ask, "next", answer)
    canvas.wire(answer, "answered", ask)
    canvas.wire(answer, "not_grounded", bye)
    canvas.wire(answer, "wants_human", bye)
    canvas.write(ask, "question", "Słucham?")
    answer.locator("h3").click()
    expect(page.get_by_role("switch", name="Dopytuj, gdy pytanie jest niejasne")).to_be_checked()
    expect(page.get_by_role("switch", name="Ukrywaj dane osobowe przed modelem")).to_be_checked()
    excluded = page.locator("[data-field=excluded]")
    excluded.get_by_role("textbox").fill("porady medyczne\nporady prawne")
    page.get_by_role("button", name="Ustawienia").click()
    page.get_by_test_id("persona").fill("Lipa, zna się na herbacie.")
    page.get_by_test_id("address").click()
    page.get_by_role("option", name="swobodnie").click()
    canvas.is_saved()
    page.get_by_test_id("publish").click()
    page.get_by_test_id("publish-note").fill("1")
    page.get_by_test_id("confirm-publish").click()
    expect(page.get_by_test_id("published")).to_be_visible()


def test_a_visitor_asks_is_answered_with_sources_follows_up_and_is_asked_back(
    program, model, new_context, website
):
    origin, shop = website
    owner = new_context().new_page()
    owner.goto(program.login_link("owner"))
    draw(owner, program.url)
    shop.snippet = make_widget(owner, program, WORDS, "pl", origin)
    page = new_context().new_page()
    chat = open_chat(page, origin)

    def say(text: str) -> None:
        chat.get_by_role("textbox").fill(text)
        page.keyboard.press("Enter")

    say("Ile kosztuje dostawa? Mój mail to jan.nowak@example.pl")
    answer = chat.locator("[data-generated-by=ai]").first
    expect(answer).to_contain_text("12,99 zł")
    expect(answer.locator(".mark")).to_have_text("1 (Źródło 1: Ile kosztuje dostawa?)")
    expect(answer.locator(".sources li")).to_have_count(1)
    assert "jan.nowak" not in json.dumps(model.requests)
    system = model.requests[-1]["messages"][0]["content"]
    assert "Lipa, zna się na herbacie." in system
    assert "porady medyczne" in system

    say("zwrot")
    chat.get_by_role("button", name="Ile mam dni na zwrot?").or_(
        chat.locator(".pill").first
    ).first.click()
    expect(chat.locator("[data-generated-by=ai]")).to_have_count(2)

    say("Proszę o porady medyczne")
    expect(chat.get_by_text("O tym nie mogę tutaj rozmawiać.")).to_be_visible()
