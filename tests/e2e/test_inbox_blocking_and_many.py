"""An agent blocks a visitor and lets them write again; does one thing to many; makes one urgent."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import choose_language

WORDS = {
    "pl": {
        "chat": "/w/demo/", "person": "Chcę porozmawiać z człowiekiem", "field": "Wiadomość",
        "anew": "Nowa rozmowa", "take": "Przejmij rozmowę", "more": "Szczegóły i historia",
        "block": "Zablokuj",
        "unblock": "Odblokuj",
        "closed": "Ta rozmowa została zamknięta", "tags": "Etykiety", "put": "Dodaj",
        "acts": "Więcej",
        "urgent": "Oznacz jako pilne", "usual": "Zdejmij „pilne”", "mark": "Pilne",
        "end": "Zakończ",
        "transfer": "Przekaż", "done": "Wykonano dla", "line": "oznacza rozmowę jako pilną",
        "mine": "Moje",
    },
    "en": {
        "chat": "/w/demo-en/", "person": "I would like to talk to a person", "field": "Message",
        "anew": "New conversation", "take": "Take over", "more": "Details and history",
        "block": "Block",
        "unblock": "Unblock",
        "closed": "This conversation has been closed", "tags": "Tag", "put": "Add", "acts": "More",
        "urgent": "Make urgent", "usual": "No longer urgent", "mark": "Urgent", "end": "Close",
        "transfer": "Transfer", "done": "Done for", "line": "marked the conversation as urgent",
        "mine": "Mine",
    },
}  # fmt: skip


def visitor_says(program, new_context, words, language, matter) -> Page:
    """A visitor waits for a person and has said a thing of their own."""
    page = new_context(locale=language).new_page()
    page.goto(program.url + words["chat"])
    for said in (words["person"], matter):
        page.get_by_role("textbox", name=words["field"]).fill(said)
        page.keyboard.press("Enter")
        expect(page.locator(".run.mine .message", has_text=said)).not_to_have_attribute(
            "data-state", re.compile(".")
        )
    return page


@pytest.mark.parametrize("language", ["pl", "en"])
def test_an_agent_blocks_a_visitor_who_is_told_and_lets_them_write_again(
    program, signed_in, new_context, language
):
    words, matter = WORDS[language], f"Blok {language} 9101"
    agent = signed_in("agent")
    choose_language(agent, language)
    guest = visitor_says(program, new_context, words, language, matter)
    agent.locator(".ib-row", has_text=matter).click()
    agent.get_by_role("button", name=words["take"]).click()
    agent.get_by_role("button", name=words["more"]).click()
    person = agent.get_by_role("dialog").first
    person.get_by_role("button", name=words["block"], exact=True).click()
    asks = agent.get_by_role("dialog").nth(1)
    asks.get_by_role("textbox").fill("Spam")
    asks.get_by_role("button", name=words["block"], exact=True).click()

    # The visitor reads a sentence, and can write no more, also after a reload.
    expect(guest.locator("body")).to_contain_text(words["closed"])
    expect(guest.locator("body")).not_to_contain_text("Spam")
    for _ in range(2):
        expect(guest.get_by_role("textbox", name=words["field"])).to_have_count(0)
        guest.reload()
        expect(guest.locator("body")).to_contain_text(words["closed"])

    expect(person.get_by_text("Spam").first).to_be_visible()
    person.get_by_role("button", name=words["unblock"]).click()
    expect(person.get_by_role("button", name=words["block"], exact=True)).to_be_visible()
    guest.reload()
    guest.get_by_role("button", name=words["anew"]).click()
    field = guest.get_by_role("textbox", name=words["field"])
    expect(field).to_be_editable()
    field.fill(words["person"])
    guest.keyboard.press("Enter")
    expect(guest.locator(".run.mine .message", has_text=words["person"]).last).to_be_visible()


@pytest.mark.parametrize("language", ["pl", "en"])
def test_many_are_tagged_made_urgent_passed_on_and_ended_and_what_failed_is_told(
    program, signed_in, new_context, language
):
    words = WORDS[language]
    agent, owner = signed_in("agent"), signed_in("owner")
    owner.goto(f"{program.url}/inbox/")
    choose_language(agent, language)
    matters = [f"Wiele {language} {number}" for number in (9201, 9202)]
    for matter in matters:
        visitor_says(program, new_context, words, language, matter)

    def pick() -> None:
        for matter in matters:
            item = agent.get_by_role("listitem").filter(
                has=agent.locator(".ib-row", has_text=matter)
            )
            item.locator(".ib-pick input").check(force=True)
        expect(agent.locator(".ib-pick input:checked")).to_have_count(2)

    def do(name: str) -> None:
        agent.locator(".ib-many").get_by_role("button", name=words["acts"]).click()
        agent.get_by_role("menuitem", name=name).click()

    rows = [agent.locator(".ib-row", has_text=matter) for matter in matters]
    for row in rows:
        expect(row).to_be_visible()
    pick()
    agent.locator(".ib-many").get_by_role("button", name=words["tags"], exact=True).click()
    dialog = agent.get_by_role("dialog")
    dialog.get_by_role("textbox").fill(f"Hurt {language}")
    agent.keyboard.press("Enter")
    dialog.get_by_role("button", name=words["put"], exact=True).click()
    expect(dialog).to_be_hidden()
    for row in rows:
        expect(row).to_contain_text(f"Hurt {language}")
    pick()
    do(words["urgent"])
    for row in rows:
        expect(row).to_contain_text(words["mark"])
    rows[0].click()
    expect(agent.locator(".ib-thread")).to_contain_text(words["line"])
    agent.get_by_role("button", name=words["usual"]).click()
    expect(rows[0]).not_to_contain_text(words["mark"])

    # What waits is not ours to end, which is told of each; taken, both can be passed on.
    pick()
    do(words["end"])
    dialog.get_by_role("button", name=words["end"], exact=True).click()
    expect(dialog.locator(".ib-tally li")).to_have_count(2)
    agent.keyboard.press("Escape")
    expect(agent.locator(".ib-pick input:checked")).to_have_count(2)
    do(words["take"])
    dialog.get_by_role("button", name=words["take"]).click()
    expect(agent.get_by_text(words["done"]).first).to_be_visible()
    agent.locator(".ib-view", has_text=words["mine"]).click()
    for row in rows:
        expect(row).to_be_visible()
    pick()
    do(words["transfer"])
    name = owner.evaluate("fetch('/api/v1/inbox/me/').then(r => r.json()).then(me => me.name)")
    dialog.get_by_role("combobox").click()
    agent.get_by_role("option", name=name).click()
    dialog.get_by_role("button", name=words["transfer"], exact=True).click()
    expect(agent.get_by_text(words["done"]).last).to_be_visible()
    for row in rows:
        expect(row).to_have_count(0)
    owner.locator(".ib-view", has_text="Moje").click()
    for matter in matters:
        expect(owner.locator(".ib-row", has_text=matter)).to_be_visible()
