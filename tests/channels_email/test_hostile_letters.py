"""Letters made to do harm: none takes long, none is kept in a form that a database refuses."""

from __future__ import annotations

import time
from dataclasses import astuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flowbuilder.channels.email.html_words import words_of
from flowbuilder.channels.email.reading import Unreadable, read

FROM = b"From: Ada <ada@client.example>\r\nMessage-ID: <a@x.example>\r\n"
HTML = b"Content-Type: text/html; charset=utf-8"
SECONDS = 8  # of this machine's processor; what was mended took from 12 to for ever


def raw(body: bytes, *headers: bytes) -> bytes:
    return FROM + b"".join(header + b"\r\n" for header in headers) + b"\r\n" + body


def nested(depth: int, body: bytes) -> bytes:
    opening = b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n'
    return FROM + b"".join(opening % (n, n) for n in range(depth)) + body


BOMBS = {
    "attributions": raw(b"On 1 wrote:\n>\nx\n" * 30_000),
    "a divider": raw(b"-" + b" " * 60_000 + b"x\n"),
    "punycode": raw(b"abc-" + b"a9" * 150_000, b"Content-Type: text/plain; charset=punycode"),
    "tags left open": raw(b"<a><p><b>" * 90_000, HTML),
    "tables": raw(b"<table><td>x" * 60_000, HTML),
    "quotes in quotes": raw(b"<blockquote>x" * 60_000, HTML),
    "less than": raw(b"<" * 900_000, HTML),
    "comments": raw(b"<!--" * 200_000, HTML),
    "tags without an end": raw(b"<a '" * 200_000, HTML),
    "scripts": raw(b"<script><style>" * 60_000, HTML),
    "recipients": raw(b"x", b"To: " + b"a@b.c," * 40_000),
    "words for recipients": raw(b"x", b"To: " + b"a " * 120_000),
    "an encoded subject": raw(b"x", b"Subject: " + b"=?utf-8?q?a?= " * 17_000),
    "parameters": raw(b"x", b"Content-Type: text/plain; " + b"a=b; " * 50_000),
    "split parameters": raw(
        b"x", b"Content-Type: text/plain; " + b"".join(b"a*%d*=b; " % i for i in range(25_000))
    ),
    "references": raw(b"x", b"References: " + b"<a@b>" * 50_000),
    "deep parts": nested(150, b"Content-Type: text/plain\r\n\r\n" + b"-\n" * 1_500_000),
    "many parts": raw(
        b"--b\r\n\r\nx\r\n" * 300_000, b'Content-Type: multipart/mixed; boundary="b"'
    ),
    "many headers": raw(b"x", *[b"X-A: b"] * 300_000),
}


@pytest.mark.parametrize("name", BOMBS)
def test_no_letter_keeps_the_program_busy(name):
    begun = time.process_time()
    try:
        letter = read(BOMBS[name])
    except Unreadable as problem:
        assert str(problem) == "too complicated"
    else:
        assert len(letter.text) <= 20_000
        assert len(letter.references) <= 60

    assert time.process_time() - begun < SECONDS


def test_a_long_chain_of_references_keeps_its_end():
    chain = b" ".join(b"<%d@other.example>" % n for n in range(2_000))

    letter = read(raw(b"x", b"References: " + chain + b" <last@shop.example>"))

    assert letter.references[0] == "last@shop.example"


HEADERS = (b"Subject", b"Message-ID", b"In-Reply-To", b"To", b"X-Nothing")
PIECES = st.one_of(
    st.binary(max_size=60).map(lambda data: data.replace(b"\n", b"")),
    st.sampled_from(
        [b"=?utf-8?q?=00=ED=A0=80?=", b"=?x?q?a?=", b"<\x00\xff@a>", b"=?utf-8?b?/w==?="]
    ),
)


@settings(max_examples=120, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(HEADERS), PIECES), max_size=6),
    st.sampled_from(["text/plain", "text/html", "multipart/report", "application/pdf", "image/x"]),
    st.sampled_from(["utf-8", "utf-16", "utf-7", "unicode_escape", "iso-8859-2", "zlib", "\xff"]),
    PIECES,
    st.binary(max_size=300),
)
def test_whatever_comes_can_be_stored(headers, kind, charset, file_name, body):
    lines = [name + b": " + value for name, value in headers]
    lines.append(
        b"Content-Type: " + f"{kind}; charset={charset}; name=".encode("latin-1") + file_name
    )
    try:
        letter = read(raw(body, *lines))
    except Unreadable as problem:
        words = [str(problem)]
    else:
        flat = [part for part in astuple(letter) if isinstance(part, str)]
        words = [*flat, *letter.recipients, *letter.references, *letter.returned]
        words += [file.name for file in letter.files]

    for word in words:
        word.encode("utf-8")  # no half of a surrogate pair
        assert "\x00" not in word


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("a < b<br>c", "a < b\nc"),
        ('<p title="a>b">x</p>', "x"),
        ("<p>x<!-- <b>y</b> -->z</p>", "xz"),
        ("<style>p{}</style><title>t</title>x", "x"),
        ("x<script>if (a < b) { '</p>' }</script>y", "xy"),
        ("<blockquote>a<blockquote>b</blockquote>c</blockquote>d", "> a\n> > b\n> c\nd"),
        ("</blockquote>a&nbsp;&lt;b&gt;&#x17c;", "a <b>ż"),
        ("a<a href='x", "a"),
        ("<head>never closed<p>x", "never closed\nx"),
    ],
)
def test_html_is_read_as_words(html, words):
    assert words_of(html).replace("\xa0", " ") == words


def test_a_letter_inside_a_letter_is_a_file_of_it():
    inside = b"From: Jan <jan@other.example>\r\nSubject: W\r\n\r\nTajne.\r\n"
    letter = read(
        raw(
            b"--b\r\nContent-Type: text/plain\r\n\r\nPatrz.\r\n"
            b"--b\r\nContent-Type: message/rfc822\r\n\r\n" + inside + b"--b--\r\n",
            b'Content-Type: multipart/mixed; boundary="b"',
        )
    )

    assert letter.text == "Patrz."
    assert [(file.name, b"Tajne." in file.data) for file in letter.files] == [("message.eml", True)]


@pytest.mark.parametrize(
    ("written", "name", "address"),
    [
        (b"=?utf-8?q?ada=40client=2Eexample=2C?= <eve@evil.example>", "ada@client.example,",
         "eve@evil.example"),
        (b'"Ada <ada@client.example>" <eve@evil.example>', "Ada <ada@client.example>",
         "eve@evil.example"),
        ("Żółw <ada@client.example>".encode(), "Żółw", "ada@client.example"),
        ("Żółw <ada@client.example>".encode("cp1250"), "Żółw", "ada@client.example"),
    ],
)  # fmt: skip
def test_a_name_that_looks_like_an_address_is_a_name(written, name, address):
    letter = read(b"From: " + written + b"\r\n\r\nx")

    assert (letter.name, letter.sender) == (name, address)


@pytest.mark.parametrize("written", [b"ada\x00@client.example", b"ada@client", b"a\x1b@c.example"])
def test_an_address_that_nobody_could_answer_is_no_sender(written):
    with pytest.raises(Unreadable, match="no sender"):
        read(b"From: " + written + b"\r\n\r\nx")
