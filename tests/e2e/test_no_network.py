"""The network is cut: the program asks nobody but itself, and all of it works all the same."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Request, expect

from flowbuilder.core.testing import flow
from tests.e2e.answering import bring_in
from tests.e2e.running import CHROMIUM, FLAGS, ROOT, Program, running_program
from tests.e2e.test_knowledge_loop import ask
from tests.e2e.test_main_job import open_chat

CUT = ROOT / "tests/e2e/no_network"
#: By its words alone the demo's knowledge does not answer it.
BY_MEANING = "Ile kosztuje dowóz pod drzwi?"
#: Tells a topic by meaning, and quotes the knowledge, as there is no model.
SORTING = flow(
    ("ask", "question", {"question": "Słucham?", "save_as": "said"}),
    ("topic", "topic", {"topics": [
        {"key": "wizyty", "label": "Wizyty", "examples": [
            "chcę umówić wizytę", "czy mogę przyjść w piątek", "przełóżmy termin"]},
        {"key": "lakier", "label": "Reklamacje", "examples": [
            "usługa była źle zrobiona", "odpadł lakier po dwóch dniach"]},
    ]}),
    ("visit", "message", {"text": "To była wizyta."}),
    ("answer", "llm_answer", {}),
    wires="ask>topic; topic.wizyty>visit; topic.lakier>ask; topic.other>answer; visit>ask; "
    "answer.answered>ask; answer.not_grounded>ask; answer.wants_human>ask; answer.problem>ask",
    name="Bez sieci",
    locale="pl",
    variables=({"name": "said"},),
)  # fmt: skip


def cut(folder: Path) -> dict[str, str]:
    """The environment of a Python without a network."""
    paths = [str(CUT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {"PYTHONPATH": os.pathsep.join(paths), "NETWORK_LOG": str(folder / "network.log")}


def tried_in(folder: Path) -> list[str]:
    """What went elsewhere; at least one process was watched."""
    lines = (folder / "network.log").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("watching ")
    return [line for line in lines if not line.startswith("watching ")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cut")


@pytest.fixture(scope="module")
def program(folder: Path) -> Iterator[Program]:
    with running_program(folder / "data", **cut(folder)) as started:
        yield started


@pytest.fixture(scope="module")
def browser(playwright_started: Playwright) -> Iterator[Browser]:
    """Chromium that knows no name and no address but loopback."""
    rules = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    opened = playwright_started.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, rules])
    yield opened
    opened.close()


@dataclass
class Watch:
    """What the pages of a browser asked for, and what went wrong in them."""

    places: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> Page:
        """A new page, watched from the start."""
        context.on("request", self._asked)
        context.on("requestfailed", self._failed)
        context.on(
            "response",
            lambda got: got.status >= 400 and self.wrong.append(f"{got.status} {got.url}"),
        )
        context.on("console", lambda said: said.type == "error" and self.wrong.append(said.text))
        context.on("weberror", lambda error: self.wrong.append(str(error.error)))
        return context.new_page()

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob"):
            self.places.add(f"{parts.scheme}://{parts.netloc}")

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # its page was left before
            self.wrong.append(f"{request.failure} {request.url}")


def test_what_goes_elsewhere_is_refused_and_noted(tmp_path):
    code = "import socket; socket.create_connection(('192.0.2.1', 80), 1)"
    environment = {**os.environ, **cut(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert "There is no network" in done.stderr
    assert tried_in(tmp_path) == ["socket.getaddrinfo 192.0.2.1"]


def test_all_of_it_works_and_asks_nobody_else(program, folder, new_context):
    watch, url = Watch(), program.url
    owner, agent = watch.over(new_context()), watch.over(new_context())
    owner.goto(program.login_link("owner"))
    agent.goto(program.login_link("agent"))
    expect(agent.locator(".ib-availability[data-on]")).to_be_attached()
    owner.goto(f"{url}/admin/")
    expect(owner.get_by_role("link", name="Baza wiedzy").first).to_be_visible()

    owner.goto(f"{url}/admin/flows/flow/")
    owner.get_by_role("link", name=re.compile("^Sklep internetowy")).first.click()
    expect(owner.locator(".react-flow__node").first).to_be_visible()
    owner.keyboard.press("Control+Enter")
    expect(owner.get_by_test_id("try-lines")).to_contain_text("asystent sklepu")
    sorting = bring_in(owner, program, SORTING)

    visitor = watch.over(new_context())
    visitor.goto(f"{url}/w/demo/")
    ask(visitor, "Chcę rozmawiać z człowiekiem")
    agent.locator(".ib-row").first.click()
    agent.get_by_role("button", name="Przejmij rozmowę").click()
    agent.get_by_role("textbox", name=re.compile("odpowied", re.I)).fill("Mówi Anna.")
    agent.keyboard.press("Enter")
    expect(visitor.get_by_text("Mówi Anna.")).to_be_visible()

    for place, seen in (
        ("knowledge/expectation/", "#changelist"), ("insights/", "[data-figure]"),
        ("knowledge/source/", "#changelist"), ("channel_web/widget/", "#changelist"),
    ):  # fmt: skip
        owner.goto(f"{url}/admin/{place}")
        expect(owner.locator(seen).first).to_be_visible()
    owner.locator("#result_list tbody a").first.click()
    expect(owner.frame_locator("iframe").first.get_by_role("textbox")).to_be_visible()

    for _attempt in range(200):  # until the model has placed the demo's entries
        owner.goto(f"{url}/admin/knowledge/ask/?language=pl&question={BY_MEANING}")
        found = owner.get_by_test_id("hit").first
        expect(found).to_be_visible()
        if not owner.get_by_test_id("by-words").is_visible():
            break
    expect(found).to_contain_text("znaczenie pytania")
    expect(found).to_contain_text("do wyboru dla rozmówcy")

    visitor = watch.over(new_context())
    chat = open_chat(visitor, program.shop)
    chat.get_by_role("textbox").fill(BY_MEANING)
    visitor.keyboard.press("Enter")
    chat.get_by_role("button", name="Ile kosztuje dostawa?").click()
    expect(chat.get_by_text("12,99 zł")).to_be_visible()
    visitor.goto(sorting)
    ask(visitor, "muszę przełożyć wizytę na inny dzień")
    expect(visitor.get_by_text("To była wizyta.")).to_be_visible()
    ask(visitor, "Ile mam czasu na zwrot?")
    expect(visitor.get_by_text("Z naszej bazy wiedzy")).to_be_visible()
    expect(visitor.get_by_text("30 dni")).to_be_visible()

    assert watch.wrong == []
    assert watch.places == {url, program.shop}
    assert tried_in(folder) == []
