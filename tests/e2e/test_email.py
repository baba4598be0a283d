"""E-mail in a browser: a message left in the chat is answered by letter, and both meet again."""

from __future__ import annotations

import re
from email.message import EmailMessage

from playwright.sync_api import Page, expect

from tests.e2e.mailbox_page import connect, look_now
from tests.e2e.test_main_job import Canvas, drag, make_widget, open_chat
from tests.mail_servers import letter

WORDS = {"flow": "Poczta lampy", "hello": "Tu sklep z lampami.", "bye": "Do zobaczenia."}
ADDRESS = "ola@client.example"
LEFT = "Lampa stojąca 5521 nie świeci."


def draw(page: Page, program) -> None:
    """A flow that only takes a message."""
    page.goto(f"{program.url}/admin/flows/flow/add/")
    page.locator("#id_name").fill(WORDS["flow"])
    page.locator(".new-flow-choice").first.click()
    canvas = Canvas(page)
    hello = canvas.add("greeting", 300, 60)
    leave = canvas.add("leave_message", 300, 260)
    bye = canvas.add("end", 620, 260)
    start = page.get_by_test_id("card-start")
    if not page.locator(".react-flow__edge").count():
        drag(page, start.get_by_test_id("port-next"), hello.get_by_test_id("entry"))
    canvas.wire(hello, "next", leave)
    canvas.wire(leave, "next", bye)
    canvas.write(hello, "text", WORDS["hello"])
    canvas.write(bye, "text", WORDS["bye"])
    canvas.is_saved()
    page.get_by_test_id("publish").click()
    page.get_by_test_id("publish-note").fill("1")
    page.get_by_test_id("confirm-publish").click()
    expect(page.get_by_test_id("published")).to_be_visible()


def words(mail: EmailMessage) -> str:
    return mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]


def test_a_message_left_is_answered_by_email_and_the_answer_comes_back(
    program, signed_in, new_context, website, mails
):
    origin, shop_page = website
    owner, agent = signed_in("owner"), signed_in("agent")
    draw(owner, program)
    shop_page.snippet = make_widget(owner, program, WORDS, "pl", origin)
    connect(owner, program, mails)

    visitor = new_context(locale="pl").new_page()
    chat = open_chat(visitor, origin)
    expect(chat.get_by_text(WORDS["hello"])).to_be_visible()
    for said in (ADDRESS, LEFT):
        chat.get_by_role("textbox").fill(said)
        chat.get_by_role("textbox").press("Enter")
        expect(chat.get_by_text(said)).to_be_visible()
    expect(chat.get_by_text(WORDS["bye"])).to_be_visible()
    visitor.close()

    agent.goto(f"{program.url}/inbox/")
    row = agent.locator(".ib-row", has_text="5521")
    expect(row).to_be_visible()
    expect(row).to_contain_text("E-mail")
    row.click()
    expect(agent.locator(".ib-subject")).to_contain_text(ADDRESS)
    agent.get_by_role("button", name="Przejmij rozmowę").click()
    expect(agent.locator(".ib-goes")).to_contain_text(ADDRESS)
    agent.get_by_role("textbox", name=re.compile("odpowied", re.I)).fill("Wyślemy nową żarówkę.")
    agent.keyboard.press("Enter")

    sent = mails.wait_for(1)
    assert (sent["To"], sent["Subject"]) == (ADDRESS, f"Re: {LEFT}")
    assert words(sent).startswith("Wyślemy nową żarówkę.\n")
    expect(agent.get_by_text(f"Wysłano e-mailem na adres {ADDRESS}")).to_be_visible()

    mails.put(
        letter(
            "Dziękuję, poczekam.\n\nW dniu 28.11.2026, Sklep pisze:\n> Wyślemy nową żarówkę.",
            From=f"Ola <{ADDRESS}>",
            In_Reply_To=sent["Message-ID"],
            Message_ID="<answer@client.example>",
        )
    )
    look_now(owner)
    expect(agent.get_by_text("Dziękuję, poczekam.").last).to_be_visible()
    agent.get_by_text("Cytowany tekst i podpis").click()
    expect(agent.locator(".ib-quoted")).to_contain_text("Wyślemy nową żarówkę.")

    again = visitor.context.new_page()
    chat = open_chat(again, origin)
    expect(chat.get_by_text("Wyślemy nową żarówkę.").first).to_be_visible()
    expect(chat.get_by_text("Dziękuję, poczekam.").first).to_be_visible()
    chat.get_by_role("textbox").fill("To znów ja.")
    chat.get_by_role("textbox").press("Enter")
    expect(agent.get_by_text("To znów ja.").last).to_be_visible()
