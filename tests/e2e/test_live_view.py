"""Whoever leads the agents sees a visitor wait, gives them to an agent and listens in."""

from __future__ import annotations

import csv
import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import choose_language
from tests.e2e.test_contacts import WORDS as CONTACT
from tests.e2e.test_contacts import introduce
from tests.e2e.test_every_screen import AXE, GRAVE, TAGS

WORDS = {
    "pl": ("/w/demo/", "Chcę porozmawiać z człowiekiem", "Przydziel", "Podejrzyj"),
    "en": ("/w/demo-en/", "I would like to talk to a person", "Assign", "Listen in"),
}


def keep(page: Page, name: str) -> None:
    """`SCREENS_FOLDER=folder` keeps a picture."""
    if folder := os.environ.get("SCREENS_FOLDER"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def look(page: Page, name: str) -> None:
    """Nothing bars anyone here."""
    keep(page, name)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate("tags => axe.run('#live', {runOnly: {type: 'tag', values: tags}})", TAGS)
    grave = [one["id"] for one in found["violations"] if one["impact"] in GRAVE]
    assert grave == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(
    ("language", "size", "theme"), [("pl", (1440, 900), "light"), ("en", (390, 844), "dark")]
)
def test_a_visitor_who_waits_is_seen_without_a_reload_given_to_an_agent_and_listened_in_to(
    program, signed_in, new_context, language, size, theme
):
    address, person, assign, listen = WORDS[language]
    agent = signed_in("agent")
    name = agent.evaluate("fetch('/api/v1/inbox/me/').then(r => r.json()).then(me => me.name)")
    width, height = size
    lead = signed_in("owner", viewport={"width": width, "height": height}, color_scheme=theme)
    lead.goto(f"{program.url}/admin/live/")
    choose_language(lead, language)
    waiting = lead.locator("section", has=lead.locator("#live-waiting"))
    under_way = lead.locator("section", has=lead.locator("#live-talks"))
    before = waiting.locator("tbody tr").count()
    expect(lead.locator(".is-available", has_text=name).first).to_be_visible()

    visitor = new_context(locale=language).new_page()
    visitor.goto(program.url + address)
    visitor.get_by_role("textbox").fill(person)
    visitor.keyboard.press("Enter")
    expect(waiting.locator("tbody tr")).to_have_count(before + 1)
    look(lead, f"live-{language}")
    row = waiting.locator("tbody tr").last
    talk = row.get_attribute("data-talk")
    row.get_by_role("link", name=re.compile("^" + assign)).click()
    dialog = lead.get_by_role("dialog")
    expect(dialog.get_by_role("combobox")).to_be_focused()
    option = dialog.locator("option", has_text=name).get_attribute("value")
    dialog.get_by_role("combobox").select_option(option)
    look(lead, f"live-assign-{language}")
    dialog.get_by_role("button", name=assign).click()

    expect(dialog).to_be_hidden()
    given = under_way.locator(f"[data-talk='{talk}']")
    expect(given).to_contain_text(name)
    look(lead, f"live-given-{language}")
    expect(lead.locator(f"#assign-{talk}")).to_be_focused()
    expect(visitor.locator("body")).to_contain_text(name)
    agent.goto(f"{program.url}/inbox/c/{talk}")
    expect(agent.locator(".ib-composer")).to_be_visible()
    heard = visitor.locator("[data-seq], li, article").count()
    given.get_by_role("link", name=re.compile("^" + listen)).click()
    expect(lead.locator(".ib-thread")).to_contain_text(person)
    expect(agent.locator(".ib-collision")).to_contain_text(re.compile("ma podgląd|listening in"))
    assert visitor.locator("[data-seq], li, article").count() == heard
    keep(lead, f"live-listening-{language}")
    keep(agent, f"live-heard-{language}")
    lead.locator(".ib-bar").get_by_role("button").click()
    expect(lead.locator(".ib-bar")).to_have_count(0)
    expect(agent.locator(".ib-collision")).to_contain_text(re.compile("ogląda|looking at"))
    lead.reload()
    expect(lead.locator(".ib-thread")).to_contain_text(person)
    expect(lead.locator(".ib-bar")).to_have_count(0)
    close = re.compile("^(Zakończ|Close)$")
    agent.get_by_role("button", name=close).click()
    agent.get_by_role("dialog").get_by_role("button", name=close).click()
    expect(agent.get_by_role("dialog")).to_be_hidden()


def test_who_was_given_to_an_agent_is_in_the_file_of_the_day_without_a_word_they_said(
    program, signed_in, new_context
):
    agent, lead = signed_in("agent"), signed_in("owner")
    name = agent.evaluate("fetch('/api/v1/inbox/me/').then(r => r.json()).then(me => me.name)")
    lead.goto(f"{program.url}/admin/live/")
    visitor = introduce(program, new_context, CONTACT["pl"], "pl", "Bogna Plikowa")
    visitor.get_by_role("textbox").fill(WORDS["pl"][1])
    visitor.keyboard.press("Enter")

    def in_the_file() -> tuple[dict[str, str], str]:
        """Her line in what is downloaded, and the whole of it."""
        with lead.expect_download() as download:
            lead.get_by_role("button", name="Pobierz CSV").click()
        text = download.value.path().read_text(encoding="utf-8-sig")
        return next(
            one for one in csv.DictReader(text.splitlines()) if one["conversation"] == talk
        ), text

    row = lead.locator("#scroll-waiting tbody tr", has_text="Bogna Plikowa")
    expect(row).to_be_visible()
    talk = row.get_attribute("data-talk")
    line, _text = in_the_file()
    assert (line["status"], line["agent"], line["taken_at"]) == ("waiting", "", "")

    row.get_by_role("link", name=re.compile("^Przydziel")).click()
    dialog = lead.get_by_role("dialog")
    dialog.locator("option", has_text=name).first.wait_for(state="attached")
    option = dialog.locator("option", has_text=name).first.get_attribute("value")
    dialog.get_by_role("combobox").select_option(option)
    dialog.get_by_role("button", name="Przydziel").click()
    expect(dialog).to_be_hidden()
    expect(lead.locator(f"#scroll-talks [data-talk='{talk}']")).to_contain_text(name)
    line, text = in_the_file()
    assert (line["status"], line["agent"], line["team"]) == ("assigned", name, "Obsługa klienta")
    assert line["asked_at"] <= line["taken_at"]
    assert WORDS["pl"][1] not in text
    assert "Bogna" not in text


def test_a_lost_connection_is_said_and_made_good(program, signed_in):
    lead = signed_in("owner")
    lead.goto(f"{program.url}/admin/live/")
    lead.route("**/admin/live/now/**", lambda route: route.abort())
    expect(lead.locator("[data-trouble]")).to_be_visible()

    lead.unroute("**/admin/live/now/**")

    expect(lead.locator("[data-trouble]")).to_be_hidden()
