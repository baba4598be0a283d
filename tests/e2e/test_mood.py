"""An upset visitor goes to a person, who reads why that was guessed."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.conftest import choose_language
from tests.e2e.test_main_job import Canvas, drag, make_widget, open_chat

WORDS = {"flow": "Infolinia"}


def test_an_upset_visitor_goes_to_a_person_who_reads_why(program, signed_in, new_context, website):
    page, agent = signed_in("owner"), signed_in("agent")
    agent.goto(f"{program.url}/inbox/")
    choose_language(agent, "pl")
    page.goto(f"{program.url}/admin/flows/flow/add/")
    page.locator("#id_name").fill(WORDS["flow"])
    page.locator(".new-flow-choice").first.click()
    canvas = Canvas(page)
    ask = canvas.add("question", 300, 60)
    person = canvas.add("handoff", 620, 60)
    end = canvas.add("end", 620, 420)
    board = page.locator(".react-flow")
    entry = page.get_by_test_id("palette-trigger-upset")
    entry.drag_to(board, target_position={"x": 300, "y": 620})
    upset = page.locator("[data-trigger=upset]")
    upset.locator("h3").click()
    expect(page.get_by_test_id("inspector")).to_contain_text("To domysł na podstawie tekstu")
    if not page.locator(".react-flow__edge").count():
        start = page.get_by_test_id("card-start").get_by_test_id("port-next")
        drag(page, start, ask.get_by_test_id("entry"))
    canvas.wire(upset, "next", person)
    canvas.wire(ask, "next", end)
    canvas.wire(person, "done", end)
    canvas.write(ask, "question", "W czym pomóc?")
    canvas.write(end, "text", "Do widzenia.")
    canvas.is_saved()
    page.get_by_test_id("publish").click()
    page.get_by_test_id("publish-note").fill("1")
    page.get_by_test_id("confirm-publish").click()
    expect(page.get_by_test_id("published")).to_be_visible()

    origin, shop = website
    shop.snippet = make_widget(page, program, WORDS, "pl", origin)
    visitor = new_context().new_page()
    chat = open_chat(visitor, origin)
    expect(chat.get_by_text("W czym pomóc?")).to_be_visible()
    chat.get_by_role("textbox").fill("TO JAKIŚ SKANDAL, CZEKAM TRZECI TYDZIEŃ!!!")
    visitor.keyboard.press("Enter")

    agent.locator(".ib-row").first.click()
    mood = agent.locator("[data-mood=upset]")
    expect(mood).to_contain_text("Ton zdenerwowany: ")
    expect(mood).to_contain_text("wielkie litery")
