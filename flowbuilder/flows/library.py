"""The library: ready flows in `flows_library/`, each a folder of its own.

A folder holds `flow.json`, `template.json` (the `About` below), `README.md`, `talks/*.talk`
and, if the flow answers questions, `knowledge.csv`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

from django.conf import settings
from pydantic import BaseModel, ConfigDict, Field

from flowbuilder.core.document import Flow as Document
from flowbuilder.core.upgrades import load_document

Business = Literal[
    "any", "shop", "beauty", "books", "services", "agency", "courses", "food"
]  # fmt: skip
Does = Literal[
    "answers", "orders", "complaints", "booking", "leads", "candidates", "advice", "survey"
]  # fmt: skip
#: Admin pages where something of one's own is filled in, by the name that a need gives.
PAGES = {
    "knowledge": "knowledge.entry",
    "teams": "handoff.team",
    "credentials": "integrations.credential",
    "widget": "channel_web.widget",
}


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Fact(_Part):
    """A variable with something of one's own, such as the company's name, asked for at once."""

    variable: str
    label: str


class Need(_Part):
    """What else has to be one's own, and the place: a step's field, or a page of the admin."""

    text: str
    node: str = ""
    field: str = ""
    page: Literal["", "knowledge", "teams", "credentials", "widget"] = ""


class About(_Part):
    """`template.json`: for whom a template is, what it does and what it needs.

    `twin` is the folder with the same template in the other language. `pretend` says by node id
    what another service would answer, for the preview, which asks nobody.
    """

    twin: str = ""
    business: Business
    does: tuple[Does, ...]
    for_whom: str
    facts: tuple[Fact, ...] = ()
    needs: tuple[Need, ...] = ()
    pretend: dict[str, dict[str, Any]] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """One ready flow. `summary` is the first paragraph of its README.

    Attributes:
        knowledge: The CSV of its questions and answers, or nothing. It may hold `{{ facts }}`.
        talks: Its golden conversations by name.
    """

    slug: str
    name: str
    language: str
    summary: str
    document: Document
    about: About
    knowledge: str = ""
    talks: dict[str, str] = field(default_factory=dict)


def folder() -> Path:
    """Where the library lies."""
    return Path(settings.BASE_DIR) / "flows_library"


@cache
def templates() -> tuple[Template, ...]:
    """Every template, by language and name. They ship with the program and never change."""
    found = [_read(path.parent) for path in sorted(folder().glob("*/flow.json"))]
    return tuple(sorted(found, key=lambda t: (t.language != "pl", t.name)))


def template(slug: str) -> Template | None:
    """The template in folder `slug`, or None."""
    return next((t for t in templates() if t.slug == slug), None)


def _read(place: Path) -> Template:
    document = load_document(json.loads((place / "flow.json").read_text(encoding="utf-8")))
    knowledge = place / "knowledge.csv"
    return Template(
        slug=place.name,
        name=document.name,
        language=document.locale,
        summary=_first_paragraph(place / "README.md"),
        document=document,
        about=About.model_validate_json((place / "template.json").read_text(encoding="utf-8")),
        knowledge=knowledge.read_text(encoding="utf-8") if knowledge.exists() else "",
        talks=talks_of(place.name),
    )


def talks_of(slug: str) -> dict[str, str]:
    """The golden talks of a template: their texts, by the sentence that each begins with."""
    found = {}
    for path in sorted((folder() / slug / "talks").glob("*.talk")):
        text = path.read_text(encoding="utf-8")
        first = text.split("\n", 1)[0]
        name = first.removeprefix("#").strip().rstrip(".") if first.startswith("#") else path.stem
        found[name[:120]] = text
    return found


def _first_paragraph(readme: Path) -> str:
    if not readme.exists():
        return ""
    blocks = readme.read_text(encoding="utf-8").split("\n\n")
    words = [" ".join(b.split()) for b in blocks if b.strip() and not b.lstrip().startswith("#")]
    return words[0] if words else ""
