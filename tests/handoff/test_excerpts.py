"""Words as they are searched, and the excerpt that shows them."""

from __future__ import annotations

import pytest

from flowbuilder.handoff.excerpts import Piece, excerpt, folded, holds, words_of


@pytest.mark.parametrize(
    ("text", "plain"),
    [("  Żółta  ŁÓDŹ ", "zolta lodz"), ("Straße", "strasse"), ("Їжак", "іжак"), ("A1-b", "a1-b")],
)
def test_case_diacritics_and_spare_space_do_not_count(text: str, plain: str) -> None:
    assert folded(text) == plain


def test_the_words_of_a_query_come_once_and_the_longest_first() -> None:
    assert words_of("to  Paczka to PACZKA zaginęła") == ["zaginela", "paczka", "to"]


def test_a_query_has_an_end() -> None:
    assert len(words_of(" ".join(f"w{n}" for n in range(50)))) == 8


def test_the_excerpt_marks_the_letters_as_they_were_written() -> None:
    assert excerpt("Gdzie jest moja PACZKA z Łodzi?", ["paczka", "lodz"]) == [
        Piece("Gdzie jest moja ", False),
        Piece("PACZKA", True),
        Piece(" z ", False),
        Piece("Łodz", True),
        Piece("i?", False),
    ]


def test_letters_that_become_two_are_marked_whole() -> None:
    assert excerpt("Große Straße", ["strasse"])[-1] == Piece("Straße", True)


def test_a_long_text_is_shown_around_what_was_found() -> None:
    text = "słowo " * 60 + "reklamacja " + "koniec " * 60

    pieces = excerpt(text, ["reklamac"])

    assert pieces[0] == Piece("…", False)
    assert pieces[1].text.startswith("słowo")
    assert [piece.text for piece in pieces if piece.hit] == ["reklamac"]
    assert pieces[-1] == Piece("…", False)
    assert len("".join(piece.text for piece in pieces)) < 150


def test_words_that_overlap_are_marked_once() -> None:
    shown = excerpt("reklamacja", ["reklamacja", "rekla"])

    assert shown == [Piece("reklamacja", True)]


def test_how_many_words_a_text_holds() -> None:
    assert holds("Zażółć gęślą jaźń", ["gesla", "jazn", "nic"]) == 2
