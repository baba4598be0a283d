"""The running program and a browser: what a person has in front of them.

The server is started as a user starts it, on free ports and a folder of its own. Chromium is
Debian's; set FLOWBUILDER_CHROMIUM for another.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = os.environ.get("FLOWBUILDER_CHROMIUM") or shutil.which("chromium") or "chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_SECONDS = 90


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo) -> Iterator[None]:
    """After a failure, keep a picture of every open page in `var/e2e/`."""
    outcome = yield
    pages = item.funcargs.get("open_pages") if hasattr(item, "funcargs") else None
    if call.when == "call" and outcome.get_result().failed and pages is not None:  # type: ignore[attr-defined]  # pluggy's result
        folder = ROOT / "var" / "e2e"
        folder.mkdir(parents=True, exist_ok=True)
        for number, page in enumerate(pages()):
            page.screenshot(path=folder / f"{item.name}-{number}.png")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs the browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@dataclass
class Program:
    """The running server: its address, the demo shop's, and what it printed."""

    url: str
    shop: str
    process: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)

    def login_link(self, role: str) -> str:
        """The one-time link that was printed for `role`."""
        pattern = re.compile(rf"^\s*{role}\s+(http\S+)$")
        return next(m.group(1) for line in self.lines if (m := pattern.match(line)))


def free_ports() -> int:
    """A port that is free together with the next one, which the demo shop takes."""
    for _attempt in range(50):
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port
    raise RuntimeError("No two neighbouring ports are free.")


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """Flowbuilder with its demo, started once for all browser tests."""
    port = free_ports()
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("FLOWBUILDER_")},
        "FLOWBUILDER_DATA_DIR": str(tmp_path_factory.mktemp("data")),
        "PYTHONUNBUFFERED": "1",
    }
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    process = subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--migrate", "--demo", "--port", str(port)],
        cwd=ROOT,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    running = Program(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{port + 1}", process)
    ready = threading.Event()

    def read() -> None:
        for line in process.stdout or ():
            running.lines.append(line.rstrip())
            if "serves http" in line:
                ready.set()
        ready.set()

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    ready.wait(START_SECONDS)
    if process.poll() is not None or not any("serves http" in line for line in running.lines):
        process.kill()
        pytest.fail("The program did not start:\n" + "\n".join(running.lines[-30:]))
    yield running
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    reader.join(5)
    if process.stdout is not None:
        process.stdout.close()


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


@pytest.fixture(scope="session")
def logins(program: Program, browser: Browser) -> dict[str, dict]:
    """The state of a signed-in browser for each demo role: links work once, so once a session."""
    found = {}
    for role in ("owner", "author", "agent"):
        context = browser.new_context()
        page = context.new_page()
        page.goto(program.login_link(role))
        found[role] = context.storage_state()
        context.close()
    return found


@pytest.fixture
def signed_in(
    new_context: Callable[..., BrowserContext], logins: dict[str, dict]
) -> Callable[..., Page]:
    """Opens a page as a demo person: `signed_in("author", language="en")`."""

    def open_as(role: str, **options: object) -> Page:
        return new_context(storage_state=logins[role], **options).new_page()

    return open_as
