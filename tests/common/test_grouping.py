"""Whole numbers read as the language writes them."""

import pytest
from django.utils.translation import override

from flowbuilder.common.grouping import grouped


@pytest.mark.parametrize(
    ("language", "value", "words"),
    [
        ("pl", 0, "0"),
        ("pl", 1500, "1500"),
        ("pl", 9999, "9999"),
        ("pl", 10_000, "10\xa0000"),
        ("pl", -1_234_567, "-1\xa0234\xa0567"),
        ("en", 999, "999"),
        ("en", 1500, "1,500"),
    ],
)
def test_thousands_are_set_apart_where_the_language_does_so(language, value, words):
    with override(language):
        assert grouped(value) == words
