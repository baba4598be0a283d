"""What opens over the inbox bars nobody: axe in both languages, light and dark; narrow, zoomed."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.access import PAINTED, astray, barred, nameless, picture, resize
from tests.e2e.conftest import choose_language
from tests.e2e.running import tell
from tests.e2e.test_contacts import AGREED, WORDS, introduce
from tests.e2e.test_inbox_access import DESK, NARROW, ZOOMED

MORE = {
    "pl": {
        "take": "Przejmij rozmowę", "block": "Zablokuj", "alerts": "Powiadomienia",
        "acts": "Więcej działań", "transfer": "Przekaż", "delete": "Usuń widok", "mine": "Moje",
    },
    "en": {
        "take": "Take over", "block": "Block", "alerts": "Notifications",
        "acts": "More actions", "transfer": "Transfer", "delete": "Delete the view", "mine": "Mine",
    },
}  # fmt: skip
SAVE_VIEW = """async ([name, token]) => (await fetch('/api/v1/inbox/views/', {
  method: 'POST', headers: {'Content-Type': 'application/json', 'X-CSRFToken': token},
  body: JSON.stringify({name, view: 'mine'}),
})).status"""


def look(page: Page, name: str, found: list[str], within: str = "[role=dialog]") -> None:
    """Light, dark, at 200 %, at 320 px: what bars anybody is added to `found`."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", scheme)
        page.evaluate(PAINTED)
        found += barred(page, f"inbox-{name}-{scheme}", within)
    for size, label in ((ZOOMED, "zoomed"), (NARROW, "narrow")):
        resize(page, size)
        expect(page.locator(within).first).to_be_visible()
        picture(page, f"inbox-{name}-{label}")
        found += astray(page, f"inbox-{name}-{label}")
    resize(page, DESK)
    found += nameless(page, f"inbox-{name}")


@pytest.mark.parametrize("language", ["pl", "en"])
def test_no_dialog_of_the_inbox_bars_anyone(program, signed_in, new_context, language):
    words = WORDS[language] | MORE[language]
    names = [f"Ola Druga {language}", f"Ola Pierwsza {language}"]
    page = signed_in("agent", reduced_motion="reduce")
    choose_language(page, language)
    introduce(program, new_context, words, language, names[0])
    visitor = introduce(program, new_context, words, language, names[1])
    tell(program, AGREED.format(name=names[1]))
    visitor.get_by_role("textbox").fill(words["person"])
    visitor.keyboard.press("Enter")
    row = page.locator(".ib-row", has_text=names[1]).first
    row.click()
    page.get_by_role("button", name=words["take"], exact=True).click()
    expect(page.locator(".ib-view[aria-current]")).to_have_count(1)
    card, dialog = page.locator(".ib-card-pane"), page.get_by_role("dialog")
    found: list[str] = []

    def close() -> None:
        page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)

    card.get_by_role("button", name=words["more"]).click()
    dialog.get_by_label(words["find"]).fill(names[0])
    dialog.get_by_role("button", name=names[0]).click()
    expect(dialog.locator(".ib-person-both")).to_be_visible()
    look(page, f"contact-{language}", found)
    close()
    card.get_by_role("button", name=words["block"], exact=True).click()
    expect(dialog).to_be_visible()
    look(page, f"block-{language}", found)
    close()
    card.get_by_role("button", name=re.compile("Newsletter")).click()
    expect(dialog).to_be_visible()
    look(page, f"consent-{language}", found)
    close()

    # A narrow window has no room for these beside a conversation: the list alone is open.
    page.goto(f"{program.url}/inbox/")
    page.locator(".ib-view", has_text=words["mine"]).click()
    page.get_by_role("button", name=words["alerts"]).click()
    expect(dialog).to_be_visible()
    look(page, f"alerts-{language}", found)
    page.get_by_role("button", name=words["alerts"]).click()
    expect(dialog).to_have_count(0)

    item = page.get_by_role("listitem").filter(has=row)
    item.locator(".ib-pick input").check(force=True)
    look(page, f"many-{language}", found, ".ib-many")
    page.locator(".ib-many").get_by_role("button", name=words["acts"]).click()
    page.get_by_role("menuitem", name=words["transfer"]).click()
    expect(dialog).to_be_visible()
    look(page, f"many-transfer-{language}", found)
    close()

    token = next(c["value"] for c in page.context.cookies() if "csrf" in c["name"])
    assert page.evaluate(SAVE_VIEW, [f"Ola {language}", token]) == 201
    page.reload()
    page.locator(".ib-saved", has_text=f"Ola {language}").locator(".ib-view").click()
    page.get_by_role("button", name=re.compile(words["delete"])).click()
    expect(dialog).to_be_visible()
    look(page, f"saved-{language}", found)

    assert not found, "\n\n".join(found)
