"""Agents correct people and make one of two; a segment in the admin counts who is in it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import choose_language
from tests.e2e.test_routing import tell

WORDS = {
    "pl": {
        "chat": "/w/demo/", "person": "Chcę porozmawiać z człowiekiem", "my": "Moje dane",
        "more": "Szczegóły i historia", "save": "Zapisz", "tag": "Nowa etykieta", "add": "Dodaj",
        "find": "Znajdź drugi kontakt", "merge": "Połącz kontakty", "history": "Połączono",
        "close": re.compile("Zakończ|Zamknij"), "segment": "Stali klienci", "slug": "stali",
        "withdraw": "Wycofaj zgodę", "withdrawn": "wycofana",
    },
    "en": {
        "chat": "/w/demo-en/", "person": "I would like to talk to a person", "my": "My data",
        "more": "Details and history", "save": "Save", "tag": "New tag", "add": "Add",
        "find": "Find the other contact", "merge": "Merge the contacts", "history": "Merged",
        "close": re.compile("End|Close"), "segment": "Regular customers", "slug": "regular",
        "withdraw": "Withdraw the consent", "withdrawn": "withdrawn",
    },
}  # fmt: skip


def introduce(program, new_context, words, language, name):
    """A visitor opens the chat and says their name under My data."""
    page = new_context(locale=language).new_page()
    page.goto(program.url + words["chat"])
    page.get_by_role("button", name=re.compile("^(Więcej|More)$")).click()
    page.get_by_role("button", name=words["my"]).click()
    page.get_by_role("dialog").locator("input[name=name]").fill(name)
    page.get_by_role("dialog").get_by_role("button", name=words["save"]).click()
    expect(page.get_by_role("dialog").get_by_role("status")).not_to_be_empty()
    page.get_by_role("dialog").get_by_role("button").last.click()
    return page


@pytest.mark.parametrize("language", ["pl", "en"])
def test_an_agent_corrects_a_person_and_makes_one_of_two(program, signed_in, new_context, language):
    words = WORDS[language]
    agent = signed_in("agent")
    choose_language(agent, language)
    introduce(program, new_context, words, language, f"Zofia Druga {language}")
    visitor = introduce(program, new_context, words, language, f"Zofia Pierwsza {language}")
    visitor.get_by_role("textbox").fill(words["person"])
    visitor.keyboard.press("Enter")
    row = agent.locator(".ib-row", has_text=f"Zofia Pierwsza {language}").first
    row.click()
    agent.get_by_role("button", name=words["more"]).click()
    dialog = agent.get_by_role("dialog")
    dialog.locator("input").nth(2).fill("500 100 200")
    dialog.get_by_role("button", name=words["save"]).click()
    dialog.get_by_placeholder(words["tag"]).fill("VIP")
    dialog.get_by_role("button", name=words["add"], exact=True).click()
    expect(dialog.locator(".ib-person-tags").first).to_contain_text("VIP")
    expect(dialog.locator("input").nth(2)).to_have_value("500 100 200")

    dialog.get_by_label(words["find"]).fill(f"Druga {language}")
    dialog.get_by_role("button", name=f"Zofia Druga {language}").click()
    expect(dialog.locator(".ib-person-both")).to_contain_text(f"Zofia Druga {language}")
    dialog.get_by_role("button", name=words["merge"]).click()
    refused = re.compile("Jedna z tych osób czeka|One of them is waiting")
    expect(dialog.get_by_role("alert")).to_contain_text(refused)

    # The visitor corrects what the agent entered, and the agent reads that they did.
    visitor.get_by_role("button", name=re.compile("^(Więcej|More)$")).click()
    visitor.get_by_role("button", name=words["my"]).click()
    own = visitor.get_by_role("dialog")
    expect(own.locator("input[name=phone]")).to_have_value("500 100 200")
    own.locator("input[name=phone]").fill("600 200 300")
    own.get_by_role("button", name=words["save"]).click()
    expect(own.get_by_role("status")).not_to_be_empty()
    agent.reload()
    agent.locator(".ib-row", has_text=f"Zofia Pierwsza {language}").first.click()
    agent.get_by_role("button", name=words["more"]).click()
    expect(dialog.locator("input").nth(2)).to_have_value("600 200 300")
    corrected = re.compile("Poprawiono dane wpisane|Corrected what the team")
    expect(dialog.get_by_text(corrected)).to_be_visible()


#: The newest contact of that name agreed to letters.
AGREED = """
from flowbuilder.conversations.models import Consent, Contact
Consent.objects.create(
    contact=Contact.objects.filter(name="{name}").latest("pk"), effect_id="e2e", version="1",
    purpose="news", label="Newsletter", wording="May we write?", answer="Yes", agreed=True,
)
"""


@pytest.mark.parametrize("language", ["pl", "en"])
def test_an_agent_withdraws_a_consent_and_the_visitor_has_it_no_more(
    program, signed_in, new_context, language
):
    words, name = WORDS[language], f"Wanda {language}"
    agent = signed_in("agent")
    choose_language(agent, language)
    visitor = introduce(program, new_context, words, language, name)
    tell(program, AGREED.format(name=name))
    visitor.get_by_role("textbox").fill(words["person"])
    visitor.keyboard.press("Enter")
    agent.locator(".ib-row", has_text=name).first.click()
    card = agent.locator(".ib-card-pane")
    card.get_by_role("button", name=re.compile("Newsletter")).click()
    agent.get_by_role("dialog").get_by_role("button", name=words["withdraw"]).click()

    expect(card.locator("dd", has_text=words["withdrawn"])).to_be_visible()
    expect(card.get_by_role("button", name=re.compile("Newsletter"))).to_have_count(0)
    visitor.get_by_role("button", name=re.compile("^(Więcej|More)$")).click()
    visitor.get_by_role("button", name=words["my"]).click()
    expect(visitor.get_by_role("dialog").locator("input[name=name]")).to_have_value(name)
    expect(visitor.get_by_role("dialog")).not_to_contain_text("Newsletter")
    card.get_by_role("button", name=words["more"]).click()
    expect(agent.get_by_role("dialog").locator(".ib-log")).to_contain_text("Newsletter")


@pytest.mark.parametrize("language", ["pl", "en"])
def test_a_segment_is_made_of_rules_and_counts_who_is_in_it(
    program, signed_in, new_context, language
):
    words = WORDS[language]
    introduce(program, new_context, words, language, f"Klara {language}")
    owner = signed_in("owner")
    choose_language(owner, language)
    owner.goto(f"{program.url}/admin/conversations/segment/add/")
    owner.locator("#id_label").fill(words["segment"])
    owner.locator("#id_name").fill(words["slug"])
    owner.locator("#id_rule_0_variable").select_option("name")
    owner.locator("#id_rule_0_operator").select_option("starts_with")
    owner.locator("#id_rule_0_value").fill(f"klara {language}")
    owner.locator("button[name=_save], input[name=_save]").first.click()

    line = owner.locator("#result_list tr", has_text=words["segment"])
    expect(line).to_contain_text("1")
    line.get_by_role("link", name=words["segment"]).click()
    expect(owner.locator("body")).to_contain_text(f"Klara {language}")
    expect(owner.locator("#id_rule_0_value")).to_have_value(f"klara {language}")
