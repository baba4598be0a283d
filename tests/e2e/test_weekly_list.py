"""The weekly list of what was asked in vain: who wants it, and what the e-mail says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests import mail_servers
from tests.e2e.conftest import choose_language
from tests.e2e.running import Program, running_program, tell
from tests.e2e.test_knowledge_loop import ask_in_vain

WANTED, UNWANTED = "W poniedziałki o 8:00 przychodzi", "do Państwa nie przychodzi"
OFTEN, ONCE = "Czy wypożyczacie kajaki na jezioro?", "Gdzie zaparkuję autokar?"
#: It is Monday, as far as the list is concerned.
MONDAY = """
from django.utils import timezone
from flowbuilder.runtime.models import Job
print(Job.objects.filter(effect__kind="BeginWeeklyList").update(run_at=timezone.now()))
"""


@pytest.fixture(scope="module")
def program(
    tmp_path_factory: pytest.TempPathFactory, own_mails: mail_servers.Mails
) -> Iterator[Program]:
    """A program of its own, whose e-mail leaves the machine."""
    with running_program(
        tmp_path_factory.mktemp("weekly"), FLOWBUILDER_EMAIL_HOST="127.0.0.1",
        FLOWBUILDER_EMAIL_PORT=str(own_mails.smtp_port), FLOWBUILDER_EMAIL_TLS="no",
        FLOWBUILDER_ADDRESS="https://chat.example",
    ) as started:  # fmt: skip
        yield started


@pytest.fixture
def open_as(program, new_context):
    """Opens the page with the groups of unanswered questions, as somebody of the demo."""

    def opened(role: str) -> Page:
        page = new_context().new_page()
        page.goto(program.login_link(role))
        choose_language(page, "pl")
        page.goto(f"{program.url}/admin/knowledge/unanswered/groups/")
        return page

    return opened


def test_who_wants_the_list_gets_it_on_monday_with_what_was_asked_most(
    program, own_mails, open_as, new_context
):
    for question in (OFTEN, OFTEN, ONCE):
        ask_in_vain(new_context().new_page(), program.url, question)
    owner, author = open_as("owner"), open_as("author")
    for page in (owner, author):  # where e-mail leaves the machine, it is the usual thing
        expect(page.get_by_text(WANTED)).to_be_visible()
    author.get_by_role("button", name="Nie wysyłaj mi jej").click()
    expect(author.get_by_text(UNWANTED)).to_be_visible()
    owner.reload()
    expect(owner.get_by_text(WANTED)).to_be_visible()
    groups = owner.locator(".kb-card").filter(has_text=re.compile("zadano"))
    expect(groups.first).to_contain_text(OFTEN)

    assert tell(program, MONDAY).strip() == "1"
    letter = own_mails.wait_for(1)
    assert [to for _from, to, _data in own_mails.sent] == [["demo-owner@demo.example"]]
    assert letter["subject"] == "3 pytania czekają na odpowiedź"
    plain, html = (letter.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert f"1. „{OFTEN}” – 2 razy" in plain
    assert f"2. „{ONCE}” – 1 raz" in plain
    assert "Teraz bez odpowiedzi: 3" in plain

    read = new_context().new_page()
    read.set_content(html)
    expect(read.get_by_role("heading", level=1)).to_have_text("3 pytania czekają na odpowiedź")
    expect(read.get_by_role("list").last.get_by_role("listitem")).to_have_text(
        [f"„{OFTEN}” – 2 razy", f"„{ONCE}” – 1 raz"]
    )
    link = read.get_by_role("link", name="Odpowiedz na pytania").get_attribute("href")
    assert link.startswith("https://chat.example/")
    owner.goto(program.url + urlsplit(link).path)
    expect(groups).to_have_count(2)
    expect(groups.first).to_contain_text("zadano 2 razy")
