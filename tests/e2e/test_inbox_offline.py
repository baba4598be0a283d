"""An agent's line is cut in the middle of a conversation: nothing they write is lost or doubled."""

from __future__ import annotations

import re

from playwright.sync_api import expect

PERSON = "Proszę o rozmowę z człowiekiem, tu Lena"
FIRST, SECOND = "Już sprawdzam paczkę 5521.", "Kurier będzie u Pani jutro."
ASKED, LATER = "Czy to na pewno ta paczka?", "Dziękuję, to już wszystko."


def test_a_reply_written_on_a_bad_line_arrives_once_and_in_its_place(
    program, signed_in, new_context
):
    agent = signed_in("agent")
    visitor = new_context().new_page()
    visitor.goto(f"{program.url}/w/demo/")
    visitor.get_by_role("textbox").fill(PERSON)
    visitor.keyboard.press("Enter")
    agent.locator(".ib-row", has_text="Lena").first.click()
    agent.get_by_role("button", name="Przejmij rozmowę").click()
    box = agent.get_by_role("textbox", name=re.compile("odpowied", re.I))
    expect(box).to_be_editable()
    thread, bar = agent.locator(".ib-thread"), agent.locator(".ib-bar")
    unsent = agent.locator(".ib-drafts .ib-said")

    agent.context.set_offline(True)
    expect(bar).to_have_text("Brak połączenia. Łączymy ponownie, nic nie przepadnie.")
    for words in (FIRST, SECOND):
        box.fill(words)
        box.press("Enter")
    expect(unsent).to_have_count(2)
    expect(unsent.first).to_contain_text(FIRST)
    expect(unsent.last).to_contain_text("Czeka na połączenie")
    visitor.get_by_role("textbox").fill(ASKED)
    visitor.keyboard.press("Enter")
    expect(visitor.get_by_text(ASKED)).to_be_visible()
    agent.locator(".ib-view", has_text="Czekają").click()
    expect(unsent).to_have_count(2)

    agent.context.set_offline(False)
    expect(bar).to_have_count(0)
    expect(unsent).to_have_count(0)
    said = thread.locator(".ib-said .ib-bubble")
    expect(said.last).to_contain_text(SECOND)
    assert [words for words in said.all_inner_texts() if words in (ASKED, FIRST, SECOND)] == [
        ASKED, FIRST, SECOND,
    ]  # fmt: skip
    heard = visitor.get_by_role("log")
    expect(heard.get_by_text(SECOND)).to_be_visible()
    visitor.reload()
    for words in (FIRST, SECOND):
        expect(heard.get_by_text(words)).to_have_count(1)

    # The line is a whole one again.
    visitor.get_by_role("textbox").fill(LATER)
    visitor.keyboard.press("Enter")
    expect(thread).to_contain_text(LATER)
