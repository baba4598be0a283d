"""Visitors go to whoever knows the subject and speaks the language; the second one waits."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.conftest import choose_language
from tests.e2e.running import ROOT, Program, running_program

#: Two agents who take one visitor each: Anna knows returns and writes Polish, Bob writes English.
#: The Polish shop's flow asks for somebody who knows returns.
SETUP = """
from flowbuilder.accounts.models import Role, User
from flowbuilder.accounts.services import add_member, make_login_link
from flowbuilder.channels.web.models import Widget
from flowbuilder.flows import services
from flowbuilder.handoff.models import Agent, Team

team = Team.objects.get(slug="obsluga")
Team.objects.filter(pk=team.pk).update(auto_assign=True)
anna = Agent.objects.get(workspace=team.workspace)
bob_user = User.objects.create(username="bob", email="bob@shop.example", display_name="Bob")
add_member(team.workspace, bob_user, Role.AGENT)
bob = Agent.objects.create(workspace=team.workspace, user=bob_user)
bob.teams.add(team)
User.objects.filter(pk=anna.user_id).update(display_name="Anna")
Agent.objects.filter(pk=anna.pk).update(capacity=1, languages=["pl"], skills=["zwroty"])
Agent.objects.filter(pk=bob.pk).update(capacity=1, languages=["en", "pl"], skills=[])
flow = Widget.objects.get(key="demo").flow
document = services.draft_of(flow).model_dump(mode="json")
for node in document["nodes"]:
    if node["type"] == "handoff":
        node["config"]["skills"] = ["zwroty"]
draft = services.save_draft(flow=flow, revision=flow.draft_revision, data=document, user=None)
services.publish(flow=draft.flow, revision=draft.flow.draft_revision, note="", user=None)
print("LINK", make_login_link(bob_user, "/inbox/"))
"""
#: Bob learns about returns, too, and nobody is busy: only who knows the contact decides.
LEARN = """
from flowbuilder.handoff.models import Agent
Agent.objects.filter(user__username="bob").update(skills=["zwroty"])
"""
PERSON = {
    "demo": "Chcę porozmawiać z człowiekiem",
    "demo-en": "I would like to talk to a person",
}


def tell(program: Program, code: str) -> str:
    """Run `code` as the operator does in `manage.py shell`."""
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v", "0", "-c", code],
        cwd=ROOT, env=program.environment, text=True, capture_output=True, check=True,
    )  # fmt: skip
    return done.stdout


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """A program of its own: nobody else's visitors come between."""
    with running_program(tmp_path_factory.mktemp("routing")) as started:
        yield started


def answers(page: Page, ready: bool) -> None:
    """Whether new visitors may come to the agent."""
    switch = page.get_by_role("switch")
    expect(switch).to_be_enabled()
    if switch.is_checked() != ready:
        switch.click(force=True)
    expect(switch).to_be_checked(checked=ready)


@pytest.fixture
def agents(program: Program, new_context: Callable[..., BrowserContext]) -> tuple[Page, Page]:
    """Anna and Bob, both ready to answer."""
    link = re.search(r"LINK (\S+)", tell(program, SETUP))
    assert link
    anna, bob = new_context().new_page(), new_context().new_page()
    anna.goto(program.login_link("agent"))
    bob.goto(program.url + link[1])
    for page in (anna, bob):
        choose_language(page, "pl")
        page.goto(f"{program.url}/inbox/")
        answers(page, ready=True)
    return anna, bob


def says(visitor: Page, text: str) -> None:
    visitor.get_by_role("textbox").fill(text)
    visitor.keyboard.press("Enter")


def ends(agent: Page) -> None:
    """End the conversation that the agent has."""
    agent.locator(".ib-view", has_text="Moje").click()
    agent.locator(".ib-row").first.click()
    agent.get_by_role("button", name="Zakończ", exact=True).click()
    agent.get_by_role("dialog").get_by_role("button", name="Zakończ").click()
    expect(agent.get_by_role("dialog")).to_be_hidden()


def test_each_visitor_goes_to_who_can_serve_them_and_comes_back_to_who_knows_them(
    program: Program,
    agents: tuple[Page, Page],
    new_context: Callable[..., BrowserContext],
) -> None:
    anna, bob = agents
    words = "(Przekazujemy rozmowę do:|We are passing the conversation to) {}"
    given = {name: re.compile(words.format(name)) for name in ("Anna", "Bob")}

    def arrives(key: str) -> Page:
        visitor = new_context(locale="pl" if key == "demo" else "en").new_page()
        visitor.goto(f"{program.url}/w/{key}/")
        says(visitor, PERSON[key])
        return visitor

    # Both are free: the one who knows the subject gets the first, though both write Polish.
    first = arrives("demo")
    expect(first.locator("body")).to_contain_text(given["Anna"])

    # Bob is free, but the second waits for Anna; an English visitor behind does not wait.
    second = arrives("demo")
    expect(second.locator("body")).to_contain_text(re.compile("kolejce"))
    english = arrives("demo-en")
    expect(english.locator("body")).to_contain_text(given["Bob"])
    expect(second.locator("body")).not_to_contain_text(given["Bob"])

    # Anna answers and ends; the second is hers at once.
    anna.locator(".ib-view", has_text="Moje").click()
    anna.locator(".ib-row").first.click()
    anna.get_by_role("textbox", name=re.compile("odpowied", re.I)).fill("Dzień dobry")
    anna.keyboard.press("Enter")
    expect(first.get_by_text("Dzień dobry").last).to_be_visible()
    ends(anna)
    expect(second.locator("body")).to_contain_text(given["Anna"])

    # Now Bob knows returns as well and has worked less lately, but the first one knows Anna.
    ends(anna)
    ends(bob)
    tell(program, LEARN)
    first.reload()
    says(first, PERSON["demo"])
    expect(first.get_by_text(given["Anna"])).to_have_count(2)
    expect(first.locator("body")).not_to_contain_text(given["Bob"])
