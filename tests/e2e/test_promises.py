"""Who waits too long: the promise is seen at risk and broken, another team is asked, and whoever
had a hard conversation is left in peace for a while.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, expect

from flowbuilder.core.testing import flow
from tests.e2e.answering import bring_in
from tests.e2e.conftest import state_of
from tests.e2e.running import Program, running_program, tell
from tests.e2e.team_page import begin_team, open_team, save_team
from tests.e2e.test_contacts import WORDS as CONTACT
from tests.e2e.test_contacts import introduce
from tests.e2e.test_together import answers as replies
from tests.e2e.two_agents import answers, ends, says

TEAM = "Obsługa klienta"
PERSON = "Chcę porozmawiać z człowiekiem"
#: The visitor asked so many minutes earlier, or was served so long ago; then the rounds are made.
LATER = """
from datetime import timedelta
from django.db.models import F
from flowbuilder.handoff.models import Handoff
from flowbuilder.handoff.services.rounds import make_rounds

of = Handoff.objects.filter(conversation__contact__name="{name}")
assert of.update(**{{
    field: F(field) - timedelta(minutes={minutes})
    for field in ("requested_at", "assigned_at", "closed_at")
}})
make_rounds()
"""


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """A program of its own: nobody else stands in its queues."""
    with running_program(tmp_path_factory.mktemp("promises")) as started:
        yield started


@pytest.fixture(scope="module")
def logins(program: Program, browser: Browser) -> dict[str, StorageState]:
    return {role: state_of(program, browser, role) for role in ("owner", "agent")}


@pytest.fixture
def arrives(program: Program, new_context: Callable[..., BrowserContext]) -> Callable[..., Page]:
    """A visitor of that name opens a chat and says a word, which leads to a person."""

    def came(chat: str, name: str, said: str = PERSON) -> Page:
        words = {**CONTACT["pl"], "chat": urlsplit(chat).path}
        visitor = introduce(program, new_context, words, "pl", name)
        says(visitor, said)
        return visitor

    return came


def pass_minutes(program: Program, name: str, minutes: int, *pages: Page) -> None:
    """What the visitor has waited, and what was done for them, is so much longer ago."""
    tell(program, LATER.format(name=name, minutes=minutes))
    for page in pages:
        page.reload()


def test_a_promise_is_set_counts_down_is_at_risk_broken_and_kept_late(
    program: Program, signed_in: Callable[..., Page], arrives: Callable[..., Page]
) -> None:
    owner, agent = signed_in("owner"), signed_in("agent")
    answers(agent, ready=True)
    open_team(owner, program, TEAM)
    promised = owner.locator("#id_sla_targets-0-first_reply_s")
    promised.fill("10 min")
    save_team(owner)
    owner.reload()
    expect(promised).to_have_value("10 min")

    visitor = arrives("/w/demo/", "Hanna Pilna")
    row = agent.locator(".ib-row", has_text="Hanna Pilna")
    due = row.locator(".ib-clock", has_text="Pierwsza odpowiedź")
    at_risk = agent.locator(".ib-view", has_text="Zagrożone terminy")
    expect(due).to_contain_text(re.compile(r"jeszcze (10|9) min"))
    at_risk.click()
    expect(agent.get_by_text("Żaden termin nie jest zagrożony")).to_be_visible()

    # Eight tenths of it are over, then all of it.
    pass_minutes(program, "Hanna Pilna", 8, agent)
    expect(at_risk.locator(".ib-count")).to_contain_text("1")
    at_risk.click()
    expect(due).to_contain_text(re.compile(r"jeszcze (1 min|\d+ s)"))
    expect(due).to_have_attribute("data-level", "warn")
    pass_minutes(program, "Hanna Pilna", 7, agent)
    at_risk.click()
    expect(due).to_contain_text(re.compile(r"[56] min po terminie"))
    expect(due).to_have_attribute("data-level", "bad")

    # The break is written down; an answer ends the clock, and the list is empty again.
    owner.goto(f"{program.url}/admin/handoff/slanotice/")
    broken = owner.locator("#result_list tbody tr", has_text="Hanna Pilna")
    expect(broken).to_contain_text(TEAM)
    row.click()
    agent.get_by_role("button", name=re.compile("^Przejmij rozmowę|^Odbierz")).click()
    replies(agent, "Przepraszam za zwłokę.")
    expect(visitor.get_by_text("Przepraszam za zwłokę.")).to_be_visible()
    at_risk.click()
    expect(agent.get_by_text("Żaden termin nie jest zagrożony")).to_be_visible()
    expect(row).to_have_count(0)


def test_who_waits_too_long_waits_for_another_team_instead(
    program: Program, signed_in: Callable[..., Page], arrives: Callable[..., Page]
) -> None:
    owner, agent = signed_in("owner"), signed_in("agent")
    answers(agent, ready=True)
    begin_team(owner, program, "Reklamacje", "reklamacje")
    owner.locator("#id_overflow_to").select_option(label=TEAM)
    owner.locator("#id_overflow_minutes").fill("30")
    save_team(owner)
    address = bring_in(
        owner,
        program,
        flow(
            ("ask", "question", {"question": "Słucham?", "save_as": "said"}),
            ("person", "handoff", {"team": "reklamacje", "max_wait": 0}),
            ("bye", "end"),
            wires="ask>person; person.done>bye",
            name="Reklamacje",
            locale="pl",
            variables=({"name": "said"},),
        ),
    )
    # Whoever opens the inbox for the first time is in every team: the owner, who is busy.
    lead = signed_in("owner")
    lead.goto(f"{program.url}/inbox/")
    answers(lead, ready=True)

    visitor = arrives(address, "Karol Cierpliwy", "Pękł mi wazon")
    expect(visitor.get_by_role("log")).to_contain_text("Proszę chwilę zaczekać")
    queues = {name: agent.locator(".ib-queue", has_text=name) for name in (TEAM, "Reklamacje")}
    row = agent.locator(".ib-row", has_text="Karol Cierpliwy")
    pass_minutes(program, "Karol Cierpliwy", 20, agent)
    expect(queues["Reklamacje"].locator(".ib-count")).to_have_text("1")
    queues[TEAM].click()
    expect(agent.get_by_text("W tej kolejce nikt nie czeka")).to_be_visible()

    pass_minutes(program, "Karol Cierpliwy", 10, agent, visitor)
    expect(queues["Reklamacje"].locator(".ib-count")).to_have_count(0)
    queues[TEAM].click()
    expect(row).to_be_visible()
    expect(visitor.get_by_role("log")).to_contain_text(TEAM)
    row.click()
    agent.get_by_role("button", name=re.compile("^Przejmij rozmowę|^Odbierz")).click()
    replies(agent, "Zajmę się tym.")
    expect(visitor.get_by_text("Zajmę się tym.")).to_be_visible()


def test_after_a_hard_conversation_nobody_new_is_handed_out_for_a_while(
    program: Program, signed_in: Callable[..., Page], arrives: Callable[..., Page]
) -> None:
    owner, agent = signed_in("owner"), signed_in("agent")
    answers(agent, ready=True)
    lead = signed_in("owner")
    lead.goto(f"{program.url}/inbox/")
    answers(lead, ready=False)
    open_team(owner, program, TEAM)
    owner.locator("#id_auto_assign").check()
    owner.locator("#id_rest_minutes").fill("40")
    save_team(owner)
    address = bring_in(
        owner,
        program,
        flow(
            ("ask", "question", {"question": "Słucham?", "save_as": "said"}),
            ("person", "handoff", {"hard": True}),
            ("bye", "end"),
            wires="ask>person; person.done>bye",
            name="Skargi",
            locale="pl",
            variables=({"name": "said"},),
        ),
    )
    hard = arrives(address, "Zenon Zły", "To skandal")
    given = re.compile("Przekazujemy rozmowę do:")
    expect(hard.get_by_role("log")).to_contain_text(given)
    ends(agent)

    # The agent is there and has nothing to do, and is left in peace.
    easy = arrives("/w/demo/", "Ewa Spokojna")
    expect(easy.locator("body")).to_contain_text("kolejce")
    pass_minutes(program, "Zenon Zły", 30, easy)
    expect(easy.locator("body")).to_contain_text("kolejce")
    expect(easy.get_by_role("log")).not_to_contain_text(given)

    pass_minutes(program, "Zenon Zły", 10, easy)
    expect(easy.get_by_role("log")).to_contain_text(given)
    ends(agent)
