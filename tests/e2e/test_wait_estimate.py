"""Who waits is told their place and about how long it takes; both go down as the queue moves."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.conftest import choose_language
from tests.e2e.running import Program, running_program, tell
from tests.e2e.two_agents import ends, says

#: One agent, who takes one visitor at a time, and of late needed four minutes for each.
SETUP = """
from datetime import timedelta
from flowbuilder.common.clock import now
from flowbuilder.conversations.models import Contact, Conversation
from flowbuilder.flows.models import FlowVersion
from flowbuilder.handoff.models import Agent, Handoff, Team

team = Team.objects.get(slug="obsluga")
Team.objects.filter(pk=team.pk).update(auto_assign=True)
Agent.objects.filter(workspace=team.workspace).update(capacity=1)
where = {"workspace": team.workspace}
version = FlowVersion.objects.filter(**where).first()
for _ in range(9):
    contact = Contact.objects.create(**where)
    talk = Conversation.objects.create(
        contact=contact, flow_version=version, state="closed", closed_at=now(), **where
    )
    taken = now() - timedelta(hours=1)
    Handoff.objects.create(
        conversation=talk, team=team, status="closed", requested_at=taken, assigned_at=taken,
        closed_at=taken + timedelta(minutes=4), **where
    )
"""


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """A program of its own: nobody else's visitors stand in the queue."""
    with running_program(tmp_path_factory.mktemp("estimate")) as started:
        tell(started, SETUP)
        yield started


def ready_agent(program: Program, new_context: Callable[..., BrowserContext]) -> Page:
    """The agent, who answers now."""
    agent = new_context().new_page()
    agent.goto(program.login_link("agent"))
    choose_language(agent, "pl")
    agent.goto(f"{program.url}/inbox/")
    switch = agent.get_by_role("switch")
    expect(switch).to_be_enabled()
    if not switch.is_checked():
        switch.click(force=True)
    expect(switch).to_be_checked()
    return agent


def test_who_waits_sees_the_estimate_and_it_goes_down_as_the_queue_moves(
    program: Program, new_context: Callable[..., BrowserContext]
) -> None:
    agent = ready_agent(program, new_context)

    def asks(language: str) -> Page:
        visitor = new_context(locale=language).new_page()
        visitor.goto(f"{program.url}/w/{'demo' if language == 'pl' else 'demo-en'}/")
        words = {"pl": "Chcę porozmawiać z człowiekiem", "en": "I want to talk to a person"}
        says(visitor, words[language])
        return visitor

    expect(asks("pl").locator("body")).to_contain_text("Przekazujemy rozmowę do:")
    second = asks("pl")
    expect(second.locator("body")).to_contain_text("Przewidywany czas oczekiwania: około 4 min.")
    third = asks("en")
    expect(third.locator("body")).to_contain_text("Expected wait: about 8 min.")

    agent.locator(".ib-view", has_text="Moje").click()
    ends(agent)

    expect(second.locator("body")).to_contain_text("Przekazujemy rozmowę do:")
    expect(third.locator("body")).to_contain_text("Expected wait: about 4 min.")
    expect(third.locator("body")).not_to_contain_text("8 min")
