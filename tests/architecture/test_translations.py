"""Everything a person reads exists in Polish."""

import ast
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "flowbuilder"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
TEMPLATE_TAG = re.compile(
    r"""{%\s*(?:trans|translate)\s+(?:"([^"]*)"|'([^']*)')(?:\s+context\s+"([^"]*)")?"""
)
TEMPLATE_BLOCK = re.compile(
    r"{%\s*(?:blocktrans|blocktranslate)([^%]*)%}(.*?){%\s*endblocktrans(?:late)?\s*%}", re.S
)


class Text(NamedTuple):
    """A text to be translated, and what tells it from another with the same words."""

    words: str
    context: str | None = None


def marked_in_python(path: Path) -> Iterator[Text]:
    text = path.read_bytes()
    if b"gettext" not in text:
        return
    for _line, message, _comments, context in extract("python", BytesIO(text), KEYWORDS):
        first = message[0] if isinstance(message, tuple) else message
        if first:
            yield Text(first, context)
    # strings joined over several lines and f-strings cannot be extracted: none may be marked
    for node in ast.walk(ast.parse(text)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in KEYWORDS
            and node.args
            and isinstance(node.args[0], ast.JoinedStr)
        ):
            raise AssertionError(f"{path}:{node.lineno} marks an f-string")


def marked_in_template(path: Path) -> Iterator[Text]:
    text = path.read_text(encoding="utf-8")
    for double, single, context in TEMPLATE_TAG.findall(text):
        yield Text(double or single, context or None)
    for options, body in TEMPLATE_BLOCK.findall(text):
        body = body.partition("{% plural %}")[0]
        body = re.sub(r"{{\s*(\w+)[^}]*}}", r"%(\1)s", body)
        yield Text(" ".join(body.split()) if "trimmed" in options else body)


def polish() -> Iterator[tuple[Text, object]]:
    for path in PACKAGE.glob("**/locale/pl/LC_MESSAGES/django.po"):
        with path.open("rb") as file:
            for message in read_po(file, locale="pl"):
                key = message.id[0] if isinstance(message.id, (list, tuple)) else message.id
                whole = all(message.string) if message.pluralizable else message.string
                if key and whole and not message.fuzzy:
                    yield Text(key, message.context), message.string


FILES = sorted(
    path
    for kind in ("*.py", "*.html", "*.txt")
    for path in PACKAGE.rglob(kind)
    if "migrations" not in path.parts
)
KNOWN = dict(polish())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_every_marked_text_has_a_polish_one(path):
    marked = marked_in_python(path) if path.suffix == ".py" else marked_in_template(path)
    missing = sorted({text for text in marked if text not in KNOWN and not in_django(text)})

    assert missing == []


def in_django(text: Text) -> bool:
    """Say whether Django itself brings this text in Polish."""
    return shown(text) != text.words


def shown(text: Text) -> str:
    """What the program says in Polish, all catalogues taken together."""
    from django.utils import translation

    with translation.override("pl"):
        if text.context:
            return translation.pgettext(text.context, text.words)
        return translation.gettext(text.words)


def test_no_catalogue_takes_a_text_from_another():
    """One text with two meanings needs a context: catalogues are one to Django, and one wins."""
    lost = [
        (text.words, said, shown(text))
        for text, said in polish()
        if isinstance(said, str) and shown(text) != said
    ]

    assert lost == []


def test_polish_has_all_its_plural_forms():
    wrong = [key for key, value in KNOWN.items() if isinstance(value, tuple) and len(value) < 3]

    assert wrong == []


def test_front_end_texts_exist_in_both_languages():
    import json

    for english in (ROOT / "frontend" / "src").glob("*/locales/en.json"):
        en = json.loads(english.read_text(encoding="utf-8"))
        pl = json.loads(english.with_name("pl.json").read_text(encoding="utf-8"))

        assert keys(en) == keys(pl), english


def keys(texts: dict, before: str = "") -> set[str]:
    """Return the keys of `texts`, plural endings left out: Polish has more of them."""
    found = set()
    for key, value in texts.items():
        path = f"{before}{key}"
        if isinstance(value, dict):
            found |= keys(value, f"{path}.")
        else:
            found.add(re.sub(r"_(zero|one|two|few|many|other)$", "", path))
    return found
