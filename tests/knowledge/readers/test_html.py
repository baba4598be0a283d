"""Web pages."""

import pytest

from flowbuilder.knowledge.errors import DocumentNotReadable
from flowbuilder.knowledge.reading.readers import read

PAGE = """<!doctype html><html><head><title>Dostawa | Sklep</title>
<link rel=canonical href="/dostawa"><style>p{}</style></head><body>
<header><a href="/">Sklep</a></header><nav><a href="/kontakt">Kontakt</a></nav>
<main><h1>Dostawa</h1><p>Wysyłamy <b>codziennie</b><br>do 14:00.</p>
<h2 id="koszty">Koszty</h2><ul><li>Kurier <a href="kurier">15 zł</a></li><li>Paczkomat 11 zł
</li></ul>
<table><tr><th>Kraj</th><th>Cena</th></tr><tr><td>Niemcy</td><td>49 zł</td></tr></table>
<script>alert(1)</script><form>Zapisz się</form><p hidden>ukryte</p></main>
<footer>Regulamin</footer></body></html>"""


def test_the_main_text_is_read_with_its_headings_and_without_what_is_around():
    found = read(PAGE.encode(), "html")

    assert [(each.level, each.text, each.anchor) for each in found.blocks] == [
        (1, "Dostawa", ""),
        (0, "Wysyłamy codziennie\ndo 14:00.", ""),
        (2, "Koszty", "koszty"),
        (0, "– Kurier 15 zł", ""),
        (0, "– Paczkomat 11 zł", ""),
        (0, "Kraj | Cena", ""),
        (0, "Niemcy | 49 zł", ""),
    ]
    assert (found.title, found.canonical) == ("Dostawa", "/dostawa")
    assert found.links == ["/", "/kontakt", "kurier"]


def test_wishes_of_the_page_are_told():
    data = b'<meta name="robots" content="none"><p>x</p><a rel="nofollow" href="/y">y</a>'
    found = read(data, "html")

    assert (found.wishes, found.links) == ({"noindex", "nofollow"}, [])


def test_a_page_in_an_old_polish_encoding_is_read():
    text = '<meta charset="iso-8859-2"><p>Zażółć gęślą jaźń</p>'
    found = read(text.encode("iso-8859-2"), "html")

    assert found.blocks[0].text == "Zażółć gęślą jaźń"


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "data",
    [b"<a" * 100_000, b"<!--" * 60_000, b"<div>" * 50_000 + b"x", b"&" * 300_000,
     b"<table><tr><td>" * 5_000, b"\xff\x00\xfe" * 1_000],
)  # fmt: skip
def test_hostile_pages_neither_hang_nor_crash(data):
    try:
        read(data, "html")
    except DocumentNotReadable as refused:
        assert refused.details["reason"] in ("empty", "too_large")


def test_a_page_of_navigation_alone_is_empty():
    with pytest.raises(DocumentNotReadable) as refused:
        read(b"<nav>a</nav><script>b</script>", "html")

    assert refused.value.details["reason"] == "empty"


def test_a_heading_in_a_list_is_no_item_of_it():
    found = read(b"<ul><li><h3>Czajnik</h3><p>Poj. 1,7 l</p></li><li>Kubek</li></ul>", "html")

    assert [(each.level, each.text) for each in found.blocks] == [
        (3, "Czajnik"), (0, "Poj. 1,7 l"), (0, "– Kubek"),
    ]  # fmt: skip
