"""The library: ready flows in `flows_library/`, each a folder with `flow.json` and `README.md`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from flowbuilder.core.document import Flow as Document
from flowbuilder.core.upgrades import load_document


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """One ready flow. `about` is the first paragraph of its README."""

    slug: str
    name: str
    language: str
    about: str
    document: Document


def folder() -> Path:
    """Where the library lies."""
    return Path(settings.BASE_DIR) / "flows_library"


@cache
def templates() -> tuple[Template, ...]:
    """Every template, by language and name. They ship with the program and never change."""
    found = [_read(path.parent) for path in sorted(folder().glob("*/flow.json"))]
    return tuple(sorted(found, key=lambda t: (t.language != "pl", t.name)))


def talks_of(slug: str) -> dict[str, str]:
    """The golden talks of a template: their texts, by the sentence that each begins with."""
    found = {}
    for place in sorted((folder() / slug / "talks").glob("*.talk")):
        text = place.read_text(encoding="utf-8")
        first = text.split("\n", 1)[0]
        name = first.removeprefix("#").strip().rstrip(".") if first.startswith("#") else place.stem
        found[name[:120]] = text
    return found


def template(slug: str) -> Template | None:
    """The template in folder `slug`, or None."""
    return next((t for t in templates() if t.slug == slug), None)


def _read(place: Path) -> Template:
    document = load_document(json.loads((place / "flow.json").read_text(encoding="utf-8")))
    return Template(
        slug=place.name,
        name=document.name,
        language=document.locale,
        about=_first_paragraph(place / "README.md"),
        document=document,
    )


def _first_paragraph(readme: Path) -> str:
    if not readme.exists():
        return ""
    blocks = readme.read_text(encoding="utf-8").split("\n\n")
    words = [" ".join(b.split()) for b in blocks if b.strip() and not b.lstrip().startswith("#")]
    return words[0] if words else ""
