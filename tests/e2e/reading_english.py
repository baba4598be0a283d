"""Tells which words of the program a page says in Polish to somebody who reads English.

What people have written (questions, answers, names) may be Polish on an English page. So two
things are looked for: any text of the Polish catalogues, wherever it stands; and Polish letters
in labels, buttons and heads of tables, which are the program's own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import django
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from playwright.sync_api import Page

from tests.e2e.running import ROOT

POLISH = re.compile("[ąćęłńóśźż]", re.I)
#: Where a value comes into a text: `%(name)s`, `%s`, `{{name}}`, `{}`.
VALUE = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\{\s*\w+\s*\}\}|\{\w*\}")
#: A shorter text counts only where it is the whole: it may be a part of anybody's words.
LONG = 20
#: Each text that is seen or read aloud, and whether it is surely no one's but the program's.
TEXTS = """() => {
  const own = 'legend, label, button, thead th, summary, dt, [role=alert]'
  const said = []
  const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (nodes.nextNode()) {
    const at = nodes.currentNode.parentElement
    if (at.closest('script, style, template, [lang]:not(html)')) continue
    if (at.closest('select') || at.checkVisibility())
      said.push([nodes.currentNode.data, at.closest(own) !== null])
  }
  for (const name of ['aria-label', 'title', 'placeholder', 'alt'])
    for (const at of document.querySelectorAll(`[${name}]`))
      said.push([at.getAttribute(name), false])
  return said.map(([text, isOwn]) => [text.replace(/\\s+/g, ' ').trim(), isOwn])
}"""


def polish_on(page: Page) -> list[str]:
    """The Polish that an English page says by itself: none, if all is well."""
    page.wait_for_load_state()
    whole, parts = _catalogue()
    return sorted(
        {
            text
            for text, is_own in page.evaluate(TEXTS)
            if text in whole
            or any(part in text for part in parts)
            or (is_own and POLISH.search(text))
        }
    )


@cache
def _catalogue() -> tuple[frozenset[str], frozenset[str]]:
    """Polish texts as they stand alone, and the longest part of each that no value changes."""
    english, polish = zip(*_pairs(), strict=True)
    known, everything = {*english}, "\n".join(english)
    whole = {text for text in polish if not VALUE.search(text) and text not in known}
    parts = {max(VALUE.split(text), key=len).strip() for text in polish}
    return frozenset(whole), frozenset(
        part for part in parts if len(part) >= LONG and part not in everything
    )


def _pairs() -> Iterator[tuple[str, str]]:
    """Every text of the program, of the admin under it and of the widget, in both languages."""
    under = Path(django.__file__).parent
    for path in (
        *ROOT.glob("flowbuilder/**/locale/pl/LC_MESSAGES/django.po"),
        *under.glob("contrib/admin/locale/pl/LC_MESSAGES/django.mo"),
        *under.glob("conf/locale/pl/LC_MESSAGES/django.mo"),
    ):
        with path.open("rb") as file:
            messages = read_po(file, locale="pl") if path.suffix == ".po" else read_mo(file)
        for message in messages:
            forms = message.string if message.pluralizable else [message.string]
            names = message.id if message.pluralizable else [message.id]
            for form in filter(None, forms if message.id else ()):
                for name in names:
                    yield _plain(name), _plain(form)
    for folder in (
        ROOT / "frontend/src/widget/locales",
        ROOT / "frontend/src/widget/app/later/locales",
    ):
        own, other = (
            json.loads((folder / f"{language}.json").read_text(encoding="utf-8"))
            for language in ("en", "pl")
        )
        yield from ((own.get(key, ""), text) for key, text in other.items())


def _plain(text: str) -> str:
    """A text as a browser shows it."""
    return " ".join(text.split())
