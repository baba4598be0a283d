"""Publishing while somebody is talking, and looking at that conversation again afterwards."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.test_drawing import Drawing
from tests.e2e.test_main_job import make_widget, open_chat

NAME = "Bukiety na telefon"


def flow(asked: str, thanks: str, city: str = "city") -> dict[str, Any]:
    return {
        "start": city,
        "nodes": [
            {
                "id": city,
                "type": "question",
                "title": "Miasto",
                "config": {"question": asked, "save_as": "city"},
            },
            {"id": "thanks", "type": "question", "title": "Dzień",
             "config": {"question": thanks, "save_as": "day"}},
            {"id": "bye", "type": "end", "config": {"text": "Do zobaczenia."}},
        ],
        "edges": [
            {"source": city, "port": "next", "target": "thanks"},
            {"source": "thanks", "port": "next", "target": "bye"},
        ],
    }  # fmt: skip


def publish(page: Page, live: str | None = None) -> None:
    page.get_by_test_id("publish").click()
    if live:
        page.get_by_test_id(f"live-{live}").check()
    page.get_by_test_id("confirm-publish").click()
    expect(page.get_by_test_id("published")).to_be_visible()
    page.keyboard.press("Escape")


@pytest.fixture
def owner(signed_in: Any) -> Page:
    return signed_in("owner")


def test_a_conversation_under_way_is_moved_and_can_be_replayed(
    program, owner, new_context, website
):
    origin, shop_page = website
    drawing = Drawing(owner, program, NAME, flow("Do jakiego miasta?", "Na kiedy?"))
    editor = owner.url
    publish(owner)
    shop_page.snippet = make_widget(owner, program, {"flow": NAME}, language="pl", origin=origin)
    visitor = new_context().new_page()
    chat = open_chat(visitor, origin)
    expect(chat.get_by_text("Do jakiego miasta?")).to_be_visible()

    owner.goto(editor)
    expect(owner.get_by_test_id("canvas")).to_be_visible()
    drawing.store(flow("Dokąd wysłać bukiet?", "Którego dnia, {{ city }}?"))
    owner.get_by_test_id("publish").click()
    live = owner.get_by_test_id("live-talks")
    expect(live).to_contain_text("Miasto")
    owner.get_by_role("button", name="Anuluj").click()
    publish(owner, "move")

    chat.get_by_role("textbox").fill("Gdynia")
    visitor.keyboard.press("Enter")
    expect(chat.get_by_text("Którego dnia, Gdynia?")).to_be_visible()

    owner.goto(f"{program.url}/admin/conversations/conversation/")
    owner.locator("#result_list tbody a").first.click()
    owner.get_by_role("link", name="Odtwórz krok po kroku").click()
    expect(owner.get_by_text("kończy się tak samo jak wtedy")).to_be_visible()
    owner.wait_for_load_state()  # until then nobody hears the key
    owner.keyboard.press("ArrowRight")
    expect(owner.locator(".replay-turn").first).to_contain_text("2 z")
    owner.locator(".replay-list a").last.click()
    values = owner.locator(".replay-values")
    expect(values).to_contain_text("city")
    expect(values).to_contain_text("Gdynia")

    owner.locator("#replay-version").select_option("1")
    owner.get_by_role("button", name="Odtwórz").click()
    expect(owner.locator(".replay-verdict")).to_contain_text("Pierwsza różnica")


def test_what_vanished_is_named_before_it_is_moved(program, owner, new_context, website):
    origin, shop_page = website
    drawing = Drawing(owner, program, "Pasmanteria", flow("Do jakiego miasta?", "Na kiedy?"))
    editor = owner.url
    publish(owner)
    shop_page.snippet = make_widget(
        owner, program, {"flow": "Pasmanteria"}, language="pl", origin=origin
    )
    visitor = new_context().new_page()
    chat = open_chat(visitor, origin)
    expect(chat.get_by_text("Do jakiego miasta?")).to_be_visible()

    owner.goto(editor)
    expect(owner.get_by_test_id("canvas")).to_be_visible()
    drawing.store(flow("Dokąd?", "Na kiedy?", city="where"))
    owner.get_by_test_id("publish").click()
    owner.get_by_test_id("live-move").check()

    expect(owner.get_by_test_id("vanished")).to_be_visible()
    owner.get_by_test_id("live-restart").check()
    owner.get_by_test_id("confirm-publish").click()
    expect(owner.get_by_test_id("published")).to_be_visible()
    chat.get_by_role("textbox").fill("Gdynia")
    visitor.keyboard.press("Enter")
    expect(chat.get_by_text("Dokąd?")).to_be_visible()
