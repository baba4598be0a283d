"""Two agents and a visitor: who comes is told as it is, and whose words and messages are whose."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.running import Program, running_program
from tests.e2e.two_agents import anna_and_bob, answers, says

PERSON = "Chcę porozmawiać z człowiekiem"


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """A program of its own: nobody else's visitors come between."""
    with running_program(tmp_path_factory.mktemp("passing")) as started:
        yield started


@pytest.fixture
def agents(program: Program, new_context: Callable[..., BrowserContext]) -> tuple[Page, Page]:
    """Anna, who answers, and Bob, who has a break."""
    return anna_and_bob(program, new_context, bob_ready=False)


def test_who_was_only_chosen_has_not_joined_words_have_their_author_and_what_was_left_is_counted(
    program: Program, agents: tuple[Page, Page], new_context: Callable[..., BrowserContext]
) -> None:
    anna, bob = agents
    visitor = new_context(locale="pl").new_page()
    visitor.goto(f"{program.url}/w/demo/")
    says(visitor, PERSON)

    # The queue chose Anna, who has not looked yet.
    expect(visitor.locator("body")).to_contain_text("Przekazujemy rozmowę do: Anna Lis.")
    expect(visitor.locator("body")).not_to_contain_text("dołącza")
    for page in (anna, bob):
        page.locator(".ib-view", has_text=re.compile("^Moje")).click()
    anna.locator(".ib-row").first.click()
    anna.get_by_role("textbox", name=re.compile("odpowied", re.I)).fill("Chwileczkę")
    anna.keyboard.press("Enter")
    expect(anna.locator(".ib-row").first).to_contain_text("Ja: Chwileczkę")

    # Bob is passed it while he looks at his list: the words in it are Anna's.
    anna.get_by_role("button", name="Przekaż", exact=True).click()
    dialog = anna.get_by_role("dialog")
    dialog.get_by_label("Bob Maj").check()
    dialog.get_by_role("button", name="Przekaż").click()
    expect(dialog).to_be_hidden()
    expect(bob.locator(".ib-row").first).to_contain_text("Anna: Chwileczkę")
    expect(visitor.locator("body")).to_contain_text("Przekazujemy rozmowę do: Bob Maj.")
    expect(visitor.locator("body")).not_to_contain_text("dołącza")
    expect(anna.locator(".ib-thread")).to_contain_text("Przekazujemy rozmowę do: Bob Maj.")

    # She takes it back herself: now she joins, and in Bob's eyes the words are still hers.
    anna.get_by_role("button", name="Przejmij od: Bob Maj").first.click()
    anna.get_by_role("dialog").get_by_role("button", name="Przejmij od: Bob Maj").click()
    expect(visitor.locator("body")).to_contain_text("Anna Lis dołącza do rozmowy.")
    bob.locator(".ib-view", has_text="U innych").click()
    expect(bob.locator(".ib-row").first).to_contain_text("Anna: Chwileczkę")

    # Nobody answers any more: the next one leaves a message, which both see counted and marked.
    answers(anna, ready=False)
    left = [page.locator(".ib-view", has_text="Zostawione") for page in (anna, bob)]
    for view in left:
        expect(view.locator(".ib-count")).to_have_count(0)
    other = new_context(locale="pl").new_page()
    other.goto(f"{program.url}/w/demo/")
    for words in (PERSON, "ada@client.example", "Nie świeci lampa."):
        says(other, words)
        expect(other.locator("body")).to_contain_text(words)
        expect(other.locator(".bubble").last).not_to_contain_text(words)
    for view in left:
        expect(view.locator(".ib-count")).to_contain_text("1")
    left[1].click()
    row = bob.locator(".ib-row").first
    expect(row).to_contain_text("Nie świeci lampa.")
    expect(row).to_contain_text("Zostawiona wiadomość")
    row.click()
    bob.get_by_role("button", name="Oznacz, że odpowiedziano").click()
    for view in left:
        expect(view.locator(".ib-count")).to_have_count(0)
    expect(
        bob.get_by_text("Żadna zostawiona wiadomość nie czeka teraz na odpowiedź")
    ).to_be_visible()

    bob.get_by_role("button", name="Cofnij").click()
    for view in left:
        expect(view.locator(".ib-count")).to_contain_text("1")
    bob.get_by_role("button", name="Odłóż", exact=True).click()
    bob.get_by_role("dialog").get_by_role("button", name="Za godzinę").click()
    for view in left:
        expect(view.locator(".ib-count")).to_have_count(0)
    anna.locator(".ib-view", has_text="Odłożone").click()
    expect(anna.locator(".ib-row", has_text="Nie świeci lampa.")).to_be_visible()
