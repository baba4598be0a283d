"""Who answers without having read anything: new people are noticed, nothing is pressed twice."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import choose_language

TAKE = re.compile("Przejmij rozmowę|Take over")
CLOSE = re.compile("^(Zakończ|Close)$")
WORDS = {
    "pl": {
        "chat": "/w/demo/",
        "person": "Chcę porozmawiać z człowiekiem",
        "waits": "Nowa osoba czeka",
        "open": "Otwórz",
        "hand_back": "Oddaj asystentowi",
        "reply": "Napisz odpowiedź",
        "back": re.compile("^Wróć. 1 osoba czeka$"),
        "more": "Więcej działań",
        "canned": "Gotowe odpowiedzi",
        "matter": "Zgubiłam żółtą paczkę z zamówienia 7431",
        "at_risk": "Terminy",
        "note": "Notatka",
        "waiting": "Czekają",
        "mine": "Moje",
        "draft": "Szkic: Hm",
        "next": re.compile("^Następna osoba: "),
    },
    "en": {
        "chat": "/w/demo-en/",
        "person": "I would like to talk to a person",
        "waits": "Somebody new is waiting",
        "open": "Open",
        "hand_back": "Hand back to the assistant",
        "reply": "Write a reply",
        "back": re.compile("^Back. 1 person is waiting$"),
        "more": "More actions",
        "canned": "Canned replies",
        "matter": "I lost my yellow parcel from order 7431",
        "at_risk": "At risk",
        "note": "Note",
        "waiting": "Waiting",
        "mine": "Mine",
        "draft": "Draft: Hm",
        "next": re.compile("^Next person: "),
    },
}


def close(page: Page) -> None:
    """End the open conversation: nobody is left for the tests that follow."""
    page.get_by_role("button", name=CLOSE).click()
    page.get_by_role("dialog").get_by_role("button", name=CLOSE).click()
    expect(page.get_by_role("dialog")).to_be_hidden()


@pytest.mark.parametrize("language", ["pl", "en"])
def test_a_new_person_is_noticed_and_taken_once(program, signed_in, new_context, language):
    words = WORDS[language]
    agent = signed_in("agent")
    choose_language(agent, language)

    def visitor() -> Page:
        page = new_context(locale=language).new_page()
        page.goto(program.url + words["chat"])
        page.get_by_role("textbox").fill(words["person"])
        page.keyboard.press("Enter")
        return page

    visitor()
    notice = agent.locator(".mantine-Notification-root", has_text=words["waits"])
    expect(notice).to_be_visible()
    notice.get_by_role("button", name=words["open"]).click()
    expect(notice).to_be_hidden()
    take = agent.get_by_role("button", name=TAKE)
    box = take.bounding_box()
    assert box is not None
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    # A slow double click: what stands there now is another button.
    agent.mouse.click(*middle)
    hand_back = agent.get_by_role("button", name=words["hand_back"])
    expect(hand_back).to_be_visible()
    agent.mouse.click(*middle)
    expect(agent.get_by_role("textbox", name=words["reply"])).to_be_focused()
    expect(agent.get_by_role("dialog")).to_have_count(0)

    # On a phone somebody else begins to wait while this one is open.
    phone = signed_in("agent", viewport={"width": 390, "height": 844}, has_touch=True)
    choose_language(phone, language)
    phone.goto(agent.url)
    expect(phone.locator(".ib-thread")).to_contain_text(words["person"])
    visitor()
    expect(phone.get_by_role("button", name=words["back"])).to_be_visible()
    phone.get_by_role("button", name=words["more"]).click()
    heights = phone.get_by_role("menuitem").evaluate_all(
        "rows => rows.map((row) => row.getBoundingClientRect().height)"
    )
    assert min(heights) >= 44
    phone.keyboard.press("Escape")
    phone.get_by_role("button", name=words["canned"]).click()
    expect(phone.get_by_role("option").first).to_be_visible()

    close(agent)
    phone.get_by_role("button", name=words["back"]).click()
    phone.locator(".ib-row").first.click()
    phone.get_by_role("button", name=TAKE).click()
    expect(phone.locator("#ib-who")).to_be_focused()
    phone.get_by_role("button", name=words["more"]).click()
    phone.get_by_role("menuitem", name=CLOSE).click()
    phone.get_by_role("dialog").get_by_role("button", name=CLOSE).click()
    expect(phone.get_by_role("dialog")).to_be_hidden()


@pytest.mark.parametrize("language", ["pl", "en"])
def test_on_a_phone_visitors_are_taken_by_the_thumb_one_after_another(
    program, signed_in, new_context, language
):
    words = WORDS[language]
    phone = signed_in("agent", viewport={"width": 390, "height": 844}, has_touch=True)
    choose_language(phone, language)
    for said in (words["matter"], words["person"]):
        page = new_context(locale=language).new_page()
        page.goto(program.url + words["chat"])
        page.get_by_role("textbox").fill(said)
        page.keyboard.press("Enter")
        if said != words["person"]:
            expect(page.locator("body")).to_contain_text(said)
            page.get_by_role("textbox").fill(words["person"])
            page.keyboard.press("Enter")
        expect(phone.locator(".ib-row")).to_have_count(1 if said == words["matter"] else 2)
    # The promises at risk are in sight, and the row says the matter.
    at_risk = phone.locator(".ib-view", has_text=words["at_risk"])
    box = at_risk.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= 390
    first = phone.locator(".ib-row").first
    expect(first).to_contain_text(words["matter"])

    # By the thumb: to take it; a note is there when it is asked for.
    first.click()
    take = phone.get_by_role("button", name=TAKE)
    box = take.bounding_box()
    assert box is not None
    assert box["y"] > 700
    assert box["height"] >= 40
    expect(phone.locator(".ib-composer textarea")).to_be_hidden()
    phone.get_by_role("button", name=words["note"]).click()
    expect(phone.locator(".ib-composer textarea")).to_be_focused()
    take.click()
    reply = phone.get_by_role("textbox", name=words["reply"])
    reply.fill("Hm")

    # Back to the list one came from; what was begun is there among one's own.
    phone.locator(".ib-back").click()
    expect(phone.get_by_role("heading", name=words["waiting"])).to_be_visible()
    phone.locator(".ib-view", has_text=words["mine"]).click()
    expect(phone.locator(".ib-row").first).to_contain_text(words["draft"])
    phone.locator(".ib-row").first.click()

    # After the end the next one is one touch away.
    phone.get_by_role("button", name=words["more"]).click()
    phone.get_by_role("menuitem", name=CLOSE).click()
    phone.get_by_role("dialog").get_by_role("button", name=CLOSE).click()
    phone.get_by_role("button", name=words["next"]).click()
    phone.get_by_role("button", name=TAKE).click()
    expect(reply).to_be_visible()
    sizes = phone.locator(".ib-head button, .ib-marks-bar button").evaluate_all(
        """all => all.map((one) => one.getBoundingClientRect()).filter((box) => box.width)
             .map((box) => Math.min(box.width, box.height))"""
    )
    assert min(sizes) >= 44


def test_what_is_written_has_the_whole_width_and_what_is_scrolled_ends_at_a_line(
    program, signed_in, new_context
):
    words = WORDS["pl"]
    agent = signed_in("agent", viewport={"width": 1280, "height": 800})
    page = new_context(locale="pl").new_page()
    page.goto(program.url + words["chat"])
    page.get_by_role("textbox").fill(words["person"])
    page.keyboard.press("Enter")
    agent.locator(".ib-row").first.click()
    agent.get_by_role("button", name=TAKE).click()
    reply = agent.get_by_role("textbox", name=words["reply"])

    for said, most in (("Hm", 40), ("Dzień dobry, już sprawdzam. " * 40, 200)):
        reply.fill(said)
        field, text = agent.locator(".ib-field").bounding_box(), reply.bounding_box()
        send = agent.locator(".ib-wide-only.ib-submit").bounding_box()
        assert field and text and send
        assert text["width"] > 0.9 * field["width"]
        assert text["y"] + text["height"] <= send["y"]
        assert text["height"] <= most
        assert reply.evaluate("(one) => (one.clientHeight / 20) % 1") == 0
