"""Tiny real documents, made of bytes."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Sequence

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def pdf(pages: Sequence[str], outline: Sequence[tuple[str, int]] = ()) -> bytes:
    """A PDF with a page for each text, one line for each of its lines; bookmarks lead to pages."""
    objects: list[bytes] = []

    def add(body: bytes) -> int:
        objects.append(body)
        return len(objects)

    font = add(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    kids = []
    tree = 2 + 2 * len(pages)
    for text in pages:
        drawn = b" T* ".join(
            b"(" + line.replace("(", r"\(").replace(")", r"\)").encode("cp1252") + b") Tj"
            for line in text.split("\n")
        )
        stream = zlib.compress(b"BT /F1 12 Tf 14 TL 50 700 Td " + drawn + b" ET")
        content = add(
            b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(stream) + stream
            + b"\nendstream"
        )  # fmt: skip
        kids.append(
            add(
                b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 612 792] /Contents %d 0 R "
                b"/Resources << /Font << /F1 %d 0 R >> >> >>" % (tree, content, font)
            )
        )
    names = b" ".join(b"%d 0 R" % kid for kid in kids)
    add(b"<< /Type /Pages /Kids [" + names + b"] /Count %d >>" % len(kids))
    marks = b""
    if outline:
        first = len(objects) + 2
        last = first + len(outline) - 1
        root = add(
            b"<< /Type /Outlines /First %d 0 R /Last %d 0 R /Count %d >>"
            % (first, last, len(outline))
        )
        for number, (title, page) in enumerate(outline):
            beside = b"/Next %d 0 R " % (first + number + 1) if first + number < last else b""
            add(
                b"<< /Title (%s) /Parent %d 0 R %s/Dest [%d 0 R /Fit] >>"
                % (title.encode("cp1252"), root, beside, kids[page - 1])
            )
        marks = b"/Outlines %d 0 R " % root
    catalog = add(b"<< /Type /Catalog /Pages %d 0 R %s>>" % (tree, marks))
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return (
        out + b"xref\n0 %d\n0000000000 65535 f \n" % size + table
        + b"trailer << /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF" % (size, catalog, len(out))
    )  # fmt: skip


def paragraph(text: str, style: str = "") -> str:
    """A paragraph of a DOCX."""
    styled = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{styled}<w:r><w:t>{text}</w:t></w:r></w:p>"


def table(rows: Sequence[Sequence[str]]) -> str:
    """A table of a DOCX."""
    drawn = "".join(
        "<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>"
        for row in rows
    )
    return f"<w:tbl>{drawn}</w:tbl>"


def docx(body: str, *, prolog: str = "", extra: dict[str, bytes] | None = None) -> bytes:
    """A DOCX as a Polish Word writes it: the style ids are Polish, the names are not."""
    styles = (
        f'<w:styles {_W}><w:style w:styleId="Nagwek1"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:styleId="Nagwek2"><w:name w:val="heading 2"/></w:style>'
        '<w:style w:styleId="Dzial"><w:name w:val="Dział"/><w:basedOn w:val="Nagwek2"/></w:style>'
        "</w:styles>"
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(
            "word/document.xml",
            f"{prolog}<w:document {_W}><w:body>{body}</w:body></w:document>",
        )
        file.writestr("word/styles.xml", styles)
        for name, data in (extra or {}).items():
            file.writestr(name, data)
    return packed.getvalue()
