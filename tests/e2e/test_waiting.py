"""Nobody waits in vain: they are asked before the wait ends, and may ask to be called back."""

from __future__ import annotations

from playwright.sync_api import expect

from flowbuilder.core.testing import flow
from tests.e2e.answering import bring_in

SHORT = flow(
    ("person", "handoff", {"max_wait": 2, "ask_first": True}),
    ("message", "leave_message", {}),
    ("bye", "end", {"text": "Do zobaczenia."}),
    wires="person.done>bye; person.timed_out>message; person.nobody>message; "
    "person.gave_up>message; message.next>bye",
    name="Krótkie czekanie",
    locale="pl",
)
OR_CALL = "Wolę zostawić wiadomość lub poprosić o telefon"


def test_who_waits_is_asked_before_the_wait_ends(program, signed_in, new_context):
    signed_in("agent")
    address = bring_in(signed_in("owner"), program, SHORT)
    visitor = new_context().new_page()
    visitor.goto(address)
    log = visitor.get_by_role("log")
    still = log.get_by_text("Nadal nikt z zespołu nie może odpisać.")
    expect(still).to_have_count(1)

    log.get_by_role("button", name="Czekam dalej").click()
    expect(log.get_by_text("Dobrze, miejsce w kolejce zostaje.")).to_be_visible()
    expect(still).to_have_count(2)
    log.get_by_role("button", name="Wolę zostawić wiadomość").last.click()
    expect(log.get_by_text("Na jaki adres e-mail możemy odpisać?")).to_be_visible()


def test_a_shops_customer_asks_to_be_called_and_the_agent_can_dial(program, signed_in, new_context):
    signed_in("agent")
    visitor = new_context().new_page()
    visitor.goto(f"{program.url}/w/demo/")
    log, box = visitor.get_by_role("log"), visitor.get_by_role("textbox")

    def says(text: str) -> None:
        box.fill(text)
        box.press("Enter")

    says("Proszę o rozmowę z człowiekiem")
    log.get_by_role("button", name=OR_CALL).click()
    expect(log.get_by_text("Proszę podać adres e-mail albo numer telefonu.")).to_be_visible()
    says("501 234 567")
    expect(log.get_by_text("Oddzwonimy na numer +48 501 234 567.")).to_be_visible()
    says("Pęknięty kubek, proszę po szesnastej.")
    expect(log.get_by_text("przekazaliśmy wiadomość zespołowi")).to_be_visible()

    agent = new_context(storage_state=signed_in("agent").context.storage_state()).new_page()
    agent.goto(f"{program.url}/admin/handoff/ticket/")
    agent.get_by_role("row").filter(has_text="Pęknięty kubek").get_by_role("link").first.click()
    expect(agent.locator("a[href='tel:+48501234567']").first).to_be_visible()
