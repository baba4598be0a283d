"""The running program and a browser: what a person has in front of them.

The server is started as a user starts it, on free ports and a folder of its own. Chromium is
Debian's; set FLOWBUILDER_CHROMIUM for another.
"""

from __future__ import annotations

import http.server
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Frame,
    Page,
    Playwright,
    expect,
    sync_playwright,
)
from playwright.sync_api import Error as PlaywrightError

from tests.e2e.running import CHROMIUM, FLAGS, ROOT, Program, running_program


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo) -> Iterator[None]:
    """After a failure, keep a picture of every open page in `var/e2e/` and report its words."""
    outcome = yield
    pages = item.funcargs.get("open_pages") if hasattr(item, "funcargs") else None
    report = outcome.get_result()  # type: ignore[attr-defined]  # pluggy's result
    if call.when == "call" and report.failed and pages is not None:
        folder = ROOT / "var" / "e2e"
        folder.mkdir(parents=True, exist_ok=True)
        for number, page in enumerate(pages()):
            page.screenshot(path=folder / f"{item.name}-{number}.png")
            for frame in page.frames:
                report.sections.append((f"page {number}: {frame.url}", words_of(frame)))


def words_of(frame: Frame) -> str:
    """The beginning of what a person reads in a frame."""
    try:
        return frame.locator("body").inner_text(timeout=1000)[:1500]
    except PlaywrightError as error:
        return f"not to be read: {error}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs the browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session", autouse=True)
def patience() -> None:
    """A page may take its time on a busy machine."""
    expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """Flowbuilder with its demo, started once for all browser tests."""
    with running_program(tmp_path_factory.mktemp("data")) as running:
        yield running


@pytest.fixture(scope="session")
def playwright_started() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright_started: Playwright) -> Iterator[Browser]:
    """Chromium, headless."""
    opened = playwright_started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield opened
    opened.close()


@pytest.fixture
def contexts() -> Iterator[list[BrowserContext]]:
    """The browser profiles of the test, closed after it."""
    made: list[BrowserContext] = []
    yield made
    for context in made:
        context.close()


@pytest.fixture(autouse=True)
def open_pages(contexts: list[BrowserContext]) -> Callable[[], list[Page]]:
    """Lists the pages that are open now."""
    return lambda: [page for context in contexts for page in context.pages]


@pytest.fixture
def new_context(browser: Browser, contexts: list[BrowserContext]) -> Callable[..., BrowserContext]:
    """Makes a browser profile of its own: `new_context(locale="en-GB")`."""

    def make(**options: object) -> BrowserContext:
        settings = {"viewport": {"width": 1440, "height": 900}, "locale": "pl-PL", **options}
        context = browser.new_context(**settings)
        context.set_default_timeout(15_000)
        contexts.append(context)
        return context

    return make


def choose_language(page: Page, language: str) -> None:
    """Switch the signed-in person's language the way the menu does."""
    token = next(c["value"] for c in page.context.cookies() if "csrf" in c["name"])
    page.request.post(
        page.url.split("/admin/")[0].split("/inbox/")[0] + "/language/",
        form={"language": language, "csrfmiddlewaretoken": token},
        headers={"Referer": page.url},
    )
    page.reload()


@pytest.fixture(scope="session")
def logins(program: Program, browser: Browser) -> dict[str, dict]:
    """The state of a signed-in browser for each demo role: links work once, so once a session."""
    found = {}
    for role in ("owner", "author", "agent"):
        context = browser.new_context(locale="pl-PL")
        page = context.new_page()
        page.goto(program.login_link(role))
        found[role] = context.storage_state()
        context.close()
    return found


@pytest.fixture
def signed_in(
    program: Program, new_context: Callable[..., BrowserContext], logins: dict[str, dict]
) -> Callable[..., Page]:
    """Opens a page as a demo person who reads Polish, whatever a test before has chosen."""

    def open_as(role: str, **options: object) -> Page:
        page = new_context(storage_state=logins[role], **options).new_page()
        page.goto(f"{program.url}/admin/" if role != "agent" else f"{program.url}/inbox/")
        choose_language(page, "pl")
        return page

    return open_as


class Website(http.server.BaseHTTPRequestHandler):
    """A page on another origin with the line of HTML that the admin gives."""

    snippet = ""

    def do_GET(self) -> None:
        body = f"<!doctype html><title>Shop</title><h1>Shop</h1>{self.snippet}".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def website() -> Iterator[tuple[str, type[Website]]]:
    """Another website: its address, and the page to put the snippet on."""
    page = type("OneWebsite", (Website,), {})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", page
    server.shutdown()
    server.server_close()
