"""When, where and whose an answer is, as its author sets it and a visitor meets it; the list of
what was asked in vain comes to who wants it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.test_knowledge_loop import ask, ask_in_vain, saved

ASKED = "Czy strojenie szpinetu robicie u klienta?"
TUNED = "Szpinet stroimy u klienta, dojazd jest wliczony."
#: The demo's other flow, and the one that answers at `/w/demo/`.
ELSEWHERE, HERE = "Online shop: tea and ceramics", "Sklep internetowy: herbata i ceramika"


@pytest.fixture
def author(program, signed_in) -> Iterator[Page]:
    """An author, whose answer is deleted after the test."""
    page = signed_in("author")
    yield page
    find(page, program.url)
    if page.locator("#action-toggle").count():
        page.locator("#action-toggle").check()
        page.locator("select[name=action]").select_option("delete_selected")
        page.locator("#changelist-form").evaluate("form => form.submit()")
        page.locator("form [type=submit]").last.click()
        expect(page.get_by_role("link", name=ASKED)).to_have_count(0)


def find(page: Page, url: str) -> None:
    page.goto(f"{url}/admin/knowledge/entry/?q=szpinetu")


def tried(page: Page, url: str) -> Locator:
    """What is found for the question, in the admin."""
    page.goto(f"{url}/admin/knowledge/ask/?question={ASKED}&language=pl")
    return page.locator(".kb")


def change(author: Page, url: str, standing: str, **fields: str) -> None:
    """Fill in the fields of the answer, and see how it stands in the list."""
    find(author, url)
    author.get_by_role("link", name=ASKED).click()
    for name, value in fields.items():
        field = author.locator(f"#id_{name}")
        if name == "flow":
            field.select_option(label=value)
        else:
            field.fill(value)
    saved(author)
    find(author, url)
    expect(author.locator("#result_list tbody tr")).to_contain_text(standing)


def test_an_answer_is_given_on_its_days_in_its_flow_found_by_its_owner_and_read_as_it_was(
    author, program, new_context, signed_in
):
    url = program.url
    soon, lately = (str(date.today() + timedelta(days=days)) for days in (2, -2))
    author.goto(f"{url}/admin/knowledge/entry/add/")
    author.locator("#id_question").fill(ASKED)
    author.locator("#id_answer").fill(TUNED)
    author.locator("#id_valid_from").fill(soon)
    author.locator("#id_owner").select_option(label="Adam")
    saved(author)
    find(author, url)
    expect(author.locator("#result_list tbody tr")).to_contain_text("Jeszcze nie")
    ask_in_vain(new_context().new_page(), url, ASKED)

    change(author, url, "Podawana", valid_from=lately, flow=ELSEWHERE)
    ask_in_vain(new_context().new_page(), url, ASKED)
    expect(tried(author, url)).to_contain_text(f"Tylko w scenariuszu „{ELSEWHERE}”")

    change(author, url, "Podawana", flow=HERE)
    visitor = new_context().new_page()
    visitor.goto(f"{url}/w/demo/")
    ask(visitor, ASKED)
    expect(visitor.get_by_text(TUNED)).to_be_visible()
    for only, count in (("Ola", 0), (HERE, 1)):
        find(author, url)
        author.get_by_text("Filtry").first.click()
        author.locator("#changelist-filter").get_by_role("link", name=only, exact=True).click()
        expect(author).to_have_url(re.compile("__exact="))
        expect(author.get_by_role("link", name=ASKED)).to_have_count(count)

    change(author, url, "Podawana", answer="Szpinet stroimy tylko u nas.")
    owner = signed_in("owner")
    owner.goto(f"{url}/admin/conversations/conversation/")
    owner.locator("#result_list tbody a").first.click()
    expect(owner.get_by_text(ASKED).first).to_be_visible()
    owner.get_by_text(f"Treść „{ASKED}” z tamtego czasu").click()
    expect(owner.locator(".talk-then[open]")).to_contain_text(TUNED)

    change(author, url, "Nieaktualna", valid_until=lately)
    shown = tried(author, url)
    expect(shown).to_contain_text("Była odpowiedź, ale tylko do")
    expect(shown).not_to_contain_text("Szpinet stroimy tylko u nas.")


def test_the_weekly_list_is_wanted_or_not_by_each_for_themselves(program, signed_in):
    owner, author = signed_in("owner"), signed_in("author")
    wanted, unwanted = "W poniedziałki o 8:00 przychodzi", "do Państwa nie przychodzi"
    for page in (owner, author):
        page.goto(f"{program.url}/admin/knowledge/unanswered/groups/")
        expect(page.get_by_text(unwanted)).to_be_visible()  # no e-mail leaves this machine

    owner.get_by_role("button", name="Wysyłaj mi ją").click()
    try:
        expect(owner.get_by_text(wanted)).to_be_visible()
        owner.reload()
        expect(owner.get_by_text(wanted)).to_be_visible()
        author.reload()
        expect(author.get_by_text(unwanted)).to_be_visible()
    finally:
        owner.get_by_role("button", name="Nie wysyłaj mi jej").click()
    expect(owner.get_by_text(unwanted)).to_be_visible()
