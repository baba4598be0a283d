"""Agents correct people and make one of two; a segment in the admin counts who is in it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import choose_language
from tests.e2e.running import tell

WORDS = {
    "pl": {
        "chat": "/w/demo/", "person": "Chcę porozmawiać z człowiekiem", "my": "Moje dane",
        "more": "Szczegóły i historia", "save": "Zapisz", "tag": "Nowa etykieta", "add": "Dodaj",
        "find": "Znajdź drugi kontakt", "merge": "Połącz kontakty", "history": "Połączono",
        "end": "Zakończ", "nobody": "Nikogo nie znaleziono",
        "segment": "Stali klienci", "slug": "stali",
        "withdraw": "Wycofaj zgodę", "withdrawn": "wycofana",
        "later": "Połącz po zakończeniu rozmowy", "apart": "Nie łącz",
        "waits": "Zostaną połączone po zakończeniu rozmowy",
        "same": "Ten sam e-mail", "rate": "Na koniec jedno pytanie",
    },
    "en": {
        "chat": "/w/demo-en/", "person": "I would like to talk to a person", "my": "My data",
        "more": "Details and history", "save": "Save", "tag": "New tag", "add": "Add",
        "find": "Find the other contact", "merge": "Merge the contacts", "history": "Merged",
        "end": "Close", "nobody": "Nobody found",
        "segment": "Regular customers", "slug": "regular",
        "withdraw": "Withdraw the consent", "withdrawn": "withdrawn",
        "later": "Merge when the conversation ends", "apart": "Do not merge",
        "waits": "They will be merged when the conversation ends",
        "same": "Same e-mail", "rate": "One last question",
    },
}  # fmt: skip


def introduce(program, new_context, words, language, name, email=""):
    """A visitor opens the chat and says their name, perhaps an address, under My data."""
    page = new_context(locale=language).new_page()
    page.goto(program.url + words["chat"])
    page.get_by_role("button", name=re.compile("^(Więcej|More)$")).click()
    page.get_by_role("button", name=words["my"]).click()
    page.get_by_role("dialog").locator("input[name=name]").fill(name)
    page.get_by_role("dialog").locator("input[name=email]").fill(email)
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

    # It can be had after the conversation, and called off in the dialog and beside the talk.
    dialog.get_by_role("button", name=words["later"]).click()
    expect(dialog.get_by_role("note", name=words["waits"])).to_contain_text(f"Druga {language}")
    dialog.get_by_role("button", name=words["apart"]).click()
    dialog.get_by_label(words["find"]).fill(f"Druga {language}")
    dialog.get_by_role("button", name=f"Zofia Druga {language}").click()
    dialog.get_by_role("button", name=words["merge"]).click()
    dialog.get_by_role("button", name=words["later"]).click()
    expect(dialog.get_by_role("note", name=words["waits"])).to_be_visible()
    dialog.get_by_role("banner").get_by_role("button").click()
    beside = agent.locator(".ib-card-pane").get_by_role("note", name=words["waits"])
    expect(beside).to_contain_text(f"Zofia Druga {language}")
    beside.get_by_role("button", name=words["apart"]).click()
    expect(beside).to_have_count(0)

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


@pytest.mark.parametrize("language", ["pl", "en"])
def test_once_nobody_talks_to_them_two_contacts_become_one(
    program, signed_in, new_context, language
):
    words = WORDS[language]
    names = {place: f"Iga {place} {language}" for place in ("Stara", "Nowa")}
    agent = signed_in("agent")
    choose_language(agent, language)
    pages = {}
    for name in names.values():
        email = f"{'IGA' if 'Nowa' in name else 'iga'}.{language}@klient.example"
        page = pages[name] = introduce(program, new_context, words, language, name, email)
        page.get_by_role("textbox").fill(words["person"])
        page.keyboard.press("Enter")
        waiting = agent.locator(".ib-view", has_text=re.compile("Czekają|Waiting"))
        waiting.click()  # taking the first led to “Mine”
        agent.locator(".ib-row", has_text=name).first.click()
        agent.get_by_role("button", name=re.compile("^(Przejmij rozmowę|Take over)$")).click()
        composer = agent.locator(".ib-composer textarea")
        expect(composer).to_have_attribute(
            "aria-label", re.compile("^(Napisz odpowied|Write a reply)")
        )
        composer.fill(f"Sekret dla: {name}")
        composer.press("Enter")
        expect(page.get_by_text(f"Sekret dla: {name}")).to_be_visible()
        agent.get_by_role("button", name=words["end"], exact=True).click()
        ends = agent.get_by_role("dialog")
        ends.get_by_role("button", name=words["end"], exact=True).click()
        expect(ends).to_be_hidden()
    agent.get_by_role("button", name=words["more"]).click()
    dialog = agent.get_by_role("dialog")
    dialog.get_by_role("button", name=f"{words['same']}: {names['Stara']}").click()
    expect(dialog.locator(".ib-person-both")).to_contain_text(names["Stara"])
    dialog.get_by_role("button", name=words["merge"]).click()

    log = dialog.locator(".ib-log")
    expect(log).to_contain_text(words["history"])
    expect(log.get_by_role("button")).to_have_count(2)
    expect(dialog.locator("input").first).to_have_value(names["Nowa"])
    expect(dialog.get_by_role("button", name=words["same"])).to_have_count(0)
    dialog.get_by_label(words["find"]).fill(f"Stara {language}")
    expect(dialog.get_by_text(words["nobody"])).to_be_visible()

    # Should the agent have been wrong: neither browser shows what the other person was told.
    for name, page in pages.items():
        page.reload()
        expect(page.get_by_role("textbox")).to_be_editable()
        others = next(each for each in names.values() if each != name)
        expect(page.get_by_text(f"Sekret dla: {others}")).to_have_count(0)


#: Five quiet minutes later: what waits for the end of a conversation is done.
LATER = """
from flowbuilder.common.clock import now
from flowbuilder.conversations.merging import QUIET, merge_due
from flowbuilder.conversations.models import Conversation
Conversation.objects.filter(contact__name="{name}").update(last_activity_at=now() - QUIET)
merge_due()
"""


@pytest.mark.parametrize("language", ["pl", "en"])
def test_two_contacts_become_one_once_their_talk_is_over(program, signed_in, new_context, language):
    words, first, second = WORDS[language], f"Ida Obecna {language}", f"Ida Dawna {language}"
    agent = signed_in("agent")
    choose_language(agent, language)
    introduce(program, new_context, words, language, second).close()
    visitor = introduce(program, new_context, words, language, first)
    visitor.get_by_role("textbox").fill(words["person"])
    visitor.keyboard.press("Enter")
    agent.locator(".ib-row", has_text=first).first.click()
    agent.get_by_role("button", name=re.compile("^(Przejmij rozmowę|Take over)$")).click()
    agent.get_by_role("button", name=words["more"]).click()
    dialog = agent.get_by_role("dialog")
    dialog.get_by_label(words["find"]).fill(second)
    dialog.get_by_role("button", name=second).click()
    dialog.get_by_role("button", name=words["merge"]).click()
    dialog.get_by_role("button", name=words["later"]).click()
    expect(dialog.get_by_role("note", name=words["waits"])).to_contain_text(second)
    dialog.get_by_role("banner").get_by_role("button").click()

    # The visitor hears everything that is said, to the end.
    tell(program, LATER.format(name=second))
    composer = agent.locator(".ib-composer textarea")
    composer.fill("Do usłyszenia.")
    composer.press("Enter")
    expect(visitor.get_by_text("Do usłyszenia.")).to_be_visible()
    agent.get_by_role("button", name=words["end"], exact=True).click()
    agent.get_by_role("dialog").get_by_role("button", name=words["end"], exact=True).click()
    expect(agent.get_by_role("dialog")).to_be_hidden()
    expect(visitor.get_by_text(words["rate"])).to_be_visible()
    tell(program, LATER.format(name=first))

    agent.get_by_role("button", name=words["more"]).click()
    expect(dialog.locator(".ib-log")).to_contain_text(words["history"])
    expect(dialog.get_by_role("note", name=words["waits"])).to_have_count(0)
    expect(dialog.locator(".ib-log").get_by_role("button")).to_have_count(2)


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
