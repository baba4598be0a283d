"""A segment decides which way a flow takes: made in the admin, chosen in a step, met in a chat."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from flowbuilder.core.testing import flow
from tests.e2e.answering import import_flow, publish, put_in_widget
from tests.e2e.conftest import choose_language
from tests.e2e.test_contacts import WORDS as CONTACT
from tests.e2e.test_contacts import introduce

WORDS = {
    "pl": {
        "segment": "Klienci hurtowi", "slug": "hurt", "name": "Hurt", "contains": "zawiera",
        "variable": "Zmienna", "how": "Sposób porównania", "value": "Wartość",
        "asks": "W czym możemy pomóc?", "many": "Łączę z działem hurtowym.",
        "few": "Zapraszam do sklepu.", "buys": "Kupuję dzbanki",
        "new": "Nowa rozmowa",
    },
    "en": {
        "segment": "Wholesale customers", "slug": "wholesale", "name": "Bulk",
        "contains": "contains", "variable": "Variable", "how": "How it is compared",
        "value": "Value", "asks": "What can we do for you?",
        "many": "Our wholesale team is coming.", "few": "Welcome to the shop.",
        "buys": "I buy jugs", "new": "New conversation",
    },
}  # fmt: skip


def choose_segment(owner: Page, words: dict[str, str]) -> None:
    """In the open flow, have its condition ask for the segment."""
    owner.get_by_test_id("card-who").locator("h3").click()
    inspector = owner.get_by_test_id("inspector")
    inspector.get_by_test_id("add-rule").click()
    rule = inspector.get_by_test_id("rule")
    rule.get_by_label(words["variable"]).first.fill("contact.segments")
    rule.get_by_label(words["how"]).first.click()
    owner.get_by_role("option", name=words["contains"], exact=True).click()
    rule.get_by_label(words["value"]).first.fill(words["slug"])
    rule.get_by_label(words["value"]).first.press("Tab")
    expect(owner.get_by_test_id("card-who")).to_contain_text(words["slug"])


def says(visitor: Page, text: str) -> None:
    visitor.get_by_role("textbox").fill(text)
    visitor.keyboard.press("Enter")


@pytest.mark.parametrize("language", ["pl", "en"])
def test_who_is_in_a_segment_is_led_another_way(program, signed_in, new_context, language):
    words = WORDS[language]
    owner = signed_in("owner")
    choose_language(owner, language)
    owner.goto(f"{program.url}/admin/conversations/segment/add/")
    owner.locator("#id_label").fill(words["segment"])
    owner.locator("#id_name").fill(words["slug"])
    owner.locator("#id_rule_0_variable").select_option("name")
    owner.locator("#id_rule_0_operator").select_option("starts_with")
    owner.locator("#id_rule_0_value").fill(words["name"])
    owner.locator("button[name=_save], input[name=_save]").first.click()
    expect(owner.locator("#result_list")).to_contain_text(words["segment"])

    document = flow(
        ("ask", "question", {"question": words["asks"], "save_as": "said"}),
        ("who", "condition"),
        ("many", "message", {"text": words["many"]}),
        ("few", "message", {"text": words["few"]}),
        ("bye", "end"),
        wires="ask>who; who.yes>many; who.no>few; many>bye; few>bye",
        name=words["segment"],
        locale=language,
        variables=({"name": "said"},),
    )
    import_flow(owner, program, document)
    choose_segment(owner, words)
    publish(owner)
    chat = {"chat": urlsplit(put_in_widget(owner, program, document)).path}

    for name, way in ((f"{words['name']} Zofia", "many"), ("Zofia", "few")):
        # They say who they are, and come back with another matter once this one is settled.
        visitor = introduce(program, new_context, {**CONTACT[language], **chat}, language, name)
        log = visitor.get_by_role("log")
        says(visitor, words["buys"])
        expect(log).to_contain_text(re.compile(f"{words['many']}|{words['few']}"))
        visitor.get_by_role("button", name=words["new"]).click()
        expect(log).not_to_contain_text(words["buys"])
        says(visitor, words["buys"])

        expect(log).to_contain_text(words[way])
        expect(log).not_to_contain_text(words["few" if way == "many" else "many"])
