"""Files to try a door with: good ones, and all that case 45 of the reliability book names."""

from __future__ import annotations

import struct
import zipfile
import zlib
from io import BytesIO

from PIL import Image

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


def picture(kind: str, size: tuple[int, int] = (40, 30), **options: object) -> bytes:
    target = BytesIO()
    mode = "P" if kind == "GIF" else "RGB"
    Image.new(mode, size, 128 if mode == "P" else (200, 30, 30)).save(target, kind, **options)
    return target.getvalue()


def photo_with_place() -> bytes:
    """A JPEG as a phone makes it: lying on its side, with the place it was taken at."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif[0x010F] = "SecretPhoneMaker"
    exif.get_ifd(0x8825)[2] = (52.0, 13.0, 44.0)
    return picture("JPEG", (40, 30), exif=exif)


def png_of(width: int, height: int) -> bytes:
    """A PNG that says it is this large and holds next to nothing."""

    def chunk(name: bytes, data: bytes) -> bytes:
        body = name + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )  # fmt: skip


def archive(*members: tuple[str, bytes], stored_first: bool = False) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for number, (name, data) in enumerate(members):
            how = zipfile.ZIP_STORED if stored_first and number == 0 else zipfile.ZIP_DEFLATED
            packed.writestr(zipfile.ZipInfo(name), data, how)
    return target.getvalue()


def docx(*more: tuple[str, bytes]) -> bytes:
    parts = (("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>"))
    return archive(*parts, *more)


def xlsx() -> bytes:
    return archive(("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<w/>"))


def odt() -> bytes:
    mimetype = b"application/vnd.oasis.opendocument.text"
    return archive(("mimetype", mimetype), ("content.xml", b"<w/>"), stored_first=True)


GOOD: dict[str, tuple[str, bytes, str, str]] = {
    "png": ("a.png", picture("PNG"), "image", "png"),
    "jpeg": ("a.jpg", picture("JPEG"), "image", "jpeg"),
    "jpeg named png": ("a.png", picture("JPEG"), "image", "jpeg"),
    "gif": ("a.gif", picture("GIF"), "image", "gif"),
    "webp": ("a.webp", picture("WEBP"), "image", "webp"),
    "pdf": ("umowa.pdf", PDF, "pdf", "pdf"),
    "docx": ("a.docx", docx(), "document", "docx"),
    "xlsx": ("a.xlsx", xlsx(), "sheet", "xlsx"),
    "odt": ("a.odt", odt(), "document", "odt"),
    "csv": ("a.csv", "imię;kwota\nAda;12,50\n".encode(), "sheet", "csv"),
    "csv of a spreadsheet": ("a.csv", "imię;kwota\nŻółć;3\n".encode("cp1250"), "sheet", "csv"),
    "text": ("a.txt", "Zażółć gęślą jaźń.".encode(), "text", "txt"),
    "text in utf-16": ("a.txt", "Zażółć".encode("utf-16"), "text", "txt"),
    "text that compares": ("a.txt", b"if a < b and c > d: 5 <6", "text", "txt"),
}

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
_EXE = b"MZ\x90\x00\x03\x00\x00\x00"
BAD: dict[str, tuple[str, bytes]] = {
    "svg": ("a.svg", SVG),
    "svg named png": ("a.png", SVG),
    "svg with a prologue": ("a.txt", b'<?xml version="1.0"?>' + SVG),
    "svg after spaces": ("a.txt", b"\n\n   " + SVG),
    "svg after a mark": ("a.txt", b"\xef\xbb\xbf" + SVG),
    "svg in utf-16": ("a.txt", SVG.decode().encode("utf-16")),
    "html": ("a.html", b"<!doctype html><script>alert(1)</script>"),
    "html named txt": ("a.txt", b"<HTML><body>"),
    "html named pdf": ("a.pdf", b"<html><body>"),
    "html inside words": ("a.txt", b"Hello <script src=//evil.example></script>"),
    "html with odd space": ("a.txt", b"words <\tscript>alert(1)</script>"),
    "xml": ("a.csv", b"<rss></rss>"),
    "exe": ("a.exe", _EXE),
    "exe named png": ("a.png", _EXE),
    "exe named pdf": ("a.pdf", _EXE),
    "elf": ("a.txt", b"\x7fELF\x02\x01\x01\x00"),
    "class": ("a.jpg", b"\xca\xfe\xba\xbe\x00\x00"),
    "rtf with an object": ("a.docx", b"{\\rtf1\\object\x00}"),
    "old office": ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
    "zip": ("a.zip", archive(("a.txt", b"hello"))),
    "zip named docx": ("a.docx", archive(("a.txt", b"hello"))),
    "jar": ("a.jar", archive(("META-INF/MANIFEST.MF", b"Main-Class: x"))),
    "docx with macros": ("a.docx", docx(("word/vbaProject.bin", b"x"))),
    "docx that climbs": ("a.docx", docx(("../../etc/cron.d/x", b"x"))),
    "docx that climbs backwards": ("a.docx", docx(("..\\..\\x", b"x"))),
    "docx from the root": ("a.docx", docx(("/etc/passwd", b"x"))),
    "docx on a drive": ("a.docx", docx(("C:/x", b"x"))),
    "docx that is a bomb": ("a.docx", docx(("word/a.xml", b"0" * 40_000_000))),
    "docx cut off": ("a.docx", docx()[:-30]),
    "docx with too many parts": ("a.docx", docx(*((f"w/{n}", b"") for n in range(5001)))),
    "odt that only says so": ("a.odt", archive(("mimetype", b"application/zip"))),
    "pdf cut off": ("a.pdf", b"%PDF-1.7\n1 0 obj <</Length 99999>> stream"),
    "pdf further down": ("a.pdf", b"\0" * 100 + PDF),
    "png cut off": ("a.png", picture("PNG", (300, 300))[:200]),
    "png in name only": ("a.png", b"\x89PNG\r\n\x1a\n" + b"<script>alert(1)</script>"),
    "jpeg cut off": ("a.jpg", picture("JPEG", (300, 300))[:300]),
    "jpeg in name only": ("a.jpg", b"\xff\xd8\xff\xe0<?php system($_GET[0]); ?>"),
    "gif that is a script": ("a.gif", b"GIF89a/*<svg/onload=alert(1)>*/=1;"),
    "webp in name only": ("a.webp", b"RIFF\x00\x00\x00\x00WEBPVP8 "),
    "nothing but zeros": ("a.txt", b"\0" * 100),
    "nothing but spaces": ("a.txt", b"   \n\n  "),
    "png of 25000 x 25000": ("a.png", png_of(25_000, 25_000)),
    "png of 2 x a billion": ("a.png", png_of(2, 1_000_000_000)),
    "png of no size": ("a.png", png_of(0, 0)),
}
