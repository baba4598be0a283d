"""A model answers in the widget: sources, follow-ups, asking back, and what it is not told.

And what a visitor sees when it fails, obeys an attacker, makes things up or may not be asked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, StorageState, expect

from tests.e2e.answering import (
    ATTACK,
    HOTLINE,
    LONG,
    SURE,
    UNHURRIED,
    UNSURE,
    Model,
    bring_in,
    publish,
)
from tests.e2e.conftest import choose_language, state_of
from tests.e2e.running import Program, running_program, tell
from tests.e2e.test_main_job import Canvas, drag, make_widget, open_chat
from tests.llm.fake_model import running

WORDS = {"flow": "Pytania do AI", "widget": "Pytania do AI"}


@pytest.fixture(scope="module")
def model() -> Iterator[Model]:
    made = Model()
    with running(made):
        yield made


@pytest.fixture(scope="module")
def program(model: Model, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """A program of its own, because it has a language model."""
    settings = {
        "FLOWBUILDER_LLM_BASE_URL": model.base_url,
        "FLOWBUILDER_LLM_MODEL": "fake",
        "FLOWBUILDER_LLM_API_KEY": "key",
        "FLOWBUILDER_ALLOWED_PRIVATE_HOSTS": model.place,
    }
    with running_program(tmp_path_factory.mktemp("with-model"), **settings) as started:
        yield started


@pytest.fixture(scope="module")
def login(program: Program, browser: Browser) -> StorageState:
    """The owner's login: a link opens once."""
    return state_of(program, browser, "owner")


@pytest.fixture(scope="module")
def hotline(program: Program, browser: Browser, login: StorageState) -> Iterator[str]:
    """The page of a chat that runs `HOTLINE`, brought in as a file and published."""
    context = browser.new_context(locale="pl-PL", storage_state=login)
    page = context.new_page()
    address = bring_in(page, program, HOTLINE)
    context.close()
    yield address


@dataclass
class Visitor:
    """Somebody who chats."""

    page: Page

    def says(self, text: str) -> None:
        before = self.page.get_by_text("Słucham?").count()
        self.page.get_by_role("textbox").fill(text)
        self.page.keyboard.press("Enter")
        expect(self.page.get_by_text("Słucham?")).to_have_count(before + 1)

    def hears(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_text(text).last).to_be_visible()


@pytest.fixture
def visitor(hotline: str, new_context: Any) -> Visitor:
    return arrive(hotline, new_context)


def arrive(address: str, new_context: Any) -> Visitor:
    page = new_context().new_page()
    page.goto(address)
    expect(page.get_by_text("Słucham?")).to_be_visible()
    return Visitor(page)


def draw(page: Page, url: str) -> None:
    """A question and the AI's answer, over and over; the flow says who answers."""
    page.goto(f"{url}/admin/flows/flow/add/")
    page.locator("#id_name").fill(WORDS["flow"])
    page.locator(".new-flow-choice").first.click()
    canvas = Canvas(page)
    ask = canvas.add("question", 300, 60)
    answer = canvas.add("llm_answer", 620, 60)
    bye = canvas.add("end", 620, 420)
    if not page.locator(".react-flow__edge").count():
        start = page.get_by_test_id("card-start").get_by_test_id("port-next")
        drag(page, start, ask.get_by_test_id("entry"))
    canvas.wire(ask, "next", answer)
    canvas.wire(answer, "answered", ask)
    canvas.wire(answer, "not_grounded", bye)
    canvas.wire(answer, "wants_human", bye)
    canvas.write(ask, "question", "Słucham?")
    answer.locator("h3").click()
    expect(page.get_by_role("switch", name="Dopytuj, gdy pytanie jest niejasne")).to_be_checked()
    expect(page.get_by_role("switch", name="Ukrywaj dane osobowe przed modelem")).to_be_checked()
    excluded = page.locator("[data-field=excluded]")
    excluded.get_by_role("textbox").fill("porady medyczne\nporady prawne")
    page.get_by_role("button", name="Ustawienia").click()
    page.get_by_label("Tematy wykluczone").last.fill("polityka")
    page.get_by_test_id("persona").fill("Lipa, zna się na herbacie.")
    page.get_by_test_id("address").click()
    page.get_by_role("option", name="swobodnie").click()
    canvas.is_saved()
    publish(page)


def test_a_visitor_asks_is_answered_with_sources_follows_up_and_is_asked_back(
    program, model, login, new_context, website
):
    origin, shop = website
    owner = new_context(storage_state=login).new_page()
    draw(owner, program.url)
    shop.snippet = make_widget(owner, program, WORDS, "pl", origin)
    page = new_context().new_page()
    chat = open_chat(page, origin)

    def say(text: str) -> None:
        chat.get_by_role("textbox").fill(text)
        page.keyboard.press("Enter")

    say("Ile kosztuje dostawa? Mój mail to jan.nowak@example.pl")
    answer = chat.locator("[data-generated-by=ai]").first
    expect(answer).to_contain_text("12,99 zł")
    expect(answer.locator(".mark")).to_have_text("1 (Źródło 1: Ile kosztuje dostawa?)")
    expect(answer.locator(".sources li")).to_have_count(1)
    assert "jan.nowak" not in json.dumps(model.requests)
    system = model.requests[-1]["messages"][0]["content"]
    assert "Lipa, zna się na herbacie." in system
    assert "polityka; porady medyczne" in system

    say("zwrot")
    chat.get_by_role("button", name="Ile mam dni na zwrot?").or_(
        chat.locator(".pill").first
    ).first.click()
    expect(chat.locator("[data-generated-by=ai]")).to_have_count(2)

    say("Proszę o porady medyczne")
    expect(chat.get_by_text("O tym nie mogę tutaj rozmawiać.")).to_be_visible()

    owner.goto(f"{program.url}/admin/knowledge/expectation/")
    grounded = owner.get_by_test_id("grounded")
    expect(grounded).to_contain_text("model napisał rozmówcom 2 odpowiedzi; kontrolę przeszło: 2.")
    expect(grounded.locator("rect.good")).to_have_count(1)
    grounded.get_by_text("Pokaż jako tabelę").click()
    expect(grounded.get_by_role("cell")).to_have_text(["2", "2", "0"])


def test_an_agent_has_it_summed_up_translated_and_a_reply_drafted(program, new_context):
    agent = new_context().new_page()
    agent.goto(program.login_link("agent"))
    agent.goto(f"{program.url}/inbox/")
    choose_language(agent, "pl")
    visitor = new_context(locale="en").new_page()
    visitor.goto(f"{program.url}/w/demo-en/")
    for text in (
        "How much is courier delivery of a fragile teapot?",
        "I would like to talk to a person",
    ):
        visitor.get_by_role("textbox").fill(text)
        visitor.keyboard.press("Enter")
        expect(visitor.locator(".plain", has_text=text)).to_be_visible()
    agent.locator(".ib-row").first.click()
    agent.get_by_role("button", name=re.compile("Przejmij rozmowę|Odbierz")).click()
    visitor.get_by_role("textbox").fill("How much is delivery?")
    visitor.keyboard.press("Enter")

    summary = agent.get_by_test_id("summary")
    expect(agent.locator(".ib-story .ib-reason")).to_contain_text(
        "How much is courier delivery of a fragile teapot?"
    )
    summary.get_by_role("button", name="Podsumuj").click()
    expect(summary.get_by_role("listitem")).to_have_text(
        ["Klient pyta o dostawę kurierem.", "Nikt jeszcze nie odpowiedział."]
    )

    asked = agent.locator(".ib-said", has_text="How much is delivery?").last
    asked.get_by_role("button", name="Przetłumacz").click()
    expect(asked.locator(".ib-translated")).to_contain_text("Ile kosztuje dostawa?")
    expect(asked.locator(".ib-bubble")).to_contain_text("How much is delivery?")

    draft = agent.get_by_test_id("drafted-reply")
    draft.get_by_role("button", name="Zaproponuj odpowiedź").click()
    expect(draft).to_contain_text("£3.95")
    draft.get_by_role("button", name="Wstaw zaproponowaną odpowiedź").click()
    reply = agent.get_by_role("textbox", name=re.compile("odpowied", re.I))
    expect(reply).to_have_value(re.compile("£3.95"))
    expect(visitor.get_by_text("£3.95")).to_have_count(0)
    agent.screenshot(path="var/e2e/agent-help.png")

    tell(program, "from flowbuilder.handoff.models import Team; Team.objects.update(drafts=True)")
    agent.reload()
    reply.fill("Thank you for asking.")
    offer = agent.get_by_test_id("typed-draft")
    expect(offer).to_contain_text("£3.95")
    reply.press("Tab")
    expect(reply).to_have_value(re.compile(r"^Thank you for asking\. .*£3\.95"))
    expect(reply).to_be_focused()
    expect(offer).to_be_empty()
    expect(visitor.get_by_text("£3.95")).to_have_count(0)


def test_data_and_mood_are_told_without_the_model(visitor, model):
    asked = len(model.requests)
    visitor.says("Zamówienie nr ZAM-1234, kupione 3 maja 2026")
    visitor.hears("Zapisane: ZAM-1234, 2026-05-03.")
    visitor.says("TO JAKIŚ SKANDAL, CZEKAM TRZECI TYDZIEŃ!!!")
    visitor.hears("Bardzo nam przykro.")
    assert len(model.requests) == asked


def test_a_follow_up_is_understood_with_what_it_follows(visitor, model):
    visitor.says(SURE)
    visitor.hears(re.compile("12,99 zł"))
    visitor.says("a za granicę?")
    answer = visitor.page.locator("[data-generated-by=ai]").last
    expect(answer.locator(".sources")).to_contain_text("Czy wysyłacie za granicę?")


def test_nothing_that_is_made_up_or_obeyed_comes_to_the_screen(visitor):
    for text in (UNSURE, ATTACK):
        visitor.says(text)
        visitor.hears("Wyjście: brak pewności.")
    page = visitor.page
    expect(page.get_by_text("Tego nie wiem.")).to_have_count(2)
    expect(page.get_by_text("wnosi paczkę")).to_have_count(0)
    expect(page.locator(".plain", has_text="RABAT99")).to_have_count(1)  # their own words
    expect(page.locator("[data-generated-by=ai]")).to_have_count(0)
    expect(page.locator("a[href*=evil]")).to_have_count(0)


@pytest.mark.parametrize("fault", ["stall", "not_sse", "truncated", "429"])
def test_a_model_that_fails_leaves_nothing_half_said(visitor, model, fault):
    tries = 2 if fault == "429" else 1
    model.scripts = [fault] * tries
    visitor.says(UNSURE)
    visitor.hears("Wyjście: problem.")
    expect(visitor.page.get_by_text(re.compile("^Zwrot|html"))).to_have_count(0)

    model.scripts = [fault] * tries
    visitor.says(SURE)  # surely known: in the knowledge's own words
    visitor.hears(re.compile("12,99 zł"))
    generated = visitor.page.locator("[data-generated-by=ai]")
    expect(generated).to_have_count(0)
    assert model.scripts == []

    visitor.says(SURE)
    expect(generated).to_have_count(1)


def test_an_answer_that_never_ends_does_not_stay_half_said(visitor, model):
    """What was read of it while it came goes; the knowledge answers in its own words."""
    model.scripts = ["drip"]
    visitor.page.get_by_role("textbox").fill(LONG)
    visitor.page.keyboard.press("Enter")
    said = visitor.page.get_by_text("30 dni od odebrania paczki")
    expect(said).to_have_count(1)
    visitor.hears(re.compile("^Z naszej bazy wiedzy"))
    expect(said).to_have_count(1)
    expect(visitor.page.get_by_text("nadal")).to_have_count(0)
    expect(visitor.page.locator("[data-generated-by=ai]")).to_have_count(0)


def test_a_spent_budget_has_its_way_out_and_the_meter_shows_it(
    program, login, visitor, model, new_context
):
    visitor.says(UNSURE)
    visitor.hears("Wyjście: brak pewności.")
    owner = new_context(storage_state=login, locale="pl-PL").new_page()
    owner.goto(f"{program.url}/admin/llm/modelbudget/add/")
    owner.locator("#id_per_day").fill("1")
    owner.locator("button[name=_save], input[name=_save]").first.click()
    expect(owner.get_by_text("Budżet jest wyczerpany: model nie jest pytany.")).to_be_visible()
    asked = len(model.requests)

    visitor.says(UNSURE)
    visitor.hears("Wyjście: budżet.")
    assert len(model.requests) == asked

    owner.locator("#id_per_day").fill("1000000")
    owner.locator("button[name=_save], input[name=_save]").first.click()
    expect(owner.get_by_text("Budżet jest wyczerpany")).to_have_count(0)
    visitor.says(UNSURE)
    expect(visitor.page.get_by_text("Wyjście: brak pewności.")).to_have_count(2)


@pytest.mark.parametrize("span", ["per_month", "per_conversation"])
def test_a_month_or_a_conversation_that_spent_its_budget_has_the_same_way_out(
    program, login, visitor, model, new_context, span
):
    visitor.says(UNSURE)
    visitor.hears("Wyjście: brak pewności.")
    owner = new_context(storage_state=login, locale="pl-PL").new_page()
    page = f"{program.url}/admin/llm/modelbudget/"

    def allow(tokens: str) -> None:
        owner.goto(page)
        for name in ("per_day", "per_month", "per_conversation"):
            owner.locator(f"#id_{name}").fill(tokens if name == span else "")
        owner.locator("button[name=_save], input[name=_save]").first.click()
        owner.wait_for_load_state()

    allow("1")
    asked = len(model.requests)
    visitor.says(UNSURE)
    visitor.hears("Wyjście: budżet.")
    assert len(model.requests) == asked
    if span == "per_conversation":
        owner.goto(f"{program.url}/admin/llm/modelcall/")
        owner.locator("#result_list a[href*='/conversations/conversation/']").first.click()
        expect(owner.get_by_test_id("talk-budget")).to_contain_text("budżet przekroczony o")
        newcomer = arrive(visitor.page.url, new_context)
        newcomer.says(UNSURE)
        newcomer.hears("Wyjście: brak pewności.")
    allow("")
    visitor.says(UNSURE)
    expect(visitor.page.get_by_text("Wyjście: brak pewności.")).to_have_count(2)


def test_a_flow_that_spent_its_own_budget_leaves_by_the_same_way(
    program, login, visitor, model, new_context
):
    visitor.says(UNSURE)
    visitor.hears("Wyjście: brak pewności.")
    owner = new_context(storage_state=login, locale="pl-PL").new_page()
    owner.goto(f"{program.url}/admin/flows/flow/")
    owner.get_by_role("link", name=HOTLINE.name).first.click()
    limit, save = (
        owner.get_by_label("Budżet modelu na miesiąc"),
        owner.get_by_test_id("save-budget"),
    )
    limit.fill("1")
    save.click()
    expect(owner.get_by_test_id("budget-warning")).to_have_text(
        "Budżet jest wyczerpany: model nie jest pytany."
    )
    asked = len(model.requests)

    visitor.says(UNSURE)
    visitor.hears("Wyjście: budżet.")
    assert len(model.requests) == asked
    owner.goto(f"{program.url}/admin/")
    owner.get_by_role("link", name="Otwórz scenariusz").click()

    limit.fill("")
    save.click()
    expect(owner.get_by_test_id("budget-warning")).to_have_count(0)
    visitor.says(UNSURE)
    expect(visitor.page.get_by_text("Wyjście: brak pewności.")).to_have_count(2)


def test_the_model_is_asked_the_expected_questions(program, new_context, login, model):
    owner = new_context(storage_state=login).new_page()
    for question in (SURE, UNSURE):
        owner.goto(f"{program.url}/admin/knowledge/ask/?question={question}&language=pl")
        owner.get_by_role("button", name="To jest dobra odpowiedź").first.click()
        expect(owner.get_by_text("Oczekiwano: „")).to_be_visible()

    owner.goto(f"{program.url}/admin/knowledge/expectation/")
    runs = owner.get_by_test_id("model-runs")
    expect(runs).to_contain_text("nie były jeszcze sprawdzane")
    expect(runs).to_contain_text("zostanie wywołany najwyżej 2 razy")
    runs.get_by_role("button", name="Zapytaj model").click()
    expect(runs).to_contain_text("Zadano wszystkie pytania (2 z 2)")
    row = runs.get_by_role("row").filter(has_text="fake")
    expect(row.get_by_role("cell", name="1 (50%)")).to_have_count(2)
    expect(runs).not_to_contain_text("nie były jeszcze sprawdzane")
    owner.goto(f"{program.url}/admin/llm/languagemodelsettings/")
    expect(owner.get_by_test_id("unchecked")).to_have_count(0)


def test_an_answer_is_read_while_it_is_written_and_checked_where_the_author_wants_it(
    program, login, model, new_context
):
    owner = new_context(storage_state=login).new_page()
    address = bring_in(owner, program, UNHURRIED)
    visitor = arrive(address, new_context)
    page, sentences = visitor.page, ("30 dni od odebrania paczki", "dwa razy dłużej")
    model.scripts = ["held"]
    page.get_by_role("textbox").fill(LONG)
    page.keyboard.press("Enter")
    visitor.hears(re.compile(sentences[0]))
    expect(page.get_by_text(sentences[1])).to_have_count(0)
    expect(page.get_by_text("Źródł")).to_have_count(0)
    model.go_on.set()
    answer = page.locator("[data-generated-by=ai]")
    expect(answer.locator(".sources")).to_contain_text(LONG)
    expect(answer).to_have_count(1)
    for sentence in sentences:
        expect(answer).to_contain_text(sentence)

    owner.goto(f"{program.url}/admin/flows/flow/")
    owner.get_by_role("link", name=UNHURRIED.name).first.click()
    owner.get_by_test_id("card-answer").locator("h3").click()
    owner.get_by_test_id("advanced").click()
    owner.get_by_role("switch", name="Niech model sprawdzi swoją odpowiedź").press("Space")
    Canvas(owner).is_saved()
    publish(owner)
    visitor = arrive(address, new_context)
    asked, model.verdict = len(model.requests), "NO"
    visitor.says(LONG)
    visitor.hears("Wyjście: brak pewności.")
    expect(visitor.page.get_by_text(sentences[0])).to_have_count(0)
    model.verdict = "YES"
    visitor.says(LONG)
    expect(visitor.page.locator("[data-generated-by=ai]")).to_contain_text(sentences[0])
    assert len(model.requests) == asked + 4


def test_an_author_tries_what_the_ai_would_answer_and_reads_why_it_would_not(
    program, login, model, new_context
):
    page = new_context(storage_state=login).new_page()

    def tried(question: str) -> Locator:
        page.goto(f"{program.url}/admin/knowledge/ask/?language=pl&question={question}")
        page.get_by_role("button", name="Co powiedziałaby „Odpowiedź AI”?").click()
        return page.get_by_test_id("said")

    said = tried(SURE)
    expect(said).to_contain_text("12,99 zł")
    expect(said.get_by_role("link", name=SURE)).to_be_visible()
    expect(said.locator("[data-standing=stands]")).to_contain_text("12,99 zł")
    expect(said).to_contain_text("Napisał to model fake")
    said = tried(UNSURE)
    expect(said).to_contain_text("jedno zdanie nie ma oparcia w bazie wiedzy: „Tak, kurier")
    expect(said.locator("[data-standing=fails]")).to_contain_text("wnosi paczkę za 5 zł")
    expect(said.locator(".kb-reply")).to_have_count(0)
    said = tried("zwrot")
    expect(said).to_contain_text("Rozmówca dostałby pytanie, o co z tego chodzi:")
    expect(said.get_by_role("listitem").nth(1)).to_be_visible()
    asked = len(model.requests)
    expect(tried("Kto wygrał regaty w Sydney?")).to_contain_text("nic w bazie wiedzy nie pasuje")
    assert len(model.requests) == asked
    model.scripts = ["401"]
    said = tried(SURE)
    expect(said).to_contain_text("12,99 zł")
    expect(said).to_contain_text("Słowami z bazy wiedzy, a nie modelu. Model nie dał odpowiedzi")


def test_what_nobody_answered_is_drafted_by_the_model_and_kept_by_a_person(
    program, login, model, visitor, new_context
):
    asked = model.unknown = "Czy kurier poczeka, aż wypakuję wazon?"
    visitor.says(asked)
    visitor.hears("Wyjście: brak pewności.")
    model.unknown = ""
    page = new_context(storage_state=login).new_page()
    page.goto(f"{program.url}/admin/")
    page.get_by_role("link", name="Pytania bez odpowiedzi").first.click()
    page.get_by_role("link", name="Podobne razem").click()
    group = page.locator(".kb-card").filter(has_text=asked)
    group.get_by_role("link", name="Dodaj odpowiedź").click()
    expect(page.get_by_text("nic nie zapisuje się samo")).to_be_visible()
    page.get_by_role("button", name="Przygotuj szkic odpowiedzi").click()

    expect(page.get_by_text("Szkic jest w polu „Odpowiedź”.")).to_be_visible()
    card, answer = page.locator(".kb-card"), page.locator("#id_answer")
    given = json.loads(model.requests[-1]["messages"][-1]["content"])
    passage = given["passages"][0]
    assert given["question"] == asked
    expect(card).to_contain_text("Szkic opiera się na:")
    expect(card.get_by_role("listitem")).to_have_text(passage["question"])
    draft = answer.input_value()
    assert draft == passage["answer"].partition(". ")[0] + "."

    entries = page.context.new_page()
    entries.goto(f"{program.url}/admin/knowledge/entry/?q={asked}")
    expect(entries.locator("#result_list tbody tr")).to_have_count(0)
    answer.fill("Kurier czeka pięć minut. " + draft)
    page.get_by_role("button", name="Zapisz", exact=True).first.click()
    expect(page.get_by_text("1 pytanie ma już odpowiedź.")).to_be_visible()
    entries.reload()
    expect(entries.get_by_role("link", name=asked)).to_be_visible()
    visitor.says(asked)
    answered = visitor.page.locator("[data-generated-by=ai]")
    expect(answered).to_contain_text("Kurier czeka pięć minut")
    expect(answered.locator(".sources")).to_contain_text(asked)
