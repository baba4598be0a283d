"""PDF files."""

import random
import zlib

import pypdf
import pytest

from flowbuilder.knowledge.errors import DocumentNotReadable
from flowbuilder.knowledge.reading.readers import Limits, read
from flowbuilder.knowledge.reading.readers.pdf import paragraphs
from tests.knowledge.documents import pdf


def _reason(data: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(DocumentNotReadable) as refused:
        read(data, "pdf", limits)
    return str(refused.value.details["reason"])


def test_pages_and_bookmarks_become_blocks_with_their_places():
    found = read(pdf(["Zwroty do 14 dni.", "Koszt: 9,99."], [("Zwroty", 1), ("Dostawa", 2)]), "pdf")

    assert [(each.level, each.text, each.page) for each in found.blocks] == [
        (1, "Zwroty", 1),
        (0, "Zwroty do 14 dni.", 1),
        (1, "Dostawa", 2),
        (0, "Koszt: 9,99.", 2),
    ]
    assert (found.pages, found.read_to) == (2, 0)


def test_a_long_file_is_read_in_parts_that_come_to_the_same():
    data = pdf([f"Page number {number}." for number in range(1, 46)])
    texts, after = [], 0
    while True:
        part = read(data, "pdf", after_page=after)
        texts += [each.text for each in part.blocks]
        after = part.read_to
        if not after:
            break

    assert texts == [f"Page number {number}." for number in range(1, 46)]


def test_pages_beyond_the_limit_are_left_out_with_a_remark():
    found = read(pdf(["One.", "Two.", "Three."]), "pdf", Limits(pages=2))

    assert [each.text for each in found.blocks] == ["One.", "Two."]
    assert found.remarks == [("too_many_pages", {"pages": 2})]


def test_lines_are_joined_and_hyphens_taken_out():
    text = "Zwrot jest moż-\nliwy w ciągu czternastu dni od odbioru\npaczki.\n• pierwszy\n• drugi"

    assert paragraphs(text) == [
        "Zwrot jest możliwy w ciągu czternastu dni od odbioru paczki.",
        "– pierwszy",
        "– drugi",
    ]


def test_a_file_with_a_password_says_so(tmp_path):
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(tmp_path / "locked.pdf")

    assert _reason((tmp_path / "locked.pdf").read_bytes()) == "encrypted"


def test_pages_without_text_say_that_they_are_pictures():
    assert _reason(pdf(["", ""])) == "scanned"


def test_garbage_and_cut_or_twisted_files_are_refused_or_read_but_never_crash():
    whole = pdf(["Some text here.", "And more."], [("Head", 1)])
    chance = random.Random(7)

    assert _reason(b"not a pdf at all") == "broken"
    for _round in range(150):
        data = bytearray(whole[: chance.randrange(20, len(whole) + 1)])
        for _twist in range(chance.randrange(0, 12)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            read(bytes(data), "pdf")
        except DocumentNotReadable as refused:
            assert refused.details["reason"] in ("broken", "scanned", "empty", "encrypted")


def test_a_page_that_unpacks_without_end_is_refused():
    small = pdf(["Some text."])
    start = small.index(b"stream\n") + 7
    end = small.index(b"\nendstream")
    bomb = zlib.compress(b"\0" * 200_000_000)
    length = b"/Length %d " % (end - start)
    data = small[:start] + bomb + small[end:]

    assert _reason(data.replace(length, b"/Length %d " % len(bomb))) in ("broken", "scanned")


def test_the_time_limit_is_looked_at_between_pages():
    assert _reason(pdf(["One.", "Two."]), Limits(out_of_time=lambda: True)) == "too_slow"


def test_a_file_above_the_size_limit_is_not_opened():
    assert _reason(b"%PDF-" + b"x" * 2_000_000, Limits(bytes=1024 * 1024)) == "too_large"
