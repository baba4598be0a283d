"""Anna, whom the demo has, and Bob, a second agent of the same team."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.conftest import choose_language
from tests.e2e.running import Program, tell

#: The queue gives visitors to whoever of them is free.
SETUP = """
from flowbuilder.accounts.models import Role, User
from flowbuilder.accounts.services import add_member, make_login_link
from flowbuilder.handoff.models import Agent, Team

team = Team.objects.get(slug="obsluga")
Team.objects.filter(pk=team.pk).update(auto_assign=True)
anna = Agent.objects.get(workspace=team.workspace)
User.objects.filter(pk=anna.user_id).update(display_name="Anna Lis")
bob_user = User.objects.create(username="bob", email="bob@shop.example", display_name="Bob Maj")
add_member(team.workspace, bob_user, Role.AGENT)
bob = Agent.objects.create(workspace=team.workspace, user=bob_user)
bob.teams.add(team)
print("LINK", make_login_link(bob_user, "/inbox/"))
"""


def anna_and_bob(
    program: Program,
    new_context: Callable[..., BrowserContext],
    *,
    bob_ready: bool = True,
    more: str = "",
) -> tuple[Page, Page]:
    """Their inboxes in Polish. `more` is run once `anna`, `bob` and their `team` are there."""
    link = re.search(r"LINK (\S+)", tell(program, SETUP + more))
    assert link
    anna, bob = new_context().new_page(), new_context().new_page()
    anna.goto(program.login_link("agent"))
    bob.goto(program.url + link[1])
    for page in (anna, bob):
        choose_language(page, "pl")
        page.goto(f"{program.url}/inbox/")
    answers(anna, ready=True)
    answers(bob, ready=bob_ready)
    return anna, bob


def answers(page: Page, ready: bool) -> None:
    """Whether new visitors may come to the agent."""
    switch = page.get_by_role("switch")
    expect(switch).to_be_enabled()
    if switch.is_checked() != ready:
        switch.click(force=True)
    expect(switch).to_be_checked(checked=ready)


def ends(agent: Page) -> None:
    """End the conversation that the agent has."""
    agent.locator(".ib-view", has_text="Moje").click()
    agent.locator(".ib-row").first.click()
    agent.get_by_role("button", name="Zakończ", exact=True).click()
    agent.get_by_role("dialog").get_by_role("button", name="Zakończ").click()
    expect(agent.get_by_role("dialog")).to_be_hidden()


def says(visitor: Page, text: str) -> None:
    """The visitor writes to whoever is there."""
    visitor.get_by_role("textbox").fill(text)
    visitor.keyboard.press("Enter")
