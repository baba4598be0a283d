"""An empty workspace comes to a published flow by a template, and the tour shows the editor."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.running import ROOT
from tests.e2e.test_main_job import choose_language

WORDS = {
    "pl": {
        "key": "salon-urody",
        "template": "Salon urody: wizyty",
        "mine": "Salon Ewa",
        "hello": "asystent AI firmy Salon Ewa",
        "ask": "Zapytać o coś",
        "asks": "Słucham",
        "question": "Gdzie jest salon?",
        "answer": "Zapraszamy: ul. Nowa 1, Toruń.",
        "services": "Wpisać własne usługi",
        "next": re.compile("Próba"),
    },
    "en": {
        "key": "beauty-salon",
        "template": "Beauty salon: bookings",
        "mine": "Eve's Salon",
        "hello": "AI assistant of Eve's Salon",
        "ask": "Ask a question",
        "asks": "What would you like to know",
        "question": "Where is the salon?",
        "answer": "You will find us at ul. Nowa 1, Toruń.",
        "services": "List your own treatments",
        "next": re.compile("Try it out"),
    },
}


def bottom(part: Locator) -> float:
    """How far down the page `part` ends."""
    box = part.bounding_box()
    assert box is not None
    return box["y"] + box["height"]


def is_over(one: Locator, other: Locator) -> bool:
    """Whether the two parts of the page share any room."""
    a, b = one.bounding_box(), other.bounding_box()
    assert a is not None
    assert b is not None
    return all(
        a[side] < b[side] + b[size] and b[side] < a[side] + a[size]
        for side, size in (("x", "width"), ("y", "height"))
    )


@pytest.fixture
def newcomer(program, new_context, request) -> Page:
    """The owner of a workspace in which nothing was made yet, on their first page."""
    language = request.node.callspec.params["language"]
    email = f"{request.node.name}@example.com".replace("[", "-").replace("]", "")
    made = subprocess.run(
        [sys.executable, "manage.py", "workspace", f"New {request.node.name}", "--owner", email,
         "--language", language, "--url", program.url],
        cwd=ROOT, env=program.environment, text=True, capture_output=True, check=True,
    )  # fmt: skip
    page = new_context(locale=language).new_page()
    page.goto(re.search(r"http\S+/login/\S+", made.stdout)[0])
    choose_language(page, language)
    return page


@pytest.mark.parametrize("language", ["pl", "en"])
def test_an_empty_workspace_comes_to_a_published_flow_in_five_steps(newcomer, language):
    words, page = WORDS[language], newcomer
    steps = page.locator("[data-first-steps]")
    expect(steps.locator("progress")).to_have_attribute("value", "0")
    steps.locator(".first-steps-go").click()

    # choose: talk with it on the page, with one's own facts in it
    page.get_by_role("searchbox").fill(words["template"][:6])
    page.get_by_role("button", name=words["template"]).click()
    page.get_by_test_id("fact-company").fill(words["mine"])
    page.get_by_test_id("fact-address").fill("ul. Nowa 1, Toruń")
    page.get_by_test_id("fact-opening").fill("9–17")
    page.get_by_test_id("fact-opening").press("Tab")
    talk = page.get_by_test_id("preview-lines")
    expect(talk.get_by_text(words["hello"])).to_be_visible()
    talk.get_by_role("button", name=words["ask"]).click()
    expect(talk.get_by_text(words["asks"])).to_be_visible()
    page.get_by_test_id("preview").get_by_role("textbox").last.fill(words["question"])
    page.keyboard.press("Enter")
    expect(talk.get_by_text(words["answer"])).to_be_visible()
    page.get_by_test_id("use-template").click()

    # fill in: the facts are settled, another line leads to its step
    page.wait_for_url(re.compile(r"/flow/\d+/change/"))
    checklist = page.get_by_test_id("checklist")
    expect(checklist).to_be_visible()
    expect(checklist.locator("li[data-done=true]")).to_have_count(3)
    checklist.get_by_role("button", name=words["services"]).click()
    field = page.get_by_test_id("inspector").locator("[data-field=options]")
    expect(field).to_be_visible()
    checklist.get_by_role("checkbox", name=re.compile(re.escape(words["services"]))).click()
    expect(checklist.locator("li[data-done=true]")).to_have_count(4)

    # try, then publish
    checklist.get_by_role("button", name=words["next"]).click()
    expect(page.get_by_test_id("try-lines").get_by_text(words["hello"])).to_be_visible()
    page.get_by_test_id("publish").click()
    page.get_by_test_id("confirm-publish").click()
    expect(page.get_by_test_id("published")).to_be_visible()

    # the last step is the widget; put away, the steps stay away
    page.goto(page.url.split("/admin/")[0] + "/admin/")
    expect(steps.locator("progress")).to_have_attribute("value", "4")
    expect(steps.locator(".first-steps-go")).to_have_attribute("href", re.compile("/for-flow/"))
    steps.locator("[data-first-steps-hide]").click()
    expect(steps).to_have_count(0)
    page.reload()
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    expect(steps).to_have_count(0)


@pytest.mark.parametrize("language", ["pl"])
def test_a_new_flow_begins_above_the_templates_which_are_told_whole(newcomer, language):
    page = newcomer
    page.goto(page.url.split("/admin/")[0] + "/admin/flows/flow/add/")
    told = page.locator("[data-testid^=template-] h3 + p")
    expect(told.first).to_be_visible()

    for width, height in ((1440, 900), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        expect(page.locator("#id_name")).to_be_in_viewport()
        expect(page.locator(".new-flow-choice")).to_be_in_viewport()
        assert bottom(page.locator(".new-flow-choice")) < bottom(told.first)
        cut = told.evaluate_all(
            "all => all.filter(p => p.scrollHeight > p.clientHeight + 1).length"
        )
        assert cut == 0


@pytest.mark.parametrize("language", ["pl"])
def test_nothing_covers_the_way_out_of_the_start_card_on_an_empty_canvas(newcomer, language):
    page = newcomer
    page.goto(page.url.split("/admin/")[0] + "/admin/flows/flow/add/")
    page.locator("#id_name").fill("Start")
    page.locator(".new-flow-choice").click()
    page.wait_for_url(re.compile(r"/flow/\d+/change/"))
    start = page.get_by_test_id("card-start")
    box = page.get_by_test_id("empty-canvas")

    for width, height in ((1440, 900), (1280, 600), (820, 1180), (390, 844), (390, 664)):
        page.set_viewport_size({"width": width, "height": height})
        page.reload()
        expect(box).to_be_in_viewport(ratio=1)
        for part in (start, start.get_by_test_id("port-next")):
            part.click(trial=True)
        assert not is_over(box, start)


@pytest.mark.parametrize("language", ["pl"])
def test_the_tour_goes_by_keyboard_and_is_declined_for_good(newcomer, language):
    page = newcomer
    page.goto(page.url.split("/admin/")[0] + "/admin/flows/flow/add/")
    page.locator("#id_name").fill("Tour")
    page.locator(".new-flow-choice").click()
    page.get_by_test_id("tour-invitation").get_by_role("button").first.click()

    tour = page.get_by_test_id("tour")
    titles = []
    for number in range(6):
        expect(tour.get_by_text(f"{number + 1} z 6")).to_be_visible()
        titles.append(tour.get_by_role("heading").inner_text())
        page.keyboard.press("ArrowRight")
    with page.expect_response("**/api/v1/tour/") as declined:
        page.keyboard.press("Escape")

    assert declined.value.ok
    assert len(set(titles)) == 6
    expect(tour).to_have_count(0)
    expect(page.get_by_test_id("tour-invitation")).to_have_count(0)
    page.reload()
    expect(page.get_by_test_id("empty-canvas")).to_be_visible()
    expect(page.get_by_test_id("tour-invitation")).to_have_count(0)

    page.keyboard.press("Control+k")
    page.keyboard.type("Oprowadź")
    page.keyboard.press("Enter")
    expect(tour).to_be_visible()


@pytest.mark.parametrize("language", ["pl"])
@pytest.mark.parametrize("size", [(1440, 900), (820, 1180), (390, 844)])
def test_the_tour_stands_beside_what_it_speaks_of(newcomer, language, size):
    page = newcomer
    page.goto(page.url.split("/admin/")[0] + "/admin/flows/flow/add/")
    page.locator("#id_name").fill("Tour")
    page.locator(".new-flow-choice").click()
    page.wait_for_url(re.compile(r"/flow/\d+/change/"))
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.reload()
    expect(page.get_by_test_id("empty-canvas")).to_be_visible()
    page.keyboard.press("Control+k")
    page.keyboard.type("Oprowadź")
    page.keyboard.press("Enter")

    bubble, ring = page.get_by_test_id("tour"), page.get_by_test_id("tour-ring")
    first = ["open-palette", "card-start"] if size[0] < 1024 else ["palette", "card-start"]
    last = ["problems", "try-it", "publish"]
    parts = [*first, *(["inspector"] if size[0] > 767 else []), *last]
    for number, part in enumerate(parts, start=1):
        expect(bubble.get_by_text(f"{number} z {len(parts)}")).to_be_visible()
        expect(bubble).to_be_in_viewport(ratio=1)
        expect(ring).to_be_in_viewport(ratio=1)
        assert is_over(ring, page.get_by_test_id(part))
        assert not is_over(bubble, page.get_by_test_id(part))
        bubble.get_by_test_id("tour-next").click()
    expect(bubble).to_have_count(0)


@pytest.mark.parametrize("language", ["pl"])
def test_a_flow_is_kept_as_a_template_used_and_deleted(newcomer, language):
    page = newcomer
    site = page.url.split("/admin/")[0]
    page.goto(f"{site}/admin/flows/flow/add/")
    page.locator("#id_name").fill("Nasz wzór")
    page.locator(".new-flow-choice").click()
    page.get_by_test_id("first-greeting").click()
    page.keyboard.press("Control+k")
    page.keyboard.type("jako szablon")
    page.keyboard.press("Enter")
    page.get_by_test_id("template-name").fill("Powitanie naszej firmy")
    page.get_by_test_id("keep-template").click()
    expect(page.get_by_test_id("template-kept")).to_be_visible()

    page.goto(f"{site}/admin/flows/flow/add/")
    own = page.locator("[data-testid^=template-]", has_text="Powitanie naszej firmy")
    own.get_by_role("button", name="Powitanie naszej firmy").first.click()
    page.get_by_test_id("use-template").click()
    expect(page.locator("[data-node-type=greeting]")).to_be_visible()

    page.goto(f"{site}/admin/flows/flow/add/")
    page.on("dialog", lambda dialog: dialog.accept())
    own.get_by_role("button", name="Usuń").click()
    expect(own).to_have_count(0)
