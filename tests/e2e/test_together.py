"""Two agents, a supervisor, three visitors: queue, transfer, hand-back, survey, e-mail."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests import mail_servers
from tests.e2e.conftest import choose_language
from tests.e2e.mailbox_page import connect, look_now
from tests.e2e.running import Program, running_program

PERSON = "Chcę porozmawiać z człowiekiem"
#: A step of the flow that a conversation can be handed back to, and what it asks.
STEP, LOOKED_UP = "Numer zamówienia", "Nie widzę zamówienia 5522"
#: Another one, at which visitors leave a message, and what the third one leaves.
LEAVES = "Zostaw wiadomość"
ADDRESS, LEFT = "iza@client.example", "Faktury 6633 nie ma w poczcie."


@pytest.fixture(scope="module")
def program(
    tmp_path_factory: pytest.TempPathFactory, own_mails: mail_servers.Mails
) -> Iterator[Program]:
    """A program of its own: nobody else stands in its queue."""
    allowed = f"127.0.0.1:{own_mails.imap_port} 127.0.0.1:{own_mails.smtp_port}"
    data = tmp_path_factory.mktemp("together")
    with running_program(data, FLOWBUILDER_ALLOWED_PRIVATE_HOSTS=allowed) as started:
        yield started


@pytest.fixture
def enter(program: Program, new_context: Callable[..., BrowserContext]) -> Callable[..., Page]:
    """Opens a browser of its own at a link; with `then`, goes on to that address."""

    def open_at(link: str, then: str = "") -> Page:
        page = new_context().new_page()
        page.goto(link)
        choose_language(page, "pl")
        if then:
            page.goto(program.url + then)
        return page

    return open_at


def says(visitor: Page, text: str) -> None:
    visitor.get_by_role("textbox").fill(text)
    visitor.keyboard.press("Enter")
    expect(visitor.get_by_text(text).last).to_be_visible()


def stands(visitor: Page, number: int) -> None:
    """Who waits is told their place: the first one is next, the others have a number."""
    words = "Państwa rozmowa jest następna w kolejce." if number == 1 else f"kolejce: {number}."
    expect(visitor.locator(".waiting")).to_contain_text(words)


def answers(agent: Page, text: str) -> None:
    agent.get_by_role("textbox", name=re.compile("odpowied", re.I)).fill(text)
    agent.keyboard.press("Enter")
    expect(agent.locator(".ib-thread")).to_contain_text(text)


def open_row(agent: Page, view: str, number: int) -> None:
    """Open the conversation of the `number`th visitor, counted from 1."""
    agent.locator(".ib-view", has_text=view).click()
    agent.locator(".ib-row", has_text=f"Rozmówca {number}").click()
    expect(agent.get_by_role("heading", name=f"Rozmówca {number}")).to_be_visible()


def hands_back(agent: Page, step: str) -> None:
    """Give the open conversation back to the assistant at `step`."""
    agent.get_by_role("button", name="Oddaj asystentowi").click()
    dialog = agent.get_by_role("dialog")
    dialog.get_by_text("Od innego kroku").click()
    dialog.get_by_role("searchbox").fill(step)
    dialog.get_by_role("radio", name=re.compile(step)).first.check()
    dialog.get_by_role("button", name="Oddaj asystentowi").click()
    expect(dialog).to_be_hidden()


def invited(owner: Page, program: Program, name: str, role: str = "agent") -> str:
    """The link that the owner is given for somebody new; their pages are in Polish."""
    owner.goto(f"{program.url}/admin/accounts/membership/add/")
    owner.locator("#id_display_name").fill(name)
    owner.locator("#id_email").fill(f"{name.lower()}@sklep.example")
    owner.locator("#id_role").select_option(role)
    owner.locator("[name=_save]").first.click()
    told = owner.get_by_text(re.compile("Proszę przekazać ten odnośnik"))
    expect(told).to_be_visible()
    found = re.search(r"https?://\S+/login/\S+", told.inner_text())
    assert found
    return found[0].rstrip(".")


def test_three_visitors_are_served_by_two_agents_while_a_supervisor_looks_on(
    program: Program,
    enter: Callable[..., Page],
    new_context: Callable[..., BrowserContext],
    own_mails: mail_servers.Mails,
) -> None:
    lead = enter(program.login_link("owner"))
    bartek_link = invited(lead, program, "Bartek")
    lead.goto(f"{program.url}/admin/live/")
    anna = enter(program.login_link("agent"), "/inbox/")
    bartek = enter(bartek_link, "/inbox/")
    there = bartek.get_by_role("switch")
    expect(there).to_be_enabled()
    there.click(force=True)
    expect(there).to_be_checked()
    visitors = [new_context(locale="pl").new_page() for _ in range(3)]
    matters = ("Stłuczony dzbanek 4411", "Zgubiona paczka 5522", "Faktura do zamówienia 6633")

    # They come one after the other; each is told where they stand.
    for number, (visitor, matter) in enumerate(zip(visitors, matters, strict=True), 1):
        visitor.goto(f"{program.url}/w/demo/")
        says(visitor, PERSON)
        stands(visitor, number)
        says(visitor, matter)
        waiting = lead.locator("section", has=lead.locator("#live-waiting"))
        expect(waiting.locator("tbody tr")).to_have_count(number)

    # Anna takes the first, Bartek the second; who is behind them moves up each time.
    open_row(anna, "Czekają", 1)
    open_row(bartek, "Czekają", 2)
    for behind, agent in enumerate((anna, bartek), 1):
        agent.get_by_role("button", name=re.compile("Przejmij rozmowę|Odbierz")).click()
        expect(visitors[behind - 1].locator(".waiting")).to_have_count(0)
        for number, visitor in enumerate(visitors[behind:], 1):
            stands(visitor, number)
    answers(anna, "Dzień dobry, tu Anna.")
    answers(bartek, "Dzień dobry, tu Bartek.")
    expect(visitors[0].get_by_text("Dzień dobry, tu Anna.")).to_be_visible()
    expect(visitors[1].get_by_text("Dzień dobry, tu Bartek.")).to_be_visible()
    expect(visitors[0].get_by_text("tu Bartek")).to_have_count(0)
    under_way = lead.locator("section", has=lead.locator("#live-talks"))
    expect(under_way.locator("tbody tr")).to_have_count(2)

    # What Anna has, Bartek can't take by the way: he sees whose it is.
    open_row(bartek, "Czekają", 3)
    bartek.get_by_role("button", name=re.compile("Przejmij rozmowę|Odbierz")).click()
    answers(bartek, "Faktura jest już w drodze.")

    # Anna passes hers on, with a note that only Bartek sees.
    anna.get_by_role("button", name="Przekaż").click()
    dialog = anna.get_by_role("dialog")
    dialog.get_by_label("Bartek").check()
    dialog.get_by_role("textbox").fill("Klient woli zwrot pieniędzy")
    dialog.get_by_role("button", name="Przekaż").click()
    expect(dialog).to_be_hidden()
    open_row(bartek, "Moje", 1)
    expect(bartek.locator(".ib-thread")).to_contain_text("Klient woli zwrot pieniędzy")
    answers(bartek, "Oddamy pieniądze dzisiaj.")
    expect(visitors[0].get_by_text("Oddamy pieniądze dzisiaj.")).to_be_visible()
    expect(visitors[0].get_by_text("Klient woli zwrot")).to_have_count(0)

    # The supervisor listens in: the team sees it, the visitor is told nothing.
    heard = visitors[0].locator(".message")
    before = heard.all_inner_texts()
    talk = under_way.locator("tbody tr", has_text="Rozmówca 1")
    talk.get_by_role("link", name=re.compile("^Podejrzyj")).click()
    expect(lead.locator(".ib-thread")).to_contain_text("Oddamy pieniądze dzisiaj.")
    expect(bartek.locator(".ib-collision")).to_contain_text("ma podgląd tej rozmowy")
    expect(lead.locator(".ib-bar")).to_contain_text("To tylko podgląd")
    assert heard.all_inner_texts() == before

    # The second is handed back to a step that Bartek chooses, which takes the number they wrote,
    # and taken over from the assistant.
    open_row(bartek, "Moje", 2)
    hands_back(bartek, STEP)
    expect(visitors[1].locator(".message", has_text=LOOKED_UP).last).to_be_visible()
    open_row(anna, "U asystenta", 2)
    anna.get_by_role("button", name="Przejmij rozmowę", exact=True).click()
    answers(anna, "Paczkę znalazłam, tu znów człowiek.")
    expect(visitors[1].get_by_text("tu znów człowiek")).to_be_visible()

    # Anna takes the third over from Bartek, who has it no more; their visitor is answered on.
    open_row(anna, "U innych", 3)
    taking = anna.get_by_role("button", name="Przejmij od: Bartek")
    taking.click()
    anna.get_by_role("dialog").get_by_role("button", name="Przejmij od: Bartek").click()
    expect(taking).to_have_count(0)
    answers(anna, "Przejmuję sprawę faktury.")
    expect(visitors[2].get_by_text("Przejmuję sprawę faktury.")).to_be_visible()
    open_row(bartek, "U innych", 3)
    expect(
        bartek.get_by_role("button", name=re.compile("^Przejmij od: (?!Bartek)"))
    ).to_be_visible()

    # The first is closed and asked how it was.
    open_row(bartek, "Moje", 1)
    bartek.get_by_role("button", name="Zakończ", exact=True).click()
    bartek.get_by_role("dialog").get_by_role("button", name="Zakończ", exact=True).click()
    expect(bartek.get_by_role("dialog")).to_be_hidden()
    visitors[0].locator(".rating label").filter(has_text="5").click()

    # The third leaves a message instead of waiting on, and the page: it waits in the same queue.
    connect(lead, program, own_mails)
    open_row(anna, "Moje", 3)
    hands_back(anna, LEAVES)
    third = visitors[2]
    for asked, said in (("adres e-mail", ADDRESS), ("w czym możemy pomóc", LEFT)):
        expect(third.locator(".message", has_text=asked).last).to_be_visible()
        says(third, said)
    expect(third.get_by_text(f"Odpowiedź wyślemy na adres {ADDRESS}")).to_be_visible()
    third.close()

    # Bartek answers it by letter, and reads what comes back in the conversation it began with.
    bartek.locator(".ib-view", has_text="Czekają").click()
    bartek.locator(".ib-row", has_text="6633").filter(has_text="E-mail").click()
    expect(bartek.locator(".ib-subject")).to_contain_text(ADDRESS)
    bartek.get_by_role("button", name=re.compile("Przejmij rozmowę|Odbierz")).click()
    answers(bartek, "Wysyłam fakturę jeszcze raz.")
    sent = own_mails.wait_for(1)
    assert (sent["To"], sent["Subject"]) == (ADDRESS, f"Re: {LEFT}")
    answer = mail_servers.letter(
        "Już jest, dziękuję!",
        From=f"Iza <{ADDRESS}>",
        In_Reply_To=sent["Message-ID"],
        Message_ID="<two@client.example>",
    )
    own_mails.put(answer)
    look_now(lead)
    thread = bartek.locator(".ib-thread")
    expect(thread).to_contain_text("Już jest, dziękuję!")
    for earlier in (matters[2], "Przejmuję sprawę faktury.", LEFT, "Wysyłam fakturę jeszcze raz."):
        expect(thread).to_contain_text(earlier)

    # The report has one score, of the conversation that people held.
    lead.goto(f"{program.url}/admin/insights/surveys/?kind=csat")
    expect(lead.locator("[data-figure=score]")).to_contain_text(re.compile(r"1 odpowied"))
    Path("var/e2e").mkdir(parents=True, exist_ok=True)
    bartek.screenshot(path="var/e2e/together.png")
