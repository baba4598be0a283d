"""Takes a small picture of each template's preview: `python -m tests.e2e.template_pictures`."""

from __future__ import annotations

from tests.e2e.pictures import Album, studio
from tests.e2e.running import ROOT

SMALL = {"width": 920, "height": 600}


def main() -> None:
    """Open every template in the gallery, let it begin, and keep the picture beside it."""
    with studio() as (program, browser, states):
        for language in ("pl", "en"):
            album = Album(program, browser, language)
            page = album.signed_in(states["owner"], "/admin/flows/flow/add/", SMALL)
            cards = page.locator("[data-testid^=template-]")
            cards.first.wait_for()
            for card in cards.all():
                slug = (card.get_attribute("data-testid") or "").removeprefix("template-")
                card.locator("h3 button").click()
                page.get_by_test_id("preview-lines").locator("div").first.wait_for()
                page.wait_for_load_state("networkidle")
                page.screenshot(path=ROOT / "flows_library" / slug / "picture.png")
                page.keyboard.press("Escape")
            page.goto(f"{program.url}/admin/")
            page.context.close()


if __name__ == "__main__":
    main()
