"""How text becomes comparable words."""

import pytest

from flowbuilder.knowledge.search.text import edits, fold, keys, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Zażółć GĘŚLĄ jaźń", "zazolc gesla jazn"),
        ("ŁÓDŹ", "lodz"),
        ("Straße", "strasse"),
        ("ﬁ", "fi"),
    ],
)
def test_folding_drops_capitals_and_diacritics(text, folded):
    assert fold(text) == folded


def test_words_keep_their_diacritics_and_join_single_letters():
    assert words("E-mail, czy paczkę?") == ["email", "czy", "paczkę"]


@pytest.mark.parametrize(
    "forms",
    [("paczkę", "paczki", "paczka"), ("zwrotów", "zwrot", "zwrotu"), ("faktura", "fakturę")],
)
def test_inflected_forms_share_a_key(forms):
    shared = set.intersection(*(set(keys(form, "pl")) for form in forms))

    assert shared


def test_a_word_without_its_diacritics_shares_a_key_with_the_right_one():
    assert set(keys("przesylke", "pl")) & set(keys("przesyłkę", "pl"))


@pytest.mark.parametrize(
    ("first", "second", "count"),
    [("zwrot", "zwrot", 0), ("zwrto", "zwrot", 1), ("zwrt", "zwrot", 1), ("zwroty", "zwrot", 1),
     ("zwsot", "zwrot", 1), ("fkatrua", "faktura", 2), ("kurier", "zwrot", 3)],
)  # fmt: skip
def test_edits_count_slips(first, second, count):
    assert edits(first, second, 2) == count


def test_hostile_text_is_only_text():
    for text in ("", "\x00", "\ud800", "a" * 100_000, "💩" * 1000, "\u202eabc"):
        assert isinstance(words(text), list)
