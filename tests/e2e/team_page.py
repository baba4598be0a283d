"""A team's page in the admin, as its owner fills it in."""

from __future__ import annotations

import re
from datetime import date

from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import save
from tests.e2e.running import Program

#: A line of opening hours: day, opens, closes.
Hours = tuple[date, str, str]


def begin_team(page: Page, program: Program, name: str, slug: str) -> None:
    """Open the form of a new team and say what it is; no promise is made, no holiday kept."""
    page.goto(f"{program.url}/admin/handoff/team/add/")
    page.locator("#id_name").fill(name)
    page.locator("#id_name").press("Tab")
    page.locator("#id_slug").fill(slug)
    page.locator("#id_holidays_poland").uncheck()
    page.locator("#id_sla_targets-0-first_reply_s").fill("")


def open_team(page: Page, program: Program, name: str) -> None:
    """Open the page of a team that is there."""
    page.goto(f"{program.url}/admin/handoff/team/")
    with page.expect_navigation():  # a line is added once the form's script is there
        page.locator("#result_list").get_by_role("link", name=name, exact=True).click()
    expect(page.locator("#id_name")).to_have_value(name)


def add_line(page: Page, kind: str, **fields: str) -> None:
    """Add a line to one of the page's lists: `hours`, `holidays`, `exceptions`, `sla_targets`."""
    group = page.locator(f"#{kind}-group")
    total = page.locator(f"#id_{kind}-TOTAL_FORMS")
    number = int(total.input_value())
    group.locator("a.add-row").click()
    expect(total).to_have_value(str(number + 1))
    for name, value in fields.items():
        field = page.locator(f"#id_{kind}-{number}-{name}")
        if field.evaluate("node => node.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def add_hours(page: Page, *lines: Hours) -> None:
    """Add opening hours on the weekdays of these days."""
    for day, opens, closes in lines:
        add_line(page, "hours", weekday=str(day.weekday()), opens=opens, closes=closes)


def coming_days(page: Page) -> Locator:
    """The lines of the team's next days, as they are saved: "Monday 30 November: closed"."""
    return page.get_by_role("listitem").filter(has_text=re.compile(r"^\S+ \d{1,2} \S+: "))


def save_team(page: Page) -> None:
    """Save, and see that nothing was refused."""
    save(page)
    expect(page.locator(".errorlist")).to_have_count(0)
