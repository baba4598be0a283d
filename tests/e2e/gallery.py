"""Takes a picture of every page of the admin: `python -m tests.e2e.gallery FOLDER`. Look at them.

Pages come from the menu and from the first row of each list, so a new model's pages join by
themselves. Each is taken on a desk and on a phone, light and dark, in Polish and in English.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

from tests.e2e.pictures import DESK, PHONE, Album, studio, talk

LOOKS = (("pl", DESK, "light"), ("en", DESK, "dark"), ("pl", PHONE, "dark"), ("en", PHONE, "light"))
NOT_PAGES = re.compile(r"/(export|export-file|logout|delete)/$")
DARK = "localStorage.setItem('adminTheme', JSON.stringify('dark'))"


def addresses(page: Page, url: str) -> list[str]:
    """Every page that the menu leads to, with each list's page of adding and of its first row."""
    page.goto(f"{url}/admin/")
    links = page.locator("#nav-sidebar a[href], nav a[href]")
    menu = dict.fromkeys(h for h in links.evaluate_all("all => all.map(a => a.pathname)") if h)
    found = []
    for path in menu:
        found.append(path)
        if not path.startswith("/admin/") or path.count("/") < 4:
            continue
        page.goto(url + path)
        hrefs = page.locator("a[href]").evaluate_all("all => all.map(a => a.pathname)")
        inside = [h for h in dict.fromkeys(hrefs) if h.startswith(path) and h != path]
        inside = [h for h in inside if not NOT_PAGES.search(h)]
        found += [h for h in inside if not re.search(r"/[0-9a-f-]+/change/$", h)]
        found += [h for h in inside if re.search(r"/[0-9a-f-]+/change/$", h)][:1]
    return list(dict.fromkeys(found))


def shoot(page: Page, url: str, path: str, folder: Path) -> None:
    """One page, as high as it is."""
    page.goto(url + path)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(400)
    name = re.sub(r"[0-9a-f]{8}-[0-9a-f-]+", "id", path.strip("/")).replace("/", "_") or "start"
    page.screenshot(path=folder / f"{name}.png", full_page=True)


def main(target: Path, say: Callable[[str], object] = print) -> None:
    """Start the program, let some conversations happen, look at every page four times."""
    with studio() as (program, browser, states):
        for language, size, theme in LOOKS:
            album = Album(program, browser, language, target / "moments")
            owner = album.signed_in(states["owner"], "/admin/", size, theme)
            if size is DESK:
                talk(album, album.signed_in(states["agent"], "/inbox/"))
            owner.add_init_script(DARK if theme == "dark" else "localStorage.clear()")
            folder = target / f"{language}-{'phone' if size is PHONE else 'desk'}-{theme}"
            folder.mkdir(parents=True, exist_ok=True)
            for path in addresses(owner, program.url):
                shoot(owner, program.url, path, folder)
            owner.context.close()
            say(f"{folder} is taken.")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
