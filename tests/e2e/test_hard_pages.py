"""The widget where pages and browsers make it hard: strict policies, tag managers, no storage."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import let_in
from tests.e2e.running import ROOT

#: What the author's guide promises to be enough, for a page that allows nothing else.
POLICY = "default-src 'none'; script-src {0}; connect-src {0}; frame-src {0}"
#: As slow as a bad telephone connection: 400 kbit/s and 400 ms (Chromium's “Slow 3G”).
SLOW_3G = {
    "offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000,
}  # fmt: skip
BLOCKED = """
for (const name of ['localStorage', 'sessionStorage', 'indexedDB']) {
  Object.defineProperty(window, name, {
    get() { throw new DOMException('The operation is insecure.', 'SecurityError') },
  })
}
"""
ANSWER = re.compile("12,99")


@pytest.fixture
def shop(program, signed_in, website):
    """The other website, which may have the demo's chat: its address, and its page."""
    origin, page = website
    page.snippet = let_in(signed_in("owner"), program.url, origin)
    return origin, page


def ask(page: Page) -> None:
    """Open the chat on the page and have a question answered."""
    page.get_by_role("button", name="Otwórz czat").click()
    chat = page.frame_locator("iframe")
    chat.get_by_role("textbox").fill("Ile kosztuje dostawa?")
    chat.get_by_role("textbox").press("Enter")
    expect(chat.get_by_role("log").get_by_text(ANSWER).first).to_be_visible()


def test_a_page_with_a_strict_policy_needs_three_lines(program, shop, new_context):
    origin, page = shop
    page.policy = POLICY.format(program.url)
    visitor = new_context().new_page()
    told = []
    visitor.on("console", lambda message: told.append(message.text))
    visitor.goto(origin)

    ask(visitor)
    assert [words for words in told if "Security Policy" in words] == []


@pytest.mark.parametrize("has_height", [True, False])
def test_a_page_with_a_strict_policy_may_have_the_chat_in_it(
    shop, new_context, program, has_height
):
    origin, page = shop
    key = re.search(r'data-widget="([^"]+)"', page.snippet)[1]
    own = "<style nonce=x>#chat { height: 640px }</style>" if has_height else ""
    page.policy = POLICY.format(program.url) + "; style-src 'nonce-x'"
    page.snippet = (
        f'{own}<div id="chat" style="height:640px"></div><script src="{program.url}/widget.js" '
        f'data-widget="{key}" data-mode="inline" data-target="#chat" async></script>'
    )
    visitor = new_context().new_page()
    told = []
    visitor.on("console", lambda message: told.append(message.text))
    visitor.goto(origin)
    chat = visitor.frame_locator("#chat iframe")
    # Nothing is pressed before the first letters: those begin the conversation, and stay.
    chat.get_by_role("textbox").fill("Ile kosztuje dostawa?")
    chat.get_by_role("textbox").press("Enter")

    expect(chat.get_by_role("log").get_by_text(ANSWER).first).to_be_visible()
    box = visitor.locator("#chat iframe").bounding_box()
    assert box
    assert box["height"] == 640 if has_height else box["height"] >= 320
    # The attribute of our own line is all that such a page refuses.
    refused = [words for words in told if "Security Policy" in words]
    assert [words for words in refused if "style-src" not in words] == []


def test_a_policy_that_forbids_the_chat_is_told_where_it_would_be(program, shop, new_context):
    origin, page = shop
    page.policy = POLICY.format(program.url).replace("frame-src", "img-src")
    visitor = new_context().new_page()
    visitor.goto(origin)
    visitor.get_by_role("button", name="Otwórz czat").click()

    expect(visitor.get_by_text("Nie udało się otworzyć czatu.")).to_be_visible()


@pytest.mark.parametrize("guide", ["author.pl.md", "author.en.md"])
def test_the_tag_managers_snippet_of_the_guide_brings_the_chat(program, shop, new_context, guide):
    origin, page = shop
    key = re.search(r'data-widget="([^"]+)"', page.snippet)[1]
    words = (ROOT / "docs" / guide).read_text()
    (snippet,) = re.findall(r"```html\n(<script>\n  var s = .*?</script>)", words, re.DOTALL)
    page.snippet = re.sub(r"https://[^/']+", program.url, snippet)
    page.snippet = re.sub(r"'data-widget', '[^']+'", f"'data-widget', '{key}'", page.snippet)
    visitor = new_context().new_page()
    visitor.goto(origin)

    ask(visitor)


def test_with_storage_blocked_the_chat_works_and_forgets(shop, new_context):
    origin, _page = shop
    context = new_context()
    context.add_init_script(BLOCKED)
    visitor = context.new_page()
    broken = []
    visitor.on("pageerror", lambda error: broken.append(str(error)))
    visitor.goto(origin)

    ask(visitor)
    visitor.reload()
    visitor.get_by_role("button", name="Otwórz czat").click()
    log = visitor.frame_locator("iframe").get_by_role("log")
    expect(log.get_by_role("button").first).to_be_visible()
    expect(log.get_by_text(ANSWER)).to_have_count(0)
    assert broken == []


def test_on_slow_3g_the_page_comes_first_and_the_chat_answers(shop, new_context):
    origin, _page = shop
    context = new_context()
    visitor = context.new_page()
    wire = context.new_cdp_session(visitor)
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", SLOW_3G)
    began = time.monotonic()
    visitor.goto(origin)
    launcher = visitor.get_by_role("button", name="Otwórz czat")
    expect(launcher).to_be_visible()
    seen = time.monotonic() - began
    launcher.click()
    box = visitor.frame_locator("iframe").get_by_role("textbox")
    expect(box).to_be_editable()
    opened = time.monotonic() - began - seen
    assert (seen < 10, opened < 15) == (True, True), (seen, opened)  # alone 2.0 and 2.9 s
    visitor.get_by_role("button", name="Zamknij czat").first.click()

    ask(visitor)
