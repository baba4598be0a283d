"""Every screen of the editor, as it stands: axe finds nothing in it that bars anyone.

`SCREENS_FOLDER=folder` keeps a picture of each, to be looked at.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import choose_language
from tests.e2e.running import ROOT

AXE = (ROOT / "frontend/node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
LOCALES = ROOT / "frontend/src/editor/locales"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
TEMPLATE = {"pl": "salon-urody", "en": "beauty-salon"}
SIZES = {"desk": (1440, 900), "tablet": (820, 1180), "phone": (390, 844)}
#: Bars somebody: the rest is advice.
GRAVE = {"serious", "critical"}


class Editor:
    """A flow in the editor, and what axe found in each screen of it."""

    def __init__(self, page: Page, language: str, label: str) -> None:
        self.page, self.label = page, label
        self.words = json.loads((LOCALES / f"{language}.json").read_text(encoding="utf-8"))
        self.found: list[str] = []
        folder = os.environ.get("SCREENS_FOLDER")
        self.folder = Path(folder) if folder else None

    def command(self, name: str) -> None:
        """Run a command by its name, from the palette."""
        self.page.keyboard.press("Control+k")
        box = self.page.locator("[role=combobox][aria-controls=fb-commands]")
        box.fill(self.words["command"][name])
        self.page.keyboard.press("Enter")
        expect(box).to_have_count(0)

    def select(self, *nodes: str) -> None:
        """Select cards by hand; on a narrow screen they may lie behind something."""
        for number, node in enumerate(nodes):
            card = self.page.get_by_test_id(f"card-{node}").locator("h3")
            card.click(modifiers=["Shift"] if number else [], force=True)

    def look(self, name: str) -> None:
        """Ask axe, and keep a picture."""
        self.page.wait_for_timeout(400)  # what fades in is judged when it is there
        if self.folder is not None:
            self.folder.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=self.folder / f"{self.label}-{name}.png")
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE)
        result: dict[str, Any] = self.page.evaluate(
            "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, "
            "resultTypes: ['violations']})",
            TAGS,
        )
        for violation in result["violations"]:
            if violation["impact"] in GRAVE:
                where = [str(node["html"])[:160] for node in violation["nodes"][:3]]
                said = violation["nodes"][0].get("failureSummary", "")[:300]
                if not any(violation["id"] in each and where[0] in each for each in self.found):
                    self.found.append(f"{name}: {violation['id']} {where} {said}")


@pytest.fixture
def editor(program, signed_in, request) -> Iterator[Callable[[str, str, str], Editor]]:
    """Opens a flow made of a template: `editor("desk", "light", "pl")`."""

    def open_as(size: str, theme: str, language: str) -> Editor:
        width, height = SIZES[size]
        page = signed_in(
            "owner", viewport={"width": width, "height": height}, color_scheme=theme,
            reduced_motion="reduce", is_mobile=size == "phone", has_touch=size == "phone",
        )  # fmt: skip
        page.goto(f"{program.url}/admin/flows/flow/add/")
        choose_language(page, language)
        token = next(c["value"] for c in page.context.cookies() if "csrf" in c["name"])
        made = page.request.post(
            f"{program.url}/api/v1/templates/{TEMPLATE[language]}/use/",
            data=json.dumps({"name": f"Ekrany {size}", "facts": {}}),
            headers={
                "Content-Type": "application/json", "X-CSRFToken": token, "Referer": page.url,
            },
        )  # fmt: skip
        assert made.ok, made.text()
        opened = Editor(page, language, f"{size}-{theme}-{language}")
        opened.look("gallery")
        page.goto(f"{program.url}/admin/flows/flow/{made.json()['flow']}/change/")
        expect(page.locator(".react-flow__node").first).to_be_visible(timeout=20_000)
        return opened

    yield open_as


SCREENS: dict[str, str] = {
    "outline": "toggleOutline",
    "problems": "toggleProblems",
    "settings": "flowSettings",
    "languages": "openLanguages",
    "find": "findInFlow",
    "versions": "openVersions",
    "publish": "openPublish",
    "history": "openHistory",
    "comments": "openComments",
    "shortcuts": "openShortcuts",
    "template": "saveAsTemplate",
}


@pytest.mark.parametrize(
    ("size", "theme", "language"),
    [("desk", "light", "pl"), ("tablet", "dark", "pl"), ("phone", "light", "en"),
     ("desk", "dark", "en")],
)  # fmt: skip
def test_no_screen_bars_anyone(editor, size, theme, language):
    shown: Editor = editor(size, theme, language)
    page = shown.page
    shown.look("canvas")
    for name, command in SCREENS.items():
        shown.command(command)
        if name == "publish":
            expect(page.get_by_test_id("confirm-publish")).to_be_enabled()
        shown.look(name)
        if name in ("outline", "problems"):
            shown.command(command)
        elif name == "languages":
            page.keyboard.press("Escape")
        page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    shown.look("commands")
    page.keyboard.press("Escape")

    ids = [card.get_attribute("data-id") for card in page.locator(".react-flow__node-card").all()]
    shown.select(str(ids[0]))
    shown.look("step")
    shown.command("replaceType")
    shown.look("replace")
    page.keyboard.press("Escape")
    shown.command("tryIt")
    expect(page.get_by_test_id("said-line").first).to_be_visible()
    shown.look("try")
    page.get_by_test_id("try-panel").get_by_role("tab").nth(1).click()
    shown.look("trace")
    page.get_by_test_id("try-panel").get_by_role("tab").nth(2).click()
    shown.look("values")

    assert not shown.found, "\n\n".join(shown.found)
