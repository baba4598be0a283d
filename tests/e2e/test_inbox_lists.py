"""The inbox as a tool: a colleague is mentioned, a talk is tagged, snoozed, found and woken."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import choose_language

WORDS = {
    "pl": {
        "chat": "/w/demo/",
        "person": "Chcę porozmawiać z człowiekiem",
        "said": "Zgubiłam ŻÓŁTĄ paczkę spod numeru 7431",
        "look": "zolta 7431",
        "tag": "Zguba",
        "back": "Jednak ją mam",
        "tags": "Etykiety",
        "snooze": "Odłóż rozmowę",
        "tomorrow": "Jutro|W poniedziałek",
        "snoozed": "Odłożone",
        "mine": "Moje",
        "mentions": "Wzmianki",
    },
    "en": {
        "chat": "/w/demo-en/",
        "person": "I would like to talk to a person",
        "said": "I lost my YELLOW parcel from number 8542",
        "look": "yellow 8542",
        "tag": "Lost",
        "back": "I have it after all",
        "tags": "Tags",
        "snooze": "Snooze",
        "tomorrow": "Tomorrow|Monday",
        "snoozed": "Snoozed",
        "mine": "Mine",
        "mentions": "Mentions",
    },
}


@pytest.mark.parametrize("language", ["pl", "en"])
def test_a_talk_is_tagged_snoozed_found_and_woken_and_a_colleague_is_mentioned(
    program, signed_in, new_context, language
):
    words = WORDS[language]
    agent, owner = signed_in("agent"), signed_in("owner")
    owner.goto(f"{program.url}/inbox/")
    choose_language(agent, language)
    visitor = new_context(locale=language).new_page()
    visitor.goto(program.url + words["chat"])
    visitor.get_by_role("textbox").fill(words["person"])
    visitor.keyboard.press("Enter")
    agent.locator(".ib-row").first.click()
    agent.get_by_role("button", name=re.compile("Przejmij rozmowę|Take over|Odbierz|Claim")).click()
    visitor.get_by_role("textbox").fill(words["said"])
    visitor.keyboard.press("Enter")
    expect(agent.locator(".ib-thread")).to_contain_text(words["said"])
    row = agent.locator(".ib-row[aria-current]")

    # A tag that is not there yet, by keyboard only: Esc leaves the field, which is ready to write.
    expect(agent.locator(".ib-composer textarea")).to_be_focused()
    agent.keyboard.press("Escape")
    agent.locator("body").press("t")
    agent.get_by_role("dialog").get_by_role("textbox").fill(words["tag"])
    agent.keyboard.press("Enter")
    expect(row).to_contain_text(words["tag"])
    agent.keyboard.press("Escape")
    expect(agent.get_by_role("dialog")).to_be_hidden()

    # A note that calls the owner, who sees it at once.
    name = owner.evaluate("fetch('/api/v1/inbox/me/').then(r => r.json()).then(me => me.name)")
    agent.locator("body").press("n")
    note = agent.locator(".ib-composer textarea")
    note.press_sequentially("@" + name.split()[0])
    expect(agent.get_by_role("option").first).to_contain_text(name)
    note.press("Enter")
    expect(note).to_have_value(f"@{name} ")
    note.press_sequentially("?")
    note.press("Enter")
    mentions = owner.locator(".ib-view", has_text=re.compile("Wzmianki|Mentions"))
    expect(mentions.locator(".ib-count")).to_be_visible()
    mentions.click()
    owner.locator(".ib-row").first.click()
    expect(owner.locator(".ib-thread")).to_contain_text(f"@{name}")
    expect(mentions.locator(".ib-count")).to_have_count(0)

    # Snoozed: gone from the list, and there among the snoozed ones of everybody.
    agent.locator("body").click(position={"x": 2, "y": 2})
    agent.locator("body").press("s")
    agent.get_by_role("button", name=re.compile(f"^({words['tomorrow']})")).first.click()
    expect(agent.locator(".ib-snoozed")).to_be_visible()
    expect(agent.locator(".ib-row", has_text=words["tag"])).to_have_count(0)
    agent.get_by_role("button", name=re.compile("^" + words["snoozed"])).click()
    expect(agent.locator(".ib-row", has_text=words["tag"])).to_have_count(1)

    # Found from anywhere by what was said, without its diacritics.
    agent.keyboard.press("Control+k")
    agent.get_by_role("combobox").fill(words["look"])
    found = agent.get_by_role("dialog").get_by_role("option").first
    expect(found.locator("mark").first).to_be_visible()
    agent.keyboard.press("Enter")
    expect(agent.locator(".ib-thread")).to_contain_text(words["said"])

    # The visitor's next word brings it back.
    visitor.get_by_role("textbox").fill(words["back"])
    visitor.keyboard.press("Enter")
    expect(agent.locator(".ib-snoozed")).to_have_count(0)
    agent.get_by_role("button", name=re.compile("^" + words["mine"])).click()
    expect(agent.locator(".ib-row", has_text=words["tag"])).to_have_count(1)
    close = re.compile("^(Zakończ|Close)$")
    agent.get_by_role("button", name=close).click()
    agent.get_by_role("dialog").get_by_role("button", name=close).click()
    expect(agent.get_by_role("dialog")).to_be_hidden()
