"""The loop that improves answers: asked in vain, answered, expected from then on, and guarded."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

ASKED = ("Czy macie wózki dla dzieci w sklepie?", "macie wozki dla dzieci?")
UMBRELLAS = "Czy wypożyczacie parasole w deszczowe dni?"
REPLY = "Parasole wypożyczamy przy kasie, kaucja wynosi 20 zł."
ANSWER = "Przy wejściu stoją dwa wózki dla dzieci, do użytku na miejscu."


@pytest.fixture
def owner(signed_in) -> Page:
    return signed_in("owner")


def ask(page: Page, text: str) -> None:
    page.get_by_role("textbox").fill(text)
    page.keyboard.press("Enter")


def ask_in_vain(page: Page, url: str, question: str) -> None:
    """A visitor of the demo shop asks what the knowledge does not answer."""
    page.goto(f"{url}/w/demo/")
    page.get_by_role("button", name="Mam inne pytanie").click()
    expect(page.get_by_text("Proszę napisać pytanie swoimi słowami.")).to_be_visible()
    ask(page, question)
    sorry, none = (
        page.get_by_text("nie chcę zgadywać"),
        page.get_by_role("button", name="Żadne z tych"),
    )
    expect(sorry.or_(none)).to_be_visible()
    if none.is_visible():  # close questions are offered first, as long as words alone count
        none.click()
    expect(sorry).to_be_visible()


def saved(page: Page) -> None:
    page.locator("button[name=_save], input[name=_save]").first.click()


def test_a_question_asked_in_vain_is_answered_expected_and_guarded(owner, program, new_context):
    for question in ASKED:
        ask_in_vain(new_context().new_page(), program.url, question)

    owner.goto(f"{program.url}/admin/knowledge/unanswered/groups/")
    group = owner.locator(".kb-card").filter(has_text="wózki dla dzieci")
    expect(group).to_have_count(1)
    expect(group).to_contain_text("zadano 2 razy")
    expect(group).to_contain_text("dziś znalazłoby odpowiedź: 0 z 2")
    group.get_by_role("link", name="Dodaj odpowiedź").click()
    owner.locator("#id_answer").fill(ANSWER)
    saved(owner)
    expect(owner.get_by_text("2 pytania mają już odpowiedź.")).to_be_visible()
    expect(owner.get_by_text("Z odpowiedzią wcześniej: 0 z 2. Teraz: 2 z 2.")).to_be_visible()

    owner.goto(f"{program.url}/admin/knowledge/ask/?question={ASKED[1]}&language=pl")
    owner.get_by_role("button", name="To jest dobra odpowiedź").first.click()
    owner.goto(f"{program.url}/admin/knowledge/expectation/")
    owner.get_by_role("button", name="Sprawdź teraz").click()
    expect(owner.locator("[data-figure]").first).to_be_visible()
    expect(owner.get_by_role("link", name=ASKED[1])).to_be_visible()

    owner.goto(f"{program.url}/admin/knowledge/entry/?q=wózki")
    owner.get_by_role("link", name=ASKED[0]).click()
    owner.locator("#id_question").fill("Godziny otwarcia toalety")
    owner.locator("#id_variant_lines").fill("")
    owner.locator("#id_answer").fill("Toaleta jest czynna cały dzień.")
    saved(owner)
    expect(
        owner.get_by_text("Po tej zmianie przestałaby działać 1 oczekiwana odpowiedź")
    ).to_be_visible()

    visitor = new_context().new_page()
    visitor.goto(f"{program.url}/w/demo/")
    visitor.get_by_role("button", name="Mam inne pytanie").click()
    ask(visitor, ASKED[0])
    expect(visitor.get_by_text(ANSWER)).to_be_visible()


def test_what_an_agent_replied_instead_becomes_an_answer(owner, signed_in, program, new_context):
    agent = signed_in("agent")
    visitor = new_context().new_page()
    ask_in_vain(visitor, program.url, UMBRELLAS)
    ask(visitor, "Chcę porozmawiać z człowiekiem")
    agent.locator(".ib-row").first.click()
    agent.get_by_role("button", name=re.compile("Przejmij rozmowę|Odbierz")).click()
    reply = agent.get_by_role("textbox", name=re.compile("odpowied", re.I))
    reply.fill(f"Dzień dobry! {REPLY} Miłego dnia!")
    agent.keyboard.press("Enter")
    expect(visitor.get_by_text(REPLY)).to_be_visible()
    ask(visitor, "Dziękuję bardzo")
    expect(agent.get_by_text("Dziękuję bardzo").last).to_be_visible()
    agent.get_by_role("button", name="Zakończ", exact=True).first.click()
    agent.get_by_role("dialog").get_by_role("button", name="Zakończ").last.click()
    expect(agent.get_by_role("dialog")).to_have_count(0)

    owner.goto(f"{program.url}/admin/knowledge/unanswered/replies/")
    card = owner.locator(".kb-card").filter(has_text=UMBRELLAS)
    expect(card).to_contain_text(REPLY)
    expect(card).not_to_contain_text("Miłego dnia")
    card.get_by_role("link", name="Utwórz z niej odpowiedź").click()
    expect(owner.locator("#id_answer")).to_have_value(REPLY)
    saved(owner)
    expect(owner.get_by_text("1 pytanie ma już odpowiedź.")).to_be_visible()
    owner.goto(f"{program.url}/admin/knowledge/unanswered/replies/")
    expect(owner.locator(".kb-card").filter(has_text=UMBRELLAS)).to_have_count(0)


def test_the_last_row_is_seen_while_all_are_chosen(owner, program):
    owner.goto(f"{program.url}/admin/knowledge/entry/")
    owner.locator("#action-toggle").check()
    bar = owner.locator("#changelist-actions-wrapper")
    expect(bar).to_be_visible()

    # The room beneath the list comes a moment after the bar: people scroll on until they see it.
    owner.wait_for_function("""() => {
      document.querySelectorAll('*').forEach(e => e.scrollTo?.(0, 1e6));
      const last = [...document.querySelectorAll('#result_list tbody tr')].pop();
      const bar = document.querySelector('#changelist-actions-wrapper');
      return last.getBoundingClientRect().bottom <= bar.getBoundingClientRect().top;
    }""")
