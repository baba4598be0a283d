"""What an agent makes for themselves and writes with: a list of their own, prepared replies, and
who types and has read.
"""

from __future__ import annotations

import contextlib
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import choose_language, let_in
from tests.e2e.test_contacts import WORDS as CONTACT
from tests.e2e.test_contacts import introduce
from tests.e2e.test_main_job import open_chat

TAKE = re.compile("^(Przejmij rozmowę|Take over|Odbierz|Claim)$")
WORDS = {
    "pl": {
        "filter": "Zawęź listę", "language": "Język", "foreign": "angielski",
        "keep": "Zapisz jako własny widok", "view": "Piszą po angielsku", "save": "Zapisz",
        "delete": "Usuń", "waiting": "Czekają", "reply": "Napisz odpowiedź",
        "canned": "Dzień dobry, {name}, tu {agent}. Odbiór: {dzien}.",
        "place": "Proszę wpisać {dzien}", "hello": "Dzień dobry, {}, tu {}. Odbiór: {}.",
        "day": "środa", "types": "{} pisze", "seen": "Przeczytane", "title": "Odbiór osobisty",
        "person": "Chcę porozmawiać z człowiekiem",
    },
    "en": {
        "filter": "Narrow the list", "language": "Language", "foreign": "Polish",
        "keep": "Keep as a view of your own", "view": "They write Polish", "save": "Keep",
        "delete": "Delete", "waiting": "Waiting", "reply": "Write a reply",
        "canned": "Hello {name}, this is {agent}. Ready for you on {dzien}.",
        "place": "Fill in {dzien}", "hello": "Hello {}, this is {}. Ready for you on {}.",
        "day": "Wednesday", "types": "{} is typing", "seen": "Seen", "title": "Picking up",
        "person": "I would like to talk to a person",
    },
}  # fmt: skip
CHATS = {"pl": "/w/demo/", "en": "/w/demo-en/"}


def asks(program, new_context, language: str, name: str) -> Page:
    """A visitor of that name, in the chat of that language, asks for a person."""
    visitor = introduce(program, new_context, CONTACT[language], language, name)
    visitor.get_by_role("textbox").fill(WORDS[language]["person"])
    visitor.keyboard.press("Enter")
    return visitor


def types_until(box: Locator, text: str, there: Locator, words: str) -> None:
    """Somebody types on until the other side says so; it says it only for some seconds."""
    for _time in range(10):
        box.press_sequentially(text)
        with contextlib.suppress(AssertionError):
            expect(there).to_contain_text(words, timeout=4_000)
            return
    expect(there).to_contain_text(words)


@pytest.mark.parametrize("language", ["pl", "en"])
def test_a_list_of_ones_own_is_kept_over_a_reload_and_deleted(
    program, signed_in, new_context, language
):
    words = WORDS[language]
    agent = signed_in("agent")
    choose_language(agent, language)
    other = "en" if language == "pl" else "pl"
    asks(program, new_context, language, f"Lidia {language}")
    asks(program, new_context, other, f"Felix {other}")
    mine = agent.locator(".ib-row", has_text=f"Lidia {language}")
    foreign = agent.locator(".ib-row", has_text=f"Felix {other}")
    expect(mine).to_be_visible()
    expect(foreign).to_be_visible()

    agent.get_by_role("button", name=words["filter"]).click()
    dialog = agent.get_by_role("dialog")
    dialog.get_by_label(words["language"]).first.click()
    agent.get_by_role("option", name=words["foreign"], exact=True).click()
    dialog.get_by_label(words["keep"]).fill(words["view"])
    dialog.get_by_role("button", name=words["save"], exact=True).click()
    expect(dialog).to_be_hidden()
    saved = agent.locator(".ib-saved", has_text=words["view"])
    kept = saved.locator(".ib-view")
    expect(kept).to_have_attribute("aria-current", "true")
    expect(foreign).to_be_visible()
    expect(mine).to_have_count(0)

    agent.goto(f"{program.url}/inbox/")
    expect(mine).to_be_visible()
    kept.click()
    expect(mine).to_have_count(0)
    expect(foreign).to_be_visible()

    saved.get_by_role("button", name=words["delete"]).click()
    agent.get_by_role("dialog").get_by_role("button", name=words["delete"], exact=True).click()
    expect(saved).to_have_count(0)
    expect(mine).to_be_visible()


@pytest.mark.parametrize("language", ["pl", "en"])
def test_each_sees_the_other_type_and_a_prepared_reply_is_filled_in_and_sent(
    program, signed_in, new_context, language
):
    words, name = WORDS[language], f"Jagoda{language}"
    owner = signed_in("owner")
    owner.goto(f"{program.url}/admin/handoff/cannedreply/add/")
    owner.locator("#id_title").fill(words["title"])
    owner.locator("#id_shortcut").fill(f"odbior-{language}")
    owner.locator("#id_text").fill(words["canned"])
    owner.locator("#id_language").select_option(language)
    owner.locator("[name=_save]").first.click()
    expect(owner.locator("#result_list")).to_contain_text(f"/odbior-{language}")
    agent = signed_in("agent")
    choose_language(agent, language)
    me = agent.evaluate("fetch('/api/v1/inbox/me/').then(r => r.json()).then(me => me.name)")
    visitor = asks(program, new_context, language, name)
    agent.locator(".ib-row", has_text=name).click()
    agent.get_by_role("button", name=TAKE).click()
    reply = agent.get_by_role("textbox", name=words["reply"])

    # Each sees that the other types, and nothing of what.
    expect(visitor.get_by_role("log")).to_contain_text(me)
    types_until(visitor.get_by_role("textbox"), "Hm",
                agent.locator(".ib-collision"), words["types"].format(name))  # fmt: skip
    expect(agent.locator(".ib-thread")).not_to_contain_text("Hm")
    types_until(reply, "Yyy", visitor.get_by_role("log"), words["types"].format(me))
    expect(visitor.get_by_role("log")).not_to_contain_text("Yyy")
    reply.fill("")

    # What is known is filled in; what is not has to be before it can be sent.
    reply.press_sequentially(f"/odbior-{language}")
    option = agent.get_by_role("option", name=words["title"])
    expect(option).to_contain_text(name)
    reply.press("Enter")
    expect(reply).to_have_value(words["hello"].format(name, me, "{dzien}"))
    reply.press("Enter")
    expect(agent.get_by_text(words["place"])).to_be_visible()
    expect(visitor.get_by_role("log")).not_to_contain_text("{dzien}")
    agent.keyboard.insert_text(words["day"])
    sent = words["hello"].format(name, me, words["day"])
    expect(reply).to_have_value(sent)
    reply.press("Enter")
    expect(visitor.get_by_text(sent)).to_be_visible()
    expect(agent.locator(".ib-thread")).to_contain_text(words["seen"])


def test_what_was_not_read_yet_is_counted_on_either_side(program, signed_in, new_context, website):
    origin, page = website
    page.snippet = let_in(signed_in("owner"), program.url, origin)
    agent = signed_in("agent")
    visitor = new_context(locale="pl").new_page()
    chat = open_chat(visitor, origin)
    for said in (WORDS["pl"]["person"], "Chodzi o dzwonek 9917"):
        chat.get_by_role("textbox").fill(said)
        visitor.keyboard.press("Enter")
    row = agent.locator(".ib-row", has_text="dzwonek 9917")
    row.click()
    agent.get_by_role("button", name=TAKE).click()
    expect(chat.get_by_text("dołącza do rozmowy")).to_be_visible()
    visitor.get_by_role("button", name="Zamknij czat").first.click()

    # The chat is closed: the answer waits to be read, and the agent sees no mark.
    reply = agent.get_by_role("textbox", name="Napisz odpowiedź")
    reply.fill("Dzwonek już naprawiony.")
    reply.press("Enter")
    launcher = visitor.get_by_role("button", name="Otwórz czat, 1 nowa wiadomość")
    expect(launcher).to_be_visible()
    thread = agent.locator(".ib-thread")
    expect(thread).to_contain_text("Dzwonek już naprawiony.")
    expect(thread).not_to_contain_text("Przeczytane")
    launcher.click()
    expect(thread).to_contain_text("Przeczytane")

    # The agent looks elsewhere meanwhile: what comes is counted until they look.
    agent.goto(f"{program.url}/inbox/")
    agent.locator(".ib-view", has_text="Moje").click()
    chat.get_by_role("textbox").fill("Pięknie dzwoni")
    visitor.keyboard.press("Enter")
    mine = agent.locator(".ib-row", has_text="Pięknie dzwoni")
    expect(mine.locator(".ib-unread")).to_contain_text("1 nieprzeczytana wiadomość")
    mine.click()
    expect(thread).to_contain_text("Pięknie dzwoni")
    expect(mine.locator(".ib-unread")).to_have_count(0)
