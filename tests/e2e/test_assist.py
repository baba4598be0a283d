"""An agent answers a question with an entry of the knowledge, by two keystrokes and a click."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import choose_language

WORDS = {
    "pl": {"chat": "/w/demo/", "person": "Chcę porozmawiać z człowiekiem",
           "ask": "Ile kosztuje dostawa kurierem?", "answer": "Przesyłka do automatu"},
    "en": {"chat": "/w/demo-en/", "person": "I would like to talk to a person",
           "ask": "How much is delivery?", "answer": "£"},
}  # fmt: skip


@pytest.mark.parametrize("language", ["pl", "en"])
def test_a_suggested_answer_is_read_inserted_changed_and_sent(
    program, signed_in, new_context, language
):
    words = WORDS[language]
    agent = signed_in("agent")
    agent.goto(f"{program.url}/inbox/")
    choose_language(agent, language)
    visitor = new_context(locale=language).new_page()
    visitor.goto(program.url + words["chat"])
    visitor.get_by_role("textbox").fill(words["person"])
    visitor.keyboard.press("Enter")
    agent.locator(".ib-row").first.click()
    agent.get_by_role("button", name=re.compile("Przejmij rozmowę|Take over|Odbierz|Claim")).click()
    visitor.get_by_role("textbox").fill(words["ask"])
    visitor.keyboard.press("Enter")

    suggestion = agent.get_by_test_id("suggestions").get_by_role("listitem").first
    expect(suggestion).to_contain_text(words["answer"])
    suggestion.get_by_role("button").click()
    reply = agent.get_by_role("textbox", name=re.compile("odpowied|reply", re.I))
    expect(reply).to_have_value(re.compile(re.escape(words["answer"])))
    expect(visitor.get_by_text(words["answer"])).to_have_count(0)
    reply.press("End")
    agent.keyboard.press("Enter")

    expect(visitor.get_by_text(words["answer"]).first).to_be_visible()
