"""Visitors go to whoever knows the subject and speaks the language; the second one waits."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.running import Program, running_program, tell
from tests.e2e.two_agents import anna_and_bob, ends, says

#: Two agents who take one visitor each: Anna knows returns and writes Polish, Bob writes English.
#: The Polish shop's flow asks for somebody who knows returns.
SETUP = """
from flowbuilder.channels.web.models import Widget
from flowbuilder.flows import services

Agent.objects.filter(pk=anna.pk).update(capacity=1, languages=["pl"], skills=["zwroty"])
Agent.objects.filter(pk=bob.pk).update(capacity=1, languages=["en", "pl"], skills=[])
flow = Widget.objects.get(key="demo").flow
document = services.draft_of(flow).model_dump(mode="json")
for node in document["nodes"]:
    if node["type"] == "handoff":
        node["config"]["skills"] = ["zwroty"]
draft = services.save_draft(flow=flow, revision=flow.draft_revision, data=document, user=None)
services.publish(flow=draft.flow, revision=draft.flow.draft_revision, note="", user=None)
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


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """A program of its own: nobody else's visitors come between."""
    with running_program(tmp_path_factory.mktemp("routing")) as started:
        yield started


@pytest.fixture
def agents(program: Program, new_context: Callable[..., BrowserContext]) -> tuple[Page, Page]:
    """Anna and Bob, both ready to answer."""
    return anna_and_bob(program, new_context, more=SETUP)


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
