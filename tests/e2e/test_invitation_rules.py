"""To whom an invitation is shown, when and how often; the rules are set in the admin.

The page's clock is wound on: nobody waits for seconds or for the evening.
"""

from __future__ import annotations

from datetime import datetime
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from flowbuilder.core.testing import flow
from tests.e2e.answering import bring_in
from tests.e2e.conftest import save
from tests.e2e.test_proactive import invite

NUMBERS = count(1)
TEXT = "Upiec coś dla Państwa?"
OPEN = "Otwórz czat"


class Shop:
    """A website with a widget of its own, and the owner who sets its invitation."""

    def __init__(self, program, owner: Page, origin: str, page, name: str) -> None:
        self.program, self.owner, self.origin, self.page = program, owner, origin, page
        self.name = name

    def invites(self, **rules: str) -> None:
        """Show `TEXT` by these rules, and by no others."""
        line = invite(self.owner, self.program, self.name, text_pl=TEXT, **rules)
        self.page.snippet = line

    def is_quiet(self, start: str, end: str) -> None:
        """Invite nobody between these hours."""
        self.owner.locator("#id_quiet_from").fill(start)
        self.owner.locator("#id_quiet_to").fill(end)
        save(self.owner)


@pytest.fixture
def shop(program, signed_in, website) -> Shop:
    origin, page = website
    owner = signed_in("owner")
    name = f"Cukiernia nr {next(NUMBERS)}."
    document = flow(
        ("hello", "question", {"question": "Jaki to ma być tort?", "save_as": "cake"}),
        ("bye", "end"),
        wires="hello>bye",
        name=name,
        locale="pl",
        variables=({"name": "cake"},),
    )
    bring_in(owner, program, document)
    owner.goto(f"{program.url}/admin/channel_web/widget/")
    owner.get_by_role("link", name=name).first.click()
    owner.locator("#id_origins").fill(origin)
    save(owner)
    return Shop(program, owner, origin, page, name)


def visit(page: Page, address: str) -> None:
    """Open a page of the shop, whose widget is there when this returns."""
    page.goto(address)
    expect(page.get_by_role("button", name=OPEN)).to_be_visible()


def is_invited(page: Page, invited: bool = True, seconds: int = 6) -> None:
    """Whether the invitation is there after so long on the page."""
    page.clock.run_for(seconds * 1000)
    expect(page.get_by_role("button", name=TEXT)).to_have_count(int(invited))


def test_who_leaves_by_the_top_of_the_page_is_invited_and_by_its_side_is_not(shop, new_context):
    shop.invites(when="exit")
    page = new_context(locale="pl").new_page()
    visit(page, shop.origin)
    bubble = page.get_by_role("button", name=TEXT)
    page.mouse.move(400, 300)
    page.mouse.move(-20, 300)
    page.mouse.move(400, 300)
    expect(bubble).to_have_count(0)

    page.mouse.move(400, -20)

    expect(bubble).to_be_visible()


def test_who_used_the_chat_before_is_told_from_who_is_new(shop, new_context):
    shop.invites(when="time", value="5", who="returning")
    page = new_context(locale="pl").new_page()
    page.clock.install()
    visit(page, shop.origin)
    is_invited(page, False)
    page.get_by_role("button", name=OPEN).click()
    expect(page.frame_locator("iframe").get_by_text("Jaki to ma być tort?")).to_be_visible()
    page.get_by_role("button", name="Zamknij czat").first.click()
    is_invited(page, False)  # they have just closed it

    visit(page, f"{shop.origin}/torty")
    is_invited(page)

    # The other way round: whoever is new, and not whoever has been here.
    shop.invites(when="time", value="5", who="new")
    visit(page, f"{shop.origin}/ciasta")
    is_invited(page, False)
    new = new_context(locale="pl").new_page()
    new.clock.install()
    visit(new, shop.origin)
    is_invited(new)


def test_a_campaign_is_known_on_the_pages_after_the_first(shop, new_context):
    shop.invites(when="time", value="5", campaign="wiosna-*")
    page = new_context(locale="pl").new_page()
    page.clock.install()
    for address in ("/", "/?utm_campaign=lato-2026", "/?utm_source=wiosna-2026"):
        visit(page, shop.origin + address)
        is_invited(page, False)

    visit(page, f"{shop.origin}/?utm_campaign=wiosna-2026")
    is_invited(page)
    # Somebody else agrees to being remembered, and goes on before they are invited.
    other = new_context(locale="pl").new_page()
    other.clock.install()
    visit(other, f"{shop.origin}/?utm_campaign=wiosna-2026")
    other.evaluate("Flowbuilder('consent', true)")
    visit(other, f"{shop.origin}/torty")
    is_invited(other)


def test_nobody_is_invited_in_quiet_hours_of_the_shops_own_time_zone(shop, new_context):
    shop.invites(when="time", value="5")
    shop.is_quiet("22:00", "07:00")
    warsaw = ZoneInfo("Europe/Warsaw")
    # By the visitor's own clock it is 17.30, 01.30 and 06.00.
    for hour, minute, invited in ((23, 30, False), (6, 59, False), (12, 0, True)):
        page = new_context(locale="pl", timezone_id="America/New_York").new_page()
        page.clock.install(time=datetime(2026, 11, 30, hour, minute, tzinfo=warsaw))
        visit(page, shop.origin)
        is_invited(page, invited)


def test_an_invitation_is_shown_so_often_in_a_visit_and_so_often_in_all(shop, new_context):
    shop.invites(when="time", value="5", most_per_visit="1", most_in_all="2", rest_days="0")
    context = new_context(locale="pl")

    def begin() -> Page:
        """A visit of the same visitor: a tab of its own."""
        page = context.new_page()
        page.clock.install()
        visit(page, shop.origin)
        page.evaluate("Flowbuilder('consent', true)")
        return page

    page = begin()
    is_invited(page)
    visit(page, f"{shop.origin}/torty")
    is_invited(page, False)

    is_invited(begin())
    is_invited(begin(), False)
