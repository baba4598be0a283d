"""Where the focus is when what had it is gone: whoever goes about by keys sees it, nobody else."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from flowbuilder.core.testing import flow
from tests.e2e.answering import bring_in

ONE_QUESTION = flow(
    ("ask", "question", {"question": "W czym możemy pomóc?", "save_as": "said"}),
    ("bye", "end", {"text": "Do zobaczenia."}),
    wires="ask>bye",
    variables=({"name": "said"},),
    name="Jedno pytanie",
    locale="pl",
)


@pytest.fixture(scope="module")
def address(program, browser, logins) -> str:
    """A chat that is over after the first answer."""
    context = browser.new_context(storage_state=logins["owner"], locale="pl-PL")
    owner = context.new_page()
    owner.goto(f"{program.url}/admin/")
    found = bring_in(owner, program, ONE_QUESTION)
    context.close()
    return found


def outline(box: Locator) -> str:
    return str(box.evaluate("box => getComputedStyle(box).outlineStyle"))


def ends(visitor: Page, *keys: str) -> Locator:
    """The visitor answers, having pressed `keys`; the transcript has the focus when it is over."""
    log = visitor.get_by_role("log")
    expect(log).to_contain_text("W czym możemy pomóc?")
    for key in keys:
        visitor.keyboard.press(key)
    visitor.get_by_role("textbox").press_sequentially("Lampa")
    visitor.get_by_role("textbox").press("Enter")
    expect(visitor.get_by_role("button", name="Nowa rozmowa")).to_be_visible()
    expect(log).to_be_focused()
    return log


def test_whoever_only_writes_sees_no_frame_when_the_talk_ends(address, new_context):
    visitor = new_context().new_page()
    visitor.goto(address)

    log = ends(visitor)

    assert outline(log) == "none"
    visitor.keyboard.press("ArrowUp")
    assert outline(log) == "solid"


def test_whoever_goes_about_by_keys_sees_where_the_focus_is(address, new_context):
    visitor = new_context().new_page()
    visitor.goto(address)

    log = ends(visitor, "Tab", "Shift+Tab")
    assert outline(log) == "solid"
    visitor.get_by_role("heading").first.click()
    visitor.evaluate("document.querySelector('[role=log]').focus()")

    assert outline(log) == "none"
