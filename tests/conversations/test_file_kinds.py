"""What a file is, by its bytes; what it is called; and what is left of a picture (case 45)."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from flowbuilder.conversations.files.kinds import GIF, JPEG, PDF, PNG, TEXT, Unsound, format_of
from flowbuilder.conversations.files.names import safe_name
from flowbuilder.conversations.files.pictures import (
    MAX_SIDE,
    BrokenPicture,
    PictureTooLarge,
    redrawn,
)
from tests.conversations import corpus


@pytest.mark.parametrize("case", corpus.GOOD)
def test_a_file_of_the_list_is_known_by_its_bytes(case: str) -> None:
    name, data, kind, expected = corpus.GOOD[case]

    found = format_of(BytesIO(data), name)

    assert found is not None
    assert (found.kind, found.name) == (kind, expected)


@pytest.mark.parametrize("case", corpus.BAD)
def test_nothing_else_is_taken(case: str) -> None:
    name, data = corpus.BAD[case]

    def taken() -> bool:
        found = format_of(BytesIO(data), name)
        if found is None:
            return False
        if found.kind == "image":
            redrawn(BytesIO(data), found)
        return True

    try:
        result = taken()
    except (Unsound, BrokenPicture, PictureTooLarge):
        result = False

    assert result is False


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("umowa najmu.pdf", "umowa najmu.pdf"),
        ("Zażółć gęślą.PDF", "Zażółć gęślą.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("..\\..\\windows\\system.ini", "system.ini.pdf"),
        ("C:\\Users\\Ada\\skan.pdf", "skan.pdf"),
        ("evil.pdf\0.exe", "evil.pdf.exe.pdf"),
        ("fatura\u202efdp.exe", "faturafdp.exe.pdf"),
        ("a\u200b\u2066b\ufeff.pdf", "ab.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie_ x.pdf"),
        ('<img src=x onerror="1">.pdf', "_img src=x onerror=_1__.pdf"),
        ("", "pdf.pdf"),
        (".pdf", "pdf.pdf"),
        ("...", "pdf.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("CON.pdf", "pdf-CON.pdf"),
        ("nul", "pdf-nul.pdf"),
        ("   ", "pdf.pdf"),
        ("\ud800.pdf", "pdf.pdf"),
        ("e\u0301.pdf", "é.pdf"),
    ],
)
def test_a_name_is_made_safe(given: str, safe: str) -> None:
    assert safe_name(given, PDF) == safe


def test_a_name_is_never_too_long_for_a_disk_or_a_header() -> None:
    for given in ("a" * 5000 + ".pdf", "ż" * 5000, "💥" * 300 + ".pdf"):
        name = safe_name(given, PDF)

        assert len(name) <= 120
        assert len(name.encode()) <= 200
        assert name.endswith(".pdf")


def test_the_ending_is_the_one_the_bytes_have() -> None:
    assert safe_name("photo.png", JPEG) == "photo.png.jpg"
    assert safe_name("run.sh", TEXT) == "run.sh.txt"


def test_a_photo_keeps_neither_its_place_nor_its_maker_and_stands_upright() -> None:
    data = corpus.photo_with_place()
    assert b"SecretPhoneMaker" in data

    picture = redrawn(BytesIO(data), JPEG)

    drawn = Image.open(BytesIO(picture.data))
    assert (picture.width, picture.height) == drawn.size == (30, 40)
    assert not drawn.getexif()
    assert b"Exif" not in picture.data
    assert b"SecretPhoneMaker" not in picture.data + picture.preview


def test_what_hangs_on_behind_a_picture_is_gone() -> None:
    data = corpus.picture("PNG") + b"<script>alert(1)</script>" + corpus.docx()

    assert b"script" not in redrawn(BytesIO(data), PNG).data


def test_a_moving_picture_still_moves() -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "lime", "blue")]
    source = BytesIO()
    frames[0].save(source, "GIF", save_all=True, append_images=frames[1:], duration=80)

    drawn = Image.open(BytesIO(redrawn(source, GIF).data))

    assert getattr(drawn, "n_frames", 1) == 3


def test_a_large_picture_is_made_smaller_and_has_a_preview() -> None:
    picture = redrawn(BytesIO(corpus.picture("PNG", (MAX_SIDE + 904, 100))), PNG)

    assert (picture.width, picture.height) == (MAX_SIDE, 82)
    assert max(Image.open(BytesIO(picture.preview)).size) == 720


def test_holes_in_a_picture_stay_holes() -> None:
    source = BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(source, "PNG")

    drawn = Image.open(BytesIO(redrawn(source, PNG).data))

    assert drawn.convert("RGBA").getpixel((5, 5)) == (0, 0, 0, 0)


def test_a_picture_of_too_many_pixels_is_not_opened() -> None:
    with pytest.raises(PictureTooLarge):
        redrawn(BytesIO(corpus.png_of(25_000, 25_000)), PNG)
