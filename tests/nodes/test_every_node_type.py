"""What holds for every node type: one test body, every type in the folder."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po

from flowbuilder import nodes
from flowbuilder.core.catalogue import AnyNodeType, discover
from flowbuilder.core.testing import check_node_type

CATALOGUE = discover(nodes)
FOLDER = Path(nodes.__file__).parent
POLISH = FOLDER.parent / "config" / "locale" / "pl" / "LC_MESSAGES" / "django.po"
EXPECTED = {
    "greeting", "message", "choices", "question", "condition", "set_variable", "wait",
    "faq_lookup", "llm_answer", "handoff", "leave_message", "survey", "http_request",
    "business_hours", "ab_split", "call_flow", "go_to", "end", "set_language", "extract", "topic",
    "mood", "update_contact", "form", "file_upload", "cards", "consent", "agents_available",
}  # fmt: skip

every_type = pytest.mark.parametrize("node_type", CATALOGUE.values(), ids=list(CATALOGUE))


def words_of(schema: Any) -> Iterator[str]:
    """The titles, descriptions and labels that the editor's form shows."""
    if isinstance(schema, dict):
        for name, field in schema.get("properties", {}).items():
            assert isinstance(field.get("title"), str), name
            yield field["title"]
        if isinstance(schema.get("description"), str):
            yield schema["description"]
        yield from schema.get("x-labels", {}).values()
        for part in schema.values():
            yield from words_of(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from words_of(part)


def test_the_folder_holds_the_promised_types():
    assert set(CATALOGUE) >= EXPECTED


@every_type
def test_keeps_the_contract(node_type: AnyNodeType):
    check_node_type(node_type)


@every_type
def test_lives_alone_in_a_file_of_its_name(node_type: AnyNodeType):
    assert type(node_type).__module__ == f"flowbuilder.nodes.{node_type.name}"


@every_type
def test_all_its_words_are_translated_into_polish(node_type: AnyNodeType):
    with POLISH.open("rb") as file:
        translated = {str(m.id): str(m.string) for m in read_po(file) if m.id}
    shown = {
        node_type.title,
        " ".join((type(node_type).__doc__ or "").split()),
        *node_type.keywords,
        *(port.label for port in node_type.ports),
        *words_of(node_type.Config.model_json_schema()),
    }

    assert [words for words in sorted(shown) if not translated.get(words)] == []


@every_type
def test_every_choice_of_words_in_the_form_has_labels(node_type: AnyNodeType):
    for name, field in node_type.Config.model_json_schema().get("properties", {}).items():
        if "enum" in field and name != "method":
            assert set(field["x-labels"]) == set(field["enum"]), name


@every_type
def test_its_own_words_are_there_in_both_languages(node_type: AnyNodeType):
    source = (FOLDER / f"{node_type.name}.py").read_text(encoding="utf-8")
    for found in ast.walk(ast.parse(source)):
        if isinstance(found, ast.Dict):
            keys = {key.value for key in found.keys if isinstance(key, ast.Constant)}

            assert not keys & {"pl", "en"} or keys >= {"pl", "en"}, ast.unparse(found)


def test_no_words_of_ours_shout():
    for file in FOLDER.glob("*.py"):
        for found in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(found, ast.Constant) and isinstance(found.value, str):
                assert not re.search(r"\w!(\s|$)", found.value), found.value
