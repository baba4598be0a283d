"""Markdown, plain text, and which reader reads what."""

import pytest

from flowbuilder.knowledge.errors import DocumentNotReadable
from flowbuilder.knowledge.reading.readers import Limits, kind_of, read

MARKDOWN = """---
tags: x
---
# Regulamin

Zwrot do **14 dni**, zob. [formularz](https://x.example/f).

Dostawa
-------

- kurier `15 zł`
- paczkomat

| Kraj | Cena |
|------|------|
| Niemcy | 49 zł |

```
# to nie nagłówek
```
<!-- ukryte -->
"""


def test_markdown_keeps_headings_and_drops_its_signs():
    found = read(MARKDOWN.encode(), "markdown")

    assert [(each.level, each.text) for each in found.blocks] == [
        (1, "Regulamin"),
        (0, "Zwrot do 14 dni, zob. formularz."),
        (2, "Dostawa"),
        (0, "– kurier 15 zł\n– paczkomat"),
        (0, "Kraj | Cena\nNiemcy | 49 zł"),
        (0, "# to nie nagłówek"),
    ]
    assert (found.title, found.blocks[2].anchor) == ("Regulamin", "dostawa")


def test_text_is_cut_at_empty_lines_and_wrapped_lines_are_joined():
    wrapped = "To jest bardzo długi akapit, który ktoś połamał na wiersze\npo sześćdziesiąt znaków."
    found = read(f"{wrapped}\n\nDrugi\nakapit".encode("cp1250"), "text")

    assert [each.text for each in found.blocks] == [wrapped.replace("\n", " "), "Drugi\nakapit"]


def test_characters_beyond_the_limit_are_left_out_with_a_remark():
    found = read(b"abcdefghij\n\nklm", "text", Limits(characters=10))

    assert [each.text for each in found.blocks] == ["abcdefghij"]
    assert found.remarks == [("too_many_characters", {"characters": 10})]


@pytest.mark.parametrize("data", [b"a\x00b", b"\x81\x8d\x8f" * 10])
def test_what_is_not_text_is_refused(data):
    with pytest.raises(DocumentNotReadable) as refused:
        read(data, "text")

    assert refused.value.details["reason"] == "not_text"


def test_what_databases_refuse_is_taken_out():
    assert read("a\x07b\ufffe c".encode(), "text").blocks[0].text == "ab c"


@pytest.mark.parametrize(
    ("name", "content_type", "kind"),
    [
        ("a.PDF", "", "pdf"), ("a.md", "text/plain", "markdown"),
        ("a", "text/html; charset=x", "html"), ("a.docx", "application/octet-stream", "docx"),
        ("a.txt", "", "text"), ("a.CSV", "", "table"), ("a.csv", "text/plain", "table"),
        ("ceny", "text/csv; header=present", "table"),
    ],
)  # fmt: skip
def test_the_type_decides_and_else_the_name(name, content_type, kind):
    assert kind_of(name, content_type) == kind


@pytest.mark.parametrize(
    ("name", "reason"), [("a.exe", "unknown_kind"), ("a.jsonl", "is_table"), ("a", "unknown_kind")]
)
def test_other_kinds_are_refused_with_a_sentence(name, reason):
    with pytest.raises(DocumentNotReadable) as refused:
        kind_of(name)

    assert refused.value.details["reason"] == reason
    assert str(refused.value.message).endswith(".")
