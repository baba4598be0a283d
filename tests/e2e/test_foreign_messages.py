"""Messages from anybody but the chat and its page do nothing; nobody else is told (case 42)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, WebSocket, expect

from tests.e2e.conftest import another_website, let_in

#: Listens to all that comes from others, and sends everybody whatever the chat or its page might.
HOSTILE = """<script>
heard = []
addEventListener('message', ({ source, data }) => {
  if (source !== window) heard.push(JSON.stringify(data))
})
const page = { url: 'https://evil.invalid/', title: 'Evil', referrer: '', data: { value: 1 } }
const messages = [
  { flowbuilder: 'ready' }, { flowbuilder: 'close' },
  { flowbuilder: 'unread', count: 99, label: 'Evil' },
  { flowbuilder: 'shown', page, invitation: 1 }, { flowbuilder: 'hidden', page },
  { flowbuilder: 'identify', token: 'evil.evil.evil' },
  { flowbuilder: 'look', look: { title: 'Evil', accent: '#ff0000' } },
  { flowbuilder: 'open' }, { flowbuilder: 'theme', value: 'dark' },
  { flowbuilder: 'height', value: 1 }, { consent: true }, { consent: false },
  'close', null, 7, [], { __proto__: { flowbuilder: 'close' } },
]
function attack(target) {
  const all = [target, ...Array.from({ length: target.length }, (_, n) => target[n])]
  for (const one of all) for (const message of messages) one.postMessage(message, '*')
  return new Promise((done) => setTimeout(done, 300))
}
</script>"""


@pytest.fixture
def evil():
    """A website that is nobody's friend."""
    with another_website() as (origin, page):
        page.snippet = HOSTILE
        yield origin, page


@pytest.fixture
def shop(program, signed_in, website):
    """The website that may have the chat, and its page."""
    origin, page = website
    page.snippet = let_in(signed_in("owner"), program.url, origin)
    return origin, page


def open_chat(visitor: Page) -> None:
    visitor.get_by_role("button", name="Otwórz czat").click()
    chat = visitor.frame_locator("flowbuilder-widget iframe")
    chat.locator("#composer").fill("Ile kosztuje dostawa?")
    chat.locator("#composer").press("Enter")
    expect(chat.locator("[role=log]")).to_contain_text("12,99")


def look_of(visitor: Page) -> list[object]:
    """All that a message could change."""
    chat = visitor.frame_locator("flowbuilder-widget iframe")
    widget = visitor.locator("flowbuilder-widget")
    return [
        widget.locator(".launcher").get_attribute("aria-label"),
        widget.locator(".launcher").get_attribute("aria-expanded"),
        widget.locator(".badge").text_content(),
        widget.locator("iframe").bounding_box(),
        chat.locator("body").evaluate("JSON.stringify({ ...localStorage })"),
        chat.locator("html").get_attribute("style"),
        chat.locator("html").get_attribute("data-theme"),
        chat.locator("h1, #title").first.text_content(),
        chat.locator("[role=log]").inner_text(),
        visitor.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }])"),
    ]


def test_a_frame_beside_the_chat_changes_nothing_and_hears_nothing(shop, evil, new_context):
    origin, page = shop
    page.snippet += f'<iframe src="{evil[0]}"></iframe>'
    visitor = new_context().new_page()
    sent: list[str] = []

    def note(socket: WebSocket) -> None:
        socket.on("framesent", lambda text: sent.append(str(text)))

    visitor.on("websocket", note)
    visitor.goto(origin)
    (stranger,) = [each for each in visitor.frames if each.url.startswith(evil[0])]
    stranger.evaluate("attack(parent)")
    expect(visitor.locator(":scope > body > flowbuilder-widget .badge")).to_be_empty()
    open_chat(visitor)
    before = look_of(visitor)

    stranger.evaluate("attack(parent)")
    visitor.evaluate("window.postMessage({ flowbuilder: 'close' }, '*')")
    visitor.evaluate("window.postMessage({ flowbuilder: 'unread', count: 9, label: 'x' }, '*')")

    assert look_of(visitor) == before
    assert stranger.evaluate("heard") == []
    assert [words for words in sent if "evil" in words.lower()] == []


def test_a_page_that_opened_the_shop_changes_nothing_and_hears_nothing(
    program, shop, evil, new_context
):
    origin, _page = shop
    opener = new_context().new_page()
    opener.goto(evil[0])
    with opener.expect_popup() as opened:
        opener.evaluate("(url) => { shop = window.open(url) }", origin)
    visitor = opened.value
    open_chat(visitor)
    before = look_of(visitor)
    opener.evaluate("attack(shop)")

    assert look_of(visitor) == before
    with opener.expect_popup() as hosted:
        opener.evaluate("(url) => { shop = window.open(url) }", f"{program.url}/w/demo/")
    expect(hosted.value.locator("[data-from=bot]").first).to_be_visible()
    said = hosted.value.locator("main").inner_text()
    opener.evaluate("attack(shop)")
    assert hosted.value.locator("main").inner_text() == said
    assert opener.evaluate("heard") == []


def test_a_foreign_page_gets_neither_the_chat_nor_a_shop_with_it(program, shop, evil, new_context):
    origin, _page = shop
    foreign, page = evil
    page.snippet = f'{HOSTILE}<iframe src="{program.url}/w/demo/frame/"></iframe>'
    around = new_context().new_page()
    around.goto(foreign)
    around.evaluate("attack(window)")
    assert around.frames[1].url.startswith("chrome-error:")
    assert around.evaluate("heard") == []

    page.snippet = f'{HOSTILE}<iframe src="{origin}"></iframe>'
    around.goto(foreign)
    inner = around.frame_locator("iframe")
    inner.get_by_role("button", name="Otwórz czat").click()
    around.evaluate("attack(window)")
    expect(inner.get_by_text("Nie udało się otworzyć czatu.")).to_be_visible()
    assert around.evaluate("heard") == []
