"""Days on which something is not there: nobody online, the line cut, a stale draft, a bad file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect


def answering(page: Page, url: str, state: str) -> None:
    """Let the agent of `page` be `online` or `away`."""
    page.goto(f"{url}/admin/me/")
    token = next(c["value"] for c in page.context.cookies() if "csrf" in c["name"])
    answer = page.request.put(
        f"{url}/api/v1/inbox/me/",
        data={"state": state},
        headers={"X-CSRFToken": token, "Referer": page.url},
    )
    assert answer.ok, answer.text()


def test_nobody_there_leaves_a_message_that_becomes_a_ticket(program, new_context, signed_in):
    agent = signed_in("agent")
    answering(agent, program.url, "away")
    visitor = new_context().new_page()
    visitor.goto(f"{program.url}/w/demo/")
    box = visitor.get_by_role("textbox")
    box.fill("Chcę rozmawiać z człowiekiem")
    box.press("Enter")
    log = visitor.get_by_role("log")
    expect(log.get_by_text(re.compile("e-mail", re.I)).last).to_be_visible()
    box.fill("ada@example.com")
    box.press("Enter")
    expect(log.get_by_text("ada@example.com")).to_be_visible()
    box.fill("Kubek dotarł stłuczony, proszę o kontakt.")
    box.press("Enter")
    expect(log.get_by_text("Kubek dotarł stłuczony, proszę o kontakt.")).to_be_visible()

    owner = signed_in("owner")
    owner.goto(f"{program.url}/admin/handoff/ticket/")
    expect(owner.get_by_text("ada@example.com").first).to_be_visible()
    answering(agent, program.url, "online")


def test_what_is_written_while_the_line_is_cut_arrives_once(program, new_context):
    context = new_context()
    visitor = context.new_page()
    visitor.goto(f"{program.url}/w/demo/")
    log, box = visitor.get_by_role("log"), visitor.get_by_role("textbox")
    expect(log.get_by_role("button").first).to_be_visible()

    context.set_offline(True)
    box.fill("Ile kosztuje dostawa?")
    box.press("Enter")
    expect(log.get_by_text("Ile kosztuje dostawa?")).to_be_visible()
    context.set_offline(False)
    expect(log.get_by_text(re.compile("12,99")).first).to_be_visible(timeout=30_000)

    visitor.reload()
    expect(log.get_by_text(re.compile("12,99")).first).to_be_visible()
    mine = log.locator("[data-from=visitor]").get_by_text("Ile kosztuje dostawa?", exact=True)
    expect(mine).to_have_count(1)


def test_two_authors_at_once_are_shown_both_versions(program, signed_in):
    first, second = signed_in("author"), signed_in("owner")
    first.goto(f"{program.url}/admin/flows/flow/add/")
    first.locator("#id_name").fill("Dwoje autorów")
    first.locator(".new-flow-choice").first.click()
    expect(first.get_by_test_id("flow-title")).to_be_visible()
    second.goto(first.url)
    expect(second.get_by_test_id("flow-title")).to_be_visible()

    first.get_by_test_id("palette-message").click()
    expect(first.get_by_text(re.compile("^(Zapisano|Saved) "))).to_be_visible()
    expect(first.locator("[data-node-type=message]")).to_be_visible()
    second.get_by_test_id("palette-question").click()

    expect(second.get_by_role("dialog")).to_be_visible()
    second.get_by_test_id("take-theirs").click()
    expect(second.locator("[data-node-type=message]")).to_be_visible()


@pytest.mark.parametrize("text", ["not a flow", '{"nodes": [{"id": "a"}]}'])
def test_a_broken_file_is_explained_and_stores_nothing(program, signed_in, tmp_path: Path, text):
    file = tmp_path / "flow.json"
    file.write_text(text, encoding="utf-8")
    author = signed_in("author")
    author.goto(f"{program.url}/admin/flows/flow/add/")

    author.locator("input[type=file]").set_input_files(file)
    author.locator(".new-flow-import").click()

    expect(author.get_by_role("alert")).to_be_visible()
    assert author.url.endswith("/add/")


def test_a_website_that_is_not_allowed_gets_no_chat(program, new_context, website):
    origin, page = website
    page.snippet = f'<script src="{program.url}/widget.js" data-widget="demo" async></script>'
    visitor = new_context().new_page()

    with visitor.expect_console_message(lambda message: "Flowbuilder" in message.text):
        visitor.goto(origin)

    expect(visitor.get_by_text("Czat nie jest dostępny na tej stronie.")).to_be_visible()
    expect(visitor.get_by_role("button")).to_have_count(0)
