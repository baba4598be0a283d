"""What the chat puts onto a foreign page: still for who wants it so, seen in forced colours."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.e2e.access import astray, barred, outline, picture, resize, tab_to
from tests.e2e.conftest import another_website
from tests.e2e.running import Program, tell

KEY, INVITES = "przycisk", "Pomóc w wyborze?"
OPEN, CLOSE = "Otwórz czat", "Zamknij czat"
NARROW = {"width": 320, "height": 256}
MAKE = """
from flowbuilder.channels.web.models import Invitation, Widget

demo = Widget.objects.get(key="demo")
widget = Widget.objects.create(
    workspace=demo.workspace, key={key!r}, flow=demo.flow, name="Przycisk", title="Lampy",
    origins=[{origin!r}],
)
Invitation.objects.create(
    workspace=demo.workspace, widget=widget, text_pl={invites!r}, when="event", value="help",
)
"""
#: Keeps what begins to move in the launcher's own tree, which the page around it is not told of.
WATCH = """node => {
  window.moved = []
  for (const kind of ['animationstart', 'transitionrun'])
    node.getRootNode().addEventListener(kind, (event) =>
      window.moved.push(event.target.classList[0] ?? event.target.localName), true)
}"""


@pytest.fixture(scope="module")
def shop(program: Program) -> Iterator[str]:
    """Another website with a chat that invites."""
    with another_website() as (origin, page):
        tell(program, MAKE.format(key=KEY, origin=origin, invites=INVITES))
        page.snippet = f'<script src="{program.url}/widget.js" data-widget="{KEY}" async></script>'
        yield origin


def arrive(new_context: Callable[..., BrowserContext], shop: str, **options: object) -> Page:
    page = new_context(**options).new_page()
    page.goto(shop)
    expect(page.get_by_role("button", name=OPEN)).to_be_visible()
    return page


def invite(page: Page) -> Locator:
    page.evaluate("Flowbuilder('event', 'help')")
    invitation = page.get_by_role("button", name=INVITES)
    expect(invitation).to_be_visible()
    return invitation


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_launcher_invitation_and_panel_move_unless_the_visitor_wants_no_motion(
    shop: str, new_context: Callable[..., BrowserContext], motion: str
) -> None:
    page = arrive(new_context, shop, reduced_motion=motion)
    page.get_by_role("button", name=OPEN).evaluate(WATCH)
    invite(page)
    page.get_by_role("button", name=OPEN).click()
    expect(page.frame_locator("iframe").get_by_role("textbox")).to_be_visible()
    expect(page.locator(".ready iframe")).to_have_css("opacity", "1")
    page.get_by_role("button", name=CLOSE).first.click()
    expect(page.locator("iframe")).to_be_hidden()

    moved = set(page.evaluate("window.moved"))
    everything = {"tease", "launcher", "svg", "panel", "iframe"}
    assert moved == (set() if motion == "reduce" else everything)


def test_in_forced_colours_the_launcher_has_its_edge_its_sign_and_its_focus(
    shop: str, new_context: Callable[..., BrowserContext]
) -> None:
    page = arrive(new_context, shop, forced_colors="active", reduced_motion="reduce")
    launcher, invitation = page.get_by_role("button", name=OPEN), invite(page)
    edge = "node => { const style = getComputedStyle(node);" \
           " return style.borderTopStyle + ' ' + style.borderTopWidth }"  # fmt: skip
    sign = "node => [getComputedStyle(node.querySelector('svg')).stroke," \
           " getComputedStyle(node).backgroundColor]"  # fmt: skip

    for edged in (launcher, page.locator(".tease")):
        assert edged.evaluate(edge) == "solid 1px"
    drawn, behind = launcher.evaluate(sign)
    assert drawn != behind
    for reached in (invitation, launcher):
        assert outline(reached) == 0
        tab_to(page, reached)
        assert outline(reached) >= 2
    picture(page, "launcher-forced")
    found = barred(page, "launcher-forced", within="flowbuilder-widget")
    resize(page, NARROW)
    picture(page, "launcher-forced-narrow")
    found += astray(page, "launcher-forced-narrow")
    page.keyboard.press("Enter")
    expect(page.frame_locator("iframe").get_by_role("textbox")).to_be_focused()
    assert page.locator(".panel").evaluate(edge) == "solid 1px"
    found += astray(page, "launcher-forced-open")
    assert found == []


def test_who_closes_the_chat_with_the_mouse_sees_no_frame_around_the_launcher(
    shop: str, new_context: Callable[..., BrowserContext]
) -> None:
    page = arrive(new_context, shop)
    launcher, chat = page.get_by_role("button", name=OPEN), page.frame_locator("iframe")

    launcher.click()
    expect(chat.get_by_role("textbox")).to_be_visible()
    chat.get_by_role("textbox").press_sequentially("Lampa")
    chat.get_by_role("button", name=CLOSE).click()

    expect(launcher).to_be_focused()
    assert outline(launcher) == 0

    # On the next page, where the chat was open and nothing had been touched: seen to draw one.
    launcher.click()
    expect(chat.get_by_role("textbox")).to_be_visible()
    page.reload()
    expect(chat.get_by_role("textbox")).to_be_visible()
    chat.get_by_role("button", name=CLOSE).click()
    expect(launcher).to_be_focused()
    assert outline(launcher) == 0
    page.keyboard.press("Shift")
    assert outline(launcher) == 3


def test_who_goes_by_keys_sees_the_launcher_focused_when_the_chat_is_closed(
    shop: str, new_context: Callable[..., BrowserContext]
) -> None:
    page = arrive(new_context, shop)
    launcher, chat = page.get_by_role("button", name=OPEN), page.frame_locator("iframe")

    tab_to(page, launcher)
    page.keyboard.press("Enter")
    expect(chat.get_by_role("textbox")).to_be_focused()
    page.keyboard.press("Escape")

    expect(launcher).to_be_focused()
    assert outline(launcher) == 3
