"""The widget's page in the admin: what is chosen shows at once in the chat beside the form."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.conversations import corpus
from tests.e2e.conftest import save
from tests.e2e.test_going_back import picture

FACE = {"name": "twarz.png", "mimeType": "image/png", "buffer": corpus.picture("PNG", (300, 200))}
#: Until nothing waits to be sent any more.
SENT = """
() => new Promise((done) => {
  const look = () =>
    'flowbuilder.demo.unsent' in localStorage ? requestAnimationFrame(look) : done()
  look()
})
"""


def test_looks_are_chosen_beside_the_real_chat(program, signed_in, new_context):
    owner = signed_in("owner")
    complaints: list[str] = []
    owner.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    owner.goto(f"{program.url}/admin/channel_web/widget/")
    owner.get_by_role("link", name="Demo shop").first.click()
    chat = owner.frame_locator("[data-widget-preview] iframe")
    expect(chat.get_by_text("Where is my parcel?")).to_be_visible()

    owner.locator("#id_title").fill("Kwiaciarnia")
    expect(chat.get_by_role("heading", name="Kwiaciarnia")).to_be_visible()
    owner.locator("#id_assistant_name").fill("Lila")
    expect(chat.get_by_text("Lila (automated)").first).to_be_visible()
    expect(chat.get_by_text("You are talking to an AI assistant.")).to_be_visible()
    accent = owner.locator("#id_accent")
    accent.evaluate(
        "(e) => { e.value = '#ffe600'; e.dispatchEvent(new Event('input', {bubbles: true})) }"
    )
    expect(owner.get_by_text("Na białej stronie przycisk jest słabo widoczny")).to_be_visible()
    bubble = chat.locator("[data-from=visitor] .bubble")
    expect(bubble).to_have_css("background-color", "rgb(255, 230, 0)")
    expect(bubble).to_have_css("color", "rgb(0, 0, 0)")
    owner.locator("#id_picture").set_input_files(FACE)
    expect(chat.locator("img.avatar")).to_be_visible()
    owner.locator("[data-widget-preview]").scroll_into_view_if_needed()
    picture(owner, "settings")
    owner.locator("#id_position").select_option("left")
    save(owner)
    expect(owner.locator("#id_title")).to_have_value("Kwiaciarnia")

    visitor = new_context(locale="en-GB").new_page()
    visitor.goto(f"{program.url}/w/demo-en/")
    expect(visitor.locator("img.avatar")).to_have_js_property("naturalWidth", 128)
    expect(visitor.get_by_role("heading", name="Kwiaciarnia")).to_be_visible()
    expect(visitor.get_by_text("Lila (automated)").first).to_be_visible()
    picture(visitor, "avatar")
    assert complaints == []


def test_the_chat_has_a_qr_code_and_can_stand_in_a_page(program, signed_in, new_context, website):
    origin, page = website
    owner = signed_in("owner")
    owner.goto(f"{program.url}/admin/channel_web/widget/")
    owner.get_by_role("link", name="Sklep demo").first.click()
    expect(owner.get_by_role("img", name="Kod QR adresu")).to_be_visible()
    assert owner.locator("[data-qr] svg path").count() >= 1
    lines = owner.locator("#id_origins").input_value()
    owner.locator("#id_origins").fill(f"{lines}\n{origin}")
    save(owner)
    page.snippet = owner.locator("[data-copy-inline] textarea").input_value()
    assert 'data-target="#chat"' in page.snippet

    visitor = new_context(locale="pl", viewport={"width": 390, "height": 844}).new_page()
    visitor.goto(origin)
    chat = visitor.frame_locator("#chat iframe")
    expect(chat.locator("[data-from=bot]").first).to_be_visible()
    expect(chat.get_by_role("button", name="Zamknij czat")).to_have_count(0)
    expect(visitor.get_by_role("button", name="Otwórz czat")).to_have_count(0)
    assert visitor.evaluate("document.activeElement === document.body")
    kept = "Object.keys(localStorage)"
    assert chat.locator("body").evaluate(kept) == []
    picture(visitor, "inline")
    talks = "() => performance.getEntriesByType('resource').map(each => each.name)"
    asked = chat.locator("body").evaluate(talks)
    assert not [name for name in asked if "/messages" in name or "/ws/" in name]
    conversations = f"{program.url}/admin/conversations/conversation/"
    owner.goto(conversations)
    before = owner.locator("#result_list tbody tr").count()

    visitor.reload()
    expect(chat.locator("[data-from=bot]").first).to_be_visible()
    owner.reload()
    assert owner.locator("#result_list tbody tr").count() == before

    chat.get_by_role("textbox").click()
    expect(chat.locator("[data-from=bot] time").first).to_have_attribute(
        "datetime", re.compile("T")
    )
    chat.get_by_role("textbox").fill("Dzień dobry")
    chat.get_by_role("textbox").press("Enter")
    expect(chat.locator("[data-from=visitor]").first).to_be_visible()
    chat.locator("body").evaluate(SENT)
    kept_now = {"flowbuilder.demo.read", "flowbuilder.demo.visitor"}
    assert set(chat.locator("body").evaluate(kept)) == kept_now


def test_a_file_that_is_no_picture_is_refused_beside_its_field(program, signed_in):
    owner = signed_in("owner")
    owner.goto(f"{program.url}/admin/channel_web/widget/")
    owner.get_by_role("link", name="Sklep demo").first.click()
    owner.locator("#id_picture").set_input_files(
        {"name": "x.png", "mimeType": "image/png", "buffer": b"GIF89a no picture"}
    )
    save(owner)

    expect(owner.locator(".errorlist, [class*=error]").first).to_be_visible()


def test_where_consent_is_waited_for_a_talk_is_kept_only_after_it_in_the_lines_language(
    program, signed_in, new_context, website
):
    origin, page = website
    owner = signed_in("owner")
    owner.goto(f"{program.url}/admin/channel_web/widget/")
    owner.get_by_role("link", name="Sklep demo").first.click()
    lines = owner.locator("#id_origins").input_value()
    owner.locator("#id_origins").fill(f"{lines}\n{origin}")
    owner.get_by_label("Zapisywanie dopiero po zgodzie").check()
    save(owner)
    expect(owner.get_by_label("Zapisywanie dopiero po zgodzie")).to_be_checked()
    snippet = owner.locator("[data-copy] textarea").input_value()
    page.snippet = snippet.replace("<script ", '<script data-language="en" ')

    visitor = new_context(locale="pl").new_page()
    visitor.goto(origin)
    visitor.get_by_role("button", name="Open chat").click()
    chat = visitor.frame_locator("iframe")
    frame = visitor.frames[-1]
    kept = "Object.keys(localStorage)"
    expect(chat.get_by_text("This conversation is not stored on your device.")).to_be_visible()
    picture(visitor, "no-consent")
    assert (visitor.evaluate(kept), frame.evaluate(kept)) == ([], [])

    visitor.evaluate("Flowbuilder('consent', true)")
    expect(chat.get_by_text("This conversation is not stored on your device.")).to_have_count(0)
    assert frame.evaluate(kept) == ["flowbuilder.demo.visitor"]

    visitor.evaluate("Flowbuilder('consent', false)")
    expect(chat.get_by_text("This conversation is not stored on your device.")).to_be_visible()
    assert (visitor.evaluate(kept), frame.evaluate(kept)) == ([], [])
