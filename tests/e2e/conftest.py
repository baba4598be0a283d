"""The running program and a browser: what a person has in front of them.

The server is started as a user starts it, on free ports and a folder of its own. Chromium is
Debian's, its headless shell where there is one; set FLOWBUILDER_CHROMIUM for another.
"""

from __future__ import annotations

import http.server
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Frame,
    Page,
    Playwright,
    StorageState,
    expect,
    sync_playwright,
)
from playwright.sync_api import Error as PlaywrightError

from tests import mail_servers
from tests.e2e.running import CHROMIUM, FLAGS, ROOT, WHOLE_CHROMIUM, Program, running_program
from tests.knowledge import sites


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
            report.sections.append(
                (f"page {number}", keep_picture(page, folder, item.name, number))
            )
            for frame in page.frames:
                report.sections.append((f"page {number}: {frame.url}", words_of(frame)))


def keep_picture(page: Page, folder: Path, name: str, number: int) -> str:
    """Where its picture is; why there is none, where the page can't be photographed.

    An error here would end the whole run, not only the test that failed.
    """
    path = folder / f"{name}-{number}.png"
    try:
        page.screenshot(path=path, timeout=10_000)
    except (PlaywrightError, OSError) as error:
        return f"no picture: {error}"
    return str(path.relative_to(ROOT))


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
            # A person's whole job, on a machine that others use too.
            item.add_marker(pytest.mark.timeout(300))


@pytest.fixture(scope="session", autouse=True)
def patience() -> None:
    """A page may take its time on a busy machine."""
    expect.set_options(timeout=40_000)


@pytest.fixture(scope="session")
def mails() -> Iterator[mail_servers.Mails]:
    """Mail servers that the program may reach, though they are on this machine."""
    with mail_servers.running() as running:
        yield running


@pytest.fixture(scope="session")
def site() -> Iterator[sites.Site]:
    """A website that the program may read, though it is on this machine."""
    with sites.site() as running:
        yield running


@pytest.fixture(scope="session")
def program(
    tmp_path_factory: pytest.TempPathFactory, mails: mail_servers.Mails, site: sites.Site
) -> Iterator[Program]:
    """Flowbuilder with its demo, started once for all browser tests."""
    allowed = f"127.0.0.1:{mails.imap_port} 127.0.0.1:{mails.smtp_port} {site.place}"
    data = tmp_path_factory.mktemp("data")
    with running_program(data, FLOWBUILDER_ALLOWED_PRIVATE_HOSTS=allowed) as running:
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


@pytest.fixture(scope="session")
def whole_browser(playwright_started: Playwright) -> Iterator[Browser]:
    """The Chromium that people have, headless: for what its lighter shell leaves out."""
    opened = playwright_started.chromium.launch(executable_path=WHOLE_CHROMIUM, args=FLAGS)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def own_mails() -> Iterator[mail_servers.Mails]:
    """A mail server of the module's own: nobody else's letters come between."""
    with mail_servers.running() as running:
        yield running


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
        context.set_default_timeout(40_000)
        contexts.append(context)
        return context

    return make


def choose_language(page: Page, language: str) -> None:
    """Switch the signed-in person's language the way the menu does.

    An agent's inbox is there again, and knows it, when this returns.
    """
    token = next(c["value"] for c in page.context.cookies() if "csrf" in c["name"])
    page.request.post(
        page.url.split("/admin/")[0].split("/inbox/")[0] + "/language/",
        form={"language": language, "csrfmiddlewaretoken": token},
        headers={"Referer": page.url},
    )
    page.reload()
    if "/inbox/" in page.url:
        expect(page.locator(".ib-availability[data-on]")).to_be_attached()


def save(page: Page) -> None:
    """Save the form of the admin that is open, and stay: what it says is stored when this returns.

    The page before and the one after look the same: only the new one tells that it was saved.
    """
    with page.expect_navigation():
        page.locator("button[name=_continue], input[name=_continue]").first.click()


def let_in(owner: Page, url: str, origin: str) -> str:
    """Allow the Polish demo widget on the website at `origin`; return the line of HTML for it."""
    owner.goto(f"{url}/admin/channel_web/widget/")
    owner.get_by_role("link", name="Sklep demo").first.click()
    lines = owner.locator("#id_origins").input_value()
    owner.locator("#id_origins").fill(f"{lines}\n{origin}")
    save(owner)
    return owner.locator("[data-copy] textarea").input_value()


def state_of(program: Program, browser: Browser, role: str) -> StorageState:
    """A browser's state once somebody of `role` has signed in, by the link that works once."""
    context = browser.new_context(locale="pl-PL")
    context.new_page().goto(program.login_link(role))
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture(scope="session")
def logins(program: Program, browser: Browser) -> dict[str, StorageState]:
    """The state of a signed-in browser for each demo role: links work once, so once a session."""
    return {role: state_of(program, browser, role) for role in ("owner", "author", "agent")}


@pytest.fixture
def signed_in(
    program: Program, new_context: Callable[..., BrowserContext], logins: dict[str, StorageState]
) -> Iterator[Callable[..., Page]]:
    """Opens a page as a demo person who reads Polish, whatever a test before has chosen.

    An agent is there when it is open: visitors may ask for one from then on. Where there was an
    agent, nobody is left waiting for the tests that follow. Unless told otherwise the person wants
    no motion: a canvas that glides may slip away between a look at a card and the click on it.
    """
    roles = set()

    def open_as(role: str, **options: object) -> Page:
        roles.add(role)
        settings = {"reduced_motion": "reduce", **options}
        page = new_context(storage_state=logins[role], **settings).new_page()
        page.goto(f"{program.url}/admin/" if role != "agent" else f"{program.url}/inbox/")
        choose_language(page, "pl")
        return page

    yield open_as
    if "agent" in roles:
        end_all(new_context(storage_state=logins["agent"]), program.url)


def end_all(context: BrowserContext, url: str) -> None:
    """End what the agent has and who waits, as the inbox does it."""
    token = next(c["value"] for c in context.cookies() if "csrf" in c["name"])
    headers = {"X-CSRFToken": token, "Referer": f"{url}/inbox/"}
    inbox = f"{url}/api/v1/inbox"

    def rows(view: str) -> list[dict[str, object]]:
        found = context.request.get(f"{inbox}/conversations/?view={view}").json()["conversations"]
        return [{"id": row["id"], "epoch": row["epoch"]} for row in found]

    for action, view in (("take", "waiting"), ("close", "mine")):
        if chosen := rows(view):
            given = {"action": action, "conversations": chosen}
            done = context.request.post(f"{inbox}/many/", data=given, headers=headers)
            assert done.ok, done.text()


class Website(http.server.BaseHTTPRequestHandler):
    """A page on another origin with the line of HTML that the admin gives, and its `policy`."""

    snippet = ""
    policy = ""

    def do_GET(self) -> None:
        body = f"<!doctype html><title>Shop</title><h1>Shop</h1>{self.snippet}".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        if self.policy:
            self.send_header("Content-Security-Policy", self.policy)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def another_website() -> Iterator[tuple[str, type[Website]]]:
    """Another website: its address, and the page to put the snippet on."""
    page = type("OneWebsite", (Website,), {})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", page
    server.shutdown()
    server.server_close()


@pytest.fixture
def website() -> Iterator[tuple[str, type[Website]]]:
    """Another website, for one test."""
    with another_website() as made:
        yield made
