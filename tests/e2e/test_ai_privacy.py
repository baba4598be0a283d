"""A model never reads who the visitor is, the visitor does; and what a flow never speaks of.

In Polish and in English, in the chat of a flow that is brought in as a file.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from flowbuilder.core.document import Flow
from flowbuilder.core.testing import flow
from tests.e2e.answering import bring_in, data_in
from tests.e2e.conftest import state_of
from tests.e2e.running import Program, running_program
from tests.llm.fake_model import FakeModel, running

SAYS = {"pl": "Słucham?", "en": "How can I help?"}
EXCLUDED = {"pl": "polityka", "en": "politics"}
REFUSED = {"pl": "O tym nie mogę tutaj rozmawiać.", "en": "I can't talk about that here."}


def talk_about_anything_but(language: str) -> Flow:
    """A question and the AI's answer, over and over; the flow's settings exclude a topic."""
    document = flow(
        ("ask", "question", {"question": SAYS[language], "save_as": "said"}),
        ("answer", "llm_answer", {"timeout_s": 10}),
        ("unsure", "message", {"text": "?"}),
        wires="ask>answer; answer.answered>ask; answer.not_grounded>unsure; "
        "answer.wants_human>unsure; answer.problem>unsure; unsure>ask",
        name=f"Bez polityki {language}",
        locale=language,
        variables=({"name": "said"},),
    )
    settings = document.settings.model_copy(update={"excluded": (EXCLUDED[language],)})
    return document.model_copy(update={"settings": settings})


@dataclass
class Polite(FakeModel):
    """Addresses whoever said a name, and quotes its first passage."""

    def say(self, request: dict[str, Any]) -> str:
        data = data_in(request["messages"][-1]["content"]) or {}
        passages = data.get("passages")
        if not passages:
            return "NOT_FOUND"
        first = passages[0]["answer"].partition(". ")[0].rstrip(".")
        name = "[NAME_1], " if "[NAME_1]" in data["question"] else ""
        return f"{name}{first[0].lower()}{first[1:]} [{passages[0]['n']}]."


@pytest.fixture(scope="module")
def model() -> Iterator[Polite]:
    with running(Polite()) as made:
        yield made


@pytest.fixture(scope="module")
def program(model: Polite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """A program of its own, because it has a language model."""
    settings = {
        "FLOWBUILDER_LLM_BASE_URL": model.base_url,
        "FLOWBUILDER_LLM_MODEL": "fake",
        "FLOWBUILDER_LLM_API_KEY": "key",
        "FLOWBUILDER_ALLOWED_PRIVATE_HOSTS": model.place,
    }
    with running_program(tmp_path_factory.mktemp("private"), **settings) as started:
        yield started


@pytest.fixture(scope="module")
def login(program: Program, browser: Browser) -> StorageState:
    """The owner's login: a link opens once."""
    return state_of(program, browser, "owner")


@pytest.fixture(scope="module")
def chats(program: Program, browser: Browser, login: StorageState) -> dict[str, str]:
    """The address of a chat in each language."""
    context = browser.new_context(locale="pl-PL", storage_state=login)
    page = context.new_page()
    found = {each: bring_in(page, program, talk_about_anything_but(each)) for each in SAYS}
    context.close()
    return found


def visit(chats: dict[str, str], language: str, new_context: Callable[..., Any]) -> Page:
    page: Page = new_context(locale=language).new_page()
    page.goto(chats[language])
    expect(page.get_by_text(SAYS[language])).to_be_visible()
    return page


def say(page: Page, text: str) -> None:
    page.get_by_role("textbox").fill(text)
    page.keyboard.press("Enter")


@pytest.mark.parametrize(
    ("language", "said", "name", "answer"),
    [
        (
            "pl",
            "Nazywam się Zdzisława Brzęk, tel. 501 234 567, zdzislawa@example.pl, "
            "ul. Lipowa 7. Ile kosztuje dostawa?",
            "Zdzisława Brzęk",
            "12,99 zł",
        ),
        (
            "en",
            "My name is Winifred Pennyfeather, call +44 20 7946 0958 or w.p@example.org. "
            "How much is delivery?",
            "Winifred Pennyfeather",
            "£3.95",
        ),
    ],
)
def test_the_model_never_reads_who_asks_and_the_answer_says_their_name(
    chats, model, new_context, language, said, name, answer
):
    visitor = visit(chats, language, new_context)
    before = len(model.requests)

    say(visitor, said)
    shown = visitor.locator("[data-generated-by=ai]")
    expect(shown).to_contain_text(answer)
    expect(shown).to_contain_text(f"{name}, ")
    expect(shown).not_to_contain_text("[NAME_1]")
    sent = json.dumps(model.requests[before:], ensure_ascii=False)
    asked = json.loads(model.requests[-1]["messages"][-1]["content"])["question"]
    assert "[NAME_1]" in asked and "[PHONE_1]" in asked and "[EMAIL_1]" in asked
    for piece in (*name.split(), "501 234", "7946", "example.pl", "example.org", "Lipowa 7"):
        assert piece not in sent


@pytest.mark.parametrize(
    ("language", "excluded", "allowed", "answer"),
    [
        ("pl", "Co sądzicie o polityce rządu?", "Ile kosztuje dostawa?", "12,99 zł"),
        ("en", "What do you think of politics?", "How much is delivery?", "£3.95"),
    ],
)
def test_what_the_flow_s_settings_exclude_is_refused_without_the_model(
    chats, model, new_context, language, excluded, allowed, answer
):
    visitor = visit(chats, language, new_context)
    before = len(model.requests)

    say(visitor, excluded)
    expect(visitor.get_by_text(REFUSED[language])).to_be_visible()
    assert len(model.requests) == before
    say(visitor, allowed)
    expect(visitor.locator("[data-generated-by=ai]")).to_contain_text(answer)


def test_a_changed_model_is_asked_by_itself_and_the_pages_say_so(
    program, model, login, new_context
):
    owner = new_context(storage_state=login).new_page()
    owner.goto(f"{program.url}/admin/knowledge/ask/?question=Ile kosztuje dostawa?&language=pl")
    owner.get_by_role("button", name="Nie powinno być odpowiedzi").click()
    expect(owner.get_by_text("Oczekiwano: brak odpowiedzi.")).to_be_visible()

    owner.goto(f"{program.url}/admin/llm/languagemodelsettings/add/")
    expect(owner.get_by_test_id("will-ask")).to_contain_text("1 oczekiwane pytanie")
    owner.locator("#id_base_url").fill(model.base_url)
    owner.locator("#id_model").fill("inny")
    owner.locator("#id_key").fill("key")
    owner.locator("[name=_save]").first.click()
    expect(owner.get_by_text("za minutę program sam zada mu 1 oczekiwane pytanie")).to_be_visible()
    owner.get_by_role("link", name="jak odpowiada na oczekiwane pytania", exact=True).click()

    plan = owner.get_by_test_id("model-plan")
    expect(plan).to_contain_text("program sam zada modelowi te pytania, bo zmieniono model:")
    owner.get_by_role("button", name="Zapytaj model").click()
    runs = owner.get_by_test_id("model-runs")
    expect(runs).to_contain_text("Zadano wszystkie pytania (1 z 1)")
    expect(plan).to_have_count(0)
