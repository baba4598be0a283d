"""What is read of a letter: charsets, subjects, HTML, and where its history begins."""

from __future__ import annotations

from base64 import b64encode
from email.header import Header
from quopri import encodestring

import pytest
from django.utils.translation import override

from flowbuilder.channels.email import quoting, rendering
from flowbuilder.channels.email.reading import Unreadable, key_of, read

POLISH = "Zażółć gęślą jaźń"
FROM = b"From: Ada <ada@client.example>\r\nMessage-ID: <a@x.example>\r\n"


def raw(body: bytes, *headers: bytes) -> bytes:
    return FROM + b"".join(header + b"\r\n" for header in headers) + b"\r\n" + body


@pytest.mark.parametrize("charset", ["iso-8859-2", "windows-1250", "utf-8"])
@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit"])
def test_polish_letters_come_through_in_every_coat(charset, encoding):
    data = POLISH.encode(charset)
    body = {"quoted-printable": encodestring, "base64": b64encode, "8bit": bytes}[encoding](data)
    subject = Header(POLISH, charset).encode().encode()
    letter = read(
        raw(
            body,
            b"Subject: " + subject,
            b"Content-Type: text/plain; charset=" + charset.encode(),
            b"Content-Transfer-Encoding: " + encoding.encode(),
        )
    )

    assert (letter.subject, letter.text) == (POLISH, POLISH)


@pytest.mark.parametrize("claimed", ["x-nonsense", "us-ascii", ""])
def test_a_wrong_or_missing_charset_is_guessed(claimed):
    kind = f"Content-Type: text/plain; charset={claimed}" if claimed else "X-Nothing: 1"
    letter = read(raw(POLISH.encode("windows-1250"), kind.encode()))

    assert letter.text == POLISH


def test_html_alone_becomes_lines_and_its_quote_is_cut_off():
    html = (
        "<html><head><style>p{}</style></head><body><p>Dzień dobry,<br>nie działa.</p>"
        "<script>alert(1)</script><div>W dniu 28.11.2026 o 12:00 Sklep pisze:</div>"
        "<blockquote><p>Proszę o numer.</p></blockquote></body></html>"
    )
    letter = read(raw(html.encode(), b"Content-Type: text/html; charset=utf-8"))

    assert letter.text == "Dzień dobry,\nnie działa."
    assert "Proszę o numer." in letter.quoted
    assert "alert" not in letter.text + letter.quoted


@pytest.mark.parametrize(
    "history",
    [
        "W dniu 2026-11-28 12:00, Sklep Ada pisze:\n> Proszę o numer.",
        "W dniu 28.11.2026 o 12:00, Sklep\nAda napisał(a):\n> Proszę o numer.",
        "pt., 27 lis 2026 o 18:11 Sklep Ada <help@shop.example> napisał(a):\n\n> Proszę o numer.",
        "On Sat, Nov 28, 2026 at 12:00 PM Shop <help@shop.example> wrote:\n> Number, please.",
        "On Sat, Nov 28, 2026 at 12:00 PM Shop\n<help@shop.example> wrote:\n\n> Number, please.",
        "-----Original Message-----\nFrom: Shop\nTo: Ada\n\nNumber, please.",
        "Od: Sklep <help@shop.example>\nWysłano: sobota, 28 listopada 2026 12:00\nDo: Ada\n"
        "Temat: Re: Lampa\n\nProszę o numer.",
        "____________________\nFrom: Shop\nSent: Saturday\nTo: Ada\nSubject: Re: x\n\nHi",
        "> Proszę o numer.\n> Sklep Ada",
        "-- \nAda Nowak\ntel. 123",
        "Wysłano z iPhone'a",
    ],
)
def test_history_and_signature_are_cut_off_and_kept(history):
    said, rest = quoting.split(f"Numer 1234.\nDziękuję.\n\n{history}\n")

    assert said == "Numer 1234.\nDziękuję."
    assert rest == history.strip()


@pytest.mark.parametrize(
    "text",
    [
        "On Monday I wrote:\nnothing at all.",
        "Ada\n\nOd: jutra\nnie ma prądu.",
        "W dniu 2026-11-28, Sklep pisze:\n> Który numer?\n1234\n> Jaki kolor?\nBiały",
        "> tylko cytat",
    ],
)
def test_what_only_looks_like_history_stays(text):
    said, rest = quoting.split(text)

    assert (said, rest) == (text, "")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0" * 100,
        b"Subject: nobody\r\n\r\nx",
        b"From: not an address\r\n\r\nx",
        b"\xff" * 999,
    ],
)
def test_what_is_no_letter_is_said_to_be_unreadable(data):
    with pytest.raises(Unreadable):
        read(data)


def test_a_letter_is_named_by_its_id_and_without_one_by_its_bytes():
    assert key_of(raw(b"one")) == key_of(raw(b"two"))
    assert key_of(raw(b"one", b"Date: Mon")) != key_of(raw(b"two", b"Date: Tue"))
    assert key_of(b"From: a@b.c\r\n\r\none") != key_of(b"From: a@b.c\r\n\r\ntwo")


def test_html_of_ours_carries_no_html_of_theirs():
    text, html = rendering.letter(
        ["**Tak** <script>x</script> [tu](https://a.example/?a=1&b=2) [nie](javascript:x)"],
        notices=[],
        quote="<img src=x>",
        quoted_from="Ada:",
    )

    assert "<script>" not in html
    assert "<img" not in html
    assert "<b>Tak</b>" in html
    assert '<a href="https://a.example/?a=1&amp;b=2">tu</a>' in html
    assert "javascript:" not in html.replace("[nie](javascript:x)", "")
    assert text.startswith("Tak <script>x</script> tu (https://a.example/?a=1&b=2)")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_html_has_lists_also_right_after_a_line_of_text(end):
    drawn = rendering.html(end.join(["Tak:", "- **a** <x>", "* b", "2. c", "3) d", "dalej - tu"]))

    assert drawn.splitlines() == [
        "<p>Tak:</p>", "<ul><li><b>a</b> &lt;x&gt;</li><li>b</li></ul>",
        '<ol start="2"><li>c</li><li>d</li></ol>', "<p>dalej - tu</p>",
    ]  # fmt: skip


def test_a_form_is_a_list_to_answer_line_by_line():
    fields = [
        {"name": "name", "label": "Name", "hint": "", "options": [], "error": ""},
        {"name": "size", "label": "Size", "hint": "For the box.", "error": "Please pick one.",
         "options": [{"value": "s", "label": "Small"}, {"value": "l", "label": "Large"}]},
    ]  # fmt: skip

    with override("en"):
        words = rendering.words_of({"kind": "form", "text": "Your order", "fields": fields})
        lone = rendering.words_of({"kind": "form", "text": "Which day?", "fields": fields[:1]})

    assert words == (
        "Your order\n\n1. Name\n2. Size (For the box.; Small, Large; Please pick one.)\n\n"
        "Reply with an answer in each line, in this order. Put a dash for what you leave out."
    )
    assert lone == "Which day?"
