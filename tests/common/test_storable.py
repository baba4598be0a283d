"""What strangers send can be stored, whatever Python's strings would take."""

import pytest

from flowbuilder.common.storable import Pieces, storable

FACE = "\ud83d\ude00"  # as two halves


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Zażółć\n\tgęślą 😀", "Zażółć\n\tgęślą 😀"),
        (FACE, "😀"),
        ("a\ud83db", "a\ufffdb"),
        ("a\ude00b", "a\ufffdb"),
        (FACE[::-1], "\ufffd\ufffd"),
        ("a\x00b\x1b[31m\x7f", "a\ufffdb\ufffd[31m\ufffd"),
        ("\ufffe\uffff", "\ufffd\ufffd"),
    ],
)
def test_what_cannot_be_stored_is_marked_and_all_else_stays(said, kept):
    assert storable(said) == kept
    assert kept.encode("utf-8")


@pytest.mark.parametrize(
    "pieces", [["a", FACE[0], FACE[1] + "b"], ["a" + FACE[0], "", FACE[1] + "b"]]
)
def test_two_halves_in_two_pieces_are_one_character(pieces):
    whole = Pieces()

    assert "".join(map(whole.add, pieces)) + whole.end() == "a😀b"


def test_a_half_that_nothing_follows_is_marked_at_the_end():
    whole = Pieces()

    assert [whole.add("a\ud83d"), whole.end()] == ["a", "\ufffd"]
