"""The built front end: what the page must load for an entry, read from Vite's manifest."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

SOURCES = {
    "editor": "src/editor/main.tsx",
    "inbox": "src/inbox/main.tsx",
    "gallery": "src/gallery/main.tsx",
    "admin": "src/admin/main.ts",
}


class FrontendNotBuilt(RuntimeError):
    """The front end was not built, or not with this entry."""


def manifest() -> dict[str, Any]:
    """Return Vite's manifest; a rebuilt front end is noticed by the file's time."""
    path = Path(settings.FRONTEND_DIST) / "app" / "manifest.json"
    try:
        stamp = path.stat().st_mtime_ns
    except FileNotFoundError:
        raise FrontendNotBuilt("The front end is not built yet. Run: make install") from None
    return _read(path, stamp)


@lru_cache(maxsize=2)
def _read(path: Path, stamp: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def styles_and_scripts(name: str) -> tuple[list[str], list[str]]:
    """Return the addresses of the style sheets and of the script of entry `name`."""
    chunks = manifest()
    source = SOURCES[name]
    if source not in chunks:
        raise FrontendNotBuilt(f"The front end has no entry {name!r}. Run: make install")
    styles: list[str] = []
    waiting, seen = [source], set()
    while waiting:
        key = waiting.pop(0)
        if key in seen:
            continue
        seen.add(key)
        chunk = chunks[key]
        waiting += chunk.get("imports", [])
        # what an entry imports comes first, so that its own rules win
        styles = [*chunk.get("css", []), *styles]
    return (
        [static(f"frontend/app/{path}") for path in dict.fromkeys(styles)],
        [static(f"frontend/app/{chunks[source]['file']}")],
    )


def _modules(urls: list[str]) -> SafeString:
    return format_html_join(
        "\n", '<script type="module" src="{}"></script>', ((url,) for url in urls)
    )


@register.simple_tag
def frontend_entry(name: str) -> SafeString:
    """Return the style and script tags of entry `name`: `{% frontend_entry "editor" %}`."""
    styles, scripts = styles_and_scripts(name)
    return mark_safe(  # noqa: S308  # both parts are escaped by format_html_join
        format_html_join("\n", '<link rel="stylesheet" href="{}">', ((url,) for url in styles))
        + _modules(scripts)
    )


@register.simple_tag
def admin_script() -> SafeString:
    """Return the tag of our own touches to the admin; nothing before the first build."""
    try:
        _styles, scripts = styles_and_scripts("admin")
    except FrontendNotBuilt:
        return mark_safe("")
    return _modules(scripts)
