"""Words made to run are shown as words, wherever the program shows words (case 43).

Two hundred of them are said in every way a message can be, some read again; all of them stand
in every name, title and note. In every screen nothing runs, nothing is asked of elsewhere, and the
policy of what a page may load had nothing to stop.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from tests.e2e.gallery import addresses
from tests.e2e.running import ROOT, Program, running_program
from tests.hostile_words import EVIL, corpus

#: In the order of `plant_hostile.SINKS`, which needs the program's environment.
SINKS = (
    "visitor", "visitor's files", "assistant", "buttons", "rating", "picture", "form", "cards",
    "file request",
    "model with sources", "agent", "agent's files", "note",
)  # fmt: skip
AT_ONCE = 200
#: What is drawn in other ways than plain words.
READ_AGAIN = {"visitor", "buttons", "model with sources", "agent's files"}
#: Pages that are drawn by a script after they have loaded.
DRAWN = ("/inbox/", "/live/", "/edit/", "/change/")

WATCH = """
window.ran = []
for (const name of ['alert', 'confirm', 'prompt']) window[name] = () => window.ran.push(name)
document.addEventListener('securitypolicyviolation', event =>
  window.ran.push(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`))
"""
#: Anything that could run or lead away, though it did not yet.
TRAPS = """
() => {
  const found = []
  const leads = value => {
    try { return !/^(https?|mailto|tel|data):$/.test(new URL(value, location).protocol) ||
      /^\\s*data:(?!image\\/(png|jpeg|gif|webp|svg))/i.test(value) } catch { return false }
  }
  const look = root => root.querySelectorAll('*').forEach(element => {
    if (element.shadowRoot) look(element.shadowRoot)
    for (const { name, value } of element.attributes)
      if ((/^on/i.test(name) && /alert/.test(value)) || name === 'srcdoc' ||
          (/^(href|src|action|formaction|xlink:href|data|poster|srcset)$/i.test(name) &&
           leads(value)))
        found.push(`${element.tagName} ${name}=${value}`)
    const isCode = ['SCRIPT', 'STYLE'].includes(element.tagName) && !/json/.test(element.type)
    if (isCode && /alert\\(1\\)|evil\\.invalid/.test(element.textContent))
      found.push(`${element.tagName}: ${element.textContent.slice(0, 200)}`)
  })
  look(document)
  return [...window.ran, ...found]
}
"""


class Watch:
    """A browser in which nothing hostile may come about; `check` says that nothing did."""

    def __init__(self, context: BrowserContext) -> None:
        self.seen: list[str] = []
        context.add_init_script(WATCH)
        context.on("request", self._asked)
        context.on("dialog", lambda dialog: (self.seen.append(dialog.message), dialog.dismiss()))
        context.on("weberror", lambda error: self.seen.append(str(error.error)))

    def _asked(self, request: Request) -> None:
        if urlsplit(request.url).hostname == EVIL:
            self.seen.append(request.url)

    def check(self, page: Page) -> None:
        """Nothing ran and nothing waits to."""
        found = [each for frame in page.frames for each in frame.evaluate(TRAPS)]
        assert [*self.seen, *found] == [], page.url


#: A dozen pages with hundreds of messages are open at once.
PATIENCE_MS = 60_000


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """A program of its own: nobody else should have to live with this."""
    with running_program(tmp_path_factory.mktemp("hostile")) as started:
        yield started


def plant(program: Program, what: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tests.e2e.plant_hostile", what],
        cwd=ROOT, env=program.environment, check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    return done.stdout


def words_in(page: Page) -> str:
    """All that was said, as a person reads it, its spaces as one."""
    said = page.locator("[role=log]").first.inner_text(timeout=PATIENCE_MS)
    return " ".join(said.split())


def expect_said(page: Page, *, verbatim: int) -> None:
    """The end of it has come; so many of the newest are shown as they were written."""
    said = [" ".join(words.split()) for words in corpus()[:AT_ONCE]]
    expect(page.locator("[role=log]").first).to_contain_text(said[-1], timeout=PATIENCE_MS)
    shown = words_in(page)
    assert [words for words in said[AT_ONCE - verbatim :] if words not in shown] == []


def read_copy(page: Page, program: Program, watch: Watch) -> None:
    """Open the copy of “my data”, as a file from one's own disk: no policy holds it back."""
    token = page.evaluate("localStorage.getItem('flowbuilder.demo.visitor')")
    answer = page.request.get(
        f"{program.url}/api/v1/chat/demo/me/export?as=html",
        headers={"Authorization": f"Bearer {token}"},
    )
    assert answer.ok
    page.goto("about:blank")
    page.set_content(answer.text(), wait_until="load")
    expect(page.locator("body")).to_contain_text("Dzień dobry")
    watch.check(page)


@pytest.fixture(scope="session")
def browser(whole_browser: Browser) -> Browser:
    """The browser that people have: what runs nowhere must not run there."""
    return whole_browser


@pytest.fixture(scope="module")
def owner(program: Program, browser: Browser) -> Iterator[tuple[Page, Watch]]:
    context = browser.new_context(locale="pl-PL", viewport={"width": 1440, "height": 900})
    watch, page = Watch(context), context.new_page()
    page.goto(program.login_link("owner"))
    yield page, watch
    context.close()


@pytest.mark.timeout(600)
def test_what_is_said_runs_neither_for_the_visitor_nor_for_the_agent(program, new_context, owner):
    visitors = []
    for _sink in SINKS:
        context = new_context()
        watch, page = Watch(context), context.new_page()
        page.goto(f"{program.url}/w/demo/")
        page.get_by_role("textbox").fill("Dzień dobry")
        page.keyboard.press("Enter")
        expect(page.locator("[data-seq='2']")).to_be_visible()
        visitors.append((page, watch))
    ids = plant(program, "talks").split()

    for (page, watch), sink in zip(visitors, SINKS, strict=True):
        for reading in ("live", "again") if sink in READ_AGAIN else ("live",):
            if reading == "again":
                page.reload()
                expect(page.locator("[data-seq='150']")).to_be_visible(timeout=PATIENCE_MS)
            if sink == "note":
                assert "alert(1)" not in words_in(page)
            else:
                expect_said(page, verbatim=AT_ONCE if sink == "visitor" else 0)
            watch.check(page)
        read_copy(page, program, watch)
        page.context.close()

    page, watch = owner
    for conversation, sink in zip(ids, SINKS, strict=True):
        page.goto(f"{program.url}/inbox/c/{conversation}/")
        expect_said(page, verbatim=50 if sink in {"visitor", "note"} else 0)
        watch.check(page)


def test_what_is_named_runs_in_no_screen(program, owner):
    page, watch = owner
    plant(program, "names")

    for path in ["/inbox/", *addresses(page, program.url)]:
        page.goto(program.url + path)
        if any(part in path for part in DRAWN):
            page.wait_for_load_state("networkidle")
        watch.check(page)
    page.goto(f"{program.url}/admin/conversations/contact/")
    expect(page.locator("body")).to_contain_text("alert(1)")


@pytest.mark.parametrize(
    "drawn",
    [
        "<img src=x onerror=alert(1)>",
        "<a href='java\tscript:alert(1)'>x</a>",
        f"<img src=//{EVIL}/x>",
        "<iframe srcdoc=x></iframe>",
    ],
)
def test_what_does_run_is_seen(program, new_context, drawn):
    context = new_context()
    watch, page = Watch(context), context.new_page()
    page.goto(f"{program.url}/healthz")
    page.set_content(drawn, wait_until="load")

    with pytest.raises(AssertionError):
        watch.check(page)
