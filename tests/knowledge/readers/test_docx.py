"""Word files."""

import pytest

from flowbuilder.knowledge.errors import DocumentNotReadable
from flowbuilder.knowledge.reading.readers import Limits, read
from tests.knowledge.documents import docx, paragraph, table


def _reason(data: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(DocumentNotReadable) as refused:
        read(data, "docx", limits)
    return str(refused.value.details["reason"])


def test_headings_are_known_by_their_styles_in_any_language():
    data = docx(
        paragraph("Regulamin", "Nagwek1")
        + paragraph("Zwroty", "Dzial")
        + paragraph("Do 14 dni.")
        + table([["Kurier", "15 zł"], ["Paczkomat", "11 zł"]])
    )
    found = read(data, "docx")

    assert [(each.level, each.text) for each in found.blocks] == [
        (1, "Regulamin"),
        (2, "Zwroty"),
        (0, "Do 14 dni."),
        (0, "Kurier | 15 zł"),
        (0, "Paczkomat | 11 zł"),
    ]
    assert found.title == "Regulamin"


def test_what_was_deleted_with_tracked_changes_is_not_read():
    kept = "<w:p><w:r><w:t>Teraz 14 dni.</w:t></w:r><w:del><w:r><w:delText>30 dni</w:delText>"
    found = read(docx(kept + "</w:r></w:del></w:p>"), "docx")

    assert [each.text for each in found.blocks] == ["Teraz 14 dni."]


def test_a_bomb_is_refused_before_it_is_unpacked():
    data = docx(paragraph("x"), extra={"word/media/bomb": b"\0" * 30_000_000})

    assert _reason(data) == "packed"
    assert _reason(docx(paragraph("x")), Limits(unpacked=100)) == "packed"


def test_entities_and_document_types_are_refused():
    laughs = '<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;">]>'
    outside = '<!DOCTYPE a SYSTEM "file:///etc/passwd">'

    assert _reason(docx(paragraph("&y;"), prolog=laughs)) == "broken"
    assert _reason(docx(paragraph("x"), prolog=outside)) == "broken"


def test_endless_depth_is_refused():
    assert _reason(docx("<w:x>" * 5_000 + "</w:x>" * 5_000)) == "broken"


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 not a zip", b"plain", docx("x")[:200]])
def test_a_damaged_file_is_refused_with_a_sentence(data):
    assert _reason(data) == "broken"


def test_an_old_or_locked_word_file_says_so():
    assert _reason(b"\xd0\xcf\x11\xe0" + b"\0" * 600) == "encrypted"


def test_a_file_without_words_says_so():
    assert _reason(docx(paragraph(""))) == "empty"
